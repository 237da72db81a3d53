//! The process's environment, read once and from then on a value. Nobody else reads it.

use std::collections::BTreeMap;

use super::section::Report;
use super::source::{Entry, Node, Place, Table, Value};
use super::value::Fault;

/// A variable that sets a key starts so; `__` stands between the names of tables.
const PREFIX: &str = "PACTWATCH__";

/// Names and values. A value that is not UTF-8 is kept with replacement characters.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    pub fn of_process() -> Self {
        let plain = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        Self(std::env::vars_os().map(|(name, value)| (plain(name), plain(value))).collect())
    }

    /// This program, to be started again as a helper of itself. The running file and not what now
    /// stands under its name: an upgrade may have replaced that.
    pub fn program() -> Option<std::path::PathBuf> {
        let running = std::path::Path::new("/proc/self/exe");
        if running.exists() { Some(running.to_owned()) } else { std::env::current_exe().ok() }
    }

    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(pairs.into_iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether standard error goes to systemd's journal.
    pub fn under_journal(&self) -> bool {
        self.get("JOURNAL_STREAM").is_some()
    }

    /// How wide the terminal says it is.
    pub fn columns(&self) -> u16 {
        self.get("COLUMNS").and_then(|text| text.parse().ok()).unwrap_or(120)
    }

    /// Lays `PACTWATCH__FETCH__ROBOTS=false` over `fetch.robots`. A table in a list is named by
    /// its place, from 1: `PACTWATCH__FEED__1__URL`; one past the last adds a table.
    pub(super) fn overlay(&self, table: &mut Table, report: &Report<'_>) {
        for (variable, value) in &self.0 {
            let Some(path) = variable.strip_prefix(PREFIX) else { continue };
            let keys: Vec<String> = path.split("__").map(str::to_lowercase).collect();
            let place = Place::Variable(variable.clone());
            if set(table, &keys, &place, value).is_none() {
                let mend = "name tables and key as in the file, with __ between them";
                report.wrong(&place, &keys.join("."), Fault::new("names no place", mend));
            }
        }
    }
}

/// Values stay out of every debug print: any of them may be a secret.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Walks down, making tables on the way. `None` when the path runs through something else.
fn set(table: &mut Table, keys: &[String], place: &Place, value: &str) -> Option<()> {
    let (key, rest) = keys.split_first()?;
    if key.is_empty() {
        return None;
    }
    let fresh = |value| Node { value, place: place.clone() };
    if rest.is_empty() {
        put(table, key, fresh(Value::Text(value.to_owned())), place);
        return Some(());
    }
    if table.get(key).is_none() {
        let list = rest.first().is_some_and(|next| next.parse::<usize>().is_ok());
        let empty = if list { Value::List(Vec::new()) } else { Value::Table(Table::default()) };
        put(table, key, fresh(empty), place);
    }
    match &mut table.get_mut(key)?.value {
        Value::Table(inner) => set(inner, rest, place, value),
        Value::List(items) => {
            let (position, rest) = rest.split_first()?;
            let index = position.parse::<usize>().ok()?.checked_sub(1)?;
            if index == items.len() {
                items.push(fresh(Value::Table(Table::default())));
            }
            match &mut items.get_mut(index)?.value {
                Value::Table(inner) => set(inner, rest, place, value),
                Value::Text(_)
                | Value::Integer(_)
                | Value::Boolean(_)
                | Value::List(_)
                | Value::Other(_) => None,
            }
        }
        Value::Text(_) | Value::Integer(_) | Value::Boolean(_) | Value::Other(_) => None,
    }
}

fn put(table: &mut Table, key: &str, node: Node, place: &Place) {
    if let Some(there) = table.get_mut(key) {
        *there = node;
    } else {
        table.0.push(Entry { key: key.to_owned(), place: place.clone(), node });
    }
}
