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

/// The verdict on one line; `None` keeps it.
pub(super) fn furniture(tree: &Tree, unit: &Unit) -> Option<Furniture> {
    let tag = tree.tag(unit.block);
    if matches!(tag, "td" | "th") {
        return None;
    }
    let heading = is_heading(tag);
    let length = unit.text.chars().count();
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
    if unit.linked(90) && length > 20 && tag != "li" {
        return Some(Furniture::LinkOnly);
    }
    if length < 320
        && words::is_invitation(&plain)
        && (unit.links > 0 || words::is_imperative(&plain))
    {
        return Some(Furniture::Invitation);
    }
    if !heading && length < 120 && is_counter(&plain) {
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

pub(super) fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Dates, ages, reading times, counts: every word is a number or belongs to such a line.
pub(super) fn is_counter(plain: &str) -> bool {
    const WORDS: &str = " january february march april may june july august september october \
        november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday \
        wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun am \
        pm a p m at on of the first last published updated modified posted created date time et \
        est edt pt pst pdt ct cst cdt gmt utc bst cet cest ist ago hour hours hr hrs minute \
        minutes min mins second seconds sec day days week weeks month months yesterday today \
        read reading to in about comment comments share shares like likes view views k more \
        reads reactions votes page st nd rd th uhr stand januar februar märz mai juni juli \
        oktober dezember ";
    let mut digits = false;
    let mut any = false;
    for word in plain.split(' ') {
        any = true;
        let number = word.starts_with(|c: char| c.is_ascii_digit());
        digits |= number;
        let known = WORDS.split_whitespace().any(|w| w == word);
        if !number && !known {
            return false;
        }
    }
    any && (digits || plain.contains("ago") || plain.contains("comment"))
}

/// `By Jane Doe and John Roe`: a few capitalised words after "By".
fn is_byline(text: &str) -> bool {
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
