//! What was seen when, over all feeds and articles of an outlet.

use super::batch::stmt;
use super::{Result, Store, StoreError};
use crate::article::sight::Look;
use crate::base::Timestamp;
use crate::feed::model::ObservationState;

/// One attempt to see a feed or an article of an outlet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutletLook {
    pub outlet: String,
    pub look: Look,
}

impl Store {
    /// Every look at an outlet's feeds and articles between two moments, outlet by outlet in order
    /// of time. `subject` narrows it to one feed or article.
    pub async fn looks(
        &self,
        subject: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<OutletLook>> {
        let sql = "select coalesce(f.outlet, a.outlet) as outlet, o.at, o.state
                     from observation o left join feed f on f.id = o.subject
                          left join article a on a.id = o.subject
                    where o.at >= $2 and o.at <= $3 and ($1 = '' or o.subject = $1)
                      and coalesce(f.outlet, a.outlet) is not null
                    order by outlet, o.at, o.id";
        let rows = self.read(stmt!(sql, subject, from, to)).await?;
        let look = |row: &super::Row| {
            Ok(OutletLook {
                outlet: row.text(0),
                look: Look { at: row.time(1), state: state(&row.text(2))? },
            })
        };
        rows.iter().map(look).collect()
    }

    /// The last time each article was seen, at or before a moment.
    pub async fn last_sights(
        &self,
        at: Timestamp,
    ) -> Result<std::collections::HashMap<String, Timestamp>> {
        let sql = "select subject, max(at) from observation
                    where at <= $1 and state in ('ok', 'not_modified') group by subject";
        let rows = self.read(stmt!(sql, at)).await?;
        Ok(rows.iter().map(|row| (row.text(0), row.time(1))).collect())
    }
}

fn state(word: &str) -> Result<ObservationState> {
    serde_json::from_value(word.into()).map_err(|error| StoreError::Corrupt(error.to_string()))
}
