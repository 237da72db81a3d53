//! What a name means for the shape of a feed document: entries, frames, text constructs.

use super::namespace::Vocabulary;

pub(super) fn is_item(name: &str) -> bool {
    matches!(name, "item" | "entry")
}

pub(super) fn is_frame(name: &str) -> bool {
    matches!(name, "item" | "entry" | "channel" | "feed" | "rss" | "rdf")
}

pub(super) fn is_text_construct(vocabulary: Vocabulary, root: Vocabulary, name: &str) -> bool {
    let own = vocabulary == Vocabulary::Core || vocabulary == root;
    match name {
        "title" | "description" | "summary" | "subtitle" => vocabulary != Vocabulary::Other,
        "content" => own || vocabulary == Vocabulary::Atom,
        "tagline" | "copyright" | "rights" | "info" | "abstract" | "fulltext" | "fullitem"
        | "body" => own || (vocabulary == Vocabulary::Xhtml && name == "body"),
        "encoded" => vocabulary == Vocabulary::Content,
        "div" => vocabulary == Vocabulary::Xhtml,
        _ => false,
    }
}

/// Elements that carry their own default namespace and are never meant as the feed's own.
pub(super) fn is_foreign_island(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    !matches!(
        lower.as_str(),
        "channel" | "item" | "entry" | "title" | "link" | "description" | "guid" | "pubdate"
    )
}

/// Fields that hold text and never elements.
pub(super) fn is_leaf(name: &str) -> bool {
    const LEAVES: [&str; 20] = [
        "comments",
        "created",
        "docs",
        "email",
        "generator",
        "guid",
        "id",
        "issued",
        "language",
        "lastbuilddate",
        "link",
        "managingeditor",
        "modified",
        "name",
        "pubdate",
        "published",
        "ttl",
        "updated",
        "uri",
        "webmaster",
    ];
    LEAVES.binary_search(&name).is_ok()
}
