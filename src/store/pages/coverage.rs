//! Articles and their versions as the pages list them, and how much is published day by day.

use serde::Serialize;

use crate::base::Timestamp;
use crate::feed::model::Tier;
use crate::store::articles::{ARTICLE_COLUMNS, article_row};
use crate::store::batch::{Row, stmt};
use crate::store::record::{ArticleRow, ObservationRow, tier};
use crate::store::review::observation_row;
use crate::store::{Result, Store};

/// Versions of one article that a page lists; the newest ones.
const VERSIONS: usize = 200;
/// Observations of one article that a page lists; the newest ones.
const OBSERVATIONS: usize = 200;
/// One day in the store's unit of time.
pub const DAY_MICROS: i64 = 86_400_000_000;

/// One day's articles of one tier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayCount {
    /// Days since 1970-01-01.
    pub day: i64,
    pub tier: Tier,
    pub articles: i64,
}

/// One version, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VersionLine {
    pub id: String,
    pub seq: i64,
    pub observed_at: Timestamp,
    pub title: String,
    pub published_at: Option<Timestamp>,
    pub modified_at: Option<Timestamp>,
    pub text_hash: String,
    pub raw_hash: String,
    /// Of the page as fetched.
    pub bytes: i64,
}

/// Which articles to list.
#[derive(Clone, Debug, Default)]
pub struct ArticleFilter {
    pub outlet: String,
    /// Only those met before this one: (first seen, id).
    pub before: Option<(Timestamp, String)>,
    pub limit: usize,
}

impl Store {
    /// Articles published (else met) on each of the last days, by tier; days without any are left
    /// out. Each count is one stretch of an index.
    pub async fn articles_by_day(&self, last_day: i64, days: i64) -> Result<Vec<DayCount>> {
        let sql = "with recursive span (day) as (
                select $1 - $2 + 1 union all select day + 1 from span where day < $1)
             select span.day, t.tier,
                (select count(*) from article a where a.tier = t.tier
                    and coalesce(a.published_at, a.first_seen_at) >= span.day * $3
                    and coalesce(a.published_at, a.first_seen_at) < (span.day + 1) * $3) as articles
               from span cross join (select 'primary' as tier union all select 'press'
                    union all select 'aggregator') t
              order by span.day, t.tier";
        let rows = self.read(stmt!(sql, last_day, days, DAY_MICROS)).await?;
        let count = |row: &Row| DayCount {
            day: row.int(0),
            tier: tier(&row.text(1)),
            articles: row.int(2),
        };
        Ok(rows.iter().map(count).filter(|count| count.articles > 0).collect())
    }

    /// Articles, the most recently met first.
    pub async fn article_page(&self, filter: &ArticleFilter) -> Result<Vec<ArticleRow>> {
        let (at, id) = filter.before.clone().unwrap_or((Timestamp::MAX, String::new()));
        let outlet = if filter.outlet.is_empty() { "" } else { "and outlet = $4" };
        let sql = format!(
            "select {ARTICLE_COLUMNS} from article
              where first_seen_at <= $1 and (first_seen_at < $1 or id > $2) {outlet}
              order by first_seen_at desc, id limit $3"
        );
        let rows = self.read(stmt!(sql, at, id, filter.limit, &filter.outlet)).await?;
        Ok(rows.iter().map(article_row).collect())
    }

    /// The newest versions of an article, oldest first.
    pub async fn version_lines(&self, article_id: &str) -> Result<Vec<VersionLine>> {
        let sql = "select s.id, s.seq, s.observed_at, s.title, s.published_at, s.modified_at,
                          s.text_hash, s.raw_hash, coalesce(b.size, 0)
                     from snapshot s left join blob b on b.hash = s.raw_hash
                    where s.article_id = $1 order by s.seq desc limit $2";
        let rows = self.read(stmt!(sql, article_id, VERSIONS)).await?;
        Ok(rows.iter().rev().map(version_line).collect())
    }

    /// The newest attempts to see one feed or article, newest first.
    pub async fn observations_of(&self, subject: &str) -> Result<Vec<ObservationRow>> {
        let sql =
            "select id, subject, at, state, reason, http_status, url, body_hash, bytes, detail
               from observation where subject = $1 order by at desc, id limit $2";
        let rows = self.read(stmt!(sql, subject, OBSERVATIONS)).await?;
        Ok(rows.iter().map(observation_row).collect())
    }
}

fn version_line(row: &Row) -> VersionLine {
    VersionLine {
        id: row.text(0),
        seq: row.int(1),
        observed_at: row.time(2),
        title: row.text(3),
        published_at: row.opt_time(4),
        modified_at: row.opt_time(5),
        text_hash: row.text(6),
        raw_hash: row.text(7),
        bytes: row.int(8),
    }
}
