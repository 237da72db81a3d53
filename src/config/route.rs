//! Which findings go to whom.

use std::time::Duration;

use super::feed::TIERS;
use super::section::{Section, nearest};
use super::source::Node;
use super::value::{self, Fault};
use crate::alert::Receiver;
use crate::feed::model::Tier;
use crate::ledger::{FindingKind, Severity};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteSettings {
    pub matches: Match,
    /// Names of receivers; never empty, each exists.
    pub to: Vec<String>,
    /// How long the first finding of a group waits for others.
    pub group_wait: Duration,
}

/// A finding passes when it passes every part; an empty part passes everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Match {
    pub findings: Vec<FindingKind>,
    /// Patterns over term ids, `*` for any characters.
    pub terms: Vec<String>,
    pub min_severity: Option<Severity>,
    /// Patterns over the outlets' registrable domains.
    pub outlets: Vec<String>,
    pub tiers: Vec<Tier>,
}

const USUAL_WAIT: Duration = Duration::from_secs(30);
const LONGEST_WAIT: Duration = Duration::from_hours(24);

pub(super) fn read(sections: &mut [Section<'_>], receivers: &[Receiver]) -> Vec<RouteSettings> {
    sections.iter_mut().filter_map(|section| read_one(section, receivers)).collect()
}

/// Without any route every receiver gets everything.
pub(super) fn with_default(
    mut routes: Vec<RouteSettings>,
    receivers: &[Receiver],
) -> Vec<RouteSettings> {
    if routes.is_empty() {
        routes.push(RouteSettings {
            matches: Match::default(),
            to: receivers.iter().map(|receiver| receiver.name.clone()).collect(),
            group_wait: USUAL_WAIT,
        });
    }
    routes
}

/// A receiver that no route names hears nothing, which is hardly meant.
pub(super) fn note_unrouted(
    root: &mut Section<'_>,
    receivers: &[Receiver],
    routes: &[RouteSettings],
) {
    for receiver in receivers {
        if !routes.iter().any(|route| route.to.contains(&receiver.name)) {
            let what = format!("no route leads to {:?}", receiver.name);
            root.note("receiver", &what, "name it in a route's to");
        }
    }
}

fn read_one(section: &mut Section<'_>, receivers: &[Receiver]) -> Option<RouteSettings> {
    let matches = read_match(&mut section.section("match"));
    let to = section.required("to", |node| {
        let items = value::items(node)?;
        if items.is_empty() {
            return Err(Fault::new("is empty", "name at least one receiver"));
        }
        Ok(())
    });
    let to = to.map(|()| section.list("to", |node| receiver_name(node, receivers)));
    let group_wait = section.optional("group_wait", value::duration(Duration::ZERO, LONGEST_WAIT));
    let digest = "digests come with a later release";
    section.refused("digest", digest, "remove it; group_wait gathers what comes together");
    section.refused("timezone", "belongs to digests, which come with a later release", "remove it");
    section.finish();
    Some(RouteSettings { matches, to: to?, group_wait: group_wait.unwrap_or(USUAL_WAIT) })
}

fn read_match(section: &mut Section<'_>) -> Match {
    let matches = Match {
        findings: section.list("findings", finding_kind),
        terms: section.list("terms", value::glob),
        min_severity: section.optional("min_severity", severity),
        outlets: section.list("outlets", value::glob),
        tiers: section.list("tiers", value::word(&TIERS)),
    };
    section.finish();
    matches
}

fn finding_kind(node: &Node) -> Result<FindingKind, Fault> {
    value::word(&FindingKind::ALL.map(|kind| (kind.as_str(), kind)))(node)
}

fn severity(node: &Node) -> Result<Severity, Fault> {
    value::word(&Severity::ALL.map(|severity| (severity.as_str(), severity)))(node)
}

fn receiver_name(node: &Node, receivers: &[Receiver]) -> Result<String, Fault> {
    let text = value::text(node)?;
    if receivers.iter().any(|receiver| receiver.name == text) {
        return Ok(text);
    }
    let names: Vec<&str> = receivers.iter().map(|receiver| receiver.name.as_str()).collect();
    Err(Fault::new(format!("{text:?} is no receiver"), nearest(&text, &names)))
}
