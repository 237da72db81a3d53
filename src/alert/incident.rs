//! Incidents as alert items: what makes the watching blind, told when it begins and when it ends.

use super::model::{AlertItem, Severity};
use crate::base::{Timestamp, id};

/// A receiver gave up a message.
pub const RECEIVER_FAILING: &str = "receiver_failing";
/// A receiver answered that it is gone.
pub const RECEIVER_GONE: &str = "receiver_gone";
/// A test finding did not arrive.
pub const HEARTBEAT: &str = "heartbeat";

/// What an item is made from.
#[derive(Clone, Copy, Debug)]
pub struct Incident<'a> {
    pub id: &'a str,
    pub kind: &'a str,
    /// A feed's id, a receiver's name, or whatever else it is about.
    pub subject: &'a str,
    pub detail: &'a str,
    pub opened_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

/// The item that tells of the opening, or of the closing when that has come.
pub fn item(incident: &Incident<'_>) -> AlertItem {
    let (kind, at, word) = match incident.closed_at {
        None => ("incident_opened", incident.opened_at, "Incident"),
        Some(at) => ("incident_closed", at, "Over"),
    };
    let about_receiver =
        matches!(incident.kind, RECEIVER_FAILING | RECEIVER_GONE).then_some(incident.subject);
    AlertItem {
        id: id::make("inc", &[incident.id, kind]),
        kind: kind.to_owned(),
        headline: format!("{word}: {} - {}", title(incident.kind), incident.detail),
        // Whoever hears of the opening must hear of the end.
        severity: severity(incident.kind),
        title: title(incident.kind),
        detail: since(incident),
        observed: at,
        about_receiver: about_receiver.map(str::to_owned),
        ..AlertItem::default()
    }
}

/// The words of an incident's kind: `feed_failing` is `feed failing`.
fn title(kind: &str) -> String {
    kind.replace('_', " ")
}

fn since(incident: &Incident<'_>) -> String {
    let time = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M UTC").to_string();
    match incident.closed_at {
        None => format!("since {}", time(incident.opened_at)),
        Some(at) => format!("from {} to {}", time(incident.opened_at), time(at)),
    }
}

/// Being blind altogether, or mute, is grave; one feed among many is less so.
fn severity(kind: &str) -> Severity {
    match kind {
        "feed_silent" | "feed_lying_server" => Severity::Low,
        "feed_failing" | "feed_missed_window" => Severity::Medium,
        _ => Severity::High,
    }
}

/// The lines of a digest about the watching itself: how many outlets could be seen, and which
/// could not.
pub fn notes(
    outlets: &[(String, Option<Timestamp>)],
    since: Timestamp,
    (articles, versions): (i64, i64),
) -> Vec<String> {
    let blind: Vec<&str> = outlets
        .iter()
        .filter(|(_, seen)| seen.is_none_or(|at| at < since))
        .map(|(outlet, _)| outlet.as_str())
        .collect();
    let seen = outlets.len() - blind.len();
    let mut notes = vec![
        format!("I could see {seen} of {} outlets.", outlets.len()),
        format!("I read {articles} articles and kept {versions} new versions."),
    ];
    if !blind.is_empty() {
        notes.insert(1, format!("Not seen: {}.", blind.join(", ")));
    }
    notes
}
