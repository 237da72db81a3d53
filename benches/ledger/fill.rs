//! Fills a store's ledger with as many appearances as wanted, straight into its tables: what the
//! store's own verbs would have written, article by article, only faster.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after, micros};
use pactwatch::claim::model::{Claim, Evidence, Span};
use pactwatch::feed::model::Tier;
use pactwatch::ledger::model::{ArticleRef, Side, SideSource};
use pactwatch::ledger::standing::Prevailing;
use pactwatch::ledger::{Appearance, Reason};
use pactwatch::store::{Batch, Stmt, Store};
use rusqlite::{Connection, Transaction, params};

pub(crate) const TERMS: usize = 10;
const OUTLETS: usize = 400;
const VALUES: usize = 40;
const MOST: &str = "2000";

pub(crate) fn term(at: usize) -> String {
    format!("term.number_{at}")
}

/// Mostly the first value, sometimes another.
fn value(term: usize, article: usize) -> String {
    let draw = (article * 2_654_435_761 + term * 40_503) >> 7;
    let value = if draw % 10 < 6 { 0 } else { draw / 10 % VALUES };
    format!("{}", 2000 + value)
}

pub(crate) fn claims(article: usize) -> Vec<Claim> {
    let claim = |at: usize| Claim {
        term: term(at),
        value: value(at, article),
        confidence: 0.9,
        evidence: Evidence {
            text: format!("The text of sentence {at} of article {article} says what it says."),
            start: at * 100,
            end: at * 100 + 60,
            block: at,
            ..Evidence::default()
        },
        ..Claim::default()
    };
    (0..TERMS).map(claim).collect()
}

fn published(number: usize) -> Timestamp {
    let minutes = i64::try_from(number).unwrap_or_default();
    after(Timestamp::UNIX_EPOCH, SignedDuration::from_mins(20_000_000 + minutes))
}

pub(crate) fn article(number: usize, version: usize) -> ArticleRef {
    let id = format!("a_{number:020}");
    let at = published(number);
    ArticleRef {
        url: format!("https://outlet-{}.example/articles/{number}", number % OUTLETS),
        title: format!("Article number {number} about the partnership and its terms"),
        outlet: format!("outlet-{}.example", number % OUTLETS),
        tier: if number.is_multiple_of(OUTLETS) { Tier::Primary } else { Tier::Press },
        family: id.clone(),
        published: Some(at),
        modified: Some(at),
        snapshot_id: format!("s_{number:019}{version}"),
        observed_at: after(at, SignedDuration::from_mins(10)),
        id,
    }
}

fn appearance(article: &ArticleRef, claim: &Claim) -> Appearance {
    let side = Side {
        value: claim.value.clone(),
        status: claim.status,
        quote: claim.evidence.text.clone(),
        span: Span { start: claim.evidence.start, end: claim.evidence.end },
        block: claim.evidence.block,
        by: None,
        origin: None,
        confidence: claim.confidence,
        approximate: false,
        source: SideSource::from(article),
        valid_from: None,
        asserted_at: article.published.unwrap_or_default(),
        observed_at: article.observed_at,
    };
    Appearance {
        term: claim.term.clone(),
        side,
        derived: false,
        counts: true,
        reason: Reason::Agrees,
    }
}

/// What is counted of a value on the way.
struct Held {
    articles: usize,
    outlets: BTreeSet<String>,
    first: Side,
    latest: Side,
}

pub(crate) fn fill(path: &Path, appearances: usize) {
    let mut connection = Connection::open(path).unwrap();
    connection
        .execute_batch(
            "pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -200000;",
        )
        .unwrap();
    let transaction = connection.transaction().unwrap();
    transaction
        .execute("insert into blob (hash, size, codec, bytes) values ('b', 0, 'zstd', x'')", [])
        .unwrap();
    let mut held: BTreeMap<(String, String), Held> = BTreeMap::new();
    for number in 0..appearances / TERMS {
        keep_article(&transaction, number, &mut held);
    }
    for ((term, value), held) in &held {
        keep_value(&transaction, term, value, held);
    }
    transaction.commit().unwrap();
}

fn keep_article(db: &Transaction<'_>, number: usize, held: &mut BTreeMap<(String, String), Held>) {
    let article = article(number, 1);
    let at = micros(article.observed_at);
    let sql =
        "insert into article (id, url, host, outlet, tier, title, state, first_seen_at, family)
               values (?1, ?2, ?3, ?3, 'press', ?4, '{}', ?5, ?1)";
    let mut insert = db.prepare_cached(sql).unwrap();
    insert.execute(params![article.id, article.url, article.outlet, article.title, at]).unwrap();
    let mut insert = db.prepare_cached(SNAPSHOT).unwrap();
    let dated = micros(article.published.unwrap_or_default());
    insert.execute(params![article.snapshot_id, article.id, at, article.url, dated]).unwrap();
    for claim in claims(number) {
        let row = appearance(&article, &claim);
        let body = serde_json::to_string(&row).unwrap();
        let (side, tier) =
            (&row.side, if article.tier == Tier::Primary { "primary" } else { "press" });
        let id = format!("c_{number:018}{}", &claim.term[claim.term.len() - 1..]);
        let sql = "insert into appearance (id, article_id, snapshot_id, outlet, tier, family, term,
                        value, status, origin, counts, derived, body, asserted_at, observed_at)
                   values (?1, ?2, ?3, ?4, ?5, ?2, ?6, ?7, 'current', ?4, 1, 0, ?8, ?9, ?10)";
        let mut insert = db.prepare_cached(sql).unwrap();
        insert
            .execute(params![
                id,
                article.id,
                article.snapshot_id,
                article.outlet,
                tier,
                row.term,
                side.value,
                body,
                dated,
                at
            ])
            .unwrap();
        let sql = "insert into support (term, value, family, origin, asserted_at, articles)
                   values (?1, ?2, ?3, ?4, ?5, 1)";
        let mut insert = db.prepare_cached(sql).unwrap();
        insert.execute(params![row.term, side.value, article.id, article.outlet, dated]).unwrap();
        let held = held.entry((row.term.clone(), side.value.clone())).or_insert_with(|| Held {
            articles: 0,
            outlets: BTreeSet::new(),
            first: side.clone(),
            latest: side.clone(),
        });
        held.articles += 1;
        held.outlets.insert(article.outlet.clone());
        held.latest = side.clone();
    }
}

fn keep_value(db: &Transaction<'_>, term: &str, value: &str, held: &Held) {
    let key = |side: &Side| {
        let shifted = i128::from(micros(side.asserted_at)) - i128::from(i64::MIN);
        format!("{shifted:020} {} 0", side.source.article_id)
    };
    let json = |side: &Side| serde_json::to_string(side).unwrap();
    let sql =
        "insert into value (term, value, current, articles, outlets, supports, first_key, first,
                    latest_key, latest) values (?1, ?2, ?3, ?3, ?4, ?3, ?5, ?6, ?7, ?8)";
    let (first, latest) = (&held.first, &held.latest);
    let outlets = i64::try_from(held.outlets.len()).unwrap_or_default();
    let articles = i64::try_from(held.articles).unwrap_or_default();
    db.execute(
        sql,
        params![term, value, articles, outlets, key(first), json(first), key(latest), json(latest)],
    )
    .unwrap();
    if value == MOST {
        prevail(db, term, latest);
    }
    for outlet in &held.outlets {
        let sql = "insert into value_outlet (term, value, outlet) values (?1, ?2, ?3)";
        db.execute(sql, params![term, value, outlet]).unwrap();
    }
}

/// What most articles say is what prevails.
fn prevail(db: &Transaction<'_>, term: &str, side: &Side) {
    let prevailing = Prevailing {
        value: side.value.clone(),
        since: side.asserted_at,
        decided_at: side.observed_at,
        why: Reason::SourcesAgree,
        established: true,
        side: side.clone(),
        valid_from: None,
    };
    let body = serde_json::json!({ "prevailing": [prevailing], "former": [] }).to_string();
    let sql = "insert into standing (term, revision, body) values (?1, 1, ?2)";
    db.execute(sql, params![term, body]).unwrap();
}

const SNAPSHOT: &str =
    "insert into snapshot (id, article_id, seq, observed_at, url, headers, raw_hash,
        text_hash, reading_hash, extractor, watch, title, published_at, modified_at, mark, notes)
    values (?1, ?2, 1, ?3, ?4, '{}', 'b', 't', 'b', '1', 'w', 't', ?5, ?5,
        '{\"snapshot_id\":\"\",\"terms\":{}}', '[]')";

/// The version that is compared, so that its appearances have one to name. The one before it stays
/// the article's last for `article_past`: this one is numbered below it.
pub(crate) async fn snapshot(store: &Store, article: &ArticleRef) {
    let named =
        "insert into article (id, url, host, outlet, tier, title, state, first_seen_at, family)
                 values ($1, $1, 'h', 'o', 'press', 't', '{}', 0, $1) on conflict do nothing";
    let shown = "insert into snapshot (id, article_id, seq, observed_at, url, headers, raw_hash,
                        text_hash, reading_hash, extractor, watch, title, mark, notes)
                 values ($2, $1, -1, 0, 'u', '{}', 'b', 't', 'b', '1', 'w', 't',
                        '{\"snapshot_id\":\"\",\"terms\":{}}', '[]') on conflict do nothing";
    let params = || vec![article.id.as_str().into(), article.snapshot_id.as_str().into()];
    let batch = Batch(vec![Stmt::new(named, params()), Stmt::new(shown, params())]);
    store.apply(batch).await.unwrap();
}
