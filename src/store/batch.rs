//! Statements as data: a verb builds a [`Batch`], a back-end applies it in one transaction.
//! Nothing here talks to a database.

use std::borrow::Cow;

use crate::base::{Timestamp, time};

/// The four shapes a column may have. Time is microseconds in `Int`, truth is 0 or 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Int(i64::from(truth))
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Int(time::micros(at))
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// One statement with `$1..$n` parameters and, when it guards something, how many rows it must
/// touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stmt {
    pub sql: Cow<'static, str>,
    pub params: Vec<Value>,
    pub expect: Option<u64>,
}

impl Stmt {
    pub fn new(sql: impl Into<Cow<'static, str>>, params: Vec<Value>) -> Self {
        Self { sql: sql.into(), params, expect: None }
    }

    /// The guard: any other row count rolls the whole batch back as a conflict.
    #[must_use]
    pub fn expect(mut self, rows: u64) -> Self {
        self.expect = Some(rows);
        self
    }
}

/// Builds a statement: `stmt!("update t set a = $1", a)`.
macro_rules! stmt {
    ($sql:expr $(, $param:expr)* $(,)?) => {
        $crate::store::batch::Stmt::new($sql, vec![$($crate::store::batch::Value::from($param)),*])
    };
}
pub(crate) use stmt;

/// One transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch(pub Vec<Stmt>);

impl Batch {
    pub fn push(&mut self, stmt: Stmt) {
        self.0.push(stmt);
    }
}

/// `$first, $first+1, ...` for an `in (...)` list.
pub(crate) fn placeholders(first: usize, count: usize) -> String {
    let mut list = String::with_capacity(count * 6);
    for number in first..first + count {
        list.push_str(if list.is_empty() { "$" } else { ", $" });
        list.push_str(&number.to_string());
    }
    list
}

/// A result row, read left to right; a wrong shape reads as the empty value, since the schema is
/// strict and the statement list is tested against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub Vec<Value>);

impl Row {
    pub fn int(&self, column: usize) -> i64 {
        self.opt_int(column).unwrap_or_default()
    }

    pub fn opt_int(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Int(number)) => Some(*number),
            Some(Value::Null | Value::Text(_) | Value::Bytes(_)) | None => None,
        }
    }

    pub fn text(&self, column: usize) -> String {
        self.opt_text(column).unwrap_or_default()
    }

    pub fn opt_text(&self, column: usize) -> Option<String> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Null | Value::Int(_) | Value::Bytes(_)) | None => None,
        }
    }

    pub fn bytes(&self, column: usize) -> Vec<u8> {
        match self.0.get(column) {
            Some(Value::Bytes(bytes)) => bytes.clone(),
            Some(Value::Null | Value::Int(_) | Value::Text(_)) | None => Vec::new(),
        }
    }

    pub fn truth(&self, column: usize) -> bool {
        self.int(column) != 0
    }

    pub fn time(&self, column: usize) -> Timestamp {
        time::from_micros(self.int(column))
    }

    pub fn opt_time(&self, column: usize) -> Option<Timestamp> {
        self.opt_int(column).map(time::from_micros)
    }
}
