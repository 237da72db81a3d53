//! The demo's script: outlets, articles and when each version appears. Data, read from `story.toml`.

use serde::Deserialize;

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};
use crate::feed::model::Tier;

const SCRIPT: &str = include_str!("story.toml");

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub(super) start: Timestamp,
    /// Story minutes after `start` when the demo is over.
    pub(super) ends_at: i64,
    pub(super) outlet: Vec<Outlet>,
    pub(super) article: Vec<StoryArticle>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outlet {
    pub(super) host: String,
    pub(super) name: String,
    pub(super) tier: Tier,
    pub(super) say: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StoryArticle {
    pub(super) outlet: String,
    pub(super) slug: String,
    pub(super) title: String,
    pub(super) byline: Option<String>,
    pub(super) published: Timestamp,
    pub(super) version: Vec<Version>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Version {
    pub(super) at: i64,
    pub(super) modified: Option<Timestamp>,
    /// What the narrator says when it appears.
    pub(super) step: Option<String>,
    pub(super) text: String,
}

impl Story {
    pub(super) fn load() -> anyhow::Result<Self> {
        Ok(toml::from_str(SCRIPT)?)
    }

    pub(super) fn moment(&self, minutes: i64) -> Timestamp {
        after(self.start, SignedDuration::from_mins(minutes))
    }

    /// What the narrator says, in order of time.
    pub(super) fn steps(&self) -> Vec<(Timestamp, String)> {
        let mut steps: Vec<_> = self
            .article
            .iter()
            .flat_map(|article| &article.version)
            .filter_map(|version| Some((self.moment(version.at), version.step.clone()?)))
            .collect();
        steps.sort();
        steps
    }

    /// The version of an article that stands on its page at `now`, if it is out yet.
    pub(super) fn standing<'a>(
        &self,
        article: &'a StoryArticle,
        now: Timestamp,
    ) -> Option<&'a Version> {
        article.version.iter().rfind(|version| self.moment(version.at) <= now)
    }
}
