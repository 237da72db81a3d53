//! The queue of hosts: one lease a host, so that politeness holds whatever runs beside us.

use super::articles::{ARTICLE_COLUMNS, article_row};
use super::batch::{Stmt, stmt};
use super::feeds::{FEED_COLUMNS, feed_row};
use super::record::{HostLease, Work, Works};
use super::{Result, Store};
use crate::base::Timestamp;

/// Later than anything that is due.
const NEVER: i64 = i64::MAX;

const LEASE: &str = "
    with due as materialized (
        select host from host
         where next_due_at <= $3 and next_allowed_at <= $3 and lease_until <= $3
         order by next_due_at, host limit $4)
    update host set lease_token = $1, lease_until = $2
     where host in (select host from due) returning host";

/// The earliest feed or article of host `$1`; a macro, since only literals can be joined.
macro_rules! earliest_due {
    () => {
        "(select min(at) from (
               select min(next_poll_at) as at from feed where host = $1 and active = 1
               union all
               select min(next_visit_at) as at from article
                where host = $1 and next_visit_at is not null) as due)"
    };
}

const RELEASE: &str = concat!(
    "
    update host set lease_token = null, lease_until = 0,
           next_allowed_at = case when next_allowed_at > $3 then next_allowed_at else $3 end,
           next_due_at = coalesce(",
    earliest_due!(),
    ", $4)
     where host = $1 and lease_token = $2"
);

const DUE_AGAIN: &str =
    concat!("update host set next_due_at = coalesce(", earliest_due!(), ", $2) where host = $1");

const WAKE: &str = "
    insert into host (host, next_due_at) values ($1, $2)
    on conflict (host) do update set next_due_at =
        case when host.next_due_at < excluded.next_due_at
             then host.next_due_at else excluded.next_due_at end";

const PAUSE: &str = "
    update host set next_allowed_at =
        case when next_allowed_at > $2 then next_allowed_at else $2 end
     where host = $1 or host like '%.' || $1";

/// When a host can be leased; a macro, since only literals can be joined.
macro_rules! wake_at {
    () => {
        "case when next_due_at >= next_allowed_at and next_due_at >= lease_until then next_due_at
              when next_allowed_at >= lease_until then next_allowed_at
              else lease_until end"
    };
}

/// No host wakes before it is due, so those due after a wake that is known need no look: the first
/// few by the index tell one, and what it costs does not grow with the hosts.
const NEXT_WAKE: &str = concat!(
    "with soon as (select ",
    wake_at!(),
    " as at from host where next_due_at < $1 order by next_due_at limit 16)
     select min(",
    wake_at!(),
    ") from host where next_due_at <= (select min(at) from soon)"
);

impl Store {
    /// Leases up to `limit` hosts that have something due and may be asked now.
    pub async fn lease_hosts(
        &self,
        token: &str,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<HostLease>> {
        let rows = self.write(stmt!(LEASE, token, until, now, limit)).await?;
        let lease = |host| HostLease { host, token: token.to_owned(), until };
        Ok(rows.iter().map(|row| lease(row.text(0))).collect())
    }

    /// What to do on each of these hosts: its most overdue feed, else the article whose visit is
    /// overdue by the largest share of its own interval. One errand for all of them, and a second
    /// for those without a feed that is due.
    pub async fn next_works(&self, hosts: &[&str], now: Timestamp) -> Result<Works> {
        let feed = format!(
            "select {FEED_COLUMNS} from feed where host = $1 and active = 1
                and next_poll_at <= $2 order by next_poll_at, id limit 1"
        );
        let article = format!(
            "select {ARTICLE_COLUMNS} from article where host = $1 and next_visit_at <= $2
              order by case when last_visit_at is null then 0 else 1 end,
                       (next_visit_at - $2) * 100 / (next_visit_at - last_visit_at + 1),
                       next_visit_at, id limit 1"
        );
        let first_pass = "select 1 from baseline where closed_at is null limit 1";
        let mut asked: Vec<Stmt> =
            hosts.iter().map(|host| stmt!(feed.clone(), *host, now)).collect();
        asked.push(stmt!(first_pass));
        let mut found = self.read_many(asked).await?;
        let first_pass = found.pop().is_some_and(|rows| !rows.is_empty());
        let mut list: Vec<Option<Work>> =
            found.iter().map(|rows| rows.first().map(|row| Work::Feed(feed_row(row)))).collect();
        let mut without: Vec<(&str, &mut Option<Work>)> =
            hosts.iter().copied().zip(&mut list).filter(|(_, work)| work.is_none()).collect();
        if !without.is_empty() {
            let asked = without.iter().map(|(host, _)| stmt!(article.clone(), *host, now));
            let found = self.read_many(asked.collect()).await?;
            for ((_, work), rows) in without.iter_mut().zip(found) {
                **work = rows.first().map(|row| Work::Article(article_row(row)));
            }
        }
        Ok(Works { list, first_pass })
    }

    /// When the next host can be leased; `None` when nothing is ever due.
    pub async fn next_wake(&self) -> Result<Option<Timestamp>> {
        let row = self.read_one(stmt!(NEXT_WAKE, NEVER)).await?;
        Ok(row.and_then(|row| row.opt_time(0)))
    }

    /// Hosts somebody has a lease of at this moment.
    pub async fn leased_hosts(&self, now: Timestamp) -> Result<Vec<String>> {
        let sql = "select host from host where lease_until > $1 order by host";
        let rows = self.read(stmt!(sql, now)).await?;
        Ok(rows.iter().map(|row| row.text(0)).collect())
    }

    /// Gives a lease back unused, for instance when the daemon stops before the request.
    pub async fn release_host(&self, lease: &HostLease, next_allowed: Timestamp) -> Result<()> {
        self.apply(super::Batch(vec![release(lease, next_allowed)])).await
    }
}

/// Ends a lease inside the batch it protects; a lease that was lost makes the batch a conflict.
pub(super) fn release(lease: &HostLease, next_allowed: Timestamp) -> Stmt {
    stmt!(RELEASE, &lease.host, &lease.token, next_allowed, NEVER).expect(1)
}

/// Makes sure a host is looked at no later than `at`.
pub fn wake(host: &str, at: Timestamp) -> Stmt {
    stmt!(WAKE, host, at)
}

/// Has a host wait for what is due on it next, after that was put off.
pub fn due_again(host: &str) -> Stmt {
    stmt!(DUE_AGAIN, host, NEVER)
}

/// Leaves a registrable domain and all its hosts alone until `until`.
pub fn pause(domain: &str, until: Timestamp) -> Stmt {
    stmt!(PAUSE, domain, until)
}
