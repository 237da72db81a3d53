//! The generic webhook: JSON as Standard Webhooks 1.0.0 describes it. Signing and sending is the
//! adapter's work.

use serde::{Deserialize, Serialize};

use super::super::model::{Alert, AlertItem, Form, Links, Severity, Statement, Support};
use super::super::payload::Payload;
use super::super::text::{Unit, fit, link, plain};
use super::super::wording::subject;
use crate::base::{Secret, Timestamp};

/// Where to post, and the keys to sign with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Holds a token as a rule, so it is a secret.
    pub url: Secret,
    /// `whsec_` and base64 of 24 to 64 bytes. Two during a key rotation: every message then carries
    /// both signatures. None: unsigned.
    #[serde(default)]
    pub secrets: Vec<Secret>,
}

/// The standard asks receivers to expect no more.
pub const MAX_BYTES: usize = 20_000;
/// Limits of single texts in bytes: one finding of the longest texts still fits.
const QUOTE: usize = 800;
const LINE: usize = 300;
const NAME: usize = 100;
const LIST: usize = 4;

/// The body of the request.
#[derive(Serialize)]
struct Envelope<'a> {
    /// `finding.` and the kind of the gravest finding; `digest.ready`; `findings.held`.
    #[serde(rename = "type")]
    kind: String,
    timestamp: Timestamp,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    alert_id: &'a str,
    receiver: &'a str,
    route: &'a str,
    group_key: &'a str,
    severity: Severity,
    subject: String,
    occurred_at: Timestamp,
    /// How many findings the alert holds; `findings` may leave out the last of them.
    count: usize,
    omitted: usize,
    findings: Vec<Finding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Finding {
    id: String,
    kind: String,
    dedupe_key: String,
    severity: Severity,
    headline: String,
    term: Option<Term>,
    article: Article,
    claim: Option<Claim>,
    previous: Option<Claim>,
    support: Vec<Support>,
    detail: String,
    flags: Vec<String>,
    links: Links,
}

#[derive(Serialize)]
struct Term {
    id: String,
    label: String,
}

#[derive(Serialize)]
struct Article {
    id: String,
    title: String,
    outlet: String,
    url: Option<String>,
    published_at: Option<Timestamp>,
    modified_at: Option<Timestamp>,
    observed_at: Timestamp,
}

#[derive(Serialize)]
struct Claim {
    value: String,
    status: &'static str,
    quote: String,
    by: Option<String>,
    outlet: String,
    url: Option<String>,
    article_id: String,
    snapshot_id: String,
    published_at: Option<Timestamp>,
    observed_at: Timestamp,
}

/// As many findings as stay below the size limit, the gravest first.
pub fn render(alert: &Alert) -> Payload {
    let frame = json(&envelope(alert, Vec::new()));
    let mut room = MAX_BYTES.saturating_sub(frame.len());
    let mut findings = Vec::new();
    for item in &alert.items {
        let finding = finding(item);
        // Its own length, a comma, and a digit that `omitted` may grow by.
        let length = json(&finding).len() + 2;
        if length > room {
            break;
        }
        room -= length;
        findings.push(finding);
    }
    Payload::json(&envelope(alert, findings))
}

/// Nothing here can fail to serialise: no map, no key that is no text.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn cut(text: &str, limit: usize) -> String {
    fit(text, limit, Unit::Bytes, plain)
}

fn envelope(alert: &Alert, findings: Vec<Finding>) -> Envelope<'_> {
    let kind = match (alert.form, alert.items.first()) {
        (Form::Digest, _) => "digest.ready".to_owned(),
        (Form::Held | Form::Quiet, _) => "findings.held".to_owned(),
        (Form::Findings, None) => "finding".to_owned(),
        (Form::Findings, Some(item)) => format!("finding.{}", cut(&item.kind, 40)),
    };
    let data = Data {
        alert_id: &alert.id,
        receiver: &alert.receiver,
        route: &alert.route,
        group_key: &alert.group_key,
        severity: alert.severity(),
        subject: cut(&subject(alert), LINE),
        occurred_at: alert.at,
        count: alert.items.len(),
        omitted: alert.items.len() - findings.len(),
        findings,
        notes: alert.notes.iter().take(LIST).map(|note| cut(note, LINE)).collect(),
    };
    Envelope { kind, timestamp: alert.at, data }
}

fn finding(item: &AlertItem) -> Finding {
    let term = (!item.term.is_empty())
        .then(|| Term { id: cut(&item.term, NAME), label: cut(&item.term_label, NAME) });
    Finding {
        id: item.id.clone(),
        kind: item.kind.clone(),
        dedupe_key: item.dedupe_key(),
        severity: item.severity,
        headline: cut(&item.headline, LINE),
        term,
        article: article(item),
        claim: item.to.as_ref().map(claim),
        previous: item.from.as_ref().map(claim),
        support: item.support.iter().take(LIST).map(support).collect(),
        detail: cut(&item.detail, LINE),
        flags: item.flags.iter().take(LIST).map(|flag| cut(flag, 30)).collect(),
        links: Links {
            review: item.links.review.as_deref().and_then(link),
            article: None, // stands with the article
            silence: item.links.silence.as_deref().map(|line| cut(line, LINE)),
        },
    }
}

fn article(item: &AlertItem) -> Article {
    Article {
        id: item.article_id.clone(),
        title: cut(&item.title, LINE),
        outlet: cut(&item.outlet, NAME),
        url: item.links.article.as_deref().and_then(link),
        published_at: item.published,
        modified_at: item.modified,
        observed_at: item.observed,
    }
}

fn claim(side: &Statement) -> Claim {
    Claim {
        value: cut(&side.value, NAME),
        status: side.status.as_str(),
        quote: cut(&side.quote, QUOTE),
        by: side.by.as_deref().map(|by| cut(by, NAME)),
        outlet: cut(&side.outlet, NAME),
        url: link(&side.url),
        article_id: side.article_id.clone(),
        snapshot_id: side.snapshot_id.clone(),
        published_at: side.published,
        observed_at: side.observed,
    }
}

fn support(support: &Support) -> Support {
    let outlets = support.outlets.iter().take(LIST).map(|outlet| cut(outlet, 60)).collect();
    Support { value: cut(&support.value, NAME), outlets, ..support.clone() }
}
