//! Text of strangers, made safe to print: nothing in it can steer a terminal, forge a line or
//! turn the reading direction.

use std::borrow::Cow;

/// On one line, with what cannot be seen written as `\u001b`: the form JSON has for it too.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unseen(c) {
            // All of them lie in the plane that four digits reach.
            shown.extend(format!("\\u{:04x}", u32::from(c)).chars());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Control characters, line and paragraph separators, and the marks that turn direction.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
