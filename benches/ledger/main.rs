//! What a large ledger costs: comparing an article of ten terms with a store of up to a million
//! appearances, and the bytes a version takes. `cargo bench --bench ledger [-- APPEARANCES]`.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench that fails should stop where it fails")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

mod fill;
mod size;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use pactwatch::ledger::model::ArticleRef;
use pactwatch::ledger::{
    Cardinality, Input, LedgerPolicy, Mode, Relation, Severity, TermRules, Terms, compare,
};
use pactwatch::store::standing::{fence, post};
use pactwatch::store::{Batch, Mode as Access, Store};

use fill::{TERMS, article, claims, term};

const ROUNDS: usize = 200;
const GOAL: Duration = Duration::from_millis(5);

/// Ten terms of one value each; two values are the same or they differ.
struct Plain(BTreeMap<String, TermRules>);

impl Plain {
    fn new() -> Self {
        let rules = |at| TermRules {
            id: term(at),
            label: term(at),
            severity: Severity::High,
            cardinality: Cardinality::One,
            announces: false,
        };
        Self((0..TERMS).map(|at| (term(at), rules(at))).collect())
    }
}

impl Terms for Plain {
    fn rules(&self, term: &str) -> Option<&TermRules> {
        self.0.get(term)
    }

    fn relate(&self, _: &str, left: &str, right: &str) -> Relation {
        if left == right { Relation::Same } else { Relation::Differs }
    }
}

/// How long each part of one article took.
struct Took {
    read: Duration,
    compare: Duration,
    commit: Duration,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let most = std::env::args().find_map(|text| text.parse().ok()).unwrap_or(1_000_000);
    println!("appearances   store    read p50 / p99   compare p50   read+compare p99   commit p50");
    let mut last = Duration::ZERO;
    for appearances in [most / 100, most / 10, most] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bench.db");
        drop(Store::open(&path, Access::ReadWrite).await.unwrap());
        let started = Instant::now();
        fill::fill(&path, appearances);
        let filled = started.elapsed();
        let store = Store::open(&path, Access::ReadWrite).await.unwrap();
        let took = measure(&store, appearances / TERMS).await;
        let bytes = std::fs::metadata(&path).unwrap().len();
        last = report(appearances, bytes, &took);
        println!("  filled in {filled:.1?}");
    }
    size::report().await;
    let verdict = if last <= GOAL { "held" } else { "MISSED" };
    println!("goal: {GOAL:?} for an article of ten terms at {most} appearances: {verdict}");
}

/// Reads, compares and commits articles: half of them new, half new versions of old ones.
async fn measure(store: &Store, articles: usize) -> Vec<Took> {
    let (terms, policy) = (Plain::new(), LedgerPolicy::default());
    let mut all = Vec::new();
    for round in 0..ROUNDS {
        // Spread over the store, so that no page is warm by chance; every second one is unknown.
        let number = if round % 2 == 0 { articles + round } else { round * 7919 % articles };
        let told = claims(number + 1);
        let mut wanted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for claim in &told {
            wanted.entry(claim.term.clone()).or_default().insert(claim.value.clone());
        }
        let asked: ArticleRef = article(number, 2);
        let start = Instant::now();
        let past = store.article_past(&asked.id).await.unwrap();
        let standings = store.standings(&wanted).await.unwrap();
        let known_clusters = store.known_clusters(&BTreeSet::new()).await.unwrap();
        let read = start.elapsed();
        let input = Input {
            watch: "bench",
            terms: &terms,
            article: &asked,
            claims: &told,
            open: &[],
            correction_notes: &[],
            previous: past.previous.as_ref(),
            history: &past.history,
            standings: &standings,
            known_clusters: &known_clusters,
            mode: Mode::Live,
        };
        let start = Instant::now();
        let outcome = compare(&input, &policy, asked.observed_at);
        let compare = start.elapsed();
        let mut batch = Batch::default();
        for (term, standing) in &standings {
            let mut written = standing.clone();
            let updates = outcome.updates.iter().filter(|update| update.term == *term);
            updates.for_each(|update| update.apply(&mut written));
            batch.0.extend(fence(term, standing, &written).unwrap());
        }
        let old = past.previous.as_ref().map_or(&[][..], |previous| &previous.appearances);
        assert_eq!(old.len(), if round % 2 == 0 { 0 } else { TERMS }, "the article is known");
        let new = &outcome.appearances;
        batch.0.extend(post(&asked.id, old, new, asked.observed_at).unwrap());
        fill::snapshot(store, &asked).await;
        let start = Instant::now();
        store.apply(batch).await.unwrap();
        all.push(Took { read, compare, commit: start.elapsed() });
    }
    all
}

/// Prints a line; returns the slow end of reading and comparing.
fn report(appearances: usize, bytes: u64, took: &[Took]) -> Duration {
    let at = |share: usize, of: &dyn Fn(&Took) -> Duration| {
        let mut times: Vec<Duration> = took.iter().map(of).collect();
        times.sort_unstable();
        times.get(times.len() * share / 100).copied().unwrap_or_default()
    };
    let both = at(99, &|took| took.read + took.compare);
    println!(
        "{appearances:>11}  {:>4} MB   {:>7.2?} / {:<7.2?}   {:>8.2?}      {both:>8.2?}       {:>8.2?}",
        bytes >> 20,
        at(50, &|took| took.read),
        at(99, &|took| took.read),
        at(50, &|took| took.compare),
        at(50, &|took| took.commit),
    );
    both
}
