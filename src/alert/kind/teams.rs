//! Microsoft Teams, through a Workflows webhook: one adaptive card. Foreign text stands in text
//! runs, which know no markup.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::card::{Card, Layout, Limits, layout};
use super::super::model::{Alert, Severity};
use super::super::payload::Payload;
use crate::base::Secret;

/// The workflow's URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub url: Secret,
}

/// 28 KB are stated and 21 KB were measured.
pub const MAX_BYTES: usize = 20_000;
const LIMITS: Limits = Limits { line: 200, quote: 400, fact: 300, link: 1000, cards: 10 };

pub fn render(alert: &Alert) -> Payload {
    let whole = layout(alert, &LIMITS);
    let fits = |shown: &usize| message(&whole, *shown).to_string().len() <= MAX_BYTES;
    let shown = (1..=whole.cards.len()).rev().find(fits).unwrap_or(0);
    Payload::json(&message(&whole, shown))
}

fn message(whole: &Layout, shown: usize) -> Value {
    let mut body = vec![block(vec![heading(&whole.subject, whole.severity)])];
    for (index, card) in whole.cards.iter().take(shown).enumerate() {
        body.extend(blocks(card, index > 0 || whole.cards.len() > 1));
    }
    let omitted = whole.omitted + whole.cards.len() - shown;
    let below = Layout { omitted, ..whole.clone() }.footer();
    body.extend(below.iter().map(|line| block(vec![subtle(line)])));
    let open = |(title, url)| json!({"type": "Action.OpenUrl", "title": title, "url": url});
    let actions: Vec<Value> = whole.buttons().into_iter().map(open).collect();
    json!({
        "type": "message",
        "attachments": [{
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": null,
            "content": {
                "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                "type": "AdaptiveCard",
                "version": "1.4",
                "body": body,
                "actions": actions,
                "msteams": {"width": "Full"},
            },
        }],
    })
}

fn blocks(card: &Card, with_headline: bool) -> Vec<Value> {
    let mut blocks = Vec::new();
    if with_headline {
        blocks.push(block(vec![heading(&card.headline, card.severity)]));
    }
    for side in &card.sides {
        blocks.push(block(vec![
            bold(&format!("{}: ", side.heading)),
            run(&side.value_held(str::to_owned)),
        ]));
        let mut source = run(&format!("“{}” - {}", side.quote, side.source));
        if let (Some(url), Some(map)) = (&side.url, source.as_object_mut()) {
            let open = json!({"type": "Action.OpenUrl", "url": url});
            map.insert("selectAction".to_owned(), open);
        }
        blocks.push(block(vec![source]));
    }
    for fact in &card.facts {
        blocks.push(block(vec![bold(&format!("{}: ", fact.label)), run(&fact.text)]));
    }
    if let Some(command) = &card.silence {
        blocks.push(block(vec![bold("Silence: "), subtle(command)]));
    }
    blocks
}

fn block(inlines: Vec<Value>) -> Value {
    let kept: Vec<Value> = inlines.into_iter().filter(|run| run["text"] != "").collect();
    json!({"type": "RichTextBlock", "inlines": kept})
}

fn run(text: &str) -> Value {
    json!({"type": "TextRun", "text": text})
}

fn bold(text: &str) -> Value {
    json!({"type": "TextRun", "text": text, "weight": "Bolder"})
}

fn subtle(text: &str) -> Value {
    json!({"type": "TextRun", "text": text, "isSubtle": true})
}

fn heading(text: &str, severity: Severity) -> Value {
    let color = match severity {
        Severity::Low => "Default",
        Severity::Medium => "Warning",
        Severity::High => "Attention",
    };
    json!({"type": "TextRun", "text": text, "weight": "Bolder", "size": "Medium", "color": color})
}
