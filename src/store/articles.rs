//! Articles, their versions and what they claim.

use super::batch::{Batch, Row, Stmt, stmt};
use super::feeds::observe;
use super::queue::{pause, release};
use super::record::{ArticleRow, HostLease, ObservationRow, SnapshotRow, tier};
use super::{Result, Store, StoreError, blob};
use crate::base::Timestamp;

pub(super) const ARTICLE_COLUMNS: &str = "id, url, host, outlet, tier, title, state, \
     next_visit_at, first_seen_at, last_visit_at, last_ok_at, last_state, last_reason, \
     last_change_at, published_at, family, head, versions, baseline";

pub(super) const SNAPSHOT_COLUMNS: &str = "id, article_id, seq, observed_at, url, headers, raw_hash, \
     text_hash, reading_hash, extractor, watch, title, dek, byline, parts, \
     published_at, modified_at, mark, notes";

/// What reads pages: the versions of the extractor and of the watch file.
pub type Readers<'a> = (&'a str, &'a str);

/// What one visit changes.
#[derive(Clone, Debug)]
pub struct VisitCommit {
    pub article_id: String,
    pub state: String,
    /// `None`: never again, for the observation's reason.
    pub next_visit_at: Option<Timestamp>,
    pub ok: bool,
    pub observation: ObservationRow,
    pub version: Option<NewVersion>,
    pub pause: Option<(String, Timestamp)>,
    pub next_allowed_at: Timestamp,
    /// Standings, findings, alerts, incidents: everything that belongs to the same moment.
    pub also: Batch,
}

/// One origin's robots.txt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotsRow {
    pub fetched_at: Timestamp,
    /// `None`: it could not be reached.
    pub status: Option<u16>,
    pub body: Vec<u8>,
}

/// A version nobody had seen.
#[derive(Clone, Debug)]
pub struct NewVersion {
    pub snapshot: SnapshotRow,
    pub raw: Vec<u8>,
    /// JSON of the article and the reading.
    pub reading: Vec<u8>,
    /// Its words differ from those of the version before; re-heats the revisits.
    pub changed: bool,
    pub family: String,
    /// Set when this is the first version: the sketch of its text and the keys to find it by.
    pub sketch: Option<(Vec<u8>, Vec<i64>)>,
    /// What is known of the outlet now, and what was known before: else the visit is a conflict.
    pub habit: String,
    pub habit_before: Option<String>,
    pub outlet: String,
}

impl Store {
    pub async fn article(&self, id: &str) -> Result<Option<ArticleRow>> {
        let sql = format!("select {ARTICLE_COLUMNS} from article where id = $1");
        Ok(self.read_one(stmt!(sql, id)).await?.as_ref().map(article_row))
    }

    /// Finds an article by id, by the start of its id, or by URL.
    pub async fn find_article(&self, wanted: &str) -> Result<Option<ArticleRow>> {
        let sql = format!(
            "select {ARTICLE_COLUMNS} from article
              where id = $1 or url = $1 or substr(id, 1, length($1)) = $1 order by id limit 1"
        );
        Ok(self.read_one(stmt!(sql, wanted)).await?.as_ref().map(article_row))
    }

    pub async fn snapshot(&self, id: &str) -> Result<Option<SnapshotRow>> {
        let sql = format!("select {SNAPSHOT_COLUMNS} from snapshot where id = $1");
        Ok(self.read_one(stmt!(sql, id)).await?.as_ref().map(snapshot_row))
    }

    /// The version of an article that was its newest at a moment.
    pub async fn snapshot_at(
        &self,
        article_id: &str,
        at: Timestamp,
    ) -> Result<Option<SnapshotRow>> {
        let sql = format!(
            "select {SNAPSHOT_COLUMNS} from snapshot where article_id = $1 and observed_at <= $2
              order by seq desc limit 1"
        );
        Ok(self.read_one(stmt!(sql, article_id, at)).await?.as_ref().map(snapshot_row))
    }

    /// Every version of an article, oldest first.
    pub async fn snapshots(&self, article_id: &str) -> Result<Vec<SnapshotRow>> {
        let sql =
            format!("select {SNAPSHOT_COLUMNS} from snapshot where article_id = $1 order by seq");
        Ok(self.read(stmt!(sql, article_id)).await?.iter().map(snapshot_row).collect())
    }

    /// The JSON of article and claims as read from a snapshot.
    pub async fn reading(&self, snapshot: &SnapshotRow) -> Result<Vec<u8>> {
        self.blob(&snapshot.reading_hash).await?.ok_or_else(|| {
            StoreError::Corrupt(format!("snapshot {} has lost its reading", snapshot.id))
        })
    }

    /// How long an outlet's articles usually are, as JSON.
    pub async fn habit(&self, outlet: &str) -> Result<Option<String>> {
        let sql = "select habit from outlet where outlet = $1";
        Ok(self.read_one(stmt!(sql, outlet)).await?.map(|row| row.text(0)))
    }

    /// The robots.txt of an origin as last fetched: when, its status, its bytes.
    pub async fn robots(&self, origin: &str) -> Result<Option<RobotsRow>> {
        let sql = "select fetched_at, status, body from robots where origin = $1";
        let row = self.read_one(stmt!(sql, origin)).await?;
        Ok(row.map(|row| RobotsRow {
            fetched_at: row.time(0),
            status: row.opt_int(1).and_then(|code| u16::try_from(code).ok()),
            body: row.bytes(2),
        }))
    }

    /// Keeps a robots.txt and gives the host back.
    pub async fn commit_robots(
        &self,
        lease: &HostLease,
        origin: &str,
        robots: RobotsRow,
        next_allowed_at: Timestamp,
    ) -> Result<()> {
        let keep = stmt!(
            "insert into robots (origin, fetched_at, status, body) values ($1, $2, $3, $4)
             on conflict (origin) do update set fetched_at = excluded.fetched_at,
                    status = excluded.status, body = excluded.body",
            origin,
            robots.fetched_at,
            robots.status.map(i64::from),
            robots.body
        );
        self.apply(Batch(vec![keep, release(lease, next_allowed_at)])).await
    }

    /// Articles with a version that was read by another extractor or watch, in the order they were
    /// met. A version read again, or found to be unreadable by these, is none of them, so a run that
    /// stopped goes on where it was.
    pub async fn outdated_articles(&self, (extractor, watch): Readers<'_>) -> Result<Vec<String>> {
        let sql = "select id from article a where exists (select 1 from snapshot s
                        where s.article_id = a.id and (s.extractor <> $1 or s.watch <> $2)
                          and s.unread_by is distinct from $3)
                    order by first_seen_at, id";
        let tried = format!("{extractor} {watch}");
        let rows = self.read(stmt!(sql, extractor, watch, tried)).await?;
        Ok(rows.iter().map(|row| row.text(0)).collect())
    }

    /// Commits one visit, and gives the host back.
    pub async fn commit_visit(&self, lease: &HostLease, visit: VisitCommit) -> Result<()> {
        let mut batch = Batch::default();
        batch.push(observe(&visit.observation));
        batch.push(
            stmt!(
                "update article set state = $2, next_visit_at = $3, last_visit_at = $4,
                    last_ok_at = case when $5 = 1 then $4 else last_ok_at end,
                    last_state = $6, last_reason = $7,
                    baseline = case when $5 = 1 then null else baseline end where id = $1",
                &visit.article_id,
                &visit.state,
                visit.next_visit_at,
                visit.observation.at,
                visit.ok,
                &visit.observation.state,
                &visit.observation.reason,
            )
            .expect(1),
        );
        if let Some(version) = &visit.version {
            batch.0.extend(keep_version(&visit.article_id, version)?);
        }
        batch.0.extend(visit.also.0);
        if let Some((domain, until)) = &visit.pause {
            batch.push(pause(domain, *until));
        }
        batch.push(release(lease, visit.next_allowed_at));
        self.apply(batch).await
    }
}

/// Notes why these readers could not read a version's bytes again: its old reading stands.
pub fn leave_unread(snapshot_id: &str, reason: &str, (extractor, watch): Readers<'_>) -> Stmt {
    let sql = "update snapshot set unread = $2, unread_by = $3 where id = $1";
    stmt!(sql, snapshot_id, reason, format!("{extractor} {watch}"))
}

/// Replaces what was read from a snapshot's bytes by what is read from them now.
pub fn renew(old: &SnapshotRow, new: &SnapshotRow, reading: &[u8]) -> Result<Batch> {
    let sql = "update snapshot set text_hash = $2, reading_hash = $3, extractor = $4, watch = $5,
                    mark = $6, notes = $7, title = $8, dek = $9, byline = $10, published_at = $11,
                    modified_at = $12, unread = null, unread_by = null
                where id = $1 and reading_hash = $13";
    let mut batch = Batch(vec![
        blob::keep(&new.reading_hash, reading)?,
        stmt!(
            sql,
            &new.id,
            &new.text_hash,
            &new.reading_hash,
            &new.extractor,
            &new.watch,
            &new.mark,
            &new.notes,
            &new.title,
            new.dek.clone(),
            new.byline.clone(),
            new.published_at,
            new.modified_at,
            &old.reading_hash
        )
        .expect(1),
    ]);
    if old.reading_hash != new.reading_hash {
        batch.push(blob::drop_unused(&old.reading_hash));
    }
    Ok(batch)
}

/// The state the next visit starts from. The guard makes a visit in between a conflict.
pub fn renew_state(row: &ArticleRow, state: &str) -> Stmt {
    let sql = "update article set state = $2 where id = $1 and state = $3";
    stmt!(sql, &row.id, state, &row.state).expect(1)
}

/// Puts an article's next visit off, or brings it forward.
pub fn postpone(article_id: &str, at: Timestamp) -> Stmt {
    stmt!("update article set next_visit_at = $2 where id = $1", article_id, at)
}

/// Replaces the sketch of an article's text, by which its copies are found.
pub fn renew_sketch(article_id: &str, sketch: Vec<u8>, keys: &[i64]) -> Vec<Stmt> {
    let mut stmts = vec![stmt!("delete from shingle where article_id = $1", article_id)];
    stmts.extend(keep_sketch(article_id, sketch, keys));
    stmts
}

fn keep_sketch(article_id: &str, sketch: Vec<u8>, keys: &[i64]) -> Vec<Stmt> {
    let mut stmts = vec![stmt!("update article set sketch = $2 where id = $1", article_id, sketch)];
    let sql = "insert into shingle (hash, article_id) values ($1, $2) on conflict do nothing";
    stmts.extend(keys.iter().map(|key| stmt!(sql, *key, article_id)));
    stmts
}

fn keep_version(article_id: &str, version: &NewVersion) -> Result<Vec<Stmt>> {
    let snapshot = &version.snapshot;
    let mut stmts = vec![
        blob::keep(&snapshot.raw_hash, &version.raw)?,
        blob::keep(&snapshot.reading_hash, &version.reading)?,
        insert_snapshot(snapshot),
        // The guard keeps two versions from taking one place in the row of versions.
        stmt!(
            "update article set head = $2, versions = $3, title = $4, family = $5,
                    last_change_at = case when $6 = 1 then $7 else last_change_at end,
                    published_at = coalesce($8, published_at), modified_at = $9
              where id = $1 and versions = $3 - 1",
            article_id,
            &snapshot.id,
            snapshot.seq,
            &snapshot.title,
            &version.family,
            version.changed,
            snapshot.observed_at,
            snapshot.published_at,
            snapshot.modified_at,
        )
        .expect(1),
    ];
    if let Some((sketch, keys)) = &version.sketch {
        stmts.extend(keep_sketch(article_id, sketch.clone(), keys));
    }
    stmts.extend(super::pages::search::index(article_id, &snapshot.title, &version.reading));
    stmts.push(
        stmt!(
            "insert into outlet (outlet, habit) values ($1, $2)
             on conflict (outlet) do update set habit = excluded.habit where outlet.habit = $3",
            &version.outlet,
            &version.habit,
            version.habit_before.clone()
        )
        .expect(1),
    );
    Ok(stmts)
}

fn insert_snapshot(row: &SnapshotRow) -> Stmt {
    stmt!(
        format!(
            "insert into snapshot ({SNAPSHOT_COLUMNS})
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                     $17, $18, $19)"
        ),
        &row.id,
        &row.article_id,
        row.seq,
        row.observed_at,
        &row.url,
        &row.headers,
        &row.raw_hash,
        &row.text_hash,
        &row.reading_hash,
        &row.extractor,
        &row.watch,
        &row.title,
        row.dek.clone(),
        row.byline.clone(),
        &row.parts,
        row.published_at,
        row.modified_at,
        &row.mark,
        &row.notes,
    )
    .expect(1)
}

pub(super) fn article_row(row: &Row) -> ArticleRow {
    ArticleRow {
        id: row.text(0),
        url: row.text(1),
        host: row.text(2),
        outlet: row.text(3),
        tier: tier(&row.text(4)),
        title: row.text(5),
        state: row.text(6),
        next_visit_at: row.opt_time(7),
        first_seen_at: row.time(8),
        last_visit_at: row.opt_time(9),
        last_ok_at: row.opt_time(10),
        last_state: row.opt_text(11),
        last_reason: row.opt_text(12),
        last_change_at: row.opt_time(13),
        published_at: row.opt_time(14),
        family: row.text(15),
        head: row.opt_text(16),
        versions: row.int(17),
        baseline: row.opt_text(18),
    }
}

pub(super) fn snapshot_row(row: &Row) -> SnapshotRow {
    SnapshotRow {
        id: row.text(0),
        article_id: row.text(1),
        seq: row.int(2),
        observed_at: row.time(3),
        url: row.text(4),
        headers: row.text(5),
        raw_hash: row.text(6),
        text_hash: row.text(7),
        reading_hash: row.text(8),
        extractor: row.text(9),
        watch: row.text(10),
        title: row.text(11),
        dek: row.opt_text(12),
        byline: row.opt_text(13),
        parts: row.text(14),
        published_at: row.opt_time(15),
        modified_at: row.opt_time(16),
        mark: row.text(17),
        notes: row.text(18),
    }
}
