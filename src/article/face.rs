//! What a page says of its article beside the text: headline, standfirst, byline, dates. Names what
//! of it changed in a way that makes a version; it never looks at the text.

use serde::{Deserialize, Serialize};

use super::diff::key;
use super::model::{Article, Dated};
use crate::base::time::{SignedDuration, between};
use crate::base::{Timestamp, id};

/// A modification date this close to the visit may be the moment the page was made.
const RENDERING: SignedDuration = SignedDuration::from_mins(2);
/// So many headlines of one article are remembered.
const MOST_FACES: usize = 8;

/// A part of an article that can change alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Text,
    Title,
    Dek,
    Byline,
    Published,
    Modified,
}

impl Part {
    /// Does a change of it say that the outlet is at work on the article? Dates alone do not.
    pub fn is_wording(self) -> bool {
        matches!(self, Self::Text | Self::Title | Self::Dek)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Dek => "dek",
            Self::Byline => "byline",
            Self::Published => "published",
            Self::Modified => "modified",
        }
    }
}

/// A page's face as compared: typography and letter case do not count, dates only where markup
/// declares them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Face {
    pub title: String,
    pub dek: Option<String>,
    pub byline: Option<String>,
    pub published: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    /// The modification date was the moment of the visit: it may be that of any visit.
    pub stamped: bool,
}

impl Face {
    /// The face of an article seen at `now`.
    pub fn of(article: &Article, now: Timestamp) -> Self {
        let modified = declared(article.modified.as_ref());
        Self {
            title: words(&article.title),
            dek: article.dek.as_deref().map(words).filter(|dek| !dek.is_empty()),
            byline: article.byline.as_deref().map(names).filter(|names| !names.is_empty()),
            published: declared(article.published.as_ref()),
            modified,
            stamped: modified.is_some_and(|at| between(at, now).abs() <= RENDERING),
        }
    }

    /// What differs from `before` and counts. What is only missing now does not: templates lose a
    /// standfirst more often than editors do.
    pub fn changed_from(&self, before: &Self) -> Vec<Part> {
        let other = |now: &Option<String>, then: &Option<String>| now.is_some() && now != then;
        let moved = |now: Option<Timestamp>, then: Option<Timestamp>| now.is_some() && now != then;
        let ticks = self.stamped && before.stamped;
        let rules = [
            (Part::Title, !self.title.is_empty() && self.title != before.title),
            (Part::Dek, other(&self.dek, &before.dek)),
            (Part::Byline, before.byline.is_some() && other(&self.byline, &before.byline)),
            (
                Part::Published,
                before.published.is_some() && moved(self.published, before.published),
            ),
            (Part::Modified, !ticks && moved(self.modified, before.modified)),
        ];
        rules.into_iter().filter_map(|(part, changed)| changed.then_some(part)).collect()
    }

    /// This face, with what is only missing now taken from the one before.
    fn over(mut self, before: &Self) -> Self {
        if self.title.is_empty() {
            self.title.clone_from(&before.title);
        }
        self.dek = self.dek.or_else(|| before.dek.clone());
        self.byline = self.byline.or_else(|| before.byline.clone());
        self.published = self.published.or(before.published);
        self.modified = self.modified.or(before.modified);
        self
    }

    fn headline(&self) -> String {
        id::make("h", &[&self.title, self.dek.as_deref().unwrap_or_default()])
    }
}

/// What is kept of an article's face between visits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FaceState {
    /// That of the newest version.
    pub face: Face,
    /// Headlines the article had, newest last.
    seen: Vec<String>,
    /// A former headline that came back, and is believed when it is there again.
    back: Option<String>,
}

impl FaceState {
    pub fn first(face: Face) -> Self {
        Self { seen: vec![face.headline()], face, back: None }
    }

    /// What of this page makes a version though its text is the same. A site that tries two headlines
    /// in turn would make one at every visit: a headline the article had before counts when it is
    /// seen twice in a row.
    pub fn news(&self, now: &Face) -> Vec<Part> {
        let mut parts = now.changed_from(&self.face);
        if self.is_return(now) && self.back != Some(now.headline()) {
            parts.retain(|part| !matches!(part, Part::Title | Part::Dek));
        }
        parts
    }

    /// The state after a page that made a version.
    #[must_use]
    pub fn renewed(mut self, now: Face) -> Self {
        // A return that is not believed yet stays one when something else made the version.
        if self.is_return(&now) && self.back != Some(now.headline()) {
            let Face { title, dek, .. } = self.face.clone();
            self.back = Some(now.headline());
            self.face = Face { title, dek, ..now.over(&self.face) };
            return self;
        }
        self.face = now.over(&self.face);
        let headline = self.face.headline();
        self.seen.retain(|old| *old != headline);
        self.seen.push(headline);
        let surplus = self.seen.len().saturating_sub(MOST_FACES);
        self.seen.drain(..surplus);
        self.back = None;
        self
    }

    /// The state after a page that made none.
    #[must_use]
    pub fn unchanged(mut self, now: &Face) -> Self {
        self.back = self.is_return(now).then(|| now.headline());
        if now.stamped {
            self.face.modified = now.modified;
            self.face.stamped = true;
        }
        self
    }

    fn is_return(&self, now: &Face) -> bool {
        let headline = now.clone().over(&self.face).headline();
        headline != self.face.headline() && self.seen.contains(&headline)
    }
}

fn words(text: &str) -> String {
    key(text).to_lowercase()
}

/// The letters of a byline: how long ago it says the page was updated is no author.
fn names(byline: &str) -> String {
    let letters: String = byline.chars().map(|c| if c.is_alphabetic() { c } else { ' ' }).collect();
    letters.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Dates in words are often relative, and those of addresses never move.
fn declared(dated: Option<&Dated>) -> Option<Timestamp> {
    dated.filter(|d| matches!(d.source.as_str(), "json-ld" | "meta" | "time")).map(|d| d.at)
}
