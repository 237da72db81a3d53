//! One finding, where an alert's link leads: both quotes in context, why it was found, who was
//! told, the chain of evidence, and what a person says of it.

use axum::extract::{Path, State};
use axum::response::Html;
use maud::{Markup, PreEscaped, html};

use super::page::{self, Place};
use super::quote::{self, Context};
use super::trouble::Trouble;
use super::words::{self, count};
use super::{Shared, Site, findings, writes};
use crate::alert::reason::{Decision, Reason};
use crate::article::diff;
use crate::base::Timestamp;
use crate::ledger::Finding;
use crate::ledger::model::Side;
use crate::ledger::words::show as shown;
use crate::store::json;
use crate::store::pages::inbox::{FindingLine, ToldLine};
use crate::store::pages::judged::Said;
use crate::store::record::{ObservationRow, SnapshotRow};
use crate::store::review::DecisionRow;

/// Everything the page is made of; the API gives the same.
pub(super) struct Case {
    pub(super) line: FindingLine,
    pub(super) finding: Finding,
    pub(super) from: Option<Context>,
    pub(super) to: Option<Context>,
    pub(super) prevailing: Option<Context>,
    pub(super) decisions: Vec<DecisionRow>,
    pub(super) told: Vec<ToldLine>,
    pub(super) verdicts: Vec<Said>,
    pub(super) version: Option<SnapshotRow>,
    pub(super) fetch: Option<ObservationRow>,
    pub(super) newer: Option<String>,
    pub(super) older: Option<String>,
}

impl Case {
    pub(super) async fn read(site: &Site, id: &str) -> Result<Self, Trouble> {
        let store = &site.store;
        let line = store.finding_line(id).await?.ok_or(Trouble::Missing("finding"))?;
        let finding: Finding = json::decode(&line.finding.body)?;
        let version = store.snapshot(&line.finding.snapshot_id).await?;
        let fetch = match &version {
            Some(version) => {
                let seen = store.observations_of(&version.article_id).await?;
                seen.into_iter().find(|seen| seen.at == version.observed_at)
            }
            None => None,
        };
        let (newer, older) = store.neighbours(&line.finding).await?;
        Ok(Self {
            from: side(site, finding.from.as_ref()).await?,
            to: side(site, finding.to.as_ref()).await?,
            prevailing: side(site, finding.prevailing.as_ref()).await?,
            decisions: store.decisions(id).await?,
            told: store.told(id).await?,
            verdicts: store.verdicts_on(id).await?,
            version,
            fetch,
            newer,
            older,
            line,
            finding,
        })
    }
}

async fn side(site: &Site, stated: Option<&Side>) -> Result<Option<Context>, Trouble> {
    match stated {
        Some(stated) => Ok(Some(quote::context(site, stated).await?)),
        None => Ok(None),
    }
}

pub(super) async fn show(
    State(site): Shared,
    Path(id): Path<String>,
) -> Result<Html<String>, Trouble> {
    let now = site.now();
    let case = Case::read(&site, &id).await?;
    let (opening, rest) = findings::halves(&case.line.finding.headline, &case.line.finding.outlet);
    let body = html! {
        article.case data-id=(case.finding.id) {
            (head(&case, (opening, &rest), now))
            (sides(&case, now))
            (judging(&site, &case, now))
            (reasons(&case, now))
            (chain(&case, now))
            (writes::silence_form(&site, &case.finding))
            nav.beside aria-label="Other findings" {
                @if let Some(newer) = &case.newer {
                    a rel="prev" href={ "/findings/" (newer) } { "Newer finding" } }
                @if let Some(older) = &case.older {
                    a rel="next" href={ "/findings/" (older) } { "Older finding" } }
            }
        }
    };
    Ok(page::frame(&site, Place::Findings, &case.line.finding.headline, &body))
}

fn head(case: &Case, (opening, rest): (&str, &str), now: Timestamp) -> Markup {
    let (finding, row) = (&case.finding, &case.line.finding);
    let flags = finding.flags;
    html! {
        p.kicker { span.kind { (opening) } " " (page::severity_mark(&row.severity))
            @if let Some(verdict) = &case.line.verdict { " " (page::verdict_chip(verdict)) }
            @for (set, word, told) in [
                (flags.stealth, "silent edit", "The page's dates did not move"),
                (flags.primary, "primary", "The article is a primary source"),
                (flags.baseline, "first pass", "Recorded on the first pass; nobody was alerted"),
                (flags.technical, "read again", "Newer rules read the same text; nobody was alerted"),
                (flags.review, "needs a person", "The rules could not decide it alone"),
            ] { @if set { " " span.chip title=(told) { (word) } } }
        }
        h1 { (rest) }
        p.dek { (finding.detail) }
        p.facts {
            @if let Some(article) = &finding.article {
                a href={ "/articles/" (article.id) } { (article.title) } ", " (article.outlet) " "
                (page::tier_chip(article.tier)) " · "
            }
            "found " (page::when(finding.found_at, now))
            @if !finding.term.is_empty() { " · term " a href={ "/terms/" (finding.term) } {
                (finding.label) } }
        }
    }
}

fn sides(case: &Case, now: Timestamp) -> Markup {
    let finding = &case.finding;
    let edit = finding.kind.is_edit();
    let (left, right) =
        if edit { ("Before", "After") } else { ("The coverage so far", "This article") };
    let alone = finding.from.is_none() || finding.to.is_none();
    html! {
        div class={ "sides" @if alone { " one" } } {
            @if let (Some(side), Some(context)) = (&finding.from, &case.from) {
                (one(left, "from", (side, context), now)) }
            @if let (Some(side), Some(context)) = (&finding.to, &case.to) {
                (one(right, "to", (side, context), now)) }
        }
        @if let (Some(side), Some(context)) = (&finding.prevailing, &case.prevailing) {
            (one("What the coverage holds", "prevailing", (side, context), now)) }
        @if edit { (words_changed(finding)) }
        @if let Some(note) = &finding.correction_note {
            aside.note { h2 { "The outlet's own note" } blockquote { p { (note.text) } } }
        }
    }
}

fn one(title: &str, class: &str, (side, context): (&Side, &Context), now: Timestamp) -> Markup {
    let source = &side.source;
    html! {
        section class={ "side " (class) } {
            h2 { (title) }
            @if !side.value.is_empty() {
                p.value { (shown(&side.value)) " " span class={ "status " (side.status.as_str()) } {
                    (side.status.as_str()) }
                    @if side.approximate { " " span.chip { "about" } } } }
            (quote::passage(context, &source.url))
            p.facts {
                a href={ "/articles/" (source.article_id) } { (source.title) } br;
                (source.outlet) " " (page::tier_chip(source.tier)) " · said "
                (page::when(side.asserted_at, now)) " · seen " (page::when(side.observed_at, now))
                @if let Some(by) = &side.by { br; "as said by " (by) }
                @if let Some(origin) = &side.origin { br; "citing " (origin) }
                @if !context.proven { br; span.warn { "The stored text was read anew since; the \
                    quote is shown as it was recorded." } }
            }
        }
    }
}

/// The sentence before and after, word by word.
fn words_changed(finding: &Finding) -> Markup {
    let (Some(from), Some(to)) = (&finding.from, &finding.to) else { return html! {} };
    if from.quote == to.quote {
        return html! {};
    }
    let changes = diff::diff(&from.quote, &to.quote);
    html! {
        section.words { h2 { "Word by word" }
            (PreEscaped(diff::to_html(&changes, &from.quote, &to.quote)))
            @if let Some(article) = &finding.article {
                p.more { a href={ "/articles/" (article.id) "/compare" } {
                    "Compare the whole versions" } }
            }
        }
    }
}

fn judging(site: &Site, case: &Case, now: Timestamp) -> Markup {
    html! {
        section.judge aria-labelledby="judge" {
            h2 #judge { "Is this right?" }
            form method="post" action="/verdicts" {
                input type="hidden" name="token" value=(site.token);
                input type="hidden" name="id" value=(case.finding.id);
                input type="hidden" name="back" value={ "/findings/" (case.finding.id) };
                label.wide { span { "Note, if there is something to say" }
                    textarea name="note" rows="2" maxlength="2000" {} }
                div.buttons {
                    button.right name="verdict" value="right" data-key="r" { "Right " kbd { "r" } }
                    button.wrong name="verdict" value="wrong" data-key="w" { "Wrong " kbd { "w" } }
                    button.ignore name="verdict" value="ignore" data-key="i" { "Ignore " kbd { "i" } }
                }
            }
            @if !case.verdicts.is_empty() {
                ul.plain.said { @for verdict in &case.verdicts {
                    li { (page::verdict_chip(&verdict.verdict)) " " (page::when(verdict.at, now))
                        @if !verdict.note.is_empty() { ": " (verdict.note) } } } }
            }
        }
    }
}

fn reasons(case: &Case, now: Timestamp) -> Markup {
    let counts = case.finding.counts;
    html! {
        section { h2 { "Why it was found, and who was told" }
            ul.plain {
                li { (words::capital(case.finding.reason.sentence())) ". "
                    @if counts.independent > 0 {
                        (count(i64::from(counts.independent), "independent source states",
                            "independent sources state")) " it in "
                        (count(i64::from(counts.articles), "article", "articles")) ". " }
                    @if counts.against_independent > 0 {
                        (count(i64::from(counts.against_independent), "states", "state"))
                        " the other value." } }
                @for told in &case.told { li { (delivered(told, now)) } }
                @for row in &case.decisions { (decided(row, &case.told)) }
                @if case.decisions.is_empty() && case.told.is_empty() {
                    li.muted { "No decision about alerts is on record." }
                }
            }
        }
    }
}

/// How an alert about it fared.
fn delivered(told: &ToldLine, now: Timestamp) -> Markup {
    let times = count(told.attempts, "attempt", "attempts");
    html! {
        strong { (told.receiver) }
        @match (told.state.as_str(), told.settled_at) {
            ("sent", Some(at)) => { " was told " (page::when(at, now))
                @if told.attempts > 1 { ", after " (times) } },
            ("pending", _) if told.attempts == 0 => { " is about to be told" },
            ("pending", _) => { " could not be told yet: " (times) " so far" },
            ("dead", _) => { " could not be told: given up after " (times) },
            ("dropped", _) => { " is not told: a person dropped the alert" },
            (state, _) => { ": " (state) },
        }
        @if !told.reason.is_empty() && told.state != "sent" {
            " (" (told.reason.replace('_', " ")) ")" }
        "."
    }
}

/// What was decided for a receiver, where no alert says it already.
fn decided(row: &DecisionRow, told: &[ToldLine]) -> Markup {
    if told.iter().any(|told| told.receiver == row.receiver) {
        return html! {};
    }
    let who =
        html! { @if row.receiver.is_empty() { "Nobody" } @else { strong { (row.receiver) } } };
    let Ok(decision) = json::decode::<Decision>(&row.detail) else {
        return html! { li { (who) ": " (row.reason.replace('_', " ")) } };
    };
    html! {
        li { (who)
            @if decision.reason == Reason::Routed {
                " will be told: a route asks for it, and it waits to leave with others." }
            @else if row.receiver.is_empty() { " was told: " (decision.reason.sentence()) "." }
            @else { " was not told: " (decision.reason.sentence()) "." } }
    }
}

/// From the alert down to the fetch.
fn chain(case: &Case, now: Timestamp) -> Markup {
    let claim = case.finding.to.as_ref().or(case.finding.from.as_ref());
    html! {
        details.chain {
            summary { "The chain of evidence" }
            ol {
                @for told in &case.told { li { "Alert " code { (told.alert_id) } " to "
                    (told.receiver) } }
                li { "Finding " code { (case.finding.id) } }
                @if let Some(claim) = claim {
                    li { "Claim " code { (case.finding.term) " = " (claim.value) } ", "
                        (claim.status.as_str()) ", read with confidence "
                        (format!("{:.2}", claim.confidence)) }
                    li { "Quote at bytes " (claim.span.start) "–" (claim.span.end) " of the text, \
                        block " (claim.block) }
                }
                @if let Some(version) = &case.version {
                    li { "Version " (version.seq) ", " code { (version.id) } ", page "
                        code { (version.raw_hash.get(..16).unwrap_or_default()) "…" } ", text "
                        code { (version.text_hash.get(..16).unwrap_or_default()) "…" } ", "
                        a href={ "/articles/" (version.article_id) "/versions/" (version.seq) "/raw" }
                            { "as fetched" } }
                    li { "Fetched " (page::when(version.observed_at, now)) " from "
                        span.address { (version.url) }
                        @if let Some(status) = case.fetch.as_ref().and_then(|f| f.http_status) {
                            ", HTTP " (status) } }
                }
            }
        }
    }
}
