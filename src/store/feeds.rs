//! Feeds and their entries.

use std::collections::HashSet;

use super::batch::{Batch, Row, Stmt, Value, placeholders, stmt};
use super::pages::coverage::DAY_MICROS;
use super::queue::{due_again, pause, release, wake};
use super::record::{EntryRow, FeedRow, HostLease, NewArticle, ObservationRow, tier, tier_name};
use super::{Result, Store};
use crate::base::Timestamp;
use crate::claim::follow::FollowReason;

pub(super) const FEED_COLUMNS: &str = "id, name, url, outlet, tier, host, state, next_poll_at, \
     last_poll_at, last_ok_at, last_state, last_reason, baseline";

/// Bound parameters a statement may have is limited; lists are asked in pieces of this size.
const PIECE: usize = 384;
/// A list is filled up to a multiple of this, so that a few statements serve all lengths.
const STEP: usize = 32;

/// What one poll changes.
#[derive(Clone, Debug)]
pub struct PollCommit {
    pub feed_id: String,
    pub host: String,
    pub state: String,
    pub next_poll_at: Timestamp,
    pub ok: bool,
    pub baseline: Option<String>,
    pub observation: ObservationRow,
    pub entries: Vec<EntryRow>,
    pub pause: Option<(String, Timestamp)>,
    pub next_allowed_at: Timestamp,
    /// Incidents, findings, alerts that belong to the same moment.
    pub also: Batch,
}

/// What is known of the entries that were not followed because nothing in them concerned the deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GateFigures {
    /// Entries left out.
    pub left_out: i64,
    /// Entries that would have been left out, and were followed to measure the gate.
    pub sampled: i64,
    /// Of the sampled ones, those whose page could be read.
    pub read: i64,
    /// Of those read, the ones that claim something about the deal after all.
    pub relevant: i64,
}

impl GateFigures {
    /// The measured share of what is left out although it matters; `None` before anything was read.
    pub fn miss_rate(&self) -> Option<f64> {
        let share = |part: i64| u32::try_from(part).map_or(f64::MAX, f64::from);
        (self.read > 0).then(|| share(self.relevant) / share(self.read))
    }

    /// The same for a person; `None` while nothing was left out.
    pub fn told(&self) -> Option<String> {
        if self.left_out + self.sampled == 0 {
            return None;
        }
        let left_out = self.left_out + self.sampled;
        let entries = format!("{left_out} entries of the last month named nothing of the deal");
        Some(match self.miss_rate() {
            None => format!("{entries}; of those, none was opened yet to check."),
            Some(rate) => format!(
                "{entries}; of {} that were opened to check, {} did concern it ({:.0} %).",
                self.read,
                self.relevant,
                rate * 100.0
            ),
        })
    }
}

impl Store {
    /// Makes the stored feeds those of the configuration: new ones are added, renamed ones renamed,
    /// missing ones rest with all their data.
    pub async fn sync_feeds(&self, feeds: &[FeedRow], now: Timestamp) -> Result<()> {
        let mut batch = Batch::default();
        batch.push(stmt!("update feed set active = 0"));
        for feed in feeds {
            batch.push(stmt!(
                "insert into feed (id, name, url, outlet, tier, host, state, next_poll_at, added_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 on conflict (id) do update set name = excluded.name, url = excluded.url,
                        outlet = excluded.outlet, tier = excluded.tier, active = 1",
                &feed.id,
                &feed.name,
                &feed.url,
                &feed.outlet,
                tier_name(feed.tier),
                &feed.host,
                &feed.state,
                feed.next_poll_at,
                now,
            ));
        }
        batch.push(stmt!(
            "insert into host (host, next_due_at)
             select host, min(next_poll_at) from feed where active = 1 group by host
             on conflict (host) do update set next_due_at =
                case when host.next_due_at < excluded.next_due_at
                     then host.next_due_at else excluded.next_due_at end"
        ));
        self.apply(batch).await
    }

    /// Gives feeds that are due a later time, so that they are not all asked at once.
    pub async fn postpone_feeds(&self, later: &[(FeedRow, Timestamp)]) -> Result<()> {
        let mut batch = Batch::default();
        for (feed, at) in later {
            let sql = "update feed set next_poll_at = $2 where id = $1 and next_poll_at < $2";
            batch.push(stmt!(sql, &feed.id, *at));
            batch.push(due_again(&feed.host));
        }
        self.apply(batch).await
    }

    /// Brings a feed's next poll forward, for `poll` on request. The floor still holds at the
    /// caller, who decides whether to ask.
    pub async fn poll_feed_at(&self, feed: &FeedRow, at: Timestamp) -> Result<()> {
        self.apply(Batch(vec![
            stmt!("update feed set next_poll_at = $2 where id = $1", &feed.id, at).expect(1),
            wake(&feed.host, at),
        ]))
        .await
    }

    /// Makes feeds due whose last poll reached no host: asking again bothers nobody.
    pub async fn hurry_unreached(&self, now: Timestamp) -> Result<()> {
        let unreached = "active = 1 and last_reason in ('offline', 'dns', 'connect', 'timeout')";
        let feeds = format!("update feed set next_poll_at = $1 where {unreached}");
        let hosts = format!(
            "update host set next_due_at = case when next_due_at < $1 then next_due_at else $1 end
              where host in (select host from feed where {unreached})"
        );
        self.apply(Batch(vec![stmt!(feeds, now), stmt!(hosts, now)])).await
    }

    /// The configured feeds, by name.
    pub async fn feeds(&self) -> Result<Vec<FeedRow>> {
        let sql = format!("select {FEED_COLUMNS} from feed where active = 1 order by name, id");
        Ok(self.read(stmt!(sql)).await?.iter().map(feed_row).collect())
    }

    pub async fn feed(&self, id: &str) -> Result<Option<FeedRow>> {
        let sql = format!("select {FEED_COLUMNS} from feed where id = $1");
        Ok(self.read_one(stmt!(sql, id)).await?.as_ref().map(feed_row))
    }

    /// Which of these entry keys the feed has shown before.
    pub async fn known_keys(&self, feed_id: &str, keys: Vec<String>) -> Result<HashSet<String>> {
        let mut known = HashSet::new();
        let mut keys = keys.into_iter().map(Value::from).peekable();
        while keys.peek().is_some() {
            let mut params = vec![Value::from(feed_id)];
            params.extend(keys.by_ref().take(PIECE));
            let room = (params.len() - 1).next_multiple_of(STEP);
            params.resize(room + 1, Value::Null);
            let list = placeholders(2, room);
            let sql = format!("select key from entry where feed_id = $1 and key in ({list})");
            let rows = self.read(Stmt::new(sql, params)).await?;
            known.extend(rows.iter().map(|row| row.text(0)));
        }
        Ok(known)
    }

    /// What the gate left out since the day of a moment, and what its sample says of that.
    pub async fn gate_figures(&self, since: Timestamp) -> Result<GateFigures> {
        let sql = "select (select coalesce(sum(entries), 0) from left_out where day >= $1 / $2),
                count(*), count(case when a.versions > 0 then 1 end),
                count(case when exists (
                    select 1 from appearance p where p.article_id = a.id) then 1 end)
              from entry e left join article a on a.id = e.article_id
             where e.follow = 'sample' and e.first_seen_at >= $1";
        let row = self.read_one(stmt!(sql, since, DAY_MICROS)).await?;
        Ok(row.map_or_else(GateFigures::default, |row| GateFigures {
            left_out: row.int(0),
            sampled: row.int(1),
            read: row.int(2),
            relevant: row.int(3),
        }))
    }

    /// Commits one poll, and gives the host back.
    pub async fn commit_poll(&self, lease: &HostLease, poll: PollCommit) -> Result<()> {
        let seen = poll.observation.at;
        // What may conflict comes first: then nothing was written in vain.
        let mut batch = poll.also;
        batch.push(observe(&poll.observation));
        batch.push(
            stmt!(
                "update feed set state = $2, next_poll_at = $3, host = $4, last_poll_at = $5,
                    last_ok_at = case when $6 = 1 then $5 else last_ok_at end,
                    last_state = $7, last_reason = $8, baseline = $9 where id = $1",
                poll.feed_id.as_str(),
                poll.state,
                poll.next_poll_at,
                poll.host.as_str(),
                seen,
                poll.ok,
                poll.observation.state,
                poll.observation.reason,
                poll.baseline,
            )
            .expect(1),
        );
        let unrelated = FollowReason::Unrelated.as_str();
        let left_out = poll.entries.iter().filter(|entry| entry.follow == unrelated).count();
        for entry in poll.entries {
            batch.0.extend(keep_entry(&poll.feed_id, entry, seen));
        }
        if left_out > 0 {
            batch.push(leave_out(left_out, seen));
        }
        if let Some((domain, until)) = &poll.pause {
            batch.push(pause(domain, *until));
        }
        if poll.host != lease.host {
            batch.push(wake(&poll.host, poll.next_poll_at));
        }
        batch.push(release(lease, poll.next_allowed_at));
        self.apply(batch).await
    }
}

/// Counts entries the gate left out, on their day.
fn leave_out(entries: usize, seen: Timestamp) -> Stmt {
    stmt!(
        "insert into left_out (day, entries) values ($1 / $2, $3)
         on conflict (day) do update set entries = entries + excluded.entries",
        seen,
        DAY_MICROS,
        entries,
    )
}

fn keep_entry(feed_id: &str, entry: EntryRow, seen: Timestamp) -> Vec<Stmt> {
    let mut stmts = vec![stmt!(
        "insert into entry (feed_id, key, title, link, published_at, first_seen_at, follow,
                article_id) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (feed_id, key) do nothing",
        feed_id,
        entry.key,
        entry.title,
        entry.link,
        entry.published_at,
        seen,
        entry.follow,
        entry.article.as_ref().map(|a| &a.id),
    )];
    if let Some(article) = &entry.article {
        stmts.extend(meet_article(article, seen));
    }
    stmts
}

/// The same article in several feeds is one article; the first feed's word stands.
fn meet_article(article: &NewArticle, seen: Timestamp) -> [Stmt; 2] {
    [
        stmt!(
            "insert into article (id, url, host, outlet, tier, title, state, next_visit_at,
                    first_seen_at, published_at, family, baseline)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $1, $10)
             on conflict (id) do nothing",
            &article.id,
            &article.url,
            &article.host,
            &article.outlet,
            tier_name(article.tier),
            &article.title,
            &article.state,
            seen,
            article.published_at,
            article.baseline.as_ref(),
        ),
        wake(&article.host, seen),
    ]
}

pub(super) fn observe(seen: &ObservationRow) -> Stmt {
    stmt!(
        "insert into observation (id, subject, at, state, reason, http_status, url, body_hash,
                bytes, detail) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (subject, at, id) do nothing",
        &seen.id,
        &seen.subject,
        seen.at,
        &seen.state,
        &seen.reason,
        seen.http_status.map(i64::from),
        &seen.url,
        seen.body_hash.as_ref(),
        seen.bytes,
        &seen.detail,
    )
}

pub(super) fn feed_row(row: &Row) -> FeedRow {
    FeedRow {
        id: row.text(0),
        name: row.text(1),
        url: row.text(2),
        outlet: row.text(3),
        tier: tier(&row.text(4)),
        host: row.text(5),
        state: row.text(6),
        next_poll_at: row.time(7),
        last_poll_at: row.opt_time(8),
        last_ok_at: row.opt_time(9),
        last_state: row.opt_text(10),
        last_reason: row.opt_text(11),
        baseline: row.opt_text(12),
    }
}
