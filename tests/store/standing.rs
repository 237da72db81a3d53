//! The standings in tables against the ledger in memory: whatever story is told, after every step
//! both hand over the same extract, and a comparison made from either is the same.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pactwatch::claim::model::{Claim, Unclassified};
use pactwatch::ledger::book::{Book, Extract, Rulebook};
use pactwatch::ledger::model::ArticleRef;
use pactwatch::ledger::need::Question;
use pactwatch::ledger::standing::{Appearance, TermStanding};
use pactwatch::ledger::{LedgerPolicy, Outcome, compare};
use pactwatch::store::standing::{fence, move_on, post, report_cluster};
use pactwatch::store::{Batch, Stmt, Store};
use proptest::prelude::*;
use serde::Deserialize;

use crate::ledger::press::{Catalogue, Step, claim, input, unclassified};
use crate::ledger::properties::a_step;
use crate::ledger::replay;

/// One ledger kept twice.
pub(super) struct Twins {
    pub(super) catalogue: Catalogue,
    pub(super) policy: LedgerPolicy,
    book: Book,
    pub(super) store: Store,
    versions: BTreeMap<String, usize>,
}

/// What a step claims.
struct Told {
    claims: Vec<Claim>,
    open: Vec<Unclassified>,
}

impl Twins {
    async fn new(catalogue: Catalogue) -> Self {
        Self::on(catalogue, Store::in_memory().await.unwrap()).await
    }

    pub(super) async fn on(catalogue: Catalogue, store: Store) -> Self {
        let blob = "insert into blob (hash, size, codec, bytes) values ('b', 0, 'zstd', x'')";
        store.apply(Batch(vec![Stmt::new(blob, vec![])])).await.unwrap();
        let (policy, book, versions) = (LedgerPolicy::default(), Book::default(), BTreeMap::new());
        Self { catalogue, policy, book, store, versions }
    }

    /// Tells one step to both and compares them before and after. Returns how many statements keep
    /// what the comparison came to.
    pub(super) async fn publish(&mut self, step: &Step, place: &str) -> usize {
        let told = Told {
            claims: step.claims.iter().enumerate().map(|(at, line)| claim(line, at)).collect(),
            open: step.open.iter().map(|cluster| unclassified(cluster)).collect(),
        };
        let id = step.article(0).id;
        let version = self.versions.entry(id).or_default();
        // Old bytes read again are the same version.
        let again = step.mode == "technical" && *version > 0;
        *version += usize::from(!again);
        let article = step.article(*version);
        let (booked, stored) = self.extracts(&article, &told).await;
        assert_same(&booked, &stored, place);
        let outcome = self.compared(step, &article, &told, &booked);
        let other = self.compared(step, &article, &told, &stored);
        assert_eq!(unfenced(&other), unfenced(&outcome), "{place}: another comparison");
        let mut batch = Batch(snapshot(step, &article, &outcome, again));
        let kept = statements(&article, &told, &stored, &outcome);
        let count = kept.len();
        batch.0.extend(kept);
        self.store.apply(batch).await.unwrap_or_else(|error| panic!("{place}: {error}"));
        let read = (&told.claims[..], &told.open[..]);
        let asked = input(&self.catalogue, step, &article, read, &booked);
        self.book.commit(&asked, &outcome);
        let (booked, stored) = self.extracts(&article, &told).await;
        assert_same(&booked, &stored, &format!("{place}, committed"));
        count
    }

    async fn extracts(&self, article: &ArticleRef, told: &Told) -> (Extract, Extract) {
        let (terms, policy) = (&self.catalogue, &self.policy);
        let asked = Question { terms, policy, claims: &told.claims };
        let clusters = told.open.iter().map(|open| open.cluster.clone()).collect();
        let past = self.store.article_past(&article.id).await.unwrap();
        let stored = Extract {
            previous: past.previous,
            history: past.history,
            standings: self.store.standings(&asked).await.unwrap(),
            known_clusters: self.store.known_clusters(&clusters).await.unwrap(),
        };
        let rules = Rulebook { watch: "deal", terms, policy };
        (self.book.extract(&rules, &article.id, &told.claims, &told.open), stored)
    }

    fn compared(&self, step: &Step, article: &ArticleRef, told: &Told, from: &Extract) -> Outcome {
        let read = (&told.claims[..], &told.open[..]);
        compare(
            &input(&self.catalogue, step, article, read, from),
            &self.policy,
            article.observed_at,
        )
    }
}

/// What commits a comparison.
fn statements(article: &ArticleRef, told: &Told, read: &Extract, outcome: &Outcome) -> Vec<Stmt> {
    let mut stmts = Vec::new();
    for (term, standing) in &read.standings {
        let mut written = standing.clone();
        let updates = outcome.updates.iter().filter(|update| update.term == *term);
        updates.for_each(|update| update.apply(&mut written));
        stmts.push(fence(term, standing, &written).unwrap());
    }
    let old = read.previous.as_ref().map_or(&[][..], |previous| &previous.appearances);
    let lost = old.iter().map(|row| row.term.as_str());
    let lost: BTreeSet<&str> = lost.filter(|term| !read.standings.contains_key(*term)).collect();
    stmts.extend(lost.into_iter().map(move_on));
    let at = article.observed_at;
    stmts.extend(post(&article.id, old, &outcome.appearances, at).unwrap());
    stmts.extend(told.open.iter().map(|open| report_cluster(&open.cluster, at)));
    stmts
}

/// The rows a version has beside its claims.
fn snapshot(step: &Step, article: &ArticleRef, outcome: &Outcome, again: bool) -> Vec<Stmt> {
    let text = |text: &str| text.into();
    let mark = serde_json::to_string(&outcome.mark).unwrap();
    let notes = serde_json::to_string(&step.notes).unwrap();
    let named =
        "insert into article (id, url, host, outlet, tier, title, state, first_seen_at, family)
                 values ($1, $1, 'h', 'o', 'press', 't', '{}', 0, $1) on conflict do nothing";
    let shown = if again {
        "update snapshot set mark = $5, notes = $6, published_at = $3, modified_at = $4
          where id = $1 and article_id = $2"
    } else {
        "insert into snapshot (id, article_id, seq, observed_at, url, headers, raw_hash, text_hash,
                reading_hash, extractor, watch, title, parts, published_at, modified_at, mark,
                notes)
         select $1, $2, coalesce(max(seq), 0) + 1, 0, 'u', '{}', 'b', 't', 'b', 'e', 'w', 't', '[]',
                $3,
                $4, $5, $6 from snapshot where article_id = $2"
    };
    let params = vec![
        text(&article.snapshot_id),
        text(&article.id),
        article.published.into(),
        article.modified.into(),
        mark.into(),
        notes.into(),
    ];
    vec![Stmt::new(named, vec![text(&article.id)]), Stmt::new(shown, params).expect(1)]
}

/// Both hand over the same; only the fences are counted otherwise.
fn assert_same(booked: &Extract, stored: &Extract, place: &str) {
    let standings = |extract: &Extract| -> BTreeMap<String, TermStanding> {
        let plain = |standing: &TermStanding| TermStanding { revision: 0, ..standing.clone() };
        extract.standings.iter().map(|(term, standing)| (term.clone(), plain(standing))).collect()
    };
    let (left, right) = (standings(booked), standings(stored));
    for (term, standing) in &left {
        assert_eq!(right.get(term), Some(standing), "{place}: {term}: stored left, booked right");
    }
    assert_eq!(left.len(), right.len(), "{place}");
    assert_eq!(booked.known_clusters, stored.known_clusters, "{place}");
    assert_eq!(booked.history, stored.history, "{place}");
    let previous = |extract: &Extract| {
        extract.previous.clone().map(|mut previous| {
            previous.appearances.sort_by_key(key);
            previous
        })
    };
    assert_eq!(previous(booked), previous(stored), "{place}");
}

fn key(row: &Appearance) -> (String, String, &'static str, bool) {
    (row.term.clone(), row.side.value.clone(), row.side.status.as_str(), row.derived)
}

fn unfenced(outcome: &Outcome) -> Outcome {
    let mut outcome = outcome.clone();
    outcome.updates.iter_mut().for_each(|update| update.expected_revision = 0);
    outcome
}

#[derive(Deserialize)]
struct Stories {
    scenario: Vec<Story>,
}

#[derive(Deserialize)]
struct Story {
    name: String,
    step: Vec<Step>,
}

/// Every story the ledger is tested with, told to both.
#[tokio::test]
async fn the_tables_tell_the_ledgers_stories() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ledger");
    let mut steps = 0;
    for file in ["coverage", "edits", "story", "values"] {
        let text = std::fs::read_to_string(folder.join(format!("{file}.toml"))).unwrap();
        for story in toml::from_str::<Stories>(&text).unwrap().scenario {
            let mut twins = Twins::new(Catalogue::new()).await;
            for (at, step) in story.step.iter().enumerate() {
                twins.publish(step, &format!("{}, step {at}", story.name)).await;
                steps += 1;
            }
        }
    }
    assert!(steps > 100, "{steps} steps");
}

/// Seven years of coverage, told to both.
#[tokio::test]
async fn the_tables_follow_the_replay() {
    let steps = replay::steps();
    let mut twins = Twins::new(replay::catalogue_for(&steps)).await;
    for (at, step) in steps.iter().enumerate() {
        twins.publish(step, &format!("step {at}, {}", step.outlet)).await;
    }
}

/// An outlet that sends many values past the limit of an extract.
#[tokio::test]
async fn the_tables_hand_over_no_more_than_the_ledger_asks_for() {
    let mut twins = Twins::new(Catalogue::new()).await;
    for number in 0..60 {
        let step = Step {
            outlet: format!("{number}.example"),
            published: Some(format!("2026-01-{:02}", 1 + number % 5)),
            seen: "2026-02-01".to_owned(),
            claims: vec![
                format!("valuation=USD {}", 1000 + number % 40),
                "cloud.exclusivity=exclusive".to_owned(),
            ],
            ..Step::default()
        };
        twins.publish(&step, &format!("step {number}")).await;
    }
}

fn told_again() -> impl Strategy<Value = Step> {
    let mode = prop::sample::select(vec!["", "", "", "", "baseline", "technical"]);
    let origin = prop::sample::select(vec!["", "", " | from:wire.example"]);
    (a_step(), mode, origin).prop_map(|(step, mode, origin)| Step {
        mode: mode.to_owned(),
        claims: step.claims.iter().map(|claim| format!("{claim}{origin}")).collect(),
        ..step
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same for stories nobody would write: copies, edits back and forth, rules that change.
    #[test]
    fn the_tables_follow_any_story(steps in prop::collection::vec(told_again(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut twins = Twins::new(Catalogue::new()).await;
            for (at, step) in steps.iter().enumerate() {
                twins.publish(step, &format!("step {at}")).await;
            }
        });
    }
}
