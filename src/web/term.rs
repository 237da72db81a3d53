//! One term: what holds and who says otherwise, the story by outlet, the quotes side by side.

use axum::extract::{Path, State};
use axum::response::Html;
use maud::{Markup, html};

use super::page::{self, Place};
use super::terms::{Held, Rival, TermState, state_of};
use super::trouble::Trouble;
use super::words::count;
use super::{Shared, Site, findings, story};
use crate::base::Timestamp;
use crate::ledger::model::Side;
use crate::ledger::words::show as shown;
use crate::store::pages::inbox::{FindingFilter, FindingLine};
use crate::store::pages::term::{STORY, StoryLine};

/// Values whose quotes are shown, and quotes of each.
const VALUES: usize = 6;
const QUOTES: usize = 4;
const FINDINGS: usize = 8;

/// One value with its first statement and its newest ones.
pub(super) struct Voices {
    pub(super) value: String,
    pub(super) first: Option<Side>,
    pub(super) newest: Vec<Side>,
}

/// Everything the page is made of.
pub(super) struct Topic {
    pub(super) state: TermState,
    pub(super) story: Vec<StoryLine>,
    pub(super) counted: i64,
    pub(super) voices: Vec<Voices>,
    pub(super) findings: Vec<FindingLine>,
}

impl Topic {
    pub(super) async fn read(site: &Site, id: &str) -> Result<Self, Trouble> {
        let store = &site.store;
        let state = state_of(site, id).await?.ok_or(Trouble::Missing("term"))?;
        let filter =
            FindingFilter { term: id.to_owned(), limit: FINDINGS, ..FindingFilter::default() };
        let mut voices = Vec::new();
        for value in order(&state).into_iter().take(VALUES) {
            let first = store.ends_of(id, &value).await?.map(|(first, _)| first);
            let newest = store.quotes(id, &value, QUOTES).await?;
            voices.push(Voices { value, first, newest });
        }
        Ok(Self {
            story: store.story(id).await?,
            counted: store.appearances_of(id).await?,
            findings: store.finding_page(&filter).await?,
            voices,
            state,
        })
    }
}

/// The term's values: what holds, what disputes it, what held once.
fn order(state: &TermState) -> Vec<String> {
    let held = state.holds.iter().map(|held| &held.value);
    let others = state.disputed.iter().chain(&state.repeated).map(|rival| &rival.value);
    held.chain(others).cloned().collect()
}

pub(super) async fn show(
    State(site): Shared,
    Path(id): Path<String>,
) -> Result<Html<String>, Trouble> {
    let now = site.now();
    let topic = Topic::read(&site, &id).await?;
    let state = &topic.state;
    let mut colours = order(state);
    for line in &topic.story {
        if !colours.contains(&line.value) {
            colours.push(line.value.clone());
        }
    }
    let body = html! {
        p.kicker { "Term " code { (state.id) } " " (page::severity_mark(state.severity)) }
        h1 { (state.label) }
        @if topic.counted == 0 {
            (page::empty("Nobody has said anything about it yet", &html! {
                "Claims appear here as articles are read. " a href="/sources" { "Sources" }
                " shows when each feed is polled next." }))
        } @else {
            (standing(state, now))
            section aria-labelledby="story" {
                h2 #story { "Who said what, from when to when" }
                (story::lanes(&topic.story, &colours, now))
                @if topic.story.len() >= STORY { p.muted { "Drawn from the newest " (STORY)
                    " of " (topic.counted) " statements." } }
            }
            (side_by_side(&topic.voices, now))
        }
        section aria-labelledby="found" {
            h2 #found { "Findings about it" }
            @if topic.findings.is_empty() { p.muted { "None yet." } }
            @else { (findings::brief(&topic.findings, now))
                p.more { a href={ "/findings?term=" (state.id) } { "All of this term" } } }
        }
    };
    Ok(page::frame(&site, Place::Overview, &state.label, &body))
}

fn standing(state: &TermState, now: Timestamp) -> Markup {
    html! {
        div.standing {
            @for held in &state.holds { (holds(held, now)) }
            @if state.holds.is_empty() { p.muted { "No value prevails." } }
            @for rival in &state.disputed { (other("disputed", "Also said", rival)) }
            @for rival in &state.repeated { (other("formerly", "Held before", rival)) }
        }
    }
}

fn holds(held: &Held, now: Timestamp) -> Markup {
    html! {
        div.stand.holds {
            p.word { "Holds" }
            p.value { (held.shown) }
            p.facts { (count(held.sources, "independent source", "independent sources")) ", "
                (count(held.outlets, "outlet", "outlets")) br;
                "since " (page::when(held.since, now)) ": " (held.reason)
                @match held.primary_at {
                    Some(at) => { br; "A primary source said so " (page::when(at, now)) },
                    None => { br; "No primary source says so" },
                }
                @if !held.established { br; "A lone report so far" } }
        }
    }
}

fn other(class: &str, word: &str, rival: &Rival) -> Markup {
    html! {
        div class={ "stand " (class) } {
            p.word { (word) }
            p.value { (rival.shown) }
            p.facts { (count(rival.sources, "independent source", "independent sources")) ", "
                (count(rival.articles, "article", "articles"))
                @if rival.primary_at.is_some() { br; "A primary source among them" } }
        }
    }
}

fn side_by_side(voices: &[Voices], now: Timestamp) -> Markup {
    html! {
        section aria-labelledby="voices" {
            h2 #voices { "In their words" }
            div.voices {
                @for voice in voices.iter().filter(|voice| !voice.newest.is_empty()) {
                    section {
                        h3 { (shown(&voice.value)) }
                        @if let Some(first) = &voice.first {
                            p.facts { "First said by " strong { (first.source.outlet) } ", "
                                (page::when(first.asserted_at, now)) }
                        }
                        @for side in &voice.newest {
                            blockquote { p { (side.quote) }
                                footer { a href={ "/articles/" (side.source.article_id) } {
                                    (side.source.outlet) } " " (page::when(side.asserted_at, now))
                                    @if let Some(by) = &side.by { ", quoting " (by) }
                                    @if let Some(origin) = &side.origin { ", citing " (origin) } } }
                        }
                    }
                }
            }
        }
    }
}
