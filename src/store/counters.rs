//! The counters of a value and its supports: each statement moves one by what the tables say, so
//! that none is ever taken by scanning. It reads nothing and never decides.

use super::Result;
use super::batch::{Stmt, stmt};
use super::json::encode;
use crate::base::time::micros;
use crate::claim::model::Status;
use crate::ledger::model::Side;
use crate::ledger::standing::Appearance;

/// Enters a value, or moves its first and latest appearance; a new appearance is counted.
pub(super) fn see(row: &Appearance, new: bool) -> Result<Stmt> {
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
pub(super) fn join(row: &Appearance) -> [Stmt; 3] {
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

pub(super) fn leave(row: &Appearance) -> [Stmt; 3] {
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
