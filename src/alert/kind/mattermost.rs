//! Mattermost, through an incoming webhook: an attachment a finding. Foreign text is escaped
//! Markdown, with what would ring a channel broken.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::card::{Card, CardSide, Layout, Limits, layout};
use super::super::model::{Alert, Severity};
use super::super::payload::Payload;
use super::super::text::{escaped, markdown, unmentioned};
use super::Knock;
use crate::base::Secret;

/// The incoming webhook; often inside the operator's own network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub url: Secret,
}

impl Config {
    /// A Mattermost server says under `/api/v4/system/ping` that it is one and well; it says of no
    /// webhook whether it is there.
    pub fn knock(&self) -> Knock<'_> {
        let hook = self.url.reveal().trim();
        let base = hook.split_once("/hooks/").map_or(hook, |(base, _)| base);
        let mend = "check the URL: it should be the server's own address, then /hooks/ and a key";
        Knock { url: format!("{base}/api/v4/system/ping"), bearer: None, tells: true, mend }
    }
}

/// The longest text of a post; kept by the whole message, attachments included.
pub const TOTAL: usize = 16_383;
const LIMITS: Limits = Limits { line: 150, quote: 400, fact: 300, link: 1000, cards: 10 };

pub fn render(alert: &Alert) -> Payload {
    let whole = layout(alert, &LIMITS);
    let fits = |shown: &usize| message(&whole, *shown).to_string().encode_utf16().count() <= TOTAL;
    let shown = (1..=whole.cards.len()).rev().find(fits).unwrap_or(0);
    Payload::json(&message(&whole, shown))
}

fn message(whole: &Layout, shown: usize) -> Value {
    let omitted = whole.omitted + whole.cards.len() - shown;
    let below = Layout { omitted, ..whole.clone() }.footer();
    let lines: Vec<String> = std::iter::once(format!("**{}**", escaped(&whole.subject, markdown)))
        .chain(below.iter().map(|line| escaped(line, markdown)))
        .collect();
    json!({
        "username": "pactwatch",
        "text": lines.join("\n"),
        "attachments": whole.cards.iter().take(shown).map(attachment).collect::<Vec<_>>(),
    })
}

fn attachment(card: &Card) -> Value {
    let text: Vec<String> = card.sides.iter().map(side).collect();
    let field =
        |(title, value): (&str, String)| json!({"title": title, "value": value, "short": false});
    let facts = card.facts.iter().map(|fact| (fact.label, escaped(&fact.text, markdown)));
    let silence = card.silence.iter().map(|line| ("Silence", escaped(line, markdown)));
    json!({
        "fallback": escaped(&card.headline, unmentioned),
        "color": color(card.severity),
        "title": escaped(&card.headline, markdown),
        "title_link": card.review.as_ref().or(card.article.as_ref()).map(|url| unringing(url)),
        "text": text.join("\n\n"),
        "fields": facts.chain(silence).map(field).collect::<Vec<_>>(),
    })
}

fn side(side: &CardSide) -> String {
    let value = side.value_held(|value| escaped(value, markdown));
    let quote = escaped(&side.quote, markdown);
    let source = escaped(&side.source, markdown);
    let source = match &side.url {
        Some(url) if !source.is_empty() => format!("[{source}]({})", unringing(url)),
        _ => source,
    };
    format!("**{}:** {value}\n> “{quote}” - {source}", side.heading)
}

/// A link may name `@here` too.
fn unringing(url: &str) -> String {
    url.replace('@', "%40")
}

fn color(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "#6b7280",
        Severity::Medium => "#c27c0e",
        Severity::High => "#d04437",
    }
}
