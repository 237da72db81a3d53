//! Reads keys out of one TOML table, noting every wrong type and unknown key with its place.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Report;

/// A string with the byte where it starts in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub text: String,
    pub at: usize,
}

pub type Entry<'a> = &'a Spanned<DeValue<'a>>;

/// A table and its dotted name. `seen` gathers the keys asked for.
pub struct Section<'a> {
    table: &'a DeTable<'a>,
    pub name: String,
    pub at: usize,
    seen: Vec<&'static str>,
}

impl<'a> Section<'a> {
    pub fn new(table: &'a DeTable<'a>, name: &str, at: usize) -> Self {
        Self { table, name: name.to_owned(), at, seen: Vec::new() }
    }

    pub fn key(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    fn get(&mut self, key: &'static str) -> Option<Entry<'a>> {
        self.seen.push(key);
        self.table.get(key)
    }

    pub fn string(&mut self, key: &'static str, report: &mut Report) -> Option<Text> {
        let entry = self.get(key)?;
        let text = as_text(entry);
        if text.is_none() {
            report.add(entry.span().start, &self.key(key), "must be text", "write it in quotes");
        }
        text
    }

    pub fn required(&mut self, key: &'static str, report: &mut Report) -> Text {
        self.string(key, report).unwrap_or_else(|| {
            if !self.table.contains_key(key) {
                report.add(self.at, &self.key(key), "is missing", format!("add `{key} = \"...\"`"));
            }
            Text { text: String::new(), at: self.at }
        })
    }

    /// A list of texts; one text alone counts as a list of one.
    pub fn list(&mut self, key: &'static str, report: &mut Report) -> Vec<Text> {
        let name = self.key(key);
        self.get(key).map(|entry| texts(entry, &name, report)).unwrap_or_default()
    }

    pub fn flag(&mut self, key: &'static str, report: &mut Report) -> bool {
        let Some(entry) = self.get(key) else { return false };
        entry.get_ref().as_bool().unwrap_or_else(|| {
            report.add(entry.span().start, &self.key(key), "must be true or false", "");
            false
        })
    }

    pub fn number(&mut self, key: &'static str, report: &mut Report) -> Option<f64> {
        let entry = self.get(key)?;
        let number = match entry.get_ref() {
            DeValue::Integer(n) => n.as_str().replace('_', "").parse::<f64>().ok(),
            DeValue::Float(n) => n.as_str().replace('_', "").parse::<f64>().ok(),
            DeValue::String(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_)
            | DeValue::Table(_) => None,
        };
        if number.is_none() {
            report.add(entry.span().start, &self.key(key), "must be a number", "");
        }
        number
    }

    /// The tables or lists below `key`, in the order of the file.
    pub fn below(&mut self, key: &'static str, report: &mut Report) -> Vec<(Text, Entry<'a>)> {
        let name = self.key(key);
        let Some(entry) = self.get(key) else { return Vec::new() };
        let Some(table) = entry.get_ref().as_table() else {
            report.add(entry.span().start, &name, "must be a table", "");
            return Vec::new();
        };
        entries(table)
    }

    /// The table below `key`, when there is one.
    pub fn section(&mut self, key: &'static str, report: &mut Report) -> Option<Section<'a>> {
        let name = self.key(key);
        let entry = self.get(key)?;
        section_of(entry, &name, report)
    }

    /// Reports the keys nobody asked for.
    pub fn finish(self, report: &mut Report) {
        for (key, _) in entries(self.table) {
            if self.seen.iter().any(|s| *s == key.text) {
                continue;
            }
            let near = self
                .seen
                .iter()
                .map(|s| (strsim::jaro_winkler(s, &key.text), *s))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let mend = match near {
                Some((score, name)) if score > 0.75 => format!("did you mean `{name}`?"),
                _ => format!("known here: {}", self.seen.join(", ")),
            };
            report.add(key.at, &self.key(&key.text), "is not a key of this table", mend);
        }
    }
}

pub fn section_of<'a>(entry: Entry<'a>, name: &str, report: &mut Report) -> Option<Section<'a>> {
    let at = entry.span().start;
    let Some(table) = entry.get_ref().as_table() else {
        report.add(at, name, "must be a table", "");
        return None;
    };
    Some(Section::new(table, name, at))
}

fn entries<'a>(table: &'a DeTable<'a>) -> Vec<(Text, Entry<'a>)> {
    let mut all: Vec<_> = table
        .iter()
        .map(|(key, value)| (Text { text: key.get_ref().to_string(), at: key.span().start }, value))
        .collect();
    all.sort_by_key(|(key, _)| key.at);
    all
}

fn as_text(entry: Entry) -> Option<Text> {
    let text = entry.get_ref().as_str()?.to_owned();
    Some(Text { text, at: entry.span().start })
}

pub fn texts(entry: Entry, name: &str, report: &mut Report) -> Vec<Text> {
    if let Some(text) = as_text(entry) {
        return vec![text];
    }
    let Some(array) = entry.get_ref().as_array() else {
        report.add(entry.span().start, name, "must be a list of texts", "write [\"...\", \"...\"]");
        return Vec::new();
    };
    let mut out = Vec::new();
    for item in array {
        match as_text(item) {
            Some(text) => out.push(text),
            None => report.add(item.span().start, name, "must be text", "write it in quotes"),
        }
    }
    out
}
