//! The ledger's tables: the bounded extract a comparison needs, and the rows that keep it true.
//! Every read is by key and of a fixed number of rows; no count is ever taken by scanning.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::batch::{Row, Stmt, Value, placeholders, stmt};
use super::counters::{join, leave, see};
use super::json::{decode, encode};
use super::{Result, Store};
use crate::base::Timestamp;
use crate::ledger::need::{Outline, Question};
use crate::ledger::standing::{
    Appearance, Former, MAX_VALUES, Prevailing, RECENT_SUPPORTS, StatusCounts, Support,
    TermStanding, ValueStanding,
};
use crate::ledger::{MAX_HISTORY, PreviousVersion, VersionMark};

const VERSIONS: &str = "select id, published_at, modified_at, notes, mark from snapshot
                         where article_id = $1 order by seq desc limit $2";
const APPEARANCES: &str = "select body from appearance where article_id = $1 and gone_at is null
                            order by term, value, status, id";

/// By term: what prevails of it, and the names of the values asserted last.
const DECIDED: &str = "select revision, body from standing where term = $1";
const NAMES: &str = "select value from value where term = $1
                      order by latest_key desc, value limit $2";
/// By value: its counters with its latest primary source, and its supports asserted last.
const COUNTERS: &str =
    "select value, current, previous, planned, hedged, denied, articles, outlets,
                               supports, first,
                               (select max(asserted_at) from appearance
                                 where term = $1 and value = $2 and tier = 'primary' and counts = 1
                                   and gone_at is null)
                          from value where term = $1 and value = $2";
const SUPPORTS: &str = "select family, origin, asserted_at, articles from support
                         where term = $1 and value = $2 and articles > 0
                         order by asserted_at desc, family, origin limit $3";
/// All that a comparison asks, for those who look at how it is answered.
pub const READS: [&str; 6] = [VERSIONS, APPEARANCES, DECIDED, NAMES, COUNTERS, SUPPORTS];

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
    /// All that these claims can be compared with: which values matter is the ledger's word.
    pub async fn standings(&self, asked: &Question<'_>) -> Result<BTreeMap<String, TermStanding>> {
        let outlines = self.outlines(asked.terms()).await?;
        let wanted = outlines.iter().flat_map(|(term, outline)| {
            let values = asked.values(term, outline);
            values.into_iter().map(move |value| (term.clone(), value))
        });
        let wanted: Vec<(String, String)> = wanted.collect();
        let stmts = wanted.iter().flat_map(|(term, value)| ask_value(term, value)).collect();
        let rows = self.read_many(stmts).await?;
        let mut values: BTreeMap<&str, Vec<ValueStanding>> = BTreeMap::new();
        for ((term, _), rows) in wanted.iter().zip(rows.chunks(2)) {
            if let [held, recent] = rows {
                let held = held.first().map(|row| value_row(row, recent)).transpose()?;
                values.entry(term).or_default().extend(held);
            }
        }
        let whole = |(term, outline): (String, Outline)| {
            let values = values.remove(term.as_str()).unwrap_or_default();
            (term, outline.with(values))
        };
        Ok(outlines.into_iter().map(whole).collect())
    }

    /// What prevails of these terms, and the names of their values asserted last.
    pub async fn outlines(
        &self,
        terms: impl IntoIterator<Item = &str>,
    ) -> Result<BTreeMap<String, Outline>> {
        let terms: Vec<&str> = terms.into_iter().collect();
        let rows = self.read_many(terms.iter().flat_map(|term| ask_term(term)).collect()).await?;
        let mut outlines = BTreeMap::new();
        for (term, rows) in terms.into_iter().zip(rows.chunks(2)) {
            let [decided, recent] = rows else { continue };
            let (revision, Decided { prevailing, former }) = decided_row(decided.first())?;
            let recent = recent.iter().map(|row| row.text(0)).collect();
            let outline = Outline { prevailing, former, revision, recent };
            outlines.insert(term.to_owned(), outline);
        }
        Ok(outlines)
    }

    /// What an article said before, newest version and older marks.
    pub async fn article_past(&self, article_id: &str) -> Result<ArticlePast> {
        let asked = vec![stmt!(VERSIONS, article_id, MAX_HISTORY), stmt!(APPEARANCES, article_id)];
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
    [stmt!(DECIDED, term), stmt!(NAMES, term, MAX_VALUES)]
}

/// A value's counters with its latest primary source, and its supports asserted last.
fn ask_value(term: &str, value: &str) -> [Stmt; 2] {
    [stmt!(COUNTERS, term, value), stmt!(SUPPORTS, term, value, RECENT_SUPPORTS)]
}

fn decided_row(row: Option<&Row>) -> Result<(i64, Decided)> {
    row.map_or_else(|| Ok((0, Decided::default())), |row| Ok((row.int(0), decode(&row.text(1))?)))
}

fn appearance_rows(rows: &[Row]) -> Result<Vec<Appearance>> {
    rows.iter().map(|row| decode(&row.text(0))).collect()
}

/// The term's new state. The guard makes a comparison that read an older state a conflict, whether
/// or not it moved what prevails.
pub fn fence(term: &str, read: &TermStanding, written: &TermStanding) -> Result<Stmt> {
    let decided =
        Decided { prevailing: written.prevailing.clone(), former: written.former.clone() };
    let body = encode(&decided)?;
    // A term nobody has mentioned has no row; every later state has a revision.
    let begin = "insert into standing (term, revision, body) values ($1, 1, $2)
                 on conflict (term) do nothing";
    let set = "update standing set revision = revision + 1, body = $3
                where term = $1 and revision = $2";
    Ok(match read.revision {
        0 => stmt!(begin, term, body).expect(1),
        revision => stmt!(set, term, revision, body).expect(1),
    })
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
    let is_in = |rows: &[Appearance], row: &Appearance| rows.iter().any(|r| r.is_same_claim(row));
    let stays = |rows: &[Appearance], row: &Appearance| rows.iter().any(|r| r.is_same_support(row));
    // What still holds is only taken out and put back where a new origin or family takes effect.
    for row in old.iter().filter(|row| row.counts && !stays(new, row)) {
        stmts.extend(leave(row));
    }
    for row in old.iter().filter(|row| !is_in(new, row)) {
        stmts.push(end(article_id, row, at));
    }
    for row in new {
        let known = is_in(old, row);
        stmts.push(if known { keep(article_id, row)? } else { begin(article_id, row)? });
        if !row.derived {
            stmts.push(see(row, !known)?);
        }
        if row.counts && !stays(old, row) {
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
        primary_at: row.opt_time(10),
        first: decode(&row.text(9))?,
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
