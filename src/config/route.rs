//! Which findings go to whom, and when.

use std::time::Duration;

use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::feed::{TIERS, read_schedule};
use super::section::Section;
use super::source::Node;
use super::value::{self, Fault, nearest};
use crate::alert::Receiver;
use crate::alert::route::{GroupBy, QuietHours};
use crate::feed::model::Tier;
use crate::feed::schedule::Schedule;
use crate::ledger::{FindingKind, Severity};

#[derive(Clone, Debug, PartialEq)]
pub struct RouteSettings {
    /// Unique; what decisions on record call it.
    pub name: String,
    pub matches: Match,
    /// Names of receivers; never empty, each exists.
    pub to: Vec<String>,
    /// What the findings of one alert have in common.
    pub group_by: Vec<GroupBy>,
    /// How long the first finding of a group waits for others.
    pub group_wait: Duration,
    /// How long after one alert of a group the next may follow.
    pub group_interval: Duration,
    /// How long the same, found again in the same article, stays unsaid.
    pub repeat_interval: Duration,
    /// Collected and sent at these times instead of at once.
    pub digest: Option<Schedule>,
    pub quiet_hours: Option<QuietHours>,
}

/// A finding passes when it passes every part; an empty part passes everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Match {
    /// Kinds of finding, and `incident_opened`, `incident_closed`.
    pub findings: Vec<String>,
    /// Patterns over term ids, `*` for any characters.
    pub terms: Vec<String>,
    pub min_severity: Option<Severity>,
    /// Patterns over the outlets' registrable domains.
    pub outlets: Vec<String>,
    pub tiers: Vec<Tier>,
}

impl RouteSettings {
    fn to_all(name: String, to: Vec<String>) -> Self {
        Self {
            name,
            matches: Match::default(),
            to,
            group_by: vec![GroupBy::Article],
            group_wait: Duration::from_secs(30),
            group_interval: Duration::from_mins(5),
            repeat_interval: Duration::from_hours(24),
            digest: None,
            quiet_hours: None,
        }
    }
}

const LONGEST_WAIT: Duration = Duration::from_hours(24);
const LONGEST_REPEAT: Duration = Duration::from_hours(90 * 24);
const GROUPS: [(&str, GroupBy); 4] = [
    ("article", GroupBy::Article),
    ("term", GroupBy::Term),
    ("outlet", GroupBy::Outlet),
    ("kind", GroupBy::Kind),
];
/// What a route may ask for beside findings.
const INCIDENTS: [&str; 2] = ["incident_opened", "incident_closed"];

pub(super) fn read(sections: &mut [Section<'_>], receivers: &[Receiver]) -> Vec<RouteSettings> {
    let read = |(index, section)| read_one(index, section, receivers);
    sections.iter_mut().enumerate().filter_map(read).collect()
}

/// Without any route every receiver gets everything.
pub(super) fn with_default(
    mut routes: Vec<RouteSettings>,
    receivers: &[Receiver],
) -> Vec<RouteSettings> {
    if routes.is_empty() {
        let to = receivers.iter().map(|receiver| receiver.name.clone()).collect();
        routes.push(RouteSettings::to_all(name_of(0), to));
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

fn name_of(index: usize) -> String {
    format!("route {}", index + 1)
}

fn read_one(
    index: usize,
    section: &mut Section<'_>,
    receivers: &[Receiver],
) -> Option<RouteSettings> {
    let matches = read_match(&mut section.section("match"));
    let to = section.required("to", |node| {
        let items = value::items(node)?;
        if items.is_empty() {
            return Err(Fault::new("is empty", "name at least one receiver"));
        }
        Ok(())
    });
    let to = to.map(|()| section.list("to", |node| receiver_name(node, receivers)));
    let usual = RouteSettings::to_all(name_of(index), Vec::new());
    let wait = value::duration(Duration::ZERO, LONGEST_WAIT);
    let repeat = value::duration(Duration::ZERO, LONGEST_REPEAT);
    let group_by = section.has("group_by").then(|| section.list("group_by", value::word(&GROUPS)));
    let group_wait = section.optional("group_wait", &wait);
    let group_interval = section.optional("group_interval", &wait);
    let repeat_interval = section.optional("repeat_interval", &repeat);
    let timezone = section.optional("timezone", value::time_zone).unwrap_or("UTC".to_owned());
    let digest = section.optional("digest", |node| match read_schedule(node, &timezone)? {
        Schedule::Adaptive => Err(Fault::new(
            "is no time of day",
            "write a crontab line, as \"0 8 * * 1-5\" for eight on working days",
        )),
        cron @ Schedule::Cron(_) => Ok(cron),
    });
    let quiet_hours = read_quiet(section, &timezone);
    if section.has("timezone") && !section.has("digest") && quiet_hours.is_none() {
        section.note("timezone", "has no effect without digest or quiet_hours", "remove it");
    }
    section.finish();
    Some(RouteSettings {
        matches,
        to: to?,
        group_by: group_by.unwrap_or(usual.group_by),
        group_wait: group_wait.unwrap_or(usual.group_wait),
        group_interval: group_interval.unwrap_or(usual.group_interval),
        repeat_interval: repeat_interval.unwrap_or(usual.repeat_interval),
        digest,
        quiet_hours,
        name: usual.name,
    })
}

/// `quiet_hours = "22:00-07:00"`, in the route's time zone.
fn read_quiet(section: &mut Section<'_>, timezone: &str) -> Option<QuietHours> {
    let except = section.optional("quiet_except", severity);
    let Some((start, end)) = section.optional("quiet_hours", hours) else {
        if except.is_some() && !section.has("quiet_hours") {
            section.note("quiet_except", "has no effect without quiet_hours", "remove it");
        }
        return None;
    };
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    Some(QuietHours { start, end, zone, except: except.unwrap_or(Severity::High) })
}

fn hours(node: &Node) -> Result<(Time, Time), Fault> {
    let text = value::text(node)?;
    let time = |text: &str| Time::strptime("%H:%M", text.trim()).ok();
    let both = text.split_once('-').map(|(start, end)| (time(start), time(end)));
    match both {
        Some((Some(start), Some(end))) if start != end => Ok((start, end)),
        Some(_) | None => Err(Fault::new(
            format!("{text:?} is no stretch of a day"),
            "write \"22:00-07:00\", and the place's name in timezone",
        )),
    }
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

/// Every word that `findings` of a route may hold.
pub fn kinds() -> Vec<&'static str> {
    FindingKind::ALL.iter().map(|kind| kind.as_str()).chain(INCIDENTS).collect()
}

fn finding_kind(node: &Node) -> Result<String, Fault> {
    let words: Vec<(&'static str, &'static str)> =
        kinds().into_iter().map(|kind| (kind, kind)).collect();
    value::word(&words)(node).map(str::to_owned)
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
