//! The ledger's tables: the bounded extract a comparison needs, and the rows that keep it true.
//! Every read is by key and of a fixed number of rows; no count is ever taken by scanning.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::batch::{Row, Stmt, Value, placeholders, stmt};
use super::json::{decode, encode};
use super::{Result, Store};
use crate::base::Timestamp;
use crate::base::time::micros;
use crate::claim::model::Status;
use crate::ledger::model::Side;
use crate::ledger::standing::{
    Appearance, Former, MAX_VALUES, Prevailing, RECENT_SUPPORTS, StatusCounts, Support,
    TermStanding, ValueStanding,
};
use crate::ledger::versions::{MAX_HISTORY, PreviousVersion, VersionMark};

const APPEARANCES: &str = "select body from appearance where article_id = $1 and gone_at is null
                            order by term, value, status, id";

/// What prevails of a term, as kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Decided {
    pub(super) prevailing: Vec<Prevailing>,
    pub(super) former: Vec<Former>,
}

/// An article's last version and its older marks, as the ledger wants them.
#[derive(Clone, Debug, Default)]
pub struct ArticlePast {
    pub previous: Option<PreviousVersion>,
    pub history: Vec<VersionMark>,
}

impl Store {
    /// The standings of these terms, with every value named beside them.
    pub async fn standings(
        &self,
        wanted: &BTreeMap<String, BTreeSet<String>>,
    ) -> Result<BTreeMap<String, TermStanding>> {
        let mut standings = BTreeMap::new();
        let mut values = Vec::new();
        let rows = self.read_many(wanted.keys().flat_map(|term| ask_term(term)).collect()).await?;
        for ((term, named), rows) in wanted.iter().zip(rows.chunks(2)) {
            let [decided, recent] = rows else { continue };
            let (revision, decided) = decided_row(decided.first())?;
            let mut names = named.clone();
            names.extend(decided.prevailing.iter().map(|held| held.value.clone()));
            names.extend(decided.former.iter().map(|held| held.value.clone()));
            names.extend(recent.iter().map(|row| row.text(0)));
            values.extend(names.into_iter().map(|name| (term.clone(), name)));
            let Decided { prevailing, former } = decided;
            let standing = TermStanding { values: Vec::new(), prevailing, former, revision };
            standings.insert(term.clone(), standing);
        }
        let asked = values.iter().flat_map(|(term, value)| ask_value(term, value)).collect();
        let rows = self.read_many(asked).await?;
        for ((term, _), rows) in values.iter().zip(rows.chunks(2)) {
            if let ([held, recent], Some(standing)) = (rows, standings.get_mut(term)) {
                let held = held.first().map(|row| value_row(row, recent)).transpose()?;
                standing.values.extend(held);
            }
        }
        Ok(standings)
    }

    /// What an article said before, newest version and older marks.
    pub async fn article_past(&self, article_id: &str) -> Result<ArticlePast> {
        let sql = "select id, published_at, modified_at, notes, mark from snapshot
                    where article_id = $1 order by seq desc limit $2";
        let asked = vec![stmt!(sql, article_id, MAX_HISTORY), stmt!(APPEARANCES, article_id)];
        let mut found = self.read_many(asked).await?.into_iter();
        let mut rows = found.next().unwrap_or_default();
        let appearances = found.next().unwrap_or_default();
        rows.reverse();
        let Some(last) = rows.last() else { return Ok(ArticlePast::default()) };
        let previous = PreviousVersion {
            snapshot_id: last.text(0),
            published: last.opt_time(1),
            modified: last.opt_time(2),
            correction_notes: decode(&last.text(3))?,
            appearances: appearance_rows(&appearances)?,
        };
        let history = rows.iter().map(|row| decode(&row.text(4))).collect::<Result<_>>()?;
        Ok(ArticlePast { previous: Some(previous), history })
    }

    /// What an article claims now.
    pub async fn appearances(&self, article_id: &str) -> Result<Vec<Appearance>> {
        appearance_rows(&self.read(stmt!(APPEARANCES, article_id)).await?)
    }

    /// Which of these open-lane clusters were reported before.
    pub async fn known_clusters(&self, clusters: &BTreeSet<String>) -> Result<BTreeSet<String>> {
        if clusters.is_empty() {
            return Ok(BTreeSet::new());
        }
        let list = placeholders(1, clusters.len());
        let sql = format!("select id from cluster where id in ({list})");
        let params = clusters.iter().map(Value::from).collect();
        let rows = self.read(Stmt::new(sql, params)).await?;
        Ok(rows.iter().map(|row| row.text(0)).collect())
    }
}

/// What prevails of a term, and its values asserted last.
fn ask_term(term: &str) -> [Stmt; 2] {
    let decided = "select revision, body from standing where term = $1";
    let recent = "select value from value where term = $1
                   order by latest_key desc, value limit $2";
    [stmt!(decided, term), stmt!(recent, term, MAX_VALUES)]
}

/// A value's counters with its latest primary source, and its supports asserted last.
fn ask_value(term: &str, value: &str) -> [Stmt; 2] {
    let held = "select value, current, previous, planned, hedged, denied, articles, outlets,
                       supports, first, latest,
                       (select max(asserted_at) from appearance where term = $1 and value = $2
                           and tier = 'primary' and counts = 1 and gone_at is null)
                  from value where term = $1 and value = $2";
    let recent = "select family, origin, asserted_at, articles from support
                   where term = $1 and value = $2 and articles > 0
                   order by asserted_at desc, family, origin limit $3";
    [stmt!(held, term, value), stmt!(recent, term, value, RECENT_SUPPORTS)]
}

fn decided_row(row: Option<&Row>) -> Result<(i64, Decided)> {
    row.map_or_else(|| Ok((0, Decided::default())), |row| Ok((row.int(0), decode(&row.text(1))?)))
}

fn appearance_rows(rows: &[Row]) -> Result<Vec<Appearance>> {
    rows.iter().map(|row| decode(&row.text(0))).collect()
}

/// The term's new state. The guard makes a comparison that read an older state a conflict, whether
/// or not it moved what prevails.
pub fn fence(term: &str, read: &TermStanding, written: &TermStanding) -> Result<Vec<Stmt>> {
    let decided =
        Decided { prevailing: written.prevailing.clone(), former: written.former.clone() };
    let make = "insert into standing (term, revision, body) values ($1, 0, $2)
                on conflict (term) do nothing";
    let empty = encode(&Decided::default())?;
    let set = "update standing set revision = revision + 1, body = $3
                where term = $1 and revision = $2";
    Ok(vec![stmt!(make, term, empty), stmt!(set, term, read.revision, encode(&decided)?).expect(1)])
}

/// As `fence`, for a term whose claims an article has lost: nothing of it was read, so nothing is
/// checked, but comparisons made before this are made again.
pub fn move_on(term: &str) -> Stmt {
    stmt!("update standing set revision = revision + 1 where term = $1", term)
}

/// Replaces an article's appearances by those of its newest version.
pub fn post(
    article_id: &str,
    old: &[Appearance],
    new: &[Appearance],
    at: Timestamp,
) -> Result<Vec<Stmt>> {
    let mut stmts = Vec::new();
    // What still holds is taken out and put back, so that a new origin or family takes effect.
    for row in old.iter().filter(|row| row.counts) {
        stmts.extend(leave(row));
    }
    for row in old.iter().filter(|row| !new.iter().any(|other| row.is_same_claim(other))) {
        stmts.push(end(article_id, row, at));
    }
    for row in new {
        let known = old.iter().any(|other| row.is_same_claim(other));
        stmts.push(if known { keep(article_id, row)? } else { begin(article_id, row)? });
        if !row.derived {
            stmts.push(see(row, !known)?);
        }
        if row.counts {
            stmts.extend(join(row));
        }
    }
    Ok(stmts)
}

/// Marks a cluster of the open lane as reported.
pub fn report_cluster(cluster: &str, at: Timestamp) -> Stmt {
    let sql = "insert into cluster (id, first_at) values ($1, $2) on conflict (id) do nothing";
    stmt!(sql, cluster, at)
}

fn begin(article_id: &str, row: &Appearance) -> Result<Stmt> {
    insert(article_id, row, None)
}

fn insert(article_id: &str, row: &Appearance, gone_at: Option<Timestamp>) -> Result<Stmt> {
    let side = &row.side;
    let derived = if row.derived { "derived" } else { "" };
    let parts = [
        article_id,
        &row.term,
        &side.value,
        side.status.as_str(),
        derived,
        &side.source.snapshot_id,
        gone_at.map_or("", |_| "gone"),
    ];
    // One version can begin a claim twice: rules that lost it, and rules that find it again.
    let sql = "insert into appearance (id, article_id, snapshot_id, outlet, tier, family, term,
                    value, status, origin, counts, derived, body, asserted_at, observed_at,
                    gone_at)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
               on conflict (id) do update set tier = excluded.tier, family = excluded.family,
                    origin = excluded.origin, counts = excluded.counts, body = excluded.body,
                    asserted_at = excluded.asserted_at, gone_at = excluded.gone_at";
    Ok(stmt!(
        sql,
        crate::base::id::make("c", &parts),
        article_id,
        &side.source.snapshot_id,
        &side.source.outlet,
        super::record::tier_name(side.source.tier),
        &side.source.family,
        &row.term,
        &side.value,
        side.status.as_str(),
        side.origin_or_outlet(),
        row.counts,
        row.derived,
        encode(row)?,
        side.asserted_at,
        side.observed_at,
        gone_at,
    ))
}

fn keep(article_id: &str, row: &Appearance) -> Result<Stmt> {
    let side = &row.side;
    let sql = "update appearance set snapshot_id = $6, family = $7, origin = $8, counts = $9,
                    body = $10, asserted_at = $11, tier = $12, observed_at = $13
                where article_id = $1 and term = $2 and value = $3 and status = $4 and derived = $5
                  and gone_at is null";
    Ok(stmt!(
        sql,
        article_id,
        &row.term,
        &side.value,
        side.status.as_str(),
        row.derived,
        &side.source.snapshot_id,
        &side.source.family,
        side.origin_or_outlet(),
        row.counts,
        encode(row)?,
        side.asserted_at,
        super::record::tier_name(side.source.tier),
        side.observed_at,
    ))
}

/// Replaces what older versions of an article claimed, and its newest one no longer does.
pub fn replace_past(article_id: &str, past: &[(Appearance, Timestamp)]) -> Result<Vec<Stmt>> {
    let sql = "delete from appearance where article_id = $1 and gone_at is not null";
    let mut stmts = vec![stmt!(sql, article_id)];
    for (row, gone_at) in past {
        stmts.push(insert(article_id, row, Some(*gone_at))?);
    }
    Ok(stmts)
}

fn end(article_id: &str, row: &Appearance, at: Timestamp) -> Stmt {
    let sql = "update appearance set gone_at = $6
                where article_id = $1 and term = $2 and value = $3 and status = $4 and derived = $5
                  and gone_at is null";
    let side = &row.side;
    stmt!(sql, article_id, &row.term, &side.value, side.status.as_str(), row.derived, at)
}

/// Enters a value, or moves its first and latest appearance; a new appearance is counted.
fn see(row: &Appearance, new: bool) -> Result<Stmt> {
    let side = &row.side;
    let column = side.status.as_str();
    let sql = format!(
        "insert into value (term, value, {column}, first_key, first, latest_key, latest)
         values ($1, $2, $3, $4, $5, $4, $5)
         on conflict (term, value) do update set {column} = value.{column} + excluded.{column},
            first = case when excluded.first_key < value.first_key
                         then excluded.first else value.first end,
            first_key = case when excluded.first_key < value.first_key
                             then excluded.first_key else value.first_key end,
            latest = case when excluded.latest_key >= value.latest_key
                          then excluded.latest else value.latest end,
            latest_key = case when excluded.latest_key >= value.latest_key
                              then excluded.latest_key else value.latest_key end"
    );
    Ok(stmt!(sql, &row.term, &side.value, new, order(side), encode(side)?))
}

/// One article's support of a value begins. The order of the statements is the point: a counter is
/// moved by what the table says before and after.
fn join(row: &Appearance) -> [Stmt; 3] {
    let (term, value, side) = (&row.term, &row.side.value, &row.side);
    let support = "insert into support (term, value, family, origin, asserted_at, articles)
                   values ($1, $2, $3, $4, $5, 1)
                   on conflict (term, value, family, origin) do update set
                        articles = support.articles + 1,
                        asserted_at = case when support.asserted_at > excluded.asserted_at
                                           then support.asserted_at else excluded.asserted_at end";
    let count = "update value set articles = articles + 1, supports = supports +
                    (select case when articles = 1 then 1 else 0 end from support
                      where term = $1 and value = $2 and family = $3 and origin = $4),
                    outlets = outlets + case when exists (select 1 from value_outlet
                      where term = $1 and value = $2 and outlet = $5) then 0 else 1 end
                  where term = $1 and value = $2";
    let outlet = "insert into value_outlet (term, value, outlet) values ($1, $2, $3)
                  on conflict (term, value, outlet) do nothing";
    let origin = side.origin_or_outlet();
    [
        stmt!(support, term, value, &side.source.family, origin, side.asserted_at),
        stmt!(count, term, value, &side.source.family, origin, &side.source.outlet).expect(1),
        stmt!(outlet, term, value, &side.source.outlet),
    ]
}

fn leave(row: &Appearance) -> [Stmt; 3] {
    let (term, value, side) = (&row.term, &row.side.value, &row.side);
    let support = "update support set articles = articles - 1
                    where term = $1 and value = $2 and family = $3 and origin = $4";
    let count = "update value set articles = articles - 1, supports = supports -
                    (select case when articles = 0 then 1 else 0 end from support
                      where term = $1 and value = $2 and family = $3 and origin = $4)
                  where term = $1 and value = $2";
    // A support nobody holds any more is not kept: its last assertion says nothing.
    let sweep = "delete from support
                  where term = $1 and value = $2 and family = $3 and origin = $4 and articles <= 0";
    let (family, origin) = (&side.source.family, side.origin_or_outlet());
    [
        stmt!(support, term, value, family, origin).expect(1),
        stmt!(count, term, value, family, origin).expect(1),
        stmt!(sweep, term, value, family, origin),
    ]
}

/// Sorts as (asserted time, article, status). The time is shifted to be positive and padded, and
/// nothing in an id sorts before the space that ends it.
fn order(side: &Side) -> String {
    let shifted = i128::from(micros(side.asserted_at)) - i128::from(i64::MIN);
    let rank = match side.status {
        Status::Current => 0,
        Status::Previous => 1,
        Status::Planned => 2,
        Status::Hedged => 3,
        Status::Denied => 4,
    };
    format!("{shifted:020} {} {rank}", side.source.article_id)
}

fn value_row(row: &Row, recent: &[Row]) -> Result<ValueStanding> {
    let count = |column| u32::try_from(row.int(column)).unwrap_or(u32::MAX);
    Ok(ValueStanding {
        value: row.text(0),
        seen: StatusCounts {
            current: count(1),
            previous: count(2),
            planned: count(3),
            hedged: count(4),
            denied: count(5),
        },
        articles: count(6),
        outlets: count(7),
        supports: count(8),
        recent: recent.iter().map(support_row).collect(),
        primary_at: row.opt_time(11),
        first: decode(&row.text(9))?,
        latest: decode(&row.text(10))?,
    })
}

fn support_row(row: &Row) -> Support {
    Support {
        family: row.text(0),
        origin: row.text(1),
        asserted_at: row.time(2),
        articles: u32::try_from(row.int(3)).unwrap_or(u32::MAX),
    }
}
