//! The frame around every page: head, navigation, main, and the small pieces many pages share.

use axum::response::Html;
use maud::{DOCTYPE, Markup, html};

use super::words::{self, When};
use super::{Site, assets};
use crate::base::Timestamp;
use crate::feed::model::Tier;
use crate::store::record::tier_name;

/// The entries of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Overview,
    Findings,
    Articles,
    Sources,
    Log,
    Elsewhere,
}

const PLACES: [(Place, &str, &str); 5] = [
    (Place::Overview, "/", "Overview"),
    (Place::Findings, "/findings", "Findings"),
    (Place::Articles, "/articles", "Articles"),
    (Place::Sources, "/sources", "Sources"),
    (Place::Log, "/log", "Log"),
];

/// A whole page.
pub(super) fn frame(site: &Site, place: Place, title: &str, body: &Markup) -> Html<String> {
    document(title, place, site.watch.label(), "", body)
}

/// A page that offers to show what came since it was made.
pub(super) fn live(site: &Site, place: Place, title: &str, body: &Markup) -> Html<String> {
    document(title, place, site.watch.label(), "live", body)
}

/// A page that knows nothing of the site.
pub(super) fn bare(title: &str, body: &Markup) -> Html<String> {
    document(title, Place::Elsewhere, "", "", body)
}

fn document(title: &str, place: Place, watch: &str, mode: &str, body: &Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · pactwatch" }
                link rel="stylesheet" href=(assets::STYLE_PATH);
                link rel="icon" href="/icon.svg" type="image/svg+xml";
                link rel="alternate" type="application/atom+xml" title="Findings" href="/feed.atom";
                script src=(assets::SCRIPT_PATH) defer {}
            }
            body data-mode=(mode) {
                a.skip href="#main" { "Skip to the content" }
                (header(place, watch))
                main #main tabindex="-1" { (body) }
                (footer())
            }
        }
    };
    Html(page.into_string())
}

fn header(place: Place, watch: &str) -> Markup {
    html! {
        header.top {
            div.bar {
                a.brand href="/" { span.mark aria-hidden="true" {} "pactwatch" }
                @if !watch.is_empty() { span.deal { (watch) } }
                nav aria-label="Pages" {
                    @for (at, path, name) in PLACES {
                        @if at == place { a href=(path) aria-current="page" { (name) } }
                        @else { a href=(path) { (name) } }
                    }
                }
                form.find action="/search" role="search" {
                    label.hidden for="q" { "Search the coverage" }
                    input #q type="search" name="q" placeholder="Search coverage" autocomplete="off";
                }
            }
        }
    }
}

fn footer() -> Markup {
    html! {
        p #news role="status" hidden {}
        footer.end {
            p { "All times are UTC. "
                a href="/feed.atom" { "Findings as a feed" } " · "
                a href="/api/v1/openapi.json" { "API" } " · "
                a href="/silences" { "Silences" } " · "
                a href="/metrics" { "Metrics" } }
            p.keys { kbd { "j" } kbd { "k" } " move " kbd { "Enter" } " open "
                kbd { "r" } kbd { "w" } kbd { "i" } " right, wrong, ignore " kbd { "/" } " search" }
        }
    }
}

/// A moment as people read it, with the exact one for machines and for who points at it.
pub(super) fn when(at: Timestamp, now: Timestamp) -> Markup {
    let When { short, exact } = words::when(at, now);
    html! { time datetime=(at) title=(exact) { (short) } }
}

/// A list that has nothing to show says why and what to do.
pub(super) fn empty(title: &str, advice: &Markup) -> Markup {
    html! { div.empty { p.title { (title) } p { (advice) } } }
}

pub(super) fn tier_chip(tier: Tier) -> Markup {
    match tier {
        Tier::Primary => html! { span.chip.primary { "primary" } },
        Tier::Press | Tier::Aggregator => html! { span.chip { (tier_name(tier)) } },
    }
}

pub(super) fn severity_mark(severity: &str) -> Markup {
    html! { span class={ "severity " (severity) } { (severity) } }
}

pub(super) fn verdict_chip(verdict: &str) -> Markup {
    html! { span class={ "verdict " (verdict) } { (verdict) } }
}

/// The link to the next page of a list.
pub(super) fn more(path: &str) -> Markup {
    html! { p.more { a rel="next" href=(path) { "Older ones" } } }
}
