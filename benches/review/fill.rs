//! Fills a store as years of watching would: articles with their words, their claims on the shipped
//! watch's terms, findings, verdicts, looks and deliveries, straight into its tables.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pactwatch::app::reading::Read;
use pactwatch::base::id;
use pactwatch::base::time::{SignedDuration, after, micros};
use pactwatch::claim::Watch;
use pactwatch::ledger::model::{ArticleRef, Counts, Flags, Side};
use pactwatch::ledger::standing::Prevailing;
use pactwatch::ledger::words::headline;
use pactwatch::ledger::{Appearance, Finding, FindingKind, Reason, Severity};
use rusqlite::{Connection, Transaction, params};
use serde_json::json;

use super::texts::{CLAIMS, OUTLETS, article, draw, moment, reading, side, tier_word};

/// How much of everything.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) articles: usize,
    pub(crate) findings: usize,
}

/// Texts that articles share; each article has its own title.
const TEXTS: usize = 500;
const LOOKS: usize = 2;

/// What is counted of a value on the way.
struct Held {
    articles: usize,
    outlets: BTreeSet<String>,
    first: Side,
    latest: Side,
}

type Ledger = BTreeMap<(String, String), Held>;

struct Filler {
    terms: Vec<String>,
    values: Vec<Vec<String>>,
    texts: Vec<(Read, String)>,
}

impl Filler {
    fn new(watch: &Watch) -> Self {
        let terms: Vec<String> = watch.terms().iter().map(|term| term.id.clone()).collect();
        let years: Vec<String> = (2030..2070).map(|year| year.to_string()).collect();
        let named = watch.terms().iter().map(|term| match term.values.len() {
            0 | 1 => years.clone(),
            _ => term.values.clone(),
        });
        let text = |number| {
            let read = reading(number, &terms);
            let hash = id::hash(&read.to_bytes().unwrap());
            (read, hash)
        };
        Self { values: named.collect(), texts: (0..TEXTS).map(text).collect(), terms }
    }

    /// Mostly the first value, sometimes another.
    fn value(&self, term: usize, article: usize) -> &str {
        let values = self.values.get(term).map(Vec::as_slice).unwrap_or_default();
        let at =
            if draw(article * 31 + term, 10) < 6 { 0 } else { draw(article + term, values.len()) };
        values.get(at).map_or("", String::as_str)
    }

    fn side(&self, number: usize, term: usize, block: usize) -> Side {
        let (read, _) = &self.texts[number % TEXTS];
        side(&article(number), self.value(term, number), read, block)
    }

    fn keep_texts(&self, db: &Transaction<'_>) {
        for (read, hash) in &self.texts {
            let bytes = read.to_bytes().unwrap();
            let packed = zstd::bulk::compress(&bytes, 3).unwrap();
            let sql = "insert into blob (hash, size, codec, bytes) values (?1, ?2, 'zstd', ?3)";
            run(db, sql, params![hash, whole(bytes.len()), packed]);
        }
    }

    fn keep_article(&self, db: &Transaction<'_>, number: usize, ledger: &mut Ledger) {
        let article = article(number);
        let (at, dated) = (micros(article.observed_at), micros(moment(number)));
        let (read, hash) = &self.texts[number % TEXTS];
        let state = if number.is_multiple_of(90) { "paywalled" } else { "ok" };
        let tier = tier_word(article.tier);
        run(
            db,
            ARTICLE,
            params![
                article.id,
                article.url,
                article.outlet,
                article.title,
                at,
                dated,
                tier,
                state,
                article.snapshot_id
            ],
        );
        run(db, SNAPSHOT, params![article.snapshot_id, article.id, at, article.url, dated, hash]);
        let number_row = i64::try_from(number).unwrap_or_default() + 1;
        run(db, "insert into article_number values (?1, ?2)", params![number_row, article.id]);
        let sql = "insert into article_words (rowid, title, body) values (?1, ?2, ?3)";
        run(db, sql, params![number_row, article.title, read.article.text]);
        for look in 0..LOOKS {
            let seen = at + i64::try_from(look).unwrap_or_default() * 3_600_000_000;
            run(db, LOOK, params![format!("o_{number}_{look}"), article.id, seen, article.url]);
        }
        for place in 0..CLAIMS {
            let term = (number + place * 5) % self.terms.len();
            self.keep_claim(db, (&article, number), (term, place), ledger);
        }
    }

    fn keep_claim(
        &self,
        db: &Transaction<'_>,
        (article, number): (&ArticleRef, usize),
        (term, place): (usize, usize),
        ledger: &mut Ledger,
    ) {
        let side = self.side(number, term, place);
        let (at, dated) = (micros(article.observed_at), micros(side.asserted_at));
        let name = self.terms.get(term).cloned().unwrap_or_default();
        let row = Appearance {
            term: name.clone(),
            side: side.clone(),
            derived: false,
            counts: true,
            reason: Reason::Agrees,
        };
        let body = serde_json::to_string(&row).unwrap();
        let gone = number.is_multiple_of(4).then_some(at + 86_400_000_000);
        run(
            db,
            APPEARANCE,
            params![
                format!("c_{number:018}{place}"),
                article.id,
                article.snapshot_id,
                article.outlet,
                tier_word(article.tier),
                name,
                side.value,
                body,
                dated,
                at,
                gone
            ],
        );
        run(db, SUPPORT, params![name, side.value, article.id, article.outlet, dated]);
        let held = ledger.entry((name, side.value.clone())).or_insert_with(|| Held {
            articles: 0,
            outlets: BTreeSet::new(),
            first: side.clone(),
            latest: side.clone(),
        });
        held.articles += 1;
        held.outlets.insert(article.outlet.clone());
        held.latest = side;
    }

    fn keep_finding(&self, db: &Transaction<'_>, watch: &Watch, at: usize, articles: usize) {
        let (term, number) = (at % self.terms.len(), draw(at, articles));
        let info = &watch.terms()[term];
        let kind = FindingKind::ALL[draw(at, 13)];
        let article = article(number);
        let found_at = after(moment(at * articles / 50_000), SignedDuration::from_mins(12));
        let finding = Finding {
            id: format!("f_{at:020}"),
            watch: watch.id().to_owned(),
            kind,
            also: Vec::new(),
            term: info.id.clone(),
            label: info.label.clone(),
            severity: Severity::ALL[draw(at + 3, 3)],
            reason: Reason::FirstSeen,
            feed: None,
            from: Some(self.side(draw(at + 5, articles), term, 1)),
            to: Some(self.side(number, term, 2)),
            prevailing: None,
            flags: Flags::default(),
            detail: "The coverage so far says otherwise.".to_owned(),
            correction_note: None,
            counts: Counts::default(),
            found_at,
            article: Some(article.clone()),
        };
        let body = serde_json::to_string(&finding).unwrap();
        run(
            db,
            FINDING,
            params![
                finding.id,
                kind.as_str(),
                finding.term,
                finding.severity.as_str(),
                article.outlet,
                article.id,
                article.snapshot_id,
                micros(found_at),
                headline(&finding),
                body
            ],
        );
        if draw(at + 9, 10) < 4 {
            let sql = "insert into verdict values (?1, ?2, ?3, 'right', '')";
            run(db, sql, params![format!("v_{at}"), finding.id, micros(found_at) + 1]);
        }
        Self::keep_delivery(db, &finding);
    }

    /// Every finding was told to one receiver.
    fn keep_delivery(db: &Transaction<'_>, finding: &Finding) {
        let (at, subject) = (micros(finding.found_at) + 2, headline(finding));
        let (alert, delivery) = (finding.id.replace("f_", "l_"), finding.id.replace("f_", "d_"));
        let sql = "insert into alert values (?1, 'desk', ?2, ?3, '{}')";
        run(db, sql, params![alert, at, subject]);
        run(db, "insert into alert_finding values (?1, ?2)", params![alert, finding.id]);
        let sql = "insert into delivery (id, alert_id, receiver, payload, state, attempts,
                        created_at, next_attempt_at, settled_at)
                   values (?1, ?2, 'desk', '{}', 'sent', 1, ?3, ?3, ?3)";
        run(db, sql, params![delivery, alert, at]);
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn run(db: &Transaction<'_>, sql: &str, params: &[&dyn rusqlite::ToSql]) {
    db.prepare_cached(sql).unwrap().execute(params).unwrap();
}

pub(crate) fn fill(path: &Path, watch: &Watch, size: Size) {
    let mut connection = Connection::open(path).unwrap();
    connection.set_prepared_statement_cache_capacity(64);
    connection
        .execute_batch(
            "pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -400000;",
        )
        .unwrap();
    let db = connection.transaction().unwrap();
    let filler = Filler::new(watch);
    let mut ledger = Ledger::new();
    filler.keep_texts(&db);
    for number in 0..size.articles {
        filler.keep_article(&db, number, &mut ledger);
    }
    for at in 0..size.findings {
        filler.keep_finding(&db, watch, at, size.articles);
    }
    for ((term, value), held) in &ledger {
        keep_value(&db, term, value, held);
    }
    for term in &filler.terms {
        keep_standing(&db, term, &ledger);
    }
    for outlet in 0..OUTLETS {
        let name = format!("outlet-{outlet}.example");
        run(&db, "insert into outlet values (?1, '{}')", params![name]);
    }
    for feed in 0..14 {
        let name = format!("Feed {feed}");
        run(&db, FEED, params![format!("feed_{feed}"), name, micros(moment(size.articles))]);
    }
    db.commit().unwrap();
}

fn keep_value(db: &Transaction<'_>, term: &str, value: &str, held: &Held) {
    let key = |side: &Side| {
        let shifted = i128::from(micros(side.asserted_at)) - i128::from(i64::MIN);
        format!("{shifted:020} {} 0", side.source.article_id)
    };
    let json = |side: &Side| serde_json::to_string(side).unwrap();
    let (first, latest) = (&held.first, &held.latest);
    run(
        db,
        VALUE,
        params![
            term,
            value,
            whole(held.articles),
            whole(held.outlets.len()),
            key(first),
            json(first),
            key(latest),
            json(latest)
        ],
    );
    for outlet in &held.outlets {
        run(db, "insert into value_outlet values (?1, ?2, ?3)", params![term, value, outlet]);
    }
}

/// The value with most articles prevails, the next one did before.
fn keep_standing(db: &Transaction<'_>, term: &str, ledger: &Ledger) {
    let mut held: Vec<(&String, &Held)> =
        ledger.iter().filter(|((t, _), _)| t == term).map(|((_, v), held)| (v, held)).collect();
    held.sort_by_key(|(_, held)| std::cmp::Reverse(held.articles));
    let Some((value, first)) = held.first() else { return };
    let prevailing = Prevailing {
        value: (*value).clone(),
        since: first.first.asserted_at,
        decided_at: first.first.observed_at,
        why: Reason::FirstSeen,
        established: true,
        side: first.first.clone(),
        valid_from: None,
    };
    let until = first.first.asserted_at;
    let former: Vec<_> = held
        .get(1)
        .map(|(old, _)| json!({ "value": old, "replaced_by": value, "until": until }))
        .into_iter()
        .collect();
    let body = json!({ "prevailing": [prevailing], "former": former }).to_string();
    run(db, "insert into standing values (?1, 1, ?2)", params![term, body]);
}

const ARTICLE: &str = "insert into article (id, url, host, outlet, tier, title, state,
        first_seen_at, last_visit_at, last_ok_at, published_at, family, last_state, head, versions)
    values (?1, ?2, ?3, ?3, ?7, ?4, '{}', ?5, ?5, ?5, ?6, ?1, ?8, ?9, 1)";
const SNAPSHOT: &str = "insert into snapshot (id, article_id, seq, observed_at, url, headers,
        raw_hash, text_hash, reading_hash, extractor, watch, title, published_at, mark, notes)
    values (?1, ?2, 1, ?3, ?4, '{}', ?6, 't', ?6, '1', 'w', 't', ?5,
        '{\"snapshot_id\":\"\",\"terms\":{}}', '[]')";
const LOOK: &str =
    "insert into observation (id, subject, at, state, reason, http_status, url, bytes)
    values (?1, ?2, ?3, 'ok', 'read', 200, ?4, 40000)";
const APPEARANCE: &str =
    "insert into appearance (id, article_id, snapshot_id, outlet, tier, family,
        term, value, status, origin, counts, derived, body, asserted_at, observed_at, gone_at)
    values (?1, ?2, ?3, ?4, ?5, ?2, ?6, ?7, 'current', ?4, 1, 0, ?8, ?9, ?10, ?11)";
const SUPPORT: &str = "insert into support values (?1, ?2, ?3, ?4, ?5, 1)";
const FINDING: &str = "insert into finding values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
const FEED: &str = "insert into feed (id, name, url, outlet, tier, host, state, next_poll_at,
        added_at, last_poll_at, last_ok_at, last_state)
    values (?1, ?2, 'https://' || ?1 || '.example/feed', ?1, 'press', ?1, '{}', ?3, 0, ?3, ?3, 'ok')";
const VALUE: &str =
    "insert into value (term, value, current, articles, outlets, supports, first_key,
        first, latest_key, latest) values (?1, ?2, ?3, ?3, ?4, ?3, ?5, ?6, ?7, ?8)";
