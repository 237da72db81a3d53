//! Writes a draft as the one clean document of its dialect that the feed parser reads. Every entry
//! carries its position as its id, so that what comes back can be told apart.

use serde_json::{Map, Value, json};

use super::draft::{Draft, DraftEntry};
use super::model::Format;
use super::xml::entity::push_escaped;

/// The id that the entry at this position is given.
pub(super) fn position_id(position: usize) -> String {
    format!("entry-{position}")
}

/// The position an id stands for.
pub(super) fn position(id: &str) -> Option<usize> {
    id.strip_prefix("entry-")?.parse().ok()
}

/// Element names of a dialect.
struct Names {
    open: &'static str,
    close: &'static str,
    entry: &'static str,
    id: &'static str,
    summary: &'static str,
    content: &'static str,
    published: &'static str,
}

const RSS: Names = Names {
    open: r#"<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>"#,
    close: "</channel></rss>",
    entry: "item",
    id: "guid",
    summary: "description",
    content: "content:encoded",
    published: "pubDate",
};

const ATOM: Names = Names {
    open: r#"<feed xmlns="http://www.w3.org/2005/Atom">"#,
    close: "</feed>",
    entry: "entry",
    id: "id",
    summary: "summary",
    content: "content",
    published: "published",
};

pub(super) fn document(draft: &Draft) -> String {
    match draft.format {
        Format::JsonFeed => json_feed(draft),
        Format::Atom03 | Format::Atom10 => xml(draft, &ATOM),
        Format::Rss090 | Format::Rss09x | Format::Rss1 | Format::Rss2 => xml(draft, &RSS),
    }
}

fn element(out: &mut String, name: &str, text: Option<&str>) {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return };
    for part in ["<", name, ">"] {
        out.push_str(part);
    }
    push_escaped(out, text);
    for part in ["</", name, ">"] {
        out.push_str(part);
    }
}

fn xml(draft: &Draft, names: &Names) -> String {
    let mut out = String::from(names.open);
    element(&mut out, "title", draft.title.as_ref().map(|text| text.value.as_str()));
    for (position, entry) in draft.entries.iter().enumerate() {
        let text = |field: &'_ Option<super::draft::Text>| field.as_ref().map(|t| t.value.clone());
        out.push('<');
        out.push_str(names.entry);
        out.push('>');
        element(&mut out, names.id, Some(&position_id(position)));
        element(&mut out, "title", text(&entry.title).as_deref());
        element(&mut out, names.summary, text(&entry.summary).as_deref());
        element(&mut out, names.content, text(&entry.content).as_deref());
        element(&mut out, names.published, entry.published.as_deref());
        element(&mut out, "updated", entry.updated.as_deref());
        out.push_str("</");
        out.push_str(names.entry);
        out.push('>');
    }
    out.push_str(names.close);
    out
}

fn json_feed(draft: &Draft) -> String {
    let items: Vec<Value> =
        draft.entries.iter().enumerate().map(|(at, entry)| json_item(at, entry)).collect();
    let title = draft.title.as_ref().map_or("", |text| text.value.as_str());
    json!({"version": "https://jsonfeed.org/version/1.1", "title": title, "items": items})
        .to_string()
}

fn json_item(position: usize, entry: &DraftEntry) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, text: Option<&str>| {
        if let Some(text) = text {
            item.insert(name.to_owned(), Value::String(text.to_owned()));
        }
    };
    put("id", Some(&position_id(position)));
    put("title", entry.title.as_ref().map(|text| text.value.as_str()));
    put("summary", entry.summary.as_ref().map(|text| text.value.as_str()));
    put("content_html", entry.content.as_ref().map(|text| text.value.as_str()));
    put("date_published", entry.published.as_deref());
    put("date_modified", entry.updated.as_deref());
    Value::Object(item)
}
