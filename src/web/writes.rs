//! The two things people write: verdicts and silences. Every form carries this run's token.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use maud::{Markup, html};

use super::form::Fields;
use super::page::{self, Place};
use super::trouble::Trouble;
use super::{Shared, Site};
use crate::alert::silence::Silence;
use crate::base::time::{SignedDuration, after};
use crate::base::{Timestamp, id};
use crate::ledger::Finding;
use crate::ledger::words::show;
use crate::store::pages::judged::Judgement;

const LONGEST_NOTE: usize = 2000;

fn cut(text: &str, characters: usize) -> String {
    text.trim().chars().take(characters).collect()
}

pub(super) async fn verdicts(State(site): Shared, body: Bytes) -> Result<Redirect, Trouble> {
    let fields = Fields::of(&body, &site)?;
    let said = Judgement::parse(fields.text("verdict"))
        .ok_or(Trouble::Unfit("a verdict is right, wrong or ignore"))?;
    let findings = fields.all("id");
    if findings.is_empty() {
        return Err(Trouble::Unfit("no finding was ticked; go back and tick at least one"));
    }
    let note = cut(fields.text("note"), LONGEST_NOTE);
    site.pen.judge(&findings, said, &note, site.now()).await?;
    Ok(fields.back())
}

pub(super) async fn silence(State(site): Shared, body: Bytes) -> Result<Redirect, Trouble> {
    let fields = Fields::of(&body, &site)?;
    let now = site.now();
    let hours =
        fields.text("hours").parse::<i64>().ok().filter(|hours| (1..=87_600).contains(hours));
    let asked = Silence {
        id: String::new(),
        term: fields.some("term"),
        value: fields.some("value"),
        outlet: fields.some("outlet"),
        kind: fields.some("kind"),
        author: "web".to_owned(),
        reason: cut(fields.text("reason"), LONGEST_NOTE),
        created_at: now,
        expires_at: hours.map(|hours| after(now, SignedDuration::from_hours(hours))),
    };
    let parts = [&asked.term, &asked.value, &asked.outlet, &asked.kind];
    if parts.iter().all(|part| part.is_none()) {
        return Err(Trouble::Unfit(
            "a silence must say of what: a term, a value, an outlet, a kind",
        ));
    }
    let words = parts.map(|part| part.as_deref().unwrap_or_default());
    let made = now.to_string();
    let [term, value, outlet, kind] = words;
    let id = id::make("q", &[term, value, outlet, kind, &made]);
    site.pen.silence(&Silence { id, ..asked }).await?;
    Ok(Redirect::to("/silences"))
}

pub(super) async fn lift_silence(
    State(site): Shared,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Redirect, Trouble> {
    Fields::of(&body, &site)?;
    site.pen.lift_silence(&id, site.now()).await?;
    Ok(Redirect::to("/silences"))
}

pub(super) async fn silences(State(site): Shared) -> Result<Html<String>, Trouble> {
    let now = site.now();
    let held = site.store.silences(now).await?;
    let body = html! {
        h1 { "Silences" }
        p.dek { "What is silenced is still found and recorded; only no alert is sent." }
        @if held.is_empty() {
            (page::empty("Nothing is silenced", &html! {
                "Open a " a href="/findings" { "finding" } " and choose what to silence at its end." }))
        }
        ul.silences { @for silence in &held { (row(&site, silence, now)) } }
    };
    Ok(page::frame(&site, Place::Elsewhere, "Silences", &body))
}

fn row(site: &Site, silence: &Silence, now: Timestamp) -> Markup {
    html! {
        li {
            div {
                p.what {
                    @if let Some(term) = &silence.term { strong { (site.label(term)) } " " }
                    @if let Some(value) = &silence.value { "while it is " strong { (show(value)) } " " }
                    @if let Some(outlet) = &silence.outlet { "from " strong { (outlet) } " " }
                    @if let Some(kind) = &silence.kind { "of kind " strong { (kind) } }
                }
                p.facts { "since " (page::when(silence.created_at, now)) ", "
                    @match silence.expires_at {
                        Some(end) => { "until " (end.strftime("%-d %b %Y %H:%M")) },
                        None => { "until it is lifted" },
                    }
                    @if !silence.reason.is_empty() { " · " (silence.reason) } }
            }
            form method="post" action={ "/silences/" (silence.id) "/lift" } {
                input type="hidden" name="token" value=(site.token);
                button { "Lift" }
            }
        }
    }
}

/// Offers to silence what a finding is about.
pub(super) fn silence_form(site: &Site, finding: &Finding) -> Markup {
    let outlet = finding.article.as_ref().map_or("", |article| article.outlet.as_str());
    let value = finding.to.as_ref().map_or("", |side| side.value.as_str());
    let tick = |name: &str, value: &str, shown: &str, chosen: bool| {
        html! { @if !value.is_empty() {
        label.check { input type="checkbox" name=(name) value=(value) checked[chosen];
            span { (shown) } } } }
    };
    html! {
        details.silence {
            summary { "Silence alerts like this one" }
            form method="post" action="/silences" {
                input type="hidden" name="token" value=(site.token);
                fieldset {
                    legend { "Everything ticked must fit" }
                    (tick("term", &finding.term, &finding.label, true))
                    (tick("value", value, &format!("while the value is {}", show(value)), false))
                    (tick("outlet", outlet, &format!("from {outlet}"), false))
                    (tick("kind", finding.kind.as_str(),
                        &format!("of kind {}", super::words::kind(finding.kind.as_str())), false))
                }
                label { span { "For how long" }
                    select name="hours" {
                        option value="24" { "One day" } option value="168" selected { "One week" }
                        option value="720" { "30 days" } option value="" { "Until it is lifted" }
                    } }
                label.wide { span { "Why" } input name="reason" maxlength="500"; }
                button { "Silence" }
            }
        }
    }
}
