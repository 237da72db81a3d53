//! Groups of findings on their way to becoming alerts, and what was decided about each finding.

use super::batch::{Batch, Row, Stmt, Value, placeholders, stmt};
use super::findings::close_incident;
use super::json::{decode, encode};
use super::{Result, Store};
use crate::alert::Form;
use crate::alert::group::Group;
use crate::alert::pace::Sent;
use crate::alert::reason::Decision;
use crate::base::Timestamp;
use crate::ledger::Finding;

/// A stored group with the revision that fences its next change.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownGroup {
    pub group: Group,
    pub revision: i64,
}

/// What is remembered of a receiver.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReceiverRow {
    pub sent: Sent,
    pub disabled: bool,
    pub revision: i64,
}

/// Keeps what was decided about a finding; the first word stands.
pub fn keep_decision(decision: &Decision, at: Timestamp) -> Result<Stmt> {
    let sql = "insert into decision (finding_id, receiver, reason, detail, at)
               values ($1, $2, $3, $4, $5) on conflict (finding_id, receiver) do nothing";
    let receiver = decision.receiver.clone().unwrap_or_default();
    let reason = decision.reason.as_str();
    Ok(stmt!(sql, &decision.item, receiver, reason, encode(decision)?, at))
}

/// Keeps what was decided anew about a finding that waited.
pub fn overrule_decision(decision: &Decision, at: Timestamp) -> Result<Stmt> {
    let sql = "insert into decision (finding_id, receiver, reason, detail, at)
               values ($1, $2, $3, $4, $5) on conflict (finding_id, receiver)
               do update set reason = $3, detail = $4, at = $5";
    let receiver = decision.receiver.clone().unwrap_or_default();
    let reason = decision.reason.as_str();
    Ok(stmt!(sql, &decision.item, receiver, reason, encode(decision)?, at))
}

/// Writes a group. `revision` is that of the group as read, `None` when it was not stored.
pub fn keep_group(group: &Group, revision: Option<i64>) -> Result<Stmt> {
    let body = encode(group)?;
    Ok(match revision {
        None => {
            let sql = "insert into alert_group (key, receiver, due_at, revision, body)
                       values ($1, $2, $3, 1, $4)";
            stmt!(sql, &group.key, &group.receiver, group.due_at, body).expect(1)
        }
        Some(read) => {
            let sql = "update alert_group set due_at = $3, revision = revision + 1, body = $4
                        where key = $1 and revision = $2";
            stmt!(sql, &group.key, read, group.due_at, body).expect(1)
        }
    })
}

/// Writes what is remembered of a receiver, fenced like a group.
pub fn keep_receiver(name: &str, row: &ReceiverRow) -> Result<[Stmt; 2]> {
    let make = "insert into receiver (name, revision, sent) values ($1, 0, $2)
                on conflict (name) do nothing";
    let set = "update receiver set sent = $3, disabled = $4, revision = revision + 1
                where name = $1 and revision = $2";
    Ok([
        stmt!(make, name, encode(&Sent::default())?),
        stmt!(set, name, row.revision, encode(&row.sent)?, row.disabled).expect(1),
    ])
}

/// Remembers that a receiver said it is gone.
pub fn disable_receiver(name: &str) -> Result<[Stmt; 2]> {
    let make = "insert into receiver (name, revision, sent) values ($1, 0, $2)
                on conflict (name) do nothing";
    let set = "update receiver set disabled = 1, revision = revision + 1 where name = $1";
    Ok([stmt!(make, name, encode(&Sent::default())?), stmt!(set, name)])
}

impl Store {
    /// The stored groups among these keys.
    pub async fn groups(&self, keys: &[String]) -> Result<Vec<KnownGroup>> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let list = placeholders(1, keys.len());
        let sql = format!("select revision, body from alert_group where key in ({list})");
        let rows = self.read(Stmt::new(sql, keys.iter().map(Value::from).collect())).await?;
        rows.iter().map(group_row).collect()
    }

    /// The groups in which findings still wait to leave.
    pub async fn waiting_groups(&self) -> Result<Vec<KnownGroup>> {
        let sql =
            "select revision, body from alert_group where due_at is not null order by due_at, key";
        let rows = self.read(stmt!(sql)).await?;
        rows.iter().map(group_row).collect()
    }

    /// A receiver's groups that are due.
    pub async fn due_groups(&self, receiver: &str, now: Timestamp) -> Result<Vec<KnownGroup>> {
        let sql = "select revision, body from alert_group
                    where receiver = $1 and due_at <= $2 order by due_at, key limit 500";
        let rows = self.read(stmt!(sql, receiver, now)).await?;
        rows.iter().map(group_row).collect()
    }

    /// Lets every waiting group go now.
    pub async fn hurry_groups(&self, now: Timestamp) -> Result<()> {
        let rows =
            self.read(stmt!("select revision, body from alert_group where due_at > $1", now));
        let mut batch = Batch::default();
        for known in rows.await?.iter().map(group_row).collect::<Result<Vec<_>>>()? {
            if known.group.form == Form::Digest {
                continue;
            }
            let group = Group { due_at: Some(now), ..known.group };
            batch.push(keep_group(&group, Some(known.revision))?);
        }
        self.apply(batch).await
    }

    /// When a receiver's next group is due.
    pub async fn next_group(&self, receiver: &str) -> Result<Option<Timestamp>> {
        let sql = "select min(due_at) from alert_group
                    where receiver = $1 and due_at is not null";
        Ok(self.read_one(stmt!(sql, receiver)).await?.and_then(|row| row.opt_time(0)))
    }

    pub async fn receiver(&self, name: &str) -> Result<ReceiverRow> {
        let sql = "select revision, sent, disabled from receiver where name = $1";
        let Some(row) = self.read_one(stmt!(sql, name)).await? else {
            return Ok(ReceiverRow::default());
        };
        let (revision, disabled) = (row.int(0), row.truth(2));
        Ok(ReceiverRow { sent: decode(&row.text(1))?, disabled, revision })
    }

    /// Names of receivers that said they are gone.
    pub async fn disabled_receivers(&self) -> Result<Vec<String>> {
        let rows = self.read(stmt!("select name from receiver where disabled = 1")).await?;
        Ok(rows.iter().map(|row| row.text(0)).collect())
    }

    /// Takes receivers that said they are gone back into service.
    pub async fn enable_receivers(&self, names: &[String], now: Timestamp) -> Result<()> {
        let sql = "update receiver set disabled = 0, revision = revision + 1
                    where name = $1 and disabled = 1";
        let back = |name: &String| [stmt!(sql, name), close_incident("receiver_gone", name, now)];
        self.apply(Batch(names.iter().flat_map(back).collect())).await
    }

    /// Shifts of the whole coverage since a moment.
    pub async fn shifts(&self, since: Timestamp) -> Result<Vec<Finding>> {
        let sql = "select body from finding where kind = 'consensus_shift' and at >= $1
                    order by at desc limit 100";
        let rows = self.read(stmt!(sql, since)).await?;
        rows.iter().map(|row| decode(&row.text(0))).collect()
    }
}

fn group_row(row: &Row) -> Result<KnownGroup> {
    Ok(KnownGroup { revision: row.int(0), group: decode(&row.text(1))? })
}
