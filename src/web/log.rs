//! The log: findings, incidents, deliveries and observations in one stream, newest first.

use axum::extract::{Query, State};
use axum::response::Html;
use maud::{Markup, html};
use serde::Deserialize;

use super::Shared;
use super::findings::choice;
use super::page::{self, Place};
use super::trouble::Trouble;
use super::words;
use crate::base::Timestamp;
use crate::store::pages::stream::{Event, StreamLine};

/// Lines of one page.
const LINES: usize = 100;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// One kind of event; empty for all but observations, `all` for all.
    pub(super) only: String,
    pub(super) before: String,
}

impl Asked {
    pub(super) fn events(&self) -> Vec<Event> {
        match Event::parse(&self.only) {
            Some(event) => vec![event],
            None if self.only == "all" => Event::ALL.to_vec(),
            None => vec![Event::Finding, Event::Incident, Event::Delivery],
        }
    }

    pub(super) fn before(&self) -> (Timestamp, String) {
        words::place(&self.before).unwrap_or((Timestamp::MAX, String::new()))
    }
}

pub(super) async fn show(
    State(site): Shared,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Trouble> {
    let now = site.now();
    let lines = site.store.stream(&asked.events(), &asked.before(), LINES).await?;
    let mut kinds = vec![("all".to_owned(), "Everything, observations too".to_owned())];
    let named =
        Event::ALL.map(|e| (e.as_str().to_owned(), format!("{}s", words::capital(e.as_str()))));
    kinds.extend(named);
    let body = html! {
        h1 { "Log" }
        form.filters action="/log" {
            (choice("only", "Show", "Findings, incidents, deliveries", &kinds, &asked.only))
            button { "Filter" }
        }
        @if lines.is_empty() {
            (page::empty("Nothing has happened yet", &html! {
                "No finding, no incident, no delivery. " a href="/log?only=observation" {
                "Observations" } " shows every look at a feed or a page." }))
        }
        ol.log { @for line in &lines { (row(line, now)) } }
        @if let Some((at, key)) = lines.last().filter(|_| lines.len() == LINES)
            .map(StreamLine::place) {
            (page::more(&format!("/log?only={}&before={}", words::encoded(&asked.only),
                words::encoded(&words::cursor(at, &key)))))
        }
    };
    Ok(page::live(&site, Place::Log, "Log", &body))
}

fn row(line: &StreamLine, now: Timestamp) -> Markup {
    let target = match line.event {
        Event::Finding => Some(format!("/findings/{}", line.id)),
        Event::Observation if line.id.starts_with("a_") => Some(format!("/articles/{}", line.id)),
        Event::Observation | Event::Incident | Event::Delivery => None,
    };
    html! {
        li class=(line.event.as_str()) data-row {
            (page::when(line.at, now))
            span.event { (line.event.as_str()) }
            span.what {
                @match &target { Some(path) => a href=(path) { (line.text) },
                    None => span { (line.text) } }
                span.facts { " " (line.kind.replace('_', " "))
                    @if !line.note.is_empty() { ", " (line.note.replace('_', " ")) } }
            }
        }
    }
}
