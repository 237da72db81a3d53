//! JSON Feed, as loosely as it is written: wrong types are read as what they mean or left out.

use serde_json::{Map, Value};

use super::dialect::MOST_ENTRIES;
use super::draft::{Draft, DraftEntry, DraftLink, Markup, Text};
use super::model::{Format, Hints, NotAFeed};
use crate::base::Warning;

type Object = Map<String, Value>;

/// Reads a JSON document; one that is no feed is an error of the server behind it.
pub(super) fn read(text: &str, warnings: &mut Vec<Warning>) -> Result<Draft, NotAFeed> {
    let value = value(text, warnings)?;
    let Value::Object(feed) = value else {
        return Err(NotAFeed::JsonError("not an object".to_owned()));
    };
    let is_feed =
        string(&feed, &["version"]).is_some_and(|version| version.contains("jsonfeed.org"));
    let items = feed.get("items").and_then(Value::as_array);
    if !is_feed && items.is_none() {
        return Err(NotAFeed::JsonError(message(&feed)));
    }
    let hubs = feed.get("hubs").and_then(Value::as_array);
    let hub = |hub: &Value| hub.as_object().and_then(|hub| string(hub, &["url"]));
    Ok(Draft {
        format: Format::JsonFeed,
        title: plain(string(&feed, &["title"])),
        links: links(&feed, &["home_page_url"]),
        self_link: links(&feed, &["feed_url"]).pop(),
        hubs: hubs.into_iter().flatten().filter_map(hub).collect(),
        hints: Hints::default(),
        authors: authors(&feed),
        truncated: false,
        entries: items
            .into_iter()
            .flatten()
            .filter_map(Value::as_object)
            .take(MOST_ENTRIES)
            .map(entry)
            .collect(),
    })
}

/// The document, also when something stands before or behind it.
fn value(text: &str, warnings: &mut Vec<Warning>) -> Result<Value, NotAFeed> {
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let start = text.find('{').unwrap_or(0);
    let end = text.rfind('}').map_or(text.len(), |at| at + 1);
    let inside = text.get(start..end).unwrap_or_default();
    let clean: String = inside.chars().map(|c| if c < ' ' { ' ' } else { c }).collect();
    match serde_json::from_str(&clean) {
        Ok(value) => {
            warnings
                .push(Warning::new("repaired", "text around or control characters in the JSON"));
            Ok(value)
        }
        Err(_) => Err(NotAFeed::JsonError(error.to_string())),
    }
}

/// What an error document says, shortened.
fn message(object: &Object) -> String {
    let said = string(object, &["message", "error", "detail", "title", "status"]);
    said.unwrap_or_else(|| "an object without items".to_owned()).chars().take(120).collect()
}

/// The first of these members that is text or a number.
fn string(object: &Object, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match object.get(*name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    })
}

fn links(object: &Object, names: &[&str]) -> Vec<DraftLink> {
    let href = |name: &&str| string(object, &[*name]);
    names.iter().filter_map(href).map(|href| DraftLink { href, base: None }).collect()
}

fn plain(text: Option<String>) -> Option<Text> {
    text.map(|value| Text { value, markup: Markup::Plain })
}

fn authors(object: &Object) -> Vec<String> {
    let listed = object.get("authors").and_then(Value::as_array).into_iter().flatten();
    let name = |author: &Value| match author {
        Value::Object(author) => string(author, &["name", "url"]),
        Value::String(name) => Some(name.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    };
    let mut found: Vec<String> = listed.chain(object.get("author")).filter_map(name).collect();
    found.dedup();
    found
}

fn entry(item: &Object) -> DraftEntry {
    let html = string(item, &["content_html"]);
    let html = html.map(|value| Text { value, markup: Markup::Html });
    let content = html.or_else(|| plain(string(item, &["content_text"])));
    let tags = item.get("tags").and_then(Value::as_array).into_iter().flatten();
    DraftEntry {
        id: string(item, &["id"]),
        links: links(item, &["url", "external_url"]),
        title: plain(string(item, &["title"])),
        summary: plain(string(item, &["summary"])),
        content,
        published: string(item, &["date_published"]),
        updated: string(item, &["date_modified"]),
        authors: authors(item),
        categories: tags.filter_map(Value::as_str).map(str::to_owned).collect(),
        cut: false,
    }
}
