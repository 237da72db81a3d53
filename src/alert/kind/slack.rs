//! Slack, through an incoming webhook. Foreign text stands in rich text elements, which know no
//! markup; only the fallback line is Slack's own markup and escaped.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::card::{Card, CardSide, Layout, Limits, layout};
use super::super::model::Alert;
use super::super::payload::Payload;
use super::super::text::{cut, escaped, html};
use crate::base::Secret;

/// The incoming webhook.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub url: Secret,
}

/// A header holds 150; a message is refused near 13,000 in all, links included.
pub const HEADER: usize = 150;
pub const TOTAL: usize = 10_000;
const LIMITS: Limits = Limits { line: 150, quote: 300, fact: 200, link: 500, cards: 10 };

/// Blocks: a header, a rich text a finding, a context, buttons. Findings that would make the
/// message too long are counted instead.
pub fn render(alert: &Alert) -> Payload {
    let whole = layout(alert, &LIMITS);
    let fits = |shown: &usize| message(&whole, *shown).to_string().encode_utf16().count() <= TOTAL;
    let shown = (1..=whole.cards.len()).rev().find(fits).unwrap_or(0);
    Payload::json(&message(&whole, shown))
}

fn message(whole: &Layout, shown: usize) -> Value {
    let header = cut(&whole.subject, HEADER);
    let mut blocks = vec![
        json!({"type": "header", "text": {"type": "plain_text", "text": header, "emoji": false}}),
    ];
    // The header says already what the only finding is.
    let alone = whole.cards.len() + whole.omitted == 1;
    blocks.extend(whole.cards.iter().take(shown).map(|shown| card(shown, !alone)));
    let left = whole.omitted + whole.cards.len() - shown;
    let layout = Layout { omitted: left, cards: Vec::new(), ..whole.clone() };
    let context: Vec<Value> = layout.footer().iter().map(|line| plain_text(line)).collect();
    if !context.is_empty() {
        blocks.push(json!({"type": "context", "elements": context}));
    }
    let buttons: Vec<Value> = whole.buttons().into_iter().map(button).collect();
    if !buttons.is_empty() {
        blocks.push(json!({"type": "actions", "elements": buttons}));
    }
    json!({
        "text": escaped(&header, html),
        "blocks": blocks,
        "unfurl_links": false,
        "unfurl_media": false,
    })
}

fn plain_text(text: &str) -> Value {
    json!({"type": "plain_text", "text": text, "emoji": false})
}

fn button((label, url): (&'static str, String)) -> Value {
    json!({"type": "button", "text": plain_text(label), "url": url})
}

fn card(card: &Card, with_headline: bool) -> Value {
    let mut elements = Vec::new();
    if with_headline {
        elements.push(section(vec![bold(&card.headline)]));
    }
    for side in &card.sides {
        elements.extend(side_elements(side));
    }
    for fact in &card.facts {
        elements.push(section(vec![bold(&format!("{}: ", fact.label)), text(&fact.text)]));
    }
    if let Some(command) = &card.silence {
        let code = json!({"type": "text", "text": command, "style": {"code": true}});
        elements.push(section(vec![bold("Silence: "), code]));
    }
    json!({"type": "rich_text", "elements": elements})
}

fn side_elements(side: &CardSide) -> [Value; 2] {
    let said =
        section(vec![bold(&format!("{}: ", side.heading)), text(&side.value_held(str::to_owned))]);
    let mut quote = vec![text(&format!("“{}” - ", side.quote))];
    quote.push(match &side.url {
        Some(url) if side.source.is_empty() => json!({"type": "link", "url": url}),
        Some(url) => json!({"type": "link", "url": url, "text": side.source}),
        None => text(&side.source),
    });
    let kept: Vec<Value> = quote.into_iter().filter(|element| element["text"] != "").collect();
    [said, json!({"type": "rich_text_quote", "elements": kept})]
}

/// Elements without text are refused by Slack, so they are left out.
fn section(elements: Vec<Value>) -> Value {
    let kept: Vec<Value> = elements.into_iter().filter(|element| element["text"] != "").collect();
    json!({"type": "rich_text_section", "elements": kept})
}

fn text(text: &str) -> Value {
    json!({"type": "text", "text": text})
}

fn bold(text: &str) -> Value {
    json!({"type": "text", "text": text, "style": {"bold": true}})
}
