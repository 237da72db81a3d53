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
    document(title, "", &inside(Some(site), place, body))
}

/// A page that offers to show what came since it was made.
pub(super) fn live(site: &Site, place: Place, title: &str, body: &Markup) -> Html<String> {
    document(title, "live", &inside(Some(site), place, body))
}

/// A page that knows nothing of the site.
pub(super) fn bare(title: &str, body: &Markup) -> Html<String> {
    document(title, "", &inside(None, Place::Elsewhere, body))
}

/// A page for who is not let in yet: it leads nowhere.
pub(super) fn closed(title: &str, body: &Markup) -> Html<String> {
    let body = html! {
        header.top { div.bar { span.brand { span.mark aria-hidden="true" {} "pactwatch" } } }
        main #main tabindex="-1" { (body) }
    };
    document(title, "", &body)
}

/// A page that asks for its own address once more; only a browser that will not needs to read it.
pub(super) fn between() -> Html<String> {
    let head = html! { meta http-equiv="refresh" content="0"; };
    let body = html! { main #main { p { a href="" { "Go on" } } } };
    whole("One moment", "", &head, &body)
}

fn document(title: &str, mode: &str, body: &Markup) -> Html<String> {
    let head = html! {
        link rel="stylesheet" href=(assets::STYLE_PATH);
        link rel="icon" href="/icon.svg" type="image/svg+xml";
        link rel="alternate" type="application/atom+xml" title="Findings" href="/feed.atom";
        script src=(assets::SCRIPT_PATH) defer {}
    };
    whole(title, mode, &head, body)
}

fn whole(title: &str, mode: &str, head: &Markup, body: &Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " · pactwatch" }
                (head)
            }
            body data-mode=(mode) { (body) }
        }
    };
    Html(page.into_string())
}

/// What stands around every open page.
fn inside(site: Option<&Site>, place: Place, body: &Markup) -> Markup {
    let guarded = site.filter(|site| site.access.is_guarded());
    html! {
        a.skip href="#main" { "Skip to the content" }
        (header(place, site.map_or("", |site| site.watch.label())))
        main #main tabindex="-1" { (body) }
        (footer(guarded))
    }
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
                    input #q type="search" name="q" placeholder="Search" autocomplete="off";
                }
            }
        }
    }
}

fn footer(guarded: Option<&Site>) -> Markup {
    html! {
        p #news role="status" hidden {}
        footer.end {
            p { "All times are UTC. "
                a href="/feed.atom" { "Findings as a feed" } " · "
                a href="/api/v1/openapi.json" { "API" } " · "
                a href="/silences" { "Silences" } " · "
                a href="/metrics" { "Metrics" } }
            p.keys { kbd { "j" } kbd { "k" } " move " kbd { "Enter" } " open " kbd { "x" } kbd { "a" } " tick one, all "
                kbd { "r" } kbd { "w" } kbd { "i" } " right, wrong, ignore " kbd { "/" } " search" }
            @if let Some(site) = guarded {
                form method="post" action="/logout" {
                    input type="hidden" name="token" value=(site.token);
                    button { "Log out" } }
            }
        }
    }
}

/// A moment as people read it, with the exact one for machines and for who points at it.
pub(super) fn when(at: Timestamp, now: Timestamp) -> Markup {
    let When { short, exact } = words::when(at, now);
    html! { time datetime=(at) title=(exact) { (short) } }
}

/// The same for what began then: far days need no hour.
pub(super) fn since(at: Timestamp, now: Timestamp) -> Markup {
    let When { short, exact } = words::since(at, now);
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
