//! A cursor over one table: hands out typed values, remembers which keys it was asked for, and
//! reports every mistake instead of stopping at it. The keys asked for are the keys allowed.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::hash::Hash;

use super::problem::Problem;
use super::source::{Node, Place, Source, Table, Value};
use super::value::{self, Fault, nearest};

/// Collects what is wrong while a file is read.
pub(super) struct Report<'a> {
    source: &'a Source,
    found: RefCell<Vec<Finding>>,
}

struct Finding {
    place: Place,
    grade: Grade,
    problem: Problem,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Grade {
    Syntax,
    Wrong,
    /// A key that should be there. Not worth saying when the syntax is broken: it may well be.
    Missing,
    Note,
}

/// What a report ends in, each list in the order of the file.
pub(super) struct Found {
    pub problems: Vec<Problem>,
    pub notes: Vec<Problem>,
}

impl<'a> Report<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, found: RefCell::default() }
    }

    pub(super) fn syntax(&self, offset: usize, message: &str) {
        let what = message.split('\n').next().unwrap_or_default();
        self.add(Grade::Syntax, &Place::Offset(offset), "", Fault::new(what, "mend the TOML here"));
    }

    pub(super) fn wrong(&self, place: &Place, key: &str, fault: Fault) {
        self.add(Grade::Wrong, place, key, fault);
    }

    fn add(&self, grade: Grade, place: &Place, key: &str, fault: Fault) {
        let (file, line, column) = match place {
            Place::Offset(offset) => {
                let (line, column) = self.source.position(*offset);
                (self.source.file.display().to_string(), line, column)
            }
            Place::Variable(name) => (format!("environment {name}"), 0, 0),
        };
        let Fault { what, mend } = fault;
        let problem = Problem { file, line, column, key: key.to_owned(), what, mend };
        self.found.borrow_mut().push(Finding { place: place.clone(), grade, problem });
    }

    pub(super) fn finish(&self) -> Found {
        let mut found = self.found.take();
        found.sort_by(|a, b| a.place.cmp(&b.place));
        let broken = found.iter().any(|finding| finding.grade == Grade::Syntax);
        found.retain(|finding| !(broken && finding.grade == Grade::Missing));
        let (notes, problems): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|finding| finding.grade == Grade::Note);
        let strip = |list: Vec<Finding>| list.into_iter().map(|f| f.problem).collect();
        Found { problems: strip(problems), notes: strip(notes) }
    }
}

/// One table of the file, at `path`.
pub(super) struct Section<'a> {
    report: &'a Report<'a>,
    path: String,
    place: Place,
    /// `None` for a table that is not there: every key of it is missing.
    table: Option<&'a Table>,
    asked: BTreeSet<&'static str>,
}

impl<'a> Section<'a> {
    pub(super) fn root(table: &'a Table, report: &'a Report<'a>) -> Self {
        Self::new(report, String::new(), Place::Offset(0), Some(table))
    }

    fn new(report: &'a Report<'a>, path: String, place: Place, table: Option<&'a Table>) -> Self {
        Self { report, path, place, table, asked: BTreeSet::new() }
    }

    /// The value of a key that may be left out.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&Node) -> Result<T, Fault>,
    ) -> Option<T> {
        let node = self.node(key)?;
        match read(node) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.report.wrong(&node.place, &self.name(key), fault);
                None
            }
        }
    }

    /// The value of a key that must be there. `None` only when a problem has been reported.
    pub(super) fn required<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&Node) -> Result<T, Fault>,
    ) -> Option<T> {
        if self.node(key).is_none() {
            let fault = Fault::new("is missing", format!("add {key} = ..."));
            self.report.add(Grade::Missing, &self.place, &self.name(key), fault);
        }
        self.optional(key, read)
    }

    /// A list, empty when left out; each element is judged, and reported, where it stands.
    pub(super) fn list<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&Node) -> Result<T, Fault>,
    ) -> Vec<T> {
        let items = self.optional(key, value::items).unwrap_or_default();
        let name = self.name(key);
        let judge = |item: &Node| {
            read(item).map_err(|fault| self.report.wrong(&item.place, &name, fault)).ok()
        };
        items.iter().filter_map(judge).collect()
    }

    /// A table under this one; one that is left out reads as empty.
    pub(super) fn section(&mut self, key: &'static str) -> Section<'a> {
        let name = self.name(key);
        match self.node(key).map(|node| (&node.value, &node.place)) {
            Some((Value::Table(table), place)) => {
                Section::new(self.report, name, place.clone(), Some(table))
            }
            Some((other, place)) => {
                let what = format!("expected a table, found {}", other.kind());
                self.report.wrong(
                    place,
                    &name,
                    Fault::new(what, format!("write {key} = {{ ... }}")),
                );
                Section::new(self.report, name, place.clone(), None)
            }
            None => Section::new(self.report, name, self.place.clone(), None),
        }
    }

    /// The tables of a `[[key]]` list, in order; their paths count from 1.
    pub(super) fn sections(&mut self, key: &'static str) -> Vec<Section<'a>> {
        let name = self.name(key);
        let mend = format!("write [[{name}]]");
        let Some(node) = self.node(key) else { return Vec::new() };
        let Value::List(items) = &node.value else {
            let what = format!("expected a list of tables, found {}", node.value.kind());
            self.report.wrong(&node.place, &name, Fault::new(what, mend));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let path = format!("{name}[{}]", index + 1);
            if let Value::Table(table) = &item.value {
                sections.push(Section::new(self.report, path, item.place.clone(), Some(table)));
            } else {
                let what = format!("expected a table, found {}", item.value.kind());
                self.report.wrong(&item.place, &path, Fault::new(what, mend.clone()));
            }
        }
        sections
    }

    /// A key that is understood, and refused with the reason. Says whether it was there; unless
    /// it was, it stays unasked, so that no list of keys offers it.
    pub(super) fn refused(&mut self, key: &'static str, what: &str, mend: &str) -> bool {
        let there = self.table.is_some_and(|table| table.get(key).is_some());
        if there {
            self.wrong(key, Fault::new(what, mend));
        }
        there
    }

    pub(super) fn has(&mut self, key: &'static str) -> bool {
        self.node(key).is_some()
    }

    /// Reports a mistake that takes more than one key to see.
    pub(super) fn wrong(&mut self, key: &'static str, fault: Fault) {
        let place = self.node(key).map_or(self.place.clone(), |node| node.place.clone());
        self.report.wrong(&place, &self.name(key), fault);
    }

    /// Reports a value that an earlier table of the list has taken.
    pub(super) fn unique<T: Clone + Eq + Hash>(
        &mut self,
        key: &'static str,
        value: Option<&T>,
        taken: &mut HashSet<T>,
    ) {
        if value.is_some_and(|value| !taken.insert(value.clone())) {
            let what = format!("another [[{}]] above has it", self.list_name());
            self.wrong(key, Fault::new(what, "change or remove one of them"));
        }
    }

    pub(super) fn note(&mut self, key: &'static str, what: &str, mend: &str) {
        let place = self.node(key).map_or(self.place.clone(), |node| node.place.clone());
        self.report.add(Grade::Note, &place, &self.name(key), Fault::new(what, mend));
    }

    /// Reports every key nobody asked for.
    pub(super) fn finish(&mut self) {
        let entries = self.table.map(|table| table.0.as_slice()).unwrap_or_default();
        for entry in entries.iter().filter(|entry| !self.asked.contains(entry.key.as_str())) {
            let mend = nearest(&entry.key, &self.asked);
            let name = self.name(&entry.key);
            self.report.wrong(&entry.place, &name, Fault::new("is no key here", mend));
        }
    }

    fn node(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.insert(key);
        self.table?.get(key)
    }

    /// `feed` of `feed[3]`.
    fn list_name(&self) -> &str {
        self.path.split('[').next().unwrap_or_default()
    }

    fn name(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}
