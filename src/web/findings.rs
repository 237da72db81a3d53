//! The findings inbox: filters, one row a finding, verdicts for one or many, moved through by key.

use axum::extract::{Query, State};
use axum::response::Html;
use maud::{Markup, html};
use serde::Deserialize;

use super::page::{self, Place};
use super::trouble::Trouble;
use super::{Shared, Site, words};
use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};
use crate::ledger::{FindingKind, Severity};
use crate::store::pages::PAGE;
use crate::store::pages::inbox::{FindingFilter, FindingLine};

/// The filters as an address carries them; what is empty asks for all.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) kind: String,
    pub(super) term: String,
    pub(super) outlet: String,
    pub(super) severity: String,
    /// How many days back.
    pub(super) days: String,
    /// `unseen`, or all.
    pub(super) show: String,
    pub(super) before: String,
}

impl Asked {
    pub(super) fn filter(&self, now: Timestamp, limit: usize) -> FindingFilter {
        let days = self.days.parse::<i32>().ok().filter(|days| (1..=36_500).contains(days));
        FindingFilter {
            kind: self.kind.clone(),
            term: self.term.clone(),
            outlet: self.outlet.trim().to_owned(),
            severity: self.severity.clone(),
            since: days.map(|days| after(now, SignedDuration::from_hours(-24 * i64::from(days)))),
            unseen: self.show == "unseen",
            before: words::place(&self.before),
            limit,
        }
    }

    /// The address of the page after this row.
    fn next(&self, last: &FindingLine) -> String {
        let mut next =
            format!("/findings?before={}", words::cursor(last.finding.at, &last.finding.id));
        for (name, value) in [
            ("kind", &self.kind),
            ("term", &self.term),
            ("outlet", &self.outlet),
            ("severity", &self.severity),
            ("days", &self.days),
            ("show", &self.show),
        ] {
            if !value.is_empty() {
                next.extend(["&", name, "=", &words::encoded(value)]);
            }
        }
        next
    }

    fn is_narrow(&self) -> bool {
        [&self.kind, &self.term, &self.outlet, &self.severity, &self.days, &self.show]
            .into_iter()
            .any(|value| !value.is_empty())
    }
}

pub(super) async fn show(
    State(site): Shared,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Trouble> {
    let now = site.now();
    let lines = site.store.finding_page(&asked.filter(now, PAGE)).await?;
    let body = html! {
        h1 { "Findings" }
        (filters(&site, &asked))
        @if lines.is_empty() { (none(&asked)) }
        @else {
            form #bulk method="post" action="/verdicts" {
                input type="hidden" name="token" value=(site.token);
                input type="hidden" name="back" value="/findings";
                (list(&lines, now))
                div.bulk {
                    span { "Ticked ones:" }
                    @for word in ["right", "wrong", "ignore"] {
                        button name="verdict" value=(word) { (words::capital(word)) }
                    }
                }
            }
            @if let Some(last) = lines.last().filter(|_| lines.len() == PAGE) {
                (page::more(&asked.next(last)))
            }
        }
    };
    Ok(page::live(&site, Place::Findings, "Findings", &body))
}

fn none(asked: &Asked) -> Markup {
    if asked.is_narrow() || !asked.before.is_empty() {
        return page::empty(
            "Nothing fits these filters",
            &html! {
            "Take one away, or see " a href="/findings" { "all findings" } "." },
        );
    }
    page::empty(
        "No findings yet",
        &html! {
        "A finding comes when an article makes a claim that is new, changed or contradicted. "
        a href="/articles" { "Articles" } " shows what has been read so far." },
    )
}

fn filters(site: &Site, asked: &Asked) -> Markup {
    let kinds = FindingKind::ALL.map(|kind| (kind.as_str().to_owned(), words::kind(kind.as_str())));
    let severities = Severity::ALL.map(|it| (it.as_str().to_owned(), words::capital(it.as_str())));
    let terms: Vec<(String, String)> =
        site.watch.terms().iter().map(|term| (term.id.clone(), term.label.clone())).collect();
    let days = [("1", "Last day"), ("7", "Last week"), ("30", "Last 30 days")]
        .map(|(value, name)| (value.to_owned(), name.to_owned()));
    let shown = [("unseen".to_owned(), "Not judged yet".to_owned())];
    html! {
        form.filters action="/findings" {
            (choice("show", "Verdict", "With and without", &shown, &asked.show))
            (choice("kind", "Kind", "Every kind", &kinds, &asked.kind))
            (choice("term", "Term", "Every term", &terms, &asked.term))
            (choice("severity", "Severity", "Every severity", &severities, &asked.severity))
            (choice("days", "Time", "All time", &days, &asked.days))
            label { span { "Outlet" }
                input name="outlet" value=(asked.outlet) placeholder="example.com"
                    autocapitalize="none"; }
            button { "Filter" }
            @if asked.is_narrow() { a.clear href="/findings" { "Clear" } }
        }
    }
}

/// A labelled choice; the first entry asks for all.
pub(super) fn choice(
    name: &str,
    label: &str,
    all: &str,
    entries: &[(String, String)],
    chosen: &str,
) -> Markup {
    html! {
        label { span { (label) }
            select name=(name) {
                option value="" { (all) }
                @for (value, shown) in entries {
                    option value=(value) selected[value == chosen] { (shown) }
                }
            }
        }
    }
}

fn list(lines: &[FindingLine], now: Timestamp) -> Markup {
    html! {
        ol.findings { @for line in lines { (row(line, now)) } }
    }
}

fn row(line: &FindingLine, now: Timestamp) -> Markup {
    let finding = &line.finding;
    let (opening, rest) = halves(&finding.headline, &finding.outlet);
    html! {
        li class={ "finding " (finding.severity) @if line.verdict.is_some() { " judged" } }
            data-row data-id=(finding.id) {
            label.tick { span.hidden { "Choose: " (finding.headline) }
                input type="checkbox" name="id" value=(finding.id); }
            div.line {
                p.kicker { span.kind { (opening) } " " (page::severity_mark(&finding.severity))
                    @if let Some(verdict) = &line.verdict { " " (page::verdict_chip(verdict)) } }
                a.headline href={ "/findings/" (finding.id) } { (rest) }
                p.facts { @if !finding.outlet.is_empty() { (finding.outlet) " · " }
                    (page::when(finding.at, now)) }
            }
        }
    }
}

/// A short list without forms.
pub(super) fn brief(lines: &[FindingLine], now: Timestamp) -> Markup {
    html! {
        @if lines.is_empty() {
            p.muted { "None yet. The first pass over the feeds is recorded quietly; findings follow \
                as the coverage moves." }
        } @else {
            ol.findings.brief {
                @for line in lines {
                    @let (opening, rest) = halves(&line.finding.headline, &line.finding.outlet);
                    li class={ "finding " (line.finding.severity) } {
                        div.line {
                            p.kicker { span.kind { (opening) } " "
                                (page::severity_mark(&line.finding.severity))
                                @if let Some(said) = &line.verdict { " " (page::verdict_chip(said)) } }
                            a.headline href={ "/findings/" (line.finding.id) } { (rest) }
                            p.facts { @if !line.finding.outlet.is_empty() {
                                (line.finding.outlet) " · " } (page::when(line.finding.at, now)) }
                        }
                    }
                }
            }
        }
    }
}

/// A headline's opening word and the rest without the outlet, which is shown beside it.
pub(super) fn halves<'a>(headline: &'a str, outlet: &str) -> (&'a str, String) {
    let (opening, rest) = headline.split_once(": ").unwrap_or(("", headline));
    let rest = rest.strip_suffix(outlet).and_then(|rest| rest.strip_suffix(" - ")).unwrap_or(rest);
    (opening, rest.replace(" -> ", " \u{2192} "))
}
