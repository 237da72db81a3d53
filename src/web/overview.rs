//! The deal at a glance: what holds, what is disputed, what cannot be seen, what is new.

use axum::extract::State;
use axum::response::Html;
use maud::{Markup, html};

use super::page::{self, Place};
use super::terms::{Held, Rival, TermState, states};
use super::trouble::Trouble;
use super::words::count;
use super::{Shared, Site, chart, findings};
use crate::base::Timestamp;
use crate::store::pages::health::{Hidden, Totals};
use crate::store::pages::inbox::{FindingFilter, FindingLine};
use crate::store::record::FeedRow;
use crate::store::review::IncidentRow;

/// Newest findings that the overview shows.
const NEWEST: usize = 7;
/// Other values shown under what holds of a term.
const RIVALS: usize = 2;

/// Everything the overview is made of.
pub(super) struct Glance {
    pub(super) terms: Vec<TermState>,
    pub(super) newest: Vec<FindingLine>,
    pub(super) incidents: Vec<IncidentRow>,
    pub(super) hidden: Vec<Hidden>,
    pub(super) feeds: Vec<FeedRow>,
    pub(super) totals: Totals,
}

impl Glance {
    pub(super) async fn read(site: &Site) -> Result<Self, Trouble> {
        let store = &site.store;
        let newest = FindingFilter { limit: NEWEST, ..FindingFilter::default() };
        Ok(Self {
            terms: states(site).await?,
            newest: store.finding_page(&newest).await?,
            incidents: store.open_incidents().await?,
            hidden: store.hidden_pages().await?,
            feeds: store.feeds().await?,
            totals: store.totals().await?,
        })
    }
}

pub(super) async fn show(State(site): Shared) -> Result<Html<String>, Trouble> {
    let now = site.now();
    let glance = Glance::read(&site).await?;
    let today = chart::day_of(now);
    let days = site.store.articles_by_day(today, chart::DAYS).await?;
    let body = html! {
        (lede(&glance))
        div.glance {
            (unseen(&glance, now))
            section.holds aria-labelledby="holds" {
                h2 #holds { "What holds" }
                (table(&glance.terms, glance.totals.outlets, now))
            }
            section.newest aria-labelledby="newest" {
                h2 #newest { "Newest findings" }
                (findings::brief(&glance.newest, now))
                @if !glance.newest.is_empty() {
                    p.more { a href="/findings" { "All findings" } } }
            }
            (covered(chart::coverage(&days, today), glance.totals))
        }
    };
    Ok(page::live(&site, Place::Overview, "Overview", &body))
}

/// The list of terms alone.
pub(super) async fn terms(State(site): Shared) -> Result<Html<String>, Trouble> {
    let (now, glance) = (site.now(), Glance::read(&site).await?);
    let body = html! { h1 { "Terms" } (table(&glance.terms, glance.totals.outlets, now)) };
    Ok(page::frame(&site, Place::Overview, "Terms", &body))
}

/// The state of things in one sentence.
fn lede(glance: &Glance) -> Markup {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let held = glance.terms.iter().filter(|term| !term.holds.is_empty()).count();
    let disputed = glance.terms.iter().filter(|term| !term.disputed.is_empty()).count();
    let (open, dark) = (glance.incidents.len(), dark(glance).len());
    let hidden: i64 = glance.hidden.iter().map(|hidden| hidden.articles).sum();
    html! {
        h1.lede {
            @if held == 0 { "No claim has been read yet" }
            @else {
                (count(number(held), "term holds", "terms hold")) ", "
                @if disputed == 0 { "none is disputed" }
                @else { span.hot { (count(number(disputed), "is disputed", "are disputed")) } }
                ","
            }
            " and "
            @if open > 0 {
                span.hot { (count(number(open), "incident is open", "incidents are open")) }
            } @else if glance.feeds.is_empty() { span.hot { "no feed is watched" } }
            @else if dark > 0 { (count(number(dark), "feed has", "feeds have")) " not been seen yet" }
            @else if hidden > 0 { (count(hidden, "page is", "pages are")) " out of reach" }
            @else { "nothing hides from view" }
            "."
        }
    }
}

fn table(terms: &[TermState], outlets: i64, now: Timestamp) -> Markup {
    let mut known: Vec<&TermState> = terms.iter().filter(|term| term.is_known()).collect();
    known.sort_by_key(|term| term.disputed.is_empty());
    let silent: Vec<&TermState> = terms.iter().filter(|term| !term.is_known()).collect();
    html! {
        @if known.is_empty() {
            (page::empty("No claims yet", &html! {
                "Claims appear as articles are read. " a href="/sources" { "Sources" }
                " shows when each feed is polled next; " code { "pactwatch poll" }
                " makes one pass now." }))
        } @else {
            div.term.heads aria-hidden="true" {
                span {} span { "Value" }
                span.count title="Independent sources: copies of one text count once" { "Sources" }
                span.count { "Outlets" } span.count { "Since" } span { "Others say" }
            }
            ol.terms {
                @for term in &known { (row(term, outlets, now)) }
            }
        }
        @if !silent.is_empty() {
            details.silent {
                summary { (silent.len()) " of " (terms.len()) " terms have no claim yet" }
                p { @for (index, term) in silent.iter().enumerate() {
                    @if index > 0 { " · " }
                    a href={ "/terms/" (term.id) } { (term.label) } } }
            }
        }
    }
}

fn row(term: &TermState, outlets: i64, now: Timestamp) -> Markup {
    // Values that cannot be compared stand beside each other; the best supported speaks for them.
    let first = term.holds.iter().max_by_key(|held| held.sources);
    html! {
        li class={ "term" @if !term.disputed.is_empty() { " disputed" } } data-row {
            a.name href={ "/terms/" (term.id) } title=(term.label) { (term.label) }
            @match first {
                Some(held) => (held_cells(held, term.holds.len() - 1, outlets, now)),
                None => { span.held.muted { "nothing prevails" } span {} span {} span {} },
            }
            span.others {
                (rivals("disputed:", &term.disputed))
                // What held before is on the term's own page too; a dispute goes first.
                @if term.disputed.is_empty() { (rivals("was", &term.repeated)) }
            }
        }
    }
}

/// What holds, in the columns of the list; on a narrow page each number has its word.
fn held_cells(held: &Held, others: usize, outlets: i64, now: Timestamp) -> Markup {
    html! {
        span.held {
            strong { (held.shown) }
            @if others > 0 { span.facts title="Further values that hold beside it" { "+" (others) } }
        }
        span.count {
            @if held.primary_at.is_some() { span.chip.primary title="A primary source states it" {
                "primary" } }
            @if !held.established { span.chip.lone title="A lone report so far" { "lone" } }
            " " span.tally { (held.sources) } span.unit { " independent" } }
        span.count { (held.outlets.min(outlets)) "/" (outlets) span.unit { " outlets" } }
        span.count { span.unit { "since " } (page::since(held.since, now)) }
    }
}

fn rivals(word: &str, rivals: &[Rival]) -> Markup {
    let most = if word == "was" { 1 } else { RIVALS };
    html! {
        @for (place, rival) in rivals.iter().take(most).enumerate() {
            (rival_mark(word, place == 0, rival)) }
        @if rivals.len() > most { span.facts title="Further values" { "+" (rivals.len() - most) } }
    }
}

fn rival_mark(word: &str, first: bool, rival: &Rival) -> Markup {
    let told = format!(
        "{} {}{}",
        count(rival.sources, "independent source", "independent sources"),
        if word == "was" { "still say so; it held before" } else { "say otherwise" },
        if rival.primary_at.is_some() { ", a primary one among them" } else { "" }
    );
    html! {
        span class={ "rival " (word.trim_end_matches(':')) } title=(told) {
            @if first { (word) " " } strong { (rival.shown) } " (" (rival.sources) ")" }
        " "
    }
}

/// Feeds that never answered.
fn dark(glance: &Glance) -> Vec<&FeedRow> {
    glance.feeds.iter().filter(|feed| feed.last_ok_at.is_none()).collect()
}

/// What cannot be seen: incidents, feeds that never answered, pages out of reach.
fn unseen(glance: &Glance, now: Timestamp) -> Markup {
    let dark = dark(glance);
    let clear = glance.incidents.is_empty() && dark.is_empty() && glance.hidden.is_empty();
    html! {
        section.unseen aria-labelledby="unseen" {
            h2 #unseen { "What I cannot see" }
            @if glance.feeds.is_empty() {
                p { "No feed is watched. Add one to the configuration; "
                    code { "pactwatch check" } " tells whether it answers." }
            } @else if clear {
                p.calm { "Every feed answers and every followed page could be read." }
            }
            ul.plain {
                @for incident in glance.incidents.iter().take(5) {
                    li { span.chip.alarm { (incident.kind.replace('_', " ")) } " "
                        (incident.detail) ", " (page::when(incident.opened_at, now)) }
                }
                @if !dark.is_empty() {
                    li { (count(i64::try_from(dark.len()).unwrap_or_default(),
                        "feed has", "feeds have")) " not been seen yet: "
                        (dark.iter().take(4).map(|f| f.name.as_str()).collect::<Vec<_>>().join(", "))
                        @if dark.len() > 4 { " …" } }
                }
                @for hidden in glance.hidden.iter().take(4) {
                    li { (count(hidden.articles, "page", "pages")) " " (hidden.state) " at "
                        a href={ "/articles?outlet=" (hidden.outlet) } { (hidden.outlet) } }
                }
            }
            @if !clear { p.more { a href="/sources" { "All sources" } } }
        }
    }
}

fn covered(chart: Option<Markup>, totals: Totals) -> Markup {
    html! {
        section.covered aria-labelledby="coverage" {
            h2 #coverage { "Coverage, articles a day" }
            @match chart {
                Some(chart) => (chart),
                None => p.muted { "No article in the last " (chart::DAYS) " days." },
            }
            p.muted { (count(totals.articles, "article", "articles")) " in "
                (count(totals.versions, "version", "versions")) " from "
                (count(totals.outlets, "outlet", "outlets")) ", "
                (count(totals.appearances, "claim", "claims")) ", "
                (count(totals.findings, "finding", "findings")) " so far." }
        }
    }
}
