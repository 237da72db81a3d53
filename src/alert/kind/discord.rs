//! Discord, through a channel's webhook: an embed a finding. Foreign text is escaped Markdown, and
//! no mention is allowed to ring anybody.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::card::{Card, CardSide, Layout, Limits, layout};
use super::super::model::{Alert, Severity};
use super::super::payload::Payload;
use super::super::text::{Unit, escaped, fit, markdown};
use super::Knock;
use crate::base::Secret;

/// The channel's webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub url: Secret,
}

impl Config {
    /// A webhook may be looked up under its own address: that needs no other right, and fails when
    /// it was deleted or mistyped.
    pub fn knock(&self) -> Knock<'_> {
        let mend = "copy the URL again from Integrations, Webhooks of the channel's settings";
        Knock { url: self.url.reveal().to_owned(), bearer: None, tells: true, mend }
    }

    /// The webhook's URL, asking for an answer only once the message is stored: without it every
    /// message is answered 204, also one that is then dropped.
    pub fn endpoint_url(&self) -> String {
        let url = self.url.reveal();
        let join = if url.contains('?') { '&' } else { '?' };
        format!("{url}{join}wait=true")
    }
}

/// Discord's limits; `TOTAL` counts the texts of all embeds together.
pub const CONTENT: usize = 2000;
pub const TITLE: usize = 256;
pub const DESCRIPTION: usize = 4096;
pub const FIELDS: usize = 25;
pub const FIELD: usize = 1024;
pub const TOTAL: usize = 6000;
/// Escaping at most doubles a text.
const LIMITS: Limits = Limits { line: 120, quote: 300, fact: 300, link: 400, cards: 10 };

pub fn render(alert: &Alert) -> Payload {
    let whole = layout(alert, &LIMITS);
    let mut embeds: Vec<Value> = Vec::new();
    let mut used = 0;
    for card in &whole.cards {
        let embed = embed(card, alert);
        used += texts(&embed);
        if used > TOTAL {
            break;
        }
        embeds.push(embed);
    }
    let omitted = alert.items.len() - embeds.len();
    let below = Layout { omitted, ..whole.clone() }.footer();
    let lines: Vec<String> = std::iter::once(format!("**{}**", escaped(&whole.subject, markdown)))
        .chain(below.iter().map(|line| escaped(line, markdown)))
        .collect();
    Payload::json(&json!({
        "username": "pactwatch",
        "content": lines.join("\n"),
        "embeds": embeds,
        "allowed_mentions": {"parse": []},
    }))
}

fn embed(card: &Card, alert: &Alert) -> Value {
    let description: Vec<String> = card.sides.iter().map(side).collect();
    let facts = card.facts.iter().map(|fact| (fact.label, escaped(&fact.text, markdown)));
    let silence = card.silence.iter().map(|line| ("Silence", escaped(line, markdown)));
    let fields: Vec<Value> = facts
        .chain(silence)
        .map(|(name, value)| json!({"name": name, "value": value, "inline": false}))
        .collect();
    let mut embed = json!({
        "title": fit(&card.headline, TITLE, Unit::Utf16, markdown),
        "description": description.join("\n"),
        "color": color(card.severity),
        "timestamp": alert.at.to_string(),
        "fields": fields,
    });
    if let (Some(url), Some(map)) =
        (card.review.as_ref().or(card.article.as_ref()), embed.as_object_mut())
    {
        map.insert("url".to_owned(), json!(url));
    }
    embed
}

fn side(side: &CardSide) -> String {
    let value = side.value_held(|value| escaped(value, markdown));
    let quote = escaped(&side.quote, markdown);
    let source = escaped(&side.source, markdown);
    let source = match &side.url {
        Some(url) if !source.is_empty() => format!("[{source}]({url})"),
        _ => source,
    };
    format!("**{}:** {value}\n> “{quote}” - {source}", side.heading)
}

/// What Discord counts of an embed.
fn texts(embed: &Value) -> usize {
    let text = |value: &Value| value.as_str().map_or(0, |text| Unit::Utf16.length(text));
    let fields = embed["fields"].as_array().into_iter().flatten();
    let fields: usize = fields.map(|field| text(&field["name"]) + text(&field["value"])).sum();
    text(&embed["title"]) + text(&embed["description"]) + fields
}

fn color(severity: Severity) -> u32 {
    match severity {
        Severity::Low => 0x6b_72_80,
        Severity::Medium => 0xc2_7c_0e,
        Severity::High => 0xd0_44_37,
    }
}
