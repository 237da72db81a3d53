//! A TOML text as a tree in which every value knows where it was written. It knows no key.

use std::path::PathBuf;

use toml::de::{DeTable, DeValue};

/// The text a place points into.
pub(super) struct Source {
    pub file: PathBuf,
    pub text: String,
}

impl Source {
    /// Line and column, both from 1, the column in characters.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        (before.matches('\n').count() + 1, column)
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// The byte of the file at which it starts.
    Offset(usize),
    /// The environment variable that set it.
    Variable(String),
}

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub value: Value,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Boolean(bool),
    List(Vec<Node>),
    Table(Table),
    /// A float, a date or an integer too large: nothing here takes one. Holds TOML's word for it.
    Other(&'static str),
}

impl Value {
    /// What it is, for "expected text, found ...".
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Other(kind) => kind,
        }
    }
}

/// Keys with their values, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Table(pub Vec<Entry>);

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    /// Where the key itself stands.
    pub place: Place,
    pub node: Node,
}

impl Table {
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.0.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }
}

/// The tree of a text, as far as it could be read, and the mistakes of syntax: where, and what.
pub(super) fn parse(text: &str) -> (Table, Vec<(usize, String)>) {
    let (tree, errors) = DeTable::parse_recoverable(text);
    let error = |error: &toml::de::Error| {
        (error.span().map_or(0, |span| span.start), error.message().to_owned())
    };
    (table(tree.get_ref()), errors.iter().map(error).collect())
}

fn table(tree: &DeTable<'_>) -> Table {
    let mut entries: Vec<Entry> = tree
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            place: Place::Offset(key.span().start),
            node: node(value.get_ref(), value.span().start),
        })
        .collect();
    entries.sort_by(|a, b| a.place.cmp(&b.place));
    Table(entries)
}

fn node(value: &DeValue<'_>, offset: usize) -> Node {
    let kind = value.type_str();
    let value = match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other("a number too large"), Value::Integer),
        DeValue::Boolean(flag) => Value::Boolean(*flag),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|i| node(i.get_ref(), i.span().start)).collect())
        }
        DeValue::Table(inner) => Value::Table(table(inner)),
        DeValue::Float(_) | DeValue::Datetime(_) => Value::Other(kind),
    };
    Node { value, place: Place::Offset(offset) }
}
