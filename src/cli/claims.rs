//! `claims`: every term's values, how many independent texts hold them, which of them coverage has
//! left behind, and the quotes.

use std::collections::BTreeMap;

use clap::Args;
use serde::Serialize;

use super::table::Row;
use super::unseen;
use super::{Context, Exit, Listing, Trouble};
use crate::app::asof::{AsOf, left_behind};
use crate::base::Timestamp;
use crate::claim::model::Status;
use crate::io::clock::SystemClock;
use crate::ledger::Appearance;
use crate::port::Clock as _;
use crate::store::pages::held::HeldLine;
use crate::store::record::tier_name;
use crate::store::review::{ClaimFilter, ClaimLine};
use crate::store::{Mode, Store};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Only this term
    #[arg(long, value_name = "TERM")]
    pub term: Option<String>,
    /// Only this status: current, previous, planned, hedged or denied
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// One row for each article, with its quote, instead of one for each value
    #[arg(long)]
    pub quotes: bool,
    /// What coverage held at this moment, and what could not be seen then: 2026-04-28 or
    /// 2026-04-28T10:00Z
    #[arg(long, value_name = "TIME", value_parser = super::when::as_of)]
    pub as_of: Option<Timestamp>,
    #[command(flatten)]
    pub listing: Listing,
}

/// One value of a term, over all articles that state it.
#[derive(Serialize)]
struct Held {
    term: String,
    value: String,
    status: String,
    articles: i64,
    independent_texts: i64,
    outlets: Vec<String>,
    primary: bool,
    first_seen: Timestamp,
    /// When coverage moved on to another value.
    replaced: Option<Timestamp>,
    quote: String,
    url: String,
}

impl Row for Held {
    const HEADERS: &'static [&'static str] =
        &["TERM", "VALUE", "STATUS", "TEXTS", "PRIMARY", "SINCE", "REPLACED", "OUTLETS"];
    const NONE: &'static str = NONE;

    fn cells(&self) -> Vec<String> {
        vec![
            self.term.clone(),
            self.value.clone(),
            self.status.clone(),
            self.independent_texts.to_string(),
            if self.primary { "yes" } else { "-" }.to_owned(),
            super::moment(self.first_seen),
            self.replaced.map_or_else(|| "-".to_owned(), super::moment),
            self.outlets.join(", "),
        ]
    }
}

/// One article's claim.
#[derive(Serialize)]
struct Quoted {
    term: String,
    value: String,
    status: String,
    outlet: String,
    tier: &'static str,
    article: String,
    url: String,
    title: String,
    by: Option<String>,
    origin: Option<String>,
    confidence: f64,
    quote: String,
    start: usize,
    end: usize,
    asserted: Timestamp,
    observed: Timestamp,
    /// The last time the article was seen, at or before the moment asked for.
    seen: Option<Timestamp>,
    /// The first version seen without it.
    gone: Option<Timestamp>,
}

impl Row for Quoted {
    const HEADERS: &'static [&'static str] =
        &["TERM", "VALUE", "STATUS", "OUTLET", "OBSERVED", "QUOTE"];
    const NONE: &'static str = NONE;

    fn cells(&self) -> Vec<String> {
        vec![
            self.term.clone(),
            self.value.clone(),
            self.status.clone(),
            self.outlet.clone(),
            super::moment(self.observed),
            self.quote.clone(),
        ]
    }
}

const NONE: &str = "no claims on record yet; `pactwatch articles` shows what has been read";

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let limit = arguments.listing.limit as usize;
    let filter = ClaimFilter {
        term: arguments.term.clone().unwrap_or_default(),
        status: arguments.status.clone().unwrap_or_default(),
        gone: false,
        as_of: arguments.as_of,
        limit,
    };
    let mut then = arguments.as_of.map(|at| AsOf::new(&store, at));
    let json = arguments.listing.json;
    if arguments.quotes {
        let mut lines = store.claim_lines(&filter).await?;
        if let Some(then) = &mut then {
            then.quote(&mut lines).await?;
        }
        let at = arguments.as_of.unwrap_or_else(|| SystemClock.now());
        let sights = store.last_sights(at).await?;
        let quoted = |line: ClaimLine| Quoted {
            seen: sights.get(&line.article_id).copied(),
            ..quoted(line)
        };
        let rows: Vec<Quoted> = lines.into_iter().map(quoted).collect();
        context.list(&rows, json)?;
    } else {
        let mut lines = store.held_lines(&filter).await?;
        if let Some(then) = &mut then {
            then.quote_held(&mut lines).await?;
        }
        let at = arguments.as_of.unwrap_or_else(|| SystemClock.now());
        let mut replaced = Replaced::default();
        let mut rows = Vec::new();
        for line in lines {
            let since = replaced.since(&store, &line, at).await?;
            rows.push(Held { replaced: since, ..held(line) });
        }
        context.list(&rows, json)?;
    }
    if let Some(at) = arguments.as_of {
        let unseen = unseen::unseen(&store, at, SystemClock.now()).await?;
        unseen::print(context.out, &unseen, json)?;
    }
    Ok(Exit::Done)
}

/// Which values coverage had moved on from, term by term.
#[derive(Default)]
struct Replaced(BTreeMap<String, BTreeMap<String, Timestamp>>);

impl Replaced {
    async fn since(
        &mut self,
        store: &Store,
        line: &HeldLine,
        at: Timestamp,
    ) -> Result<Option<Timestamp>, Trouble> {
        if !self.0.contains_key(&line.term) {
            self.0.insert(line.term.clone(), left_behind(store, &line.term, at).await?);
        }
        let values = self.0.get(&line.term).filter(|_| line.status == Status::Current.as_str());
        Ok(values.and_then(|values| values.get(&line.value)).copied())
    }
}

fn held(line: HeldLine) -> Held {
    let first: Option<Appearance> = serde_json::from_str(&line.body).ok();
    Held {
        term: line.term,
        value: line.value,
        status: line.status,
        articles: line.articles,
        independent_texts: line.families,
        outlets: line.outlets,
        primary: line.primary,
        first_seen: line.first_seen,
        replaced: None,
        quote: first.map(|row| row.side.quote).unwrap_or_default(),
        url: line.url,
    }
}

fn quoted(line: ClaimLine) -> Quoted {
    let side = appearance(&line).map(|row| row.side);
    let side = side.as_ref();
    Quoted {
        term: line.term,
        value: line.value,
        status: line.status,
        outlet: line.outlet,
        tier: tier_name(line.tier),
        article: line.article_id,
        url: line.url,
        title: line.title,
        by: side.and_then(|side| side.by.clone()),
        origin: side.and_then(|side| side.origin.clone()),
        confidence: side.map_or(0.0, |side| side.confidence),
        quote: side.map(|side| side.quote.clone()).unwrap_or_default(),
        start: side.map_or(0, |side| side.span.start),
        end: side.map_or(0, |side| side.span.end),
        asserted: line.asserted_at,
        observed: line.observed_at,
        seen: None,
        gone: line.gone_at,
    }
}

fn appearance(line: &ClaimLine) -> Option<Appearance> {
    serde_json::from_str(&line.body).ok()
}
