//! Alerts and their deliveries: created with the findings they carry, leased, settled under a fence.

use super::batch::{Batch, Row, Stmt, stmt};
use super::record::DeliveryRow;
use super::{Result, Store};
use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};

const LEASE: &str = "
    with due as materialized (
        select id from delivery
         where receiver = $5 and state = 'pending' and next_attempt_at <= $3 and lease_until <= $3
         order by next_attempt_at, id limit $4)
    update delivery set lease_token = $1, lease_until = $2, attempts = attempts + 1
     where id in (select id from due) returning id";

pub(super) const COLUMNS: &str = "d.id, d.alert_id, d.receiver, d.state, d.attempts, d.created_at, \
     d.next_attempt_at, d.settled_at, d.reason, a.subject, d.payload";

/// Whatever was settled lately was created within it.
const A_WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How an attempt ended, for the row and for the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// pending (try again at `next_attempt_at`), sent or dead.
    pub state: &'static str,
    pub next_attempt_at: Timestamp,
    pub reason: String,
    pub detail: String,
    pub at: Timestamp,
}

/// A new alert with its one delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlert {
    pub id: String,
    /// The idempotency key of its delivery.
    pub message_id: String,
    pub receiver: String,
    pub subject: String,
    /// JSON of the alert.
    pub body: String,
    /// JSON of the rendered message.
    pub payload: String,
    /// The findings it tells.
    pub findings: Vec<String>,
    pub at: Timestamp,
    /// When the first attempt is.
    pub due: Timestamp,
}

/// Keeps and queues an alert, in the batch of the findings it carries. Doing it twice is doing it
/// once.
pub fn enqueue(alert: &NewAlert) -> Vec<Stmt> {
    let mut stmts = vec![
        stmt!(
            "insert into alert (id, receiver, created_at, subject, body)
             values ($1, $2, $3, $4, $5) on conflict (id) do nothing",
            &alert.id,
            &alert.receiver,
            alert.at,
            &alert.subject,
            &alert.body
        ),
        stmt!(
            "insert into delivery (id, alert_id, receiver, payload, state, created_at,
                    next_attempt_at)
             values ($1, $2, $3, $4, 'pending', $5, $6) on conflict (id) do nothing",
            &alert.message_id,
            &alert.id,
            &alert.receiver,
            &alert.payload,
            alert.at,
            alert.due
        ),
    ];
    let sql = "insert into alert_finding (alert_id, finding_id) values ($1, $2)
               on conflict do nothing";
    stmts.extend(alert.findings.iter().map(|finding| stmt!(sql, &alert.id, finding)));
    stmts
}

impl Store {
    /// Leases up to `limit` due deliveries of one receiver; each counts as an attempt begun.
    pub async fn lease_deliveries(
        &self,
        receiver: &str,
        token: &str,
        now: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<DeliveryRow>> {
        let leased = self.write(stmt!(LEASE, token, until, now, limit, receiver)).await?;
        let mut rows = Vec::with_capacity(leased.len());
        for id in leased.iter().map(|row| row.text(0)) {
            rows.extend(self.delivery(&id).await?);
        }
        rows.sort_by(|a, b| (a.next_attempt_at, &a.id).cmp(&(b.next_attempt_at, &b.id)));
        Ok(rows)
    }

    pub async fn delivery(&self, id: &str) -> Result<Option<DeliveryRow>> {
        let sql = format!(
            "select {COLUMNS} from delivery d join alert a on a.id = d.alert_id where d.id = $1"
        );
        Ok(self.read_one(stmt!(sql, id)).await?.as_ref().map(delivery_row))
    }

    /// Settles one attempt; a lease taken over by another makes it a conflict and writes nothing.
    pub async fn settle_delivery(
        &self,
        delivery: &DeliveryRow,
        token: &str,
        settled: &Settlement,
        also: Batch,
    ) -> Result<()> {
        let mut batch = Batch(vec![
            stmt!(
                "update delivery set state = $3, next_attempt_at = $4, reason = $5,
                    settled_at = case when $3 = 'pending' then null else $6 end,
                    lease_token = null, lease_until = 0
                  where id = $1 and lease_token = $2 and state = 'pending'",
                &delivery.id,
                token,
                settled.state,
                settled.next_attempt_at,
                &settled.reason,
                settled.at,
            )
            .expect(1),
            stmt!(
                "insert into attempt (delivery_id, number, at, outcome, detail)
                 select $1, coalesce(max(number), 0) + 1, $2, $3, $4 from attempt
                  where delivery_id = $1",
                &delivery.id,
                settled.at,
                &settled.reason,
                &settled.detail,
            ),
        ]);
        batch.0.extend(also.0);
        self.apply(batch).await
    }

    /// Whether a receiver has taken any message since a moment.
    pub async fn took_since(&self, receiver: &str, since: Timestamp) -> Result<bool> {
        let sql = "select 1 from delivery where state = 'sent' and created_at >= $3
                      and receiver = $1 and settled_at >= $2 limit 1";
        let created = after(since, -A_WEEK);
        Ok(self.read_one(stmt!(sql, receiver, since, created)).await?.is_some())
    }

    /// Gives up what waits for a receiver that is gone; what is under way settles itself.
    pub async fn kill_waiting(
        &self,
        receiver: &str,
        now: Timestamp,
        reason: &str,
    ) -> Result<usize> {
        let sql = "update delivery set state = 'dead', settled_at = $2, reason = $3
                  where receiver = $1 and state = 'pending' and lease_until <= $2 returning id";
        Ok(self.write(stmt!(sql, receiver, now, reason)).await?.len())
    }

    /// Forgets settled deliveries of a receiver, with their alerts, but for one.
    pub async fn forget_deliveries(&self, receiver: &str, but: &str) -> Result<()> {
        let old = "select id from delivery where receiver = $1 and id <> $2 and state <> 'pending'";
        let attempts = format!("delete from attempt where delivery_id in ({old})");
        let findings = "delete from alert_finding where alert_id in (select alert_id from delivery
                         where receiver = $1 and id <> $2 and state <> 'pending')";
        let deliveries =
            "delete from delivery where receiver = $1 and id <> $2 and state <> 'pending'";
        let alerts = "delete from alert where receiver = $1 and not exists
                         (select 1 from delivery where alert_id = alert.id)";
        self.apply(Batch(vec![
            stmt!(attempts, receiver, but),
            stmt!(findings, receiver, but),
            stmt!(deliveries, receiver, but),
            stmt!(alerts, receiver),
        ]))
        .await
    }

    /// When the next delivery of a receiver is due.
    pub async fn next_delivery(&self, receiver: &str) -> Result<Option<Timestamp>> {
        let sql = "select min(case when lease_until > next_attempt_at then lease_until
                    else next_attempt_at end)
                 from delivery where receiver = $1 and state = 'pending'";
        Ok(self.read_one(stmt!(sql, receiver)).await?.and_then(|row| row.opt_time(0)))
    }

    /// The outbox, newest first, optionally one state of it.
    pub async fn deliveries(&self, state: Option<&str>, limit: usize) -> Result<Vec<DeliveryRow>> {
        let sql = format!(
            "select {COLUMNS} from delivery d join alert a on a.id = d.alert_id
              where $1 = '' or d.state = $1 order by d.created_at desc, d.id limit $2"
        );
        let rows = self.read(stmt!(sql, state.unwrap_or_default(), limit)).await?;
        Ok(rows.iter().map(delivery_row).collect())
    }

    /// Queues a delivery that was given up, again, from its first attempt. False: no such one.
    pub async fn retry_delivery(&self, id: &str, now: Timestamp) -> Result<bool> {
        let sql = "update delivery set state = 'pending', attempts = 0, next_attempt_at = $2,
                    settled_at = null, lease_until = 0, reason = 'retried by hand'
                  where id = $1 and state in ('dead', 'dropped') returning receiver";
        let Some(row) = self.write(stmt!(sql, id, now)).await?.into_iter().next() else {
            return Ok(false);
        };
        // Whoever asks for another try believes that the receiver is there again.
        self.enable_receivers(&[row.text(0)], now).await?;
        Ok(true)
    }

    /// Gives a delivery up by hand. False: no such one, or it is settled already.
    pub async fn drop_delivery(&self, id: &str, now: Timestamp) -> Result<bool> {
        let sql = "update delivery set state = 'dropped', settled_at = $2,
                    reason = 'dropped by hand', lease_token = null, lease_until = 0
                  where id = $1 and state in ('pending', 'dead') returning id";
        Ok(!self.write(stmt!(sql, id, now)).await?.is_empty())
    }
}

pub(super) fn delivery_row(row: &Row) -> DeliveryRow {
    DeliveryRow {
        id: row.text(0),
        alert_id: row.text(1),
        receiver: row.text(2),
        state: row.text(3),
        attempts: u32::try_from(row.int(4)).unwrap_or(u32::MAX),
        created_at: row.time(5),
        next_attempt_at: row.time(6),
        settled_at: row.opt_time(7),
        reason: row.text(8),
        subject: row.text(9),
        payload: row.text(10),
    }
}
