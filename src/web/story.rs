//! A term's story by outlet: who held which value from when to when, as lanes over one time.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::chart::{self, Stretch};
use super::words;
use crate::base::Timestamp;
use crate::ledger::words::show;
use crate::store::pages::term::StoryLine;

/// Lanes that a page shows; the outlets with the latest word come first.
const LANES: usize = 40;

/// One outlet's stretches and what it says now.
struct Lane<'a> {
    outlet: &'a str,
    lines: Vec<&'a StoryLine>,
}

impl Lane<'_> {
    /// The value it states last and still does.
    fn now(&self) -> Option<&StoryLine> {
        let live = self.lines.iter().filter(|line| line.gone_at.is_none());
        let current = live.clone().filter(|line| line.status == "current");
        let latest = |line: &&&StoryLine| (line.asserted_at, line.observed_at);
        current.max_by_key(latest).or_else(|| live.max_by_key(latest)).copied()
    }

    fn first(&self) -> Option<Timestamp> {
        self.lines.iter().map(|line| line.asserted_at).min()
    }
}

/// The lanes; `order` gives the values their colours.
pub(super) fn lanes(story: &[StoryLine], order: &[String], now: Timestamp) -> Markup {
    let mut by_outlet: BTreeMap<&str, Vec<&StoryLine>> = BTreeMap::new();
    for line in story.iter().filter(|line| !line.derived) {
        by_outlet.entry(&line.outlet).or_default().push(line);
    }
    let mut lanes: Vec<Lane<'_>> =
        by_outlet.into_iter().map(|(outlet, lines)| Lane { outlet, lines }).collect();
    lanes.sort_by_key(Lane::first);
    let more = lanes.len().saturating_sub(LANES);
    lanes.truncate(LANES);
    let Some(start) = lanes.iter().filter_map(Lane::first).min() else { return html! {} };
    html! {
        div.lanes role="list" {
            @for lane in &lanes { (row(lane, order, (start, now))) }
        }
        p.axis { span { (words::day(start)) } span { "now" } }
        p.legend { @for (index, value) in order.iter().enumerate().take(chart::COLOURS) {
            span { span class={ "key k" (index) } {} (show(value)) } }
            span.muted { "Pale: held as former, planned, hedged or denied." } }
        @if more > 0 { p.muted { "And " (more) " more outlets." } }
    }
}

fn row(lane: &Lane<'_>, order: &[String], (start, end): (Timestamp, Timestamp)) -> Markup {
    let stretch = |line: &&StoryLine| Stretch {
        from: line.asserted_at,
        to: line.gone_at.unwrap_or(end),
        colour: order.iter().position(|value| *value == line.value).unwrap_or(chart::COLOURS),
        faint: line.status != "current",
        told: told(line),
    };
    let mut stretches: Vec<Stretch> = lane.lines.iter().map(stretch).collect();
    // What is held now is drawn last, over what was; pale ones below.
    stretches.sort_by_key(|stretch| (!stretch.faint, stretch.from));
    html! {
        div.row role="listitem" {
            a.outlet href={ "/articles?outlet=" (words::encoded(lane.outlet)) } { (lane.outlet) }
            (chart::lane(&stretches, start, end))
            span.says { @match lane.now() {
                Some(said) => { (show(&said.value))
                    @if said.status != "current" { " " span.muted { "(" (said.status) ")" } } },
                None => { span.muted { "nothing now" } },
            } }
        }
    }
}

fn told(line: &StoryLine) -> String {
    let end = line.gone_at.map_or_else(|| "now".to_owned(), words::day);
    format!("{} ({}), {} to {end}", show(&line.value), line.status, words::day(line.asserted_at))
}
