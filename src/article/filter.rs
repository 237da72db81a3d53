//! Which lines are furniture by what they say: labels, pointers to other articles, invitations,
//! counters, bylines. Every rule looks at one line and the element around it, nothing further.

use super::html::Tree;
use super::unit::Unit;
use super::words;

/// Why a line is not part of the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Furniture {
    Label,
    Pointer,
    LinkOnly,
    Invitation,
    Counter,
    Byline,
    Credit,
    Legal,
}

/// Longer lines are running text, whatever words they begin with.
const LONGEST_LINE: usize = 320;

/// The verdict on one line; `None` keeps it.
pub(super) fn furniture(tree: &Tree, unit: &Unit) -> Option<Furniture> {
    let tag = tree.tag(unit.block);
    if unit.cell {
        return None;
    }
    let heading = is_heading(tag);
    let length = unit.text.chars().count();
    if length > LONGEST_LINE {
        return None;
    }
    let plain = words::plain(&unit.text, 60);
    if words::is_correction(&plain) {
        return None;
    }
    if length < 60 && words::is_label(&plain) {
        return Some(Furniture::Label);
    }
    if length < 240 && unit.linked(40) && words::is_pointer(&plain) {
        return Some(Furniture::Pointer);
    }
    // The link may be a script's business: the colon says enough.
    if length < 160 && !heading && points_ahead(&unit.text) {
        return Some(Furniture::Pointer);
    }
    let sentence = unit.text.trim_end().ends_with(['.', '!', '?', ':', '"', '”', ')']);
    if unit.linked(50) && length < 100 && !sentence && tag != "li" && !heading {
        return Some(Furniture::LinkOnly);
    }
    if unit.linked(90) && tag != "li" {
        return Some(Furniture::LinkOnly);
    }
    if length < 320
        && words::is_invitation(&plain)
        && (unit.links > 0 || words::is_imperative(&plain))
    {
        return Some(Furniture::Invitation);
    }
    if !heading && length < 120 && (is_counter(&plain) || is_play_length(&unit.text, length)) {
        return Some(Furniture::Counter);
    }
    if !heading && length < 120 && is_byline(&unit.text) {
        return Some(Furniture::Byline);
    }
    if length < 120 && is_credit(&unit.text, &plain) {
        return Some(Furniture::Credit);
    }
    let reserved = plain.contains("all rights reserved") || plain.starts_with("copyright 2");
    if length < 300 && (reserved || (length < 90 && unit.text.starts_with('©'))) {
        return Some(Furniture::Legal);
    }
    None
}

/// `Watch: inside the yard`.
fn points_ahead(text: &str) -> bool {
    let Some((lead, rest)) = text.split_once(':') else { return false };
    lead.len() < 24 && !rest.is_empty() && words::is_signpost(&words::plain(lead, 4))
}

pub(super) fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Dates, ages, reading times, counts: every word is a number or belongs to such a line.
pub(super) fn is_counter(plain: &str) -> bool {
    let mut digits = false;
    let mut any = false;
    for word in plain.split(' ') {
        any = true;
        let number = word.starts_with(|c: char| c.is_ascii_digit());
        digits |= number;
        let known = words::is_counter_word(word);
        if !number && !known {
            return false;
        }
    }
    any && (digits || plain.contains("ago") || plain.contains("comment"))
}

/// `02:12 - Source: ...`: the length of a recording and whose it is.
fn is_play_length(text: &str, length: usize) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    let clock = first.len() < 9
        && first.contains(':')
        && first.bytes().all(|b| b.is_ascii_digit() || b == b':');
    clock && length < 60 && !text.ends_with('.')
}

/// `By Jane Doe and John Roe`: a few capitalised words after "By".
pub(super) fn is_byline(text: &str) -> bool {
    let Some(names) = text.strip_prefix("By ").or_else(|| text.strip_prefix("BY ")) else {
        return false;
    };
    let mut count = 0;
    for word in names.split_whitespace() {
        count += 1;
        let small = matches!(
            word,
            "and" | "for" | "of" | "the" | "in" | "&" | "|" | "-" | "–" | "de" | "van" | "von"
        );
        let capital = word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
        if !small && !capital {
            return false;
        }
    }
    count > 0 && count < 16 && !text.ends_with('.')
}

fn is_credit(text: &str, plain: &str) -> bool {
    const STARTS: [&str; 9] = [
        "Photo:",
        "Photo by",
        "Photograph:",
        "Photography:",
        "Image:",
        "Image credit",
        "Credit:",
        "Picture:",
        "Illustration:",
    ];
    STARTS.iter().any(|s| text.starts_with(s))
        || (plain.ends_with("getty images") && !text.contains(". "))
}
