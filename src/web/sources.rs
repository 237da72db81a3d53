//! The feeds that are watched and the receivers that are told: how each of them is.

use axum::extract::State;
use axum::response::Html;
use maud::{Markup, html};

use super::page::{self, Place};
use super::trouble::Trouble;
use super::words::count;
use super::{Shared, Site};
use crate::base::Timestamp;
use crate::feed::poll::FeedState;
use crate::store::pages::health::{DeliveryCount, Hidden};
use crate::store::record::FeedRow;
use crate::store::review::IncidentRow;

pub(super) async fn show(State(site): Shared) -> Result<Html<String>, Trouble> {
    let now = site.now();
    let store = &site.store;
    let feeds = store.feeds().await?;
    let incidents = store.open_incidents().await?;
    let hidden = store.hidden_pages().await?;
    let counts = store.delivery_counts().await?;
    let body = html! {
        h1 { "Sources" }
        (troubles(&incidents, &hidden, now))
        section aria-labelledby="feeds" {
            h2 #feeds { (count(i64::try_from(feeds.len()).unwrap_or_default(), "feed", "feeds")) }
            @if feeds.is_empty() {
                (page::empty("No feed is watched", &html! { "Add a " code { "[[feed]]" }
                    " to the configuration and run " code { "pactwatch check" } "." }))
            } @else { (table(&feeds, now)) }
        }
        section aria-labelledby="receivers" {
            h2 #receivers { "Receivers" }
            (receivers(&site, &counts, now))
        }
    };
    Ok(page::live(&site, Place::Sources, "Sources", &body))
}

fn troubles(incidents: &[IncidentRow], hidden: &[Hidden], now: Timestamp) -> Markup {
    html! {
        section aria-labelledby="open" {
            h2 #open { "Open incidents" }
            @if incidents.is_empty() { p.calm { "None: nothing makes pactwatch blind." } }
            ul.incidents { @for incident in incidents {
                li { span.chip.alarm { (incident.kind.replace('_', " ")) } " " (incident.detail)
                    span.facts { " since " (page::when(incident.opened_at, now)) } } } }
            @if !hidden.is_empty() {
                h3 { "Pages out of reach" }
                ul.plain { @for hidden in hidden {
                    li { a href={ "/articles?outlet=" (hidden.outlet) } { (hidden.outlet) } ": "
                        (count(hidden.articles, "page", "pages")) " " (hidden.state) } } }
            }
        }
    }
}

fn table(feeds: &[FeedRow], now: Timestamp) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="feeds" {
            table {
                thead { tr { th { "Feed" } th { "State" } th { "Last seen" } th { "Next poll" } th.number { "Entries" } th.number { "Failures" } } }
                tbody { @for feed in feeds { (row(feed, now)) } }
            }
        }
    }
}

fn row(feed: &FeedRow, now: Timestamp) -> Markup {
    let state: Option<FeedState> = serde_json::from_str(&feed.state).ok();
    let word = feed.last_state.as_deref().unwrap_or("waiting");
    let well = matches!(word, "ok" | "not_modified" | "waiting");
    html! {
        tr {
            th scope="row" { (feed.name) br; span.facts {
                @if feed.outlet != feed.name { (feed.outlet) " " } (page::tier_chip(feed.tier)) } }
            td { span class={ "chip" @if !well { " alarm" } } { (word.replace('_', " ")) }
                @if let Some(reason) = feed.last_reason.as_deref().filter(|_| !well) {
                    br; span.facts { (reason.replace('_', " ")) } } }
            td { @match feed.last_ok_at { Some(at) => (page::when(at, now)), None => "never" } }
            td { @if feed.next_poll_at <= now { "due" }
                @else { time datetime=(feed.next_poll_at) { (feed.next_poll_at.strftime("%H:%M")) } } }
            td.number { @if let Some(state) = &state { (state.last_entries) } }
            td.number { @if let Some(state) = &state { (state.failures) } }
        }
    }
}

fn receivers(site: &Site, counts: &[DeliveryCount], now: Timestamp) -> Markup {
    let of = |name: &str, state: &str| -> i64 {
        let same = |line: &&DeliveryCount| line.receiver == name && line.state == state;
        counts.iter().filter(same).map(|line| line.deliveries).sum()
    };
    let newest = |name: &str| {
        counts.iter().filter(|line| line.receiver == name).filter_map(|line| line.newest).max()
    };
    let mut names: Vec<(&str, &str)> =
        site.receivers.iter().map(|r| (r.name.as_str(), r.kind)).collect();
    for line in counts {
        if !names.iter().any(|(name, _)| *name == line.receiver) {
            names.push((&line.receiver, "no longer configured"));
        }
    }
    html! {
        @if names.is_empty() {
            (page::empty("No receiver", &html! { "Add a " code { "[[receiver]]" }
                " to the configuration to get alerts." }))
        } @else {
            div.scroll tabindex="0" role="region" aria-labelledby="receivers" {
                table {
                    thead { tr { th { "Receiver" } th { "Kind" } th.number { "Sent" }
                        th.number { "Waiting" } th.number { "Given up" } th { "Last alert" } } }
                    tbody { @for (name, kind) in names { tr {
                        th scope="row" { (name) } td { (kind) }
                        td.number { (of(name, "sent")) } td.number { (of(name, "pending")) }
                        td.number class=[(of(name, "dead") > 0).then_some("hot")] {
                            (of(name, "dead")) }
                        td { @match newest(name) { Some(at) => (page::when(at, now)),
                            None => "none yet" } } } } }
                }
            }
        }
    }
}
