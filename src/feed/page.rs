//! An entry as a page of its own, for outlets whose feed holds the whole article and whose pages
//! cannot be read. It is read as any page is, and kept as one.

use super::model::Entry;
use super::xml::entity::push_escaped;

/// The entry's content, else its summary, as an HTML document that declares what the feed says.
/// `None` when the entry holds no text at all.
pub fn page(entry: &Entry) -> Option<String> {
    let mut summary = String::new();
    push_escaped(&mut summary, &entry.summary);
    let paragraph = || (!summary.is_empty()).then(|| format!("<p>{summary}</p>"));
    let body = entry.content.clone().filter(|html| !html.trim().is_empty()).or_else(paragraph)?;
    let mut title = String::new();
    push_escaped(&mut title, &entry.title);
    let mut head = format!("<title>{title}</title>");
    let mut declare = |name: &str, value: &str| {
        head.push_str("<meta property=\"");
        head.push_str(name);
        head.push_str("\" content=\"");
        push_escaped(&mut head, value);
        head.push_str("\">");
    };
    if let Some(at) = entry.published {
        declare("article:published_time", &at.to_string());
    }
    // A feed that gives one date gives it as both.
    if let Some(at) = entry.updated.filter(|at| Some(*at) != entry.published) {
        declare("article:modified_time", &at.to_string());
    }
    for name in &entry.authors {
        declare("article:author", name);
    }
    Some(format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\">{head}</head>\
         <body><article><h1>{title}</h1>{body}</article></body></html>"
    ))
}
