//! `timeline`: who held which value of a term, and when.

mod chart;

use clap::Args;
use serde::Serialize;

use super::table::Row;
use super::visible::visible;
use super::{Context, Exit, Listing, Trouble, moment};
use crate::base::Timestamp;
use crate::ledger::words::show;
use crate::ledger::{Appearance, Finding};
use crate::store::json::decode;
use crate::store::record::tier_name;
use crate::store::review::{ClaimFilter, ClaimLine};
use crate::store::{Mode, Store};

/// More than any term has claims; a listing is cut after sorting, not before.
const ALL: usize = 1_000_000;

#[derive(Debug, Args)]
pub struct Arguments {
    /// The term's id, as `claims` shows it
    pub term: String,
    #[command(flatten)]
    pub listing: Listing,
}

/// Something that changed in who says what.
#[derive(Clone, Debug, Serialize)]
struct Turn {
    at: Timestamp,
    /// says, stops, or shift: what all coverage agrees on moved
    event: &'static str,
    term: String,
    value: String,
    status: String,
    /// Empty for a shift.
    outlet: String,
    tier: Option<&'static str>,
    article: Option<String>,
    url: Option<String>,
    by: Option<String>,
    /// What the outlet itself says of the time.
    asserted: Timestamp,
    quote: String,
}

impl Row for Turn {
    const HEADERS: &'static [&'static str] =
        &["OBSERVED", "OUTLET", "", "VALUE", "STATUS", "ARTICLE", "QUOTE"];
    const NONE: &'static str = "no claim about this term on record yet";

    fn cells(&self) -> Vec<String> {
        let outlet = if self.outlet.is_empty() { "ALL COVERAGE" } else { &self.outlet };
        vec![
            moment(self.at),
            outlet.to_owned(),
            self.event.to_owned(),
            show(&self.value),
            self.status.clone(),
            self.article.clone().unwrap_or_default(),
            self.quote.clone(),
        ]
    }
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let Arguments { term, listing } = arguments;
    let filter =
        ClaimFilter { term: term.clone(), gone: true, limit: ALL, ..ClaimFilter::default() };
    let lines = store.claim_lines(&filter).await?;
    if lines.is_empty() {
        check_term(term, context)?;
    }
    // What only follows from another claim is nobody's statement.
    let lines: Vec<ClaimLine> = lines.into_iter().filter(|line| !line.derived).collect();
    if !listing.json && !lines.is_empty() {
        draw(context, term, &lines)?;
    }
    let mut events = events(&store, term, &lines).await?;
    // The newest are the ones wanted when there are too many.
    let beyond = events.len().saturating_sub(listing.limit as usize);
    events.drain(..beyond);
    context.list(&events, listing.json)?;
    Ok(Exit::Done)
}

/// A term that nobody has mentioned is one thing, one that is misspelt another.
fn check_term(term: &str, context: &Context<'_>) -> Result<(), Trouble> {
    let settings = context.settings()?;
    let watch = super::service::watch(&settings.watch).map_err(Trouble::Config)?;
    if watch.term(term).is_some() {
        return Ok(());
    }
    let near = super::check::nearest_term(term, &watch);
    let mend = if near.is_empty() { "`pactwatch claims` lists terms".to_owned() } else { near };
    Err(anyhow::anyhow!("the watch has no term {term:?}; {mend}").into())
}

fn draw(context: &mut Context<'_>, term: &str, lines: &[ClaimLine]) -> std::io::Result<()> {
    let spans: Vec<chart::Span> = lines.iter().map(span).collect();
    let width = context.width.map_or(100, usize::from);
    writeln!(context.out, "{}", visible(term))?;
    for line in chart::draw(&spans, width) {
        writeln!(context.out, "{}", visible(&line).trim_end())?;
    }
    writeln!(context.out)
}

fn span(line: &ClaimLine) -> chart::Span {
    chart::Span {
        outlet: line.outlet.clone(),
        value: show(&line.value),
        stated: line.status == "current",
        from: line.observed_at,
        until: line.gone_at,
    }
}

async fn events(store: &Store, term: &str, lines: &[ClaimLine]) -> Result<Vec<Turn>, Trouble> {
    let mut events: Vec<Turn> = lines.iter().flat_map(of_line).collect();
    for row in store.shifts_of_term(term).await? {
        let finding: Finding = decode(&row.body)?;
        events.extend(shift(&finding));
    }
    events.sort_by(|a, b| {
        let key = |event: &Turn| (event.at, event.outlet.clone(), event.value.clone());
        key(a).cmp(&key(b))
    });
    Ok(events)
}

/// An appearance begins, and may end.
fn of_line(line: &ClaimLine) -> Vec<Turn> {
    let appearance: Option<Appearance> = serde_json::from_str(&line.body).ok();
    let side = appearance.map(|appearance| appearance.side);
    let begins = Turn {
        at: line.observed_at,
        event: "says",
        term: line.term.clone(),
        value: line.value.clone(),
        status: line.status.clone(),
        outlet: line.outlet.clone(),
        tier: Some(tier_name(line.tier)),
        article: Some(line.article_id.clone()),
        url: Some(line.url.clone()),
        by: side.as_ref().and_then(|side| side.by.clone()),
        asserted: line.asserted_at,
        quote: side.map(|side| side.quote).unwrap_or_default(),
    };
    let ends = line.gone_at.map(|at| Turn { at, event: "stops", ..begins.clone() });
    std::iter::once(begins).chain(ends).collect()
}

fn shift(finding: &Finding) -> Option<Turn> {
    let to = finding.to.as_ref()?;
    Some(Turn {
        at: finding.found_at,
        event: "shift",
        term: finding.term.clone(),
        value: to.value.clone(),
        status: to.status.as_str().to_owned(),
        outlet: String::new(),
        tier: None,
        article: finding.article.as_ref().map(|article| article.id.clone()),
        url: finding.article.as_ref().map(|article| article.url.clone()),
        by: None,
        asserted: to.asserted_at,
        quote: to.quote.clone(),
    })
}
