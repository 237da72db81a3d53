//! ntfy: a plain text message to a topic, its title and links in headers. The topic is part of the
//! URL, which is a secret, so a stored payload does not hold it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use super::super::card::{Card, Limits, layout};
use super::super::model::{Alert, Severity};
use super::super::payload::Payload;
use super::super::text::{Unit, clean, fit, plain};
use super::Knock;
use crate::base::Secret;
use crate::base::http::Headers;

/// Server and topic as one URL, and an access token where the topic is protected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub url: Secret,
    #[serde(default)]
    pub token: Option<Secret>,
}

impl Config {
    /// ntfy says under `/topic/auth` whether the topic may be read with these credentials.
    pub fn knock(&self) -> Knock<'_> {
        let topic = self.url.reveal().trim().trim_end_matches('/');
        let mend = "check the token, and what it may do with the topic: ntfy access";
        Knock { url: format!("{topic}/auth"), bearer: self.token.as_ref(), tells: true, mend }
    }
}

/// A longer message becomes an attachment.
pub const MESSAGE: usize = 4096;
/// Bytes; the phone shows no more.
pub const TITLE: usize = 200;
const LIMITS: Limits = Limits { line: 100, quote: 200, fact: 150, link: 1000, cards: 5 };

pub fn render(alert: &Alert) -> Payload {
    let whole = layout(alert, &LIMITS);
    let mut blocks: Vec<String> = whole.cards.iter().map(|c| card(c, whole.cards.len())).collect();
    blocks.extend(whole.footer());
    let mut headers = Headers::default();
    headers.push("Title", encoded_word(&whole.subject));
    headers.push("Priority", priority(whole.severity));
    headers.push("Tags", "newspaper");
    let buttons = whole.buttons();
    if let Some((_, url)) = buttons.first() {
        headers.push("Click", url.clone());
    }
    let view = |(label, url)| json!({"action": "view", "label": label, "url": url});
    let actions: Vec<_> = buttons.into_iter().map(view).collect();
    if !actions.is_empty() {
        headers.push("Actions", json!(actions).to_string());
    }
    Payload { headers, ..Payload::text(within(&blocks)) }
}

fn card(card: &Card, cards: usize) -> String {
    let mut lines = Vec::new();
    if cards > 1 {
        lines.push(card.headline.clone());
    }
    let sides = card.sides.iter();
    lines.extend(sides.map(|side| {
        let value = side.value_held(str::to_owned);
        format!("{}: {value}\n“{}” - {}", side.heading, side.quote, side.source)
    }));
    lines.extend(card.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.text)));
    lines.extend(card.silence.iter().map(|command| format!("Silence: {command}")));
    lines.join("\n")
}

/// As many whole blocks as fit, and the start of the first when not even that does.
fn within(blocks: &[String]) -> String {
    let mut body = String::new();
    for block in blocks {
        let gap = if body.is_empty() { "" } else { "\n\n" };
        if body.len() + gap.len() + block.len() > MESSAGE {
            break;
        }
        body.push_str(gap);
        body.push_str(block);
    }
    if body.is_empty() {
        let first = blocks.first().map(String::as_str).unwrap_or_default();
        return fit(&clean(first), MESSAGE, Unit::Bytes, plain);
    }
    body
}

/// RFC 2047, since a header is ASCII: words of at most 75 characters, cut between characters.
fn encoded_word(text: &str) -> String {
    let text = fit(text, TITLE, Unit::Bytes, plain);
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) && !text.contains("=?") {
        return text;
    }
    let mut words = vec![String::new()];
    for c in text.chars() {
        match words.last_mut() {
            Some(word) if word.len() + c.len_utf8() <= 45 => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    let encode = |word: &String| format!("=?UTF-8?B?{}?=", STANDARD.encode(word));
    words.iter().map(encode).collect::<Vec<_>>().join(" ")
}

fn priority(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "2",
        Severity::Medium => "3",
        Severity::High => "4",
    }
}
