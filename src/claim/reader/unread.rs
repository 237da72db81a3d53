//! Texts that are not read at all, and why. It never looks at what they say.

use super::super::language;
use super::super::model::Document;
use super::super::prepare;
use crate::base::text;

/// Such a text is read: it says nothing.
pub(super) const EMPTY: &str = "text.empty";

/// Why a text is not read at all. Half a text is never read: what it says could be taken back in the
/// other half.
pub(super) fn why(document: &Document) -> Option<(&'static str, &'static str)> {
    let text = document.text;
    if text.len() > prepare::TEXT_MAX {
        Some(("text.long", "longer than 4 MiB: nothing of it was read"))
    } else if text.trim().is_empty() {
        Some((EMPTY, "there is no text to read"))
    } else if text::is_binary(text) {
        Some(("text.binary", "control characters stand where words should"))
    } else if !language::is_english(text, document.language) {
        Some(("language.unread", "the text is not English"))
    } else {
        None
    }
}
