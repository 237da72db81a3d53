//! A ledger in memory: keeps, by small steps, exactly what `standing` asks of a store. For replays
//! of stored history and for tests; it never persists anything.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::Timestamp;
use crate::claim::model::{Claim, Status, Unclassified};

use super::compare::compare;
use super::input::{Input, MAX_HISTORY, Mode, Outcome, PreviousVersion, VersionMark};
use super::model::{ArticleRef, Side};
use super::need::{Outline, Question};
use super::rules::{LedgerPolicy, Terms};
use super::standing::{
    Appearance, MAX_VALUES, RECENT_SUPPORTS, StandingUpdate, StatusCounts, Support, TermStanding,
    ValueStanding,
};

/// Appearances, supports, values and prevailing values of one watch.
#[derive(Clone, Debug, Default)]
pub struct Book {
    terms: BTreeMap<String, TermBook>,
    articles: BTreeMap<String, ArticleBook>,
    clusters: BTreeSet<String>,
}

#[derive(Clone, Debug, Default)]
struct TermBook {
    values: BTreeMap<String, ValueBook>,
    /// Values, the one asserted last first, for the last `MAX_VALUES`.
    by_time: BTreeSet<(Reverse<Order>, String)>,
    /// Only `prevailing`, `former` and `revision` of it are kept here.
    decided: TermStanding,
}

/// When, where and how a value was asserted: the order of appearances, without ties.
type Order = (Timestamp, String, Status);

fn order(side: &Side) -> Order {
    (side.asserted_at, side.source.article_id.clone(), side.status)
}

#[derive(Clone, Debug)]
struct ValueBook {
    seen: StatusCounts,
    articles: u32,
    outlets: BTreeSet<String>,
    supports: BTreeMap<(String, String), Support>,
    /// Supports, the one asserted last first, then by name.
    by_time: BTreeSet<(Reverse<Timestamp>, String, String)>,
    primary: BTreeMap<String, Timestamp>,
    first: Side,
    latest: Side,
}

#[derive(Clone, Debug)]
struct ArticleBook {
    last: PreviousVersion,
    history: Vec<VersionMark>,
}

/// What a comparison of one article needs, taken from the book.
#[derive(Clone, Debug, Default)]
pub struct Extract {
    pub previous: Option<PreviousVersion>,
    pub history: Vec<VersionMark>,
    pub standings: BTreeMap<String, TermStanding>,
    pub known_clusters: BTreeSet<String>,
}

/// By what a book compares: one watch, its terms and the numbers.
#[derive(Clone, Copy)]
pub struct Rulebook<'a> {
    pub watch: &'a str,
    pub terms: &'a dyn Terms,
    pub policy: &'a LedgerPolicy,
}

/// One version of an article, read.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    pub article: &'a ArticleRef,
    pub claims: &'a [Claim],
    pub open: &'a [Unclassified],
    pub correction_notes: &'a [String],
    pub mode: Mode,
}

impl Book {
    /// Compares a version with all that is in the book, and enters it.
    pub fn publish(
        &mut self,
        rules: &Rulebook<'_>,
        version: &Version<'_>,
        now: Timestamp,
    ) -> Outcome {
        let extract = self.extract(rules, &version.article.id, version.claims, version.open);
        let input = Input {
            watch: rules.watch,
            terms: rules.terms,
            article: version.article,
            claims: version.claims,
            open: version.open,
            correction_notes: version.correction_notes,
            previous: extract.previous.as_ref(),
            history: &extract.history,
            standings: &extract.standings,
            known_clusters: &extract.known_clusters,
            mode: version.mode,
        };
        let outcome = compare(&input, rules.policy, now);
        self.commit(&input, &outcome);
        outcome
    }

    /// The bounded extract for an article that makes these claims.
    pub fn extract(
        &self,
        rules: &Rulebook<'_>,
        article: &str,
        claims: &[Claim],
        open: &[Unclassified],
    ) -> Extract {
        let asked = Question { terms: rules.terms, policy: rules.policy, claims };
        let standing = |term: &str| {
            let standing =
                self.terms.get(term).map(|book| book.standing(&asked, term)).unwrap_or_default();
            (term.to_owned(), standing)
        };
        let known = self.articles.get(article);
        Extract {
            previous: known.map(|article| article.last.clone()),
            history: known.map(|article| article.history.clone()).unwrap_or_default(),
            standings: asked.terms().into_iter().map(standing).collect(),
            known_clusters: open
                .iter()
                .map(|open| open.cluster.clone())
                .filter(|cluster| self.clusters.contains(cluster))
                .collect(),
        }
    }

    /// Store a comparison. The caller made it from this book's extract.
    pub fn commit(&mut self, input: &Input<'_>, outcome: &Outcome) {
        let article = input.article;
        let before = self.articles.remove(&article.id);
        let old =
            before.as_ref().map(|known| known.last.appearances.as_slice()).unwrap_or_default();
        let new = outcome.appearances.as_slice();
        // What still holds is only taken out and put back where a new origin or family takes effect.
        let stays = |rows: &[Appearance], row: &Appearance| {
            rows.iter().any(|other| other.is_same_support(row))
        };
        for row in old.iter().filter(|row| row.counts && !stays(new, row)) {
            self.leave(row);
        }
        for row in new.iter().filter(|row| !row.derived) {
            self.appear(row, is_known(old, row));
            if row.counts && !stays(old, row) {
                self.support(row);
            }
        }
        for update in &outcome.updates {
            self.decide(update);
        }
        let came = new.iter().filter(|row| !is_known(old, row));
        let ended = old.iter().filter(|row| !is_known(new, row));
        let touched: BTreeSet<&str> = came.chain(ended).map(|row| row.term.as_str()).collect();
        for term in touched {
            let decided = &mut self.terms.entry(term.to_owned()).or_default().decided;
            decided.revision = decided.revision.saturating_add(1);
        }
        self.clusters.extend(input.open.iter().map(|open| open.cluster.clone()));
        let mut history = before.map(|known| known.history).unwrap_or_default();
        if input.mode == Mode::Technical {
            // The same version read anew: its mark is replaced, or a later edit could seem a return.
            history.pop();
        }
        history.push(outcome.mark.clone());
        let surplus = history.len().saturating_sub(MAX_HISTORY);
        history.drain(..surplus);
        let last = outcome.as_previous(article, input.correction_notes);
        self.articles.insert(article.id.clone(), ArticleBook { last, history });
    }

    fn decide(&mut self, update: &StandingUpdate) {
        update.apply(&mut self.terms.entry(update.term.clone()).or_default().decided);
    }

    /// Record an appearance; one the last version had already is not counted as seen again.
    fn appear(&mut self, row: &Appearance, known: bool) {
        let term = self.terms.entry(row.term.clone()).or_default();
        let side = &row.side;
        let value = term.values.entry(side.value.clone()).or_insert_with(|| ValueBook::new(side));
        term.by_time.remove(&(Reverse(order(&value.latest)), side.value.clone()));
        value.date(side);
        term.by_time.insert((Reverse(order(&value.latest)), side.value.clone()));
        if !known {
            value.seen.add(side.status);
        }
    }

    fn support(&mut self, row: &Appearance) {
        let value =
            self.terms.get_mut(&row.term).and_then(|term| term.values.get_mut(&row.side.value));
        if let Some(value) = value {
            value.support(&row.side);
        }
    }

    fn leave(&mut self, row: &Appearance) {
        let value =
            self.terms.get_mut(&row.term).and_then(|term| term.values.get_mut(&row.side.value));
        if let Some(value) = value {
            value.leave(&row.side);
        }
    }
}

fn is_known(old: &[Appearance], row: &Appearance) -> bool {
    old.iter().any(|other| {
        other.term == row.term
            && other.side.value == row.side.value
            && other.side.status == row.side.status
            && !other.derived
    })
}

impl TermBook {
    fn standing(&self, asked: &Question<'_>, term: &str) -> TermStanding {
        let TermStanding { prevailing, former, revision, values: _ } = self.decided.clone();
        let recent = self.by_time.iter().take(MAX_VALUES).map(|(_, value)| value.clone());
        let outline = Outline { prevailing, former, revision, recent: recent.collect() };
        let names = asked.values(term, &outline);
        let values = names.iter().filter_map(|name| Some(self.values.get(name)?.standing(name)));
        let values = values.collect();
        outline.with(values)
    }
}

impl ValueBook {
    fn new(side: &Side) -> Self {
        Self {
            seen: StatusCounts::default(),
            articles: 0,
            outlets: BTreeSet::new(),
            supports: BTreeMap::new(),
            by_time: BTreeSet::new(),
            primary: BTreeMap::new(),
            first: side.clone(),
            latest: side.clone(),
        }
    }

    fn date(&mut self, side: &Side) {
        if order(side) < order(&self.first) {
            self.first = side.clone();
        }
        // The same appearance again: in the words of the newest version.
        if order(side) >= order(&self.latest) {
            self.latest = side.clone();
        }
    }

    fn support(&mut self, side: &Side) {
        let key = (side.source.family.clone(), side.origin_or_outlet().to_owned());
        let support = self.supports.entry(key.clone()).or_insert_with(|| Support {
            family: key.0.clone(),
            origin: key.1.clone(),
            asserted_at: side.asserted_at,
            articles: 0,
        });
        self.by_time.remove(&(Reverse(support.asserted_at), key.0.clone(), key.1.clone()));
        support.asserted_at = support.asserted_at.max(side.asserted_at);
        support.articles += 1;
        self.by_time.insert((Reverse(support.asserted_at), key.0, key.1));
        self.articles += 1;
        self.outlets.insert(side.source.outlet.clone());
        if side.is_primary() {
            self.primary.insert(side.source.article_id.clone(), side.asserted_at);
        }
    }

    /// One article's support ends.
    fn leave(&mut self, side: &Side) {
        self.primary.remove(&side.source.article_id);
        let key = (side.source.family.clone(), side.origin_or_outlet().to_owned());
        let Some(support) = self.supports.get_mut(&key) else { return };
        support.articles = support.articles.saturating_sub(1);
        self.articles = self.articles.saturating_sub(1);
        if support.articles == 0 {
            self.by_time.remove(&(Reverse(support.asserted_at), key.0.clone(), key.1.clone()));
            self.supports.remove(&key);
        }
    }

    fn standing(&self, value: &str) -> ValueStanding {
        let recent = self.by_time.iter().take(RECENT_SUPPORTS);
        let count = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
        ValueStanding {
            value: value.to_owned(),
            seen: self.seen,
            articles: self.articles,
            outlets: count(self.outlets.len()),
            supports: count(self.supports.len()),
            recent: recent
                .filter_map(|(_, family, origin)| {
                    self.supports.get(&(family.clone(), origin.clone()))
                })
                .cloned()
                .collect(),
            primary_at: self.primary.values().max().copied(),
            first: self.first.clone(),
        }
    }
}
