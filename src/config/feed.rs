//! The feeds to poll.

use std::collections::HashSet;

use url::Url;

use super::section::Section;
use super::source::Node;
use super::value::{self, Fault};
use crate::feed::model::Tier;
use crate::feed::schedule::Schedule;

#[derive(Clone, Debug, PartialEq)]
pub struct FeedSettings {
    /// Unique; what alerts and listings call it.
    pub name: String,
    /// Unique; its identity.
    pub url: Url,
    pub tier: Tier,
    /// `adaptive`, or a crontab line read in `timezone`; it has been parsed once.
    pub schedule: Schedule,
    /// A name of the time zone database.
    pub timezone: String,
    pub follow: Follow,
}

/// Which entries of a feed are followed to their page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// Those whose title, summary or categories concern the deal.
    Gated,
    All,
    None,
}

pub(super) const TIERS: [(&str, Tier); 3] =
    [("primary", Tier::Primary), ("press", Tier::Press), ("aggregator", Tier::Aggregator)];
const FOLLOWS: [(&str, Follow); 3] =
    [("gated", Follow::Gated), ("all", Follow::All), ("none", Follow::None)];

pub(super) fn read(sections: &mut [Section<'_>]) -> Vec<FeedSettings> {
    let mut names = HashSet::new();
    let mut urls = HashSet::new();
    sections.iter_mut().filter_map(|section| read_one(section, &mut names, &mut urls)).collect()
}

/// Every key is read before any is missed, so that all mistakes of a feed show at once.
fn read_one(
    section: &mut Section<'_>,
    names: &mut HashSet<String>,
    urls: &mut HashSet<Url>,
) -> Option<FeedSettings> {
    let name = section.required("name", value::name);
    section.unique("name", name.as_ref(), names);
    let url = section.required("url", value::url);
    section.unique("url", url.as_ref(), urls);
    let tier = section.optional("tier", value::word(&TIERS)).unwrap_or(Tier::Press);
    let timezone = section.optional("timezone", value::time_zone).unwrap_or("UTC".to_owned());
    let schedule = section.optional("schedule", |node| read_schedule(node, &timezone));
    let follow = section.optional("follow", value::word(&FOLLOWS));
    section.finish();
    Some(FeedSettings {
        name: name?,
        url: url?,
        tier,
        schedule: schedule.unwrap_or(Schedule::Adaptive),
        timezone,
        follow: follow.unwrap_or(usual_follow(tier)),
    })
}

/// The parties' own posts are few and all matter; a newspaper's are many and few do.
fn usual_follow(tier: Tier) -> Follow {
    match tier {
        Tier::Primary => Follow::All,
        Tier::Press | Tier::Aggregator => Follow::Gated,
    }
}

/// The message of a schedule already says how to mend it.
pub(super) fn read_schedule(node: &Node, timezone: &str) -> Result<Schedule, Fault> {
    const MEND: &str = "write \"adaptive\", or a crontab line as \"*/10 * * * *\"";
    Schedule::parse(&value::text(node)?, Some(timezone)).map_err(|message| {
        match message.split_once("; ") {
            Some((what, mend)) => Fault::new(what, mend),
            None => Fault::new(message, MEND),
        }
    })
}
