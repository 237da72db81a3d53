//! One finding laid out for a chat or a mail: every text clean and cut, every link safe, nothing
//! escaped yet. A kind adds its own markup around it.

use super::model::{Alert, AlertItem, Severity};
use super::text::{cut, link};
use super::wording::{Fact, facts, held, sides, source, subject, value_of};

/// How long texts may be, in UTF-16 units.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Headlines, sources, silence commands.
    pub line: usize,
    pub quote: usize,
    pub fact: usize,
    /// A longer link is left out.
    pub link: usize,
    /// Findings shown; the others are counted.
    pub cards: usize,
}

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    pub headline: String,
    pub severity: Severity,
    pub sides: Vec<CardSide>,
    pub facts: Vec<Fact>,
    pub review: Option<String>,
    pub article: Option<String>,
    pub silence: Option<String>,
}

/// Who holds which value in which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardSide {
    pub heading: &'static str,
    pub value: String,
    /// How many say so, in a few words of our own; empty when that is not known.
    pub held: String,
    pub quote: String,
    pub source: String,
    pub url: Option<String>,
}

/// The whole alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    pub subject: String,
    pub severity: Severity,
    pub cards: Vec<Card>,
    /// Findings that no card shows.
    pub omitted: usize,
    pub notes: Vec<String>,
}

impl CardSide {
    /// The value, escaped, with how many hold it: what decides stands before the quote.
    pub fn value_held(&self, escape: impl Fn(&str) -> String) -> String {
        let value = escape(&self.value);
        if self.held.is_empty() { value } else { format!("{value} · {}", self.held) }
    }
}

impl Layout {
    /// What stands below the cards: the notes, and how many findings are not shown.
    pub fn footer(&self) -> Vec<String> {
        let more = (self.omitted > 0).then(|| format!("... and {} more", self.omitted));
        self.notes.iter().cloned().chain(more).collect()
    }

    /// Where a button leads: the first card's review page and article.
    pub fn buttons(&self) -> Vec<(&'static str, String)> {
        let Some(first) = self.cards.first() else { return Vec::new() };
        let review = first.review.clone().map(|url| ("Review", url));
        let article = first.article.clone().map(|url| ("Article", url));
        review.into_iter().chain(article).collect()
    }
}

/// Notes shown below the cards.
const NOTES: usize = 5;

/// Lays out an alert; the gravest findings first, as it has them.
pub fn layout(alert: &Alert, limits: &Limits) -> Layout {
    let cards: Vec<Card> =
        alert.items.iter().take(limits.cards).map(|item| card(item, limits)).collect();
    Layout {
        subject: cut(&subject(alert), limits.line),
        severity: alert.severity(),
        omitted: alert.items.len() - cards.len(),
        cards,
        notes: alert.notes.iter().take(NOTES).map(|note| cut(note, limits.line)).collect(),
    }
}

fn card(item: &AlertItem, limits: &Limits) -> Card {
    let link = |text: &str| link(text).filter(|link| link.len() <= limits.link);
    let silence = item.links.silence.as_deref().map(|text| cut(text, limits.line));
    let sides = sides(item).into_iter().map(|side| CardSide {
        heading: side.heading,
        value: cut(&value_of(side.statement), limits.line),
        held: held(side.statement, &item.support),
        quote: cut(&side.statement.quote, limits.quote),
        source: cut(&source(side.statement), limits.line),
        url: link(&side.statement.url),
    });
    let facts = facts(item);
    let facts = facts.into_iter().map(|f| Fact { text: cut(&f.text, limits.fact), ..f });
    Card {
        headline: cut(&item.headline, limits.line),
        severity: item.severity,
        sides: sides.collect(),
        facts: facts.filter(|fact| !fact.text.is_empty()).collect(),
        review: item.links.review.as_deref().and_then(link),
        article: item.links.article.as_deref().and_then(link),
        silence: silence.filter(|text| !text.is_empty()),
    }
}
