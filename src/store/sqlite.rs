//! The embedded engine: one thread owns the writing connection, a few threads own read-only ones.
//! It runs statements and never decides anything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, OpenFlags, StatementStatus, TransactionBehavior};
use tokio::sync::oneshot;

use super::batch::{Batch, Row, Stmt, Value};
use super::error::{Result, StoreError};

const READERS: usize = 2;
/// Batches that wait at the same time share a transaction, and its wait for the disk; so many at
/// most.
const TOGETHER: usize = 64;

/// How the engine goes about each statement it was ever given.
pub type Plans = Arc<Mutex<BTreeMap<String, Plan>>>;

/// One statement: what `explain query plan` says of it, how often it ran, and the instructions of
/// the engine's own machine that all its runs took: a few for each row that was looked at.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub steps: Vec<String>,
    pub runs: usize,
    pub work: u64,
}

enum Job {
    Query(Stmt, oneshot::Sender<Result<Vec<Row>>>),
    Queries(Vec<Stmt>, oneshot::Sender<Result<Vec<Vec<Row>>>>),
    Apply(Batch, oneshot::Sender<Result<()>>),
    Script(&'static str, oneshot::Sender<Result<()>>),
    Backup(PathBuf, oneshot::Sender<Result<()>>),
}

impl Job {
    /// What is to be committed, of a job that commits.
    fn batch(&self) -> Option<&Batch> {
        match self {
            Self::Apply(batch, _) => Some(batch),
            Self::Query(..) | Self::Queries(..) | Self::Script(..) | Self::Backup(..) => None,
        }
    }
}

/// Handles to the connection threads. Dropping it closes the database in order.
#[derive(Debug)]
pub(super) struct Sqlite {
    writer: mpsc::Sender<Job>,
    readers: Vec<mpsc::Sender<Job>>,
    next_reader: std::sync::atomic::AtomicUsize,
}

impl Sqlite {
    /// Opens (and creates) the file. `None` is a private database in memory, for tests.
    pub(super) fn open(path: Option<&Path>, read_only: bool) -> Result<Self> {
        let Some(path) = path else {
            return Self::in_memory(None);
        };
        if !read_only && let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)
                .map_err(|e| StoreError::Open(format!("{}: {e}", folder.display())))?;
        }
        let open_error = |e| StoreError::Open(format!("{}: {e}", path.display()));
        let reader = || -> Result<mpsc::Sender<Job>> {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(path, flags).map_err(open_error)?;
            serve(prepare(connection, true)?, "pactwatch-db-read")
        };
        if read_only {
            // A slow page must not hold up a quick one; nothing is ever written here.
            let readers = (0..READERS).map(|_| reader()).collect::<Result<Vec<_>>>()?;
            return Ok(Self { writer: reader()?, readers, next_reader: 0.into() });
        }
        let writer = serve(
            prepare(Connection::open(path).map_err(open_error)?, false)?,
            "pactwatch-db-write",
        )?;
        let readers = (0..READERS).map(|_| reader()).collect::<Result<Vec<_>>>()?;
        Ok(Self { writer, readers, next_reader: 0.into() })
    }

    /// A private database; it notes its plans when it is asked to.
    pub(super) fn in_memory(plans: Option<Plans>) -> Result<Self> {
        let connection = prepare(Connection::open_in_memory()?, false)?;
        let writer = serve_noting(connection, "pactwatch-db", plans)?;
        Ok(Self { writer, readers: Vec::new(), next_reader: 0.into() })
    }

    /// Reads on a read-only connection; sees every batch applied before the call.
    pub(super) async fn read(&self, stmt: Stmt) -> Result<Vec<Row>> {
        ask(self.reader(), |reply| Job::Query(stmt, reply)).await
    }

    /// Reads several at one moment of the database, in one errand: each costs microseconds, a visit
    /// to another thread costs more.
    pub(super) async fn read_many(&self, stmts: Vec<Stmt>) -> Result<Vec<Vec<Row>>> {
        ask(self.reader(), |reply| Job::Queries(stmts, reply)).await
    }

    fn reader(&self) -> &mpsc::Sender<Job> {
        let turn = self.next_reader.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let index = turn.checked_rem(self.readers.len()).unwrap_or_default();
        self.readers.get(index).unwrap_or(&self.writer)
    }

    /// Runs one statement that changes rows and returns some (`update ... returning`).
    pub(super) async fn write(&self, stmt: Stmt) -> Result<Vec<Row>> {
        ask(&self.writer, |reply| Job::Query(stmt, reply)).await
    }

    pub(super) async fn apply(&self, batch: Batch) -> Result<()> {
        ask(&self.writer, |reply| Job::Apply(batch, reply)).await
    }

    /// Runs a migration script; it must hold its own transaction.
    pub(super) async fn script(&self, sql: &'static str) -> Result<()> {
        ask(&self.writer, |reply| Job::Script(sql, reply)).await
    }

    /// Writes a consistent copy to `target` while work goes on.
    pub(super) async fn backup(&self, target: PathBuf) -> Result<()> {
        ask(&self.writer, |reply| Job::Backup(target, reply)).await
    }
}

async fn ask<T>(
    lane: &mpsc::Sender<Job>,
    job: impl FnOnce(oneshot::Sender<Result<T>>) -> Job,
) -> Result<T> {
    let (reply, answer) = oneshot::channel();
    lane.send(job(reply)).map_err(|_| StoreError::Closed)?;
    answer.await.map_err(|_| StoreError::Closed)?
}

fn prepare(connection: Connection, read_only: bool) -> Result<Connection> {
    connection.set_prepared_statement_cache_capacity(256);
    // Else a statement is compiled anew whenever a bound value might lead to another plan.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch(
        "pragma busy_timeout = 5000; pragma foreign_keys = on; pragma trusted_schema = off;
         pragma cell_size_check = on; pragma mmap_size = 0; pragma cache_size = -16384;
         pragma temp_store = memory;",
    )?;
    connection.execute_batch(if read_only {
        "pragma query_only = on;"
    } else {
        // synchronous=full: an alert that was promised must survive a power cut.
        // A page that changes often is written back once in so many, not each time.
        "pragma auto_vacuum = incremental; pragma journal_mode = wal; pragma synchronous = full;
         pragma journal_size_limit = 67108864; pragma wal_autocheckpoint = 4000;"
    })?;
    Ok(connection)
}

fn serve(connection: Connection, name: &str) -> Result<mpsc::Sender<Job>> {
    serve_noting(connection, name, None)
}

fn serve_noting(
    mut connection: Connection,
    name: &str,
    plans: Option<Plans>,
) -> Result<mpsc::Sender<Job>> {
    let (lane, jobs) = mpsc::channel();
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            while let Some(group) = gather(&jobs) {
                match &plans {
                    None => answer_all(&mut connection, group),
                    Some(plans) => {
                        // Held until all is noted, so that who has an answer finds it noted.
                        let mut plans = plans.lock().unwrap_or_else(PoisonError::into_inner);
                        let noted = note(&connection, &group, &mut plans);
                        answer_all(&mut connection, group);
                        weigh(&connection, &noted, &mut plans);
                    }
                }
            }
        })
        .map_err(|e| StoreError::Open(e.to_string()))?;
    Ok(lane)
}

/// The next job; after a batch also those that wait behind it, as far as they are batches, and one
/// of another kind. `None`: nobody will ask any more.
fn gather(jobs: &mpsc::Receiver<Job>) -> Option<Vec<Job>> {
    let mut group = vec![jobs.recv().ok()?];
    while matches!(group.last(), Some(Job::Apply(..))) && group.len() < TOGETHER {
        let Ok(next) = jobs.try_recv() else { break };
        group.push(next);
    }
    Some(group)
}

/// Counts statements, and notes the plans of those that are new; returns which they are.
fn note(
    connection: &Connection,
    jobs: &[Job],
    plans: &mut BTreeMap<String, Plan>,
) -> BTreeSet<String> {
    let stmts = || {
        jobs.iter().flat_map(|job| match job {
            Job::Query(stmt, _) => std::slice::from_ref(stmt),
            Job::Queries(stmts, _) => stmts,
            Job::Apply(batch, _) => &batch.0,
            Job::Script(..) | Job::Backup(..) => &[],
        })
    };
    for stmt in stmts() {
        if !plans.contains_key(stmt.sql.as_ref()) {
            let asked = Stmt::new(format!("explain query plan {}", stmt.sql), stmt.params.clone());
            let lines = query(connection, &asked).unwrap_or_default();
            let steps = lines.iter().map(|row| row.text(3)).collect();
            plans.insert(stmt.sql.to_string(), Plan { steps, ..Plan::default() });
        }
        if let Some(plan) = plans.get_mut(stmt.sql.as_ref()) {
            plan.runs += 1;
        }
    }
    stmts().map(|stmt| stmt.sql.to_string()).collect()
}

/// Adds what the statements of a job took; they are still in the connection's cache.
fn weigh(connection: &Connection, stmts: &BTreeSet<String>, plans: &mut BTreeMap<String, Plan>) {
    for sql in stmts {
        let Ok(prepared) = connection.prepare_cached(sql) else { continue };
        let took = prepared.reset_status(StatementStatus::VmStep);
        if let Some(plan) = plans.get_mut(sql) {
            plan.work += u64::try_from(took).unwrap_or_default();
        }
    }
}

/// Answers a group in its order. Its batches are committed in one transaction and acknowledged
/// after it. When one of them cannot be, nothing of the group is written, and each is applied by
/// itself: no batch ever fails for another.
fn answer_all(connection: &mut Connection, group: Vec<Job>) {
    let batches: Vec<&Batch> = group.iter().filter_map(Job::batch).collect();
    let together = batches.len() > 1 && apply(connection, &batches).is_ok();
    for job in group {
        match (together, job) {
            (true, Job::Apply(_, reply)) => drop(reply.send(Ok(()))),
            (_, job) => answer(connection, job),
        }
    }
}

/// A caller that went away does not undo the work: its answer is dropped, the batch stands.
fn answer(connection: &mut Connection, job: Job) {
    match job {
        Job::Query(stmt, reply) => drop(reply.send(query(connection, &stmt))),
        Job::Queries(stmts, reply) => drop(reply.send(queries(connection, &stmts))),
        Job::Apply(batch, reply) => drop(reply.send(apply(connection, &[&batch]))),
        Job::Script(sql, reply) => {
            let done = connection.execute_batch(sql).map_err(StoreError::from);
            if done.is_err() && !connection.is_autocommit() {
                drop(connection.execute_batch("rollback"));
            }
            drop(reply.send(done));
        }
        Job::Backup(target, reply) => drop(reply.send(backup(connection, &target))),
    }
}

fn backup(connection: &Connection, target: &Path) -> Result<()> {
    let mut copy = Connection::open(target)?;
    let steps = rusqlite::backup::Backup::new(connection, &mut copy)?;
    steps.run_to_completion(256, std::time::Duration::ZERO, None)?;
    Ok(())
}

fn apply(connection: &mut Connection, batches: &[&Batch]) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Rows of one kind follow each other: what was looked up for one serves the next.
    let mut held: Option<(&str, CachedStatement<'_>)> = None;
    for stmt in batches.iter().flat_map(|batch| &batch.0) {
        let mut prepared = match held.take() {
            Some((sql, prepared)) if sql == stmt.sql => prepared,
            _ => transaction.prepare_cached(&stmt.sql)?,
        };
        prepared.clear_bindings();
        bind(&mut prepared, &stmt.params)?;
        let touched = prepared.raw_execute()? as u64;
        if stmt.expect.is_some_and(|rows| rows != touched) {
            return Err(StoreError::Conflict(stmt.sql.to_string()));
        }
        held = Some((stmt.sql.as_ref(), prepared));
    }
    drop(held);
    transaction.commit()?;
    Ok(())
}

fn queries(connection: &mut Connection, stmts: &[Stmt]) -> Result<Vec<Vec<Row>>> {
    let moment = connection.transaction()?;
    let found = stmts.iter().map(|stmt| query(&moment, stmt)).collect();
    moment.finish()?;
    found
}

fn query(connection: &Connection, stmt: &Stmt) -> Result<Vec<Row>> {
    let mut prepared = connection.prepare_cached(&stmt.sql)?;
    bind(&mut prepared, &stmt.params)?;
    let columns = prepared.column_count();
    let mut found = Vec::new();
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        let values =
            (0..columns).map(|i| row.get_ref(i).map(value)).collect::<rusqlite::Result<_>>()?;
        found.push(Row(values));
    }
    Ok(found)
}

fn value(raw: ValueRef<'_>) -> Value {
    match raw {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        // No column is real; an aggregate over integers that overflows is the only way here.
        #[expect(clippy::cast_possible_truncation, reason = "clamped by the cast itself")]
        ValueRef::Real(number) => Value::Int(number as i64),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

/// `$3` is the third parameter wherever it stands, so a statement may use one twice or not at all.
fn bind(prepared: &mut rusqlite::Statement<'_>, params: &[Value]) -> rusqlite::Result<()> {
    for slot in 1..=prepared.parameter_count() {
        let number = prepared.parameter_name(slot).and_then(|name| name.get(1..)?.parse().ok());
        let number: usize = number.unwrap_or(slot);
        let Some(param) = number.checked_sub(1).and_then(|index| params.get(index)) else {
            continue;
        };
        match param {
            Value::Null => prepared.raw_bind_parameter(slot, rusqlite::types::Null)?,
            Value::Int(number) => prepared.raw_bind_parameter(slot, number)?,
            Value::Text(text) => prepared.raw_bind_parameter(slot, text)?,
            Value::Bytes(bytes) => prepared.raw_bind_parameter(slot, bytes)?,
        }
    }
    Ok(())
}
