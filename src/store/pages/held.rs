//! Every value with who holds it, counted by the engine: a listing of few rows over very many claims.

use crate::base::Timestamp;
use crate::store::batch::{Row, stmt};
use crate::store::review::ClaimFilter;
use crate::store::{Result, Store};

/// One value of a term, held in one way, over all articles that state it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLine {
    pub term: String,
    pub value: String,
    pub status: String,
    pub articles: i64,
    /// Copies of one text are one.
    pub families: i64,
    pub primary: bool,
    pub first_seen: Timestamp,
    /// In the order of their names.
    pub outlets: Vec<String>,
    /// JSON of the first appearance.
    pub body: String,
    /// Of its article.
    pub url: String,
    pub article_id: String,
}

impl Store {
    /// Values by term, value and status. What only follows from another claim is no evidence and is
    /// not counted.
    pub async fn held_lines(&self, filter: &ClaimFilter) -> Result<Vec<HeldLine>> {
        let live = match filter.as_of {
            None => "p.gone_at is null",
            Some(_) => "p.observed_at <= $4 and (p.gone_at is null or p.gone_at > $4)",
        };
        let term = if filter.term.is_empty() { "" } else { "and p.term = $1" };
        let sql = format!(
            "with held as materialized (
                select p.term, p.value, p.status, count(*) as articles,
                       count(distinct p.family) as families,
                       max(case when p.tier = 'primary' then 1 else 0 end) as is_primary,
                       min(p.observed_at) as first_at, group_concat(distinct p.outlet) as outlets
                  from appearance p
                 where p.derived = 0 and {live} {term} and ($2 = '' or p.status = $2)
                 group by p.term, p.value, p.status order by p.term, p.value, p.status limit $3)
             select h.term, h.value, h.status, h.articles, h.families, h.is_primary, h.first_at,
                    h.outlets, f.body, a.url, a.id
               from held h
               join appearance f on f.id = (
                    select p.id from appearance p
                     where p.term = h.term and p.value = h.value and p.status = h.status
                       and p.derived = 0 and {live} order by p.observed_at, p.id limit 1)
               join article a on a.id = f.article_id order by h.term, h.value, h.status"
        );
        let asked = stmt!(sql, &filter.term, &filter.status, filter.limit, filter.as_of);
        Ok(self.read(asked).await?.iter().map(held_line).collect())
    }
}

fn held_line(row: &Row) -> HeldLine {
    let mut outlets: Vec<String> = row.text(7).split(',').map(str::to_owned).collect();
    outlets.sort();
    HeldLine {
        term: row.text(0),
        value: row.text(1),
        status: row.text(2),
        articles: row.int(3),
        families: row.int(4),
        primary: row.truth(5),
        first_seen: row.time(6),
        outlets,
        body: row.text(8),
        url: row.text(9),
        article_id: row.text(10),
    }
}
