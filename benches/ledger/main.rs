//! What a large ledger costs: comparing an article of ten terms with a store of up to a million
//! appearances, and the bytes a version takes. `cargo bench --bench ledger [-- APPEARANCES]`; with
//! `-- size` only the bytes, with `-- store FILE` it makes a store of ten thousand versions to try
//! commands on.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench that fails should stop where it fails")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

mod fill;
mod size;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use pactwatch::ledger::model::ArticleRef;
use pactwatch::ledger::need::Question;
use pactwatch::ledger::{
    Cardinality, Input, LedgerPolicy, Mode, Relation, Severity, TermRules, Terms, compare,
};
use pactwatch::store::standing::{fence, post};
use pactwatch::store::{Batch, Mode as Access, Store};

use fill::{TERMS, article, claims, term};

const ROUNDS: usize = 200;
const GOAL: Duration = Duration::from_millis(5);

/// Ten terms of one value each. Two values are the same or they differ; of every fifth term
/// neighbours are alike, as amounts of money are.
struct Plain(BTreeMap<String, TermRules>);

impl Plain {
    fn new() -> Self {
        let rules = |at| TermRules {
            id: term(at),
            label: term(at),
            severity: Severity::High,
            cardinality: Cardinality::One,
            announces: false,
            dated: false,
        };
        Self((0..TERMS).map(|at| (term(at), rules(at))).collect())
    }
}

impl Terms for Plain {
    fn rules(&self, term: &str) -> Option<&TermRules> {
        self.0.get(term)
    }

    fn relate(&self, term: &str, left: &str, right: &str) -> Relation {
        let number = |value: &str| value.parse::<i64>().unwrap_or_default();
        let tolerance = if term.ends_with(['4', '9']) { 3 } else { 0 };
        match (number(left) - number(right)).abs() {
            0 => Relation::Same,
            apart if apart <= tolerance => Relation::Equal,
            _ => Relation::Differs,
        }
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
    let arguments: Vec<String> = std::env::args().collect();
    if let Some([_, _, path]) = arguments.get(..3).filter(|all| all.contains(&"store".to_owned())) {
        return size::ten_thousand(Path::new(path)).await;
    }
    if arguments.contains(&"size".to_owned()) {
        return size::report().await;
    }
    let most = std::env::args().find_map(|text| text.parse().ok()).unwrap_or(1_000_000);
    println!("what comparing an article of {TERMS} terms costs, p50 / p95 / p99");
    let mut last = Duration::ZERO;
    for appearances in [200, most / 100, most / 10, most] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bench.db");
        drop(Store::open(&path, Access::ReadWrite).await.unwrap());
        let started = Instant::now();
        fill::fill(&path, appearances);
        // Else the first commits wait for the disk to take all that was filled in.
        std::fs::File::open(&path).unwrap().sync_all().unwrap();
        let filled = started.elapsed();
        let store = Store::open(&path, Access::ReadWrite).await.unwrap();
        let took = measure(&store, appearances / TERMS).await;
        let bytes = std::fs::metadata(&path).unwrap().len();
        last = report(appearances, bytes, &took);
        println!("    filled in {filled:.1?}");
        if appearances == most {
            plans(&path);
        }
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
        let asked: ArticleRef = article(number, 2);
        let question = Question { terms: &terms, policy: &policy, claims: &told };
        let start = Instant::now();
        let past = store.article_past(&asked.id).await.unwrap();
        let standings = store.standings(&question).await.unwrap();
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
            batch.push(fence(term, standing, &written).unwrap());
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
    let shares = |of: &dyn Fn(&Took) -> Duration| {
        let mut times: Vec<Duration> = took.iter().map(of).collect();
        times.sort_unstable();
        [50, 95, 99].map(|share| times.get(times.len() * share / 100).copied().unwrap_or_default())
    };
    let line = |name: &str, [p50, p95, p99]: [Duration; 3]| {
        println!("    {name:<16} {p50:>9.2?} {p95:>9.2?} {p99:>9.2?}");
    };
    println!("{appearances} appearances, {} MB", bytes >> 20);
    line("read", shares(&|took| took.read));
    line("compare", shares(&|took| took.compare));
    line("commit", shares(&|took| took.commit));
    let both = shares(&|took| took.read + took.compare);
    line("read and compare", both);
    let [_, p95, _] = both;
    p95
}

/// How the engine goes about the reads of a comparison.
fn plans(path: &Path) {
    let database = rusqlite::Connection::open(path).unwrap();
    for sql in pactwatch::store::standing::READS {
        let words: Vec<&str> = sql.split_whitespace().collect();
        println!("    {}", words.join(" "));
        let mut asked = database.prepare(&format!("explain query plan {sql}")).unwrap();
        let mut steps = asked.raw_query();
        while let Some(step) = steps.next().unwrap() {
            println!("        {}", step.get::<_, String>(3).unwrap());
        }
    }
}
