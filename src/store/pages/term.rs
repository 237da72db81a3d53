//! Terms: what prevails, which values are alive, and the story of who said what when.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::Timestamp;
use crate::feed::model::Tier;
use crate::ledger::model::Side;
use crate::ledger::standing::{Appearance, Former, Prevailing};
use crate::store::batch::{Row, stmt};
use crate::store::json::decode;
use crate::store::record::tier;
use crate::store::standing::Decided;
use crate::store::{Result, Store};

/// Live values that an overview reads; a watch has far fewer that matter.
const VALUES: usize = 2000;
/// Appearances of one term that its story is drawn from: the newest.
pub const STORY: usize = 600;

/// What is decided of a term.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DecidedLine {
    pub prevailing: Vec<Prevailing>,
    pub former: Vec<Former>,
}

/// The counters of one live value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueLine {
    pub term: String,
    pub value: String,
    /// Live articles that state it as current, outlets that ever did, independent sources that do.
    pub articles: i64,
    pub outlets: i64,
    pub supports: i64,
    /// The latest live statement of it by a primary source.
    pub primary_at: Option<Timestamp>,
}

/// One article's holding of a value, from when to when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoryLine {
    pub article_id: String,
    pub outlet: String,
    pub tier: Tier,
    pub family: String,
    pub value: String,
    pub status: String,
    pub derived: bool,
    pub asserted_at: Timestamp,
    pub observed_at: Timestamp,
    pub gone_at: Option<Timestamp>,
}

impl Store {
    /// Every term's decision.
    pub async fn decided(&self) -> Result<BTreeMap<String, DecidedLine>> {
        let rows = self.read(stmt!("select term, body from standing limit 1000")).await?;
        let line = |row: &Row| {
            let Decided { prevailing, former } = decode(&row.text(1))?;
            Ok((row.text(0), DecidedLine { prevailing, former }))
        };
        rows.iter().map(line).collect()
    }

    /// One term's decision.
    pub async fn decided_of(&self, term: &str) -> Result<DecidedLine> {
        let row = self.read_one(stmt!("select body from standing where term = $1", term)).await?;
        let Some(row) = row else { return Ok(DecidedLine::default()) };
        let Decided { prevailing, former } = decode(&row.text(0))?;
        Ok(DecidedLine { prevailing, former })
    }

    /// Values that live articles state as current, by term, the best supported first. One term's,
    /// or with an empty one all terms'.
    pub async fn live_values(&self, term: &str) -> Result<Vec<ValueLine>> {
        let only = if term.is_empty() { "" } else { "and v.term = $1" };
        let sql = format!(
            "select v.term, v.value, v.articles, v.outlets, v.supports,
                (select max(p.asserted_at) from appearance p
                  where p.term = v.term and p.value = v.value and p.tier = 'primary'
                    and p.counts = 1 and p.gone_at is null)
               from value v where v.articles > 0 {only}
              order by v.term, v.supports desc, v.value limit $2"
        );
        let line = |row: &Row| ValueLine {
            term: row.text(0),
            value: row.text(1),
            articles: row.int(2),
            outlets: row.int(3),
            supports: row.int(4),
            primary_at: row.opt_time(5),
        };
        Ok(self.read(stmt!(sql, term, VALUES)).await?.iter().map(line).collect())
    }

    /// Who held which value of a term from when to when: the newest appearances.
    pub async fn story(&self, term: &str) -> Result<Vec<StoryLine>> {
        let sql = "select article_id, outlet, tier, family, value, status, derived, asserted_at,
                          observed_at, gone_at
                     from appearance where term = $1 order by observed_at desc limit $2";
        let line = |row: &Row| StoryLine {
            article_id: row.text(0),
            outlet: row.text(1),
            tier: tier(&row.text(2)),
            family: row.text(3),
            value: row.text(4),
            status: row.text(5),
            derived: row.truth(6),
            asserted_at: row.time(7),
            observed_at: row.time(8),
            gone_at: row.opt_time(9),
        };
        Ok(self.read(stmt!(sql, term, STORY)).await?.iter().map(line).collect())
    }

    /// How often appearances of a term were ever counted.
    pub async fn appearances_of(&self, term: &str) -> Result<i64> {
        let sql = "select coalesce(sum(current + previous + planned + hedged + denied), 0)
                     from value where term = $1";
        Ok(self.read_one(stmt!(sql, term)).await?.map_or(0, |row| row.int(0)))
    }

    /// The first and the latest statement of a value.
    pub async fn ends_of(&self, term: &str, value: &str) -> Result<Option<(Side, Side)>> {
        let sql = "select first, latest from value where term = $1 and value = $2";
        let Some(row) = self.read_one(stmt!(sql, term, value)).await? else { return Ok(None) };
        Ok(Some((decode(&row.text(0))?, decode(&row.text(1))?)))
    }

    /// The newest statements of a value as current, with their quotes.
    pub async fn quotes(&self, term: &str, value: &str, limit: usize) -> Result<Vec<Side>> {
        let sql = "select body from appearance
                    where term = $1 and value = $2 and status = 'current' and gone_at is null
                    order by observed_at desc limit $3";
        let rows = self.read(stmt!(sql, term, value, limit)).await?;
        let side = |row: &Row| Ok(decode::<Appearance>(&row.text(0))?.side);
        rows.iter().map(side).collect()
    }
}
