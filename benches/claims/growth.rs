//! What more patterns cost: the shipped watch with every pattern of its terms a second time, in the
//! worst case on the very same words, in the usual one on words of its own.

use pactwatch::claim::Watch;
use toml::{Table, Value};

/// Twice the terms, each with the patterns of the one it was made from.
pub(crate) fn same_words(source: &str) -> Watch {
    doubled(source, &|pattern| pattern.to_owned())
}

/// Twice the terms; the new patterns need a word more that the old ones do not.
pub(crate) fn other_words(source: &str) -> Watch {
    doubled(source, &|pattern| format!("whereupon ..2 {pattern}"))
}

fn doubled(source: &str, change: &dyn Fn(&str) -> String) -> Watch {
    let mut root: Table = source.parse().unwrap();
    let terms = root.get_mut("term").and_then(Value::as_table_mut).unwrap();
    let copies: Vec<(String, Value)> = terms
        .iter()
        .map(|(id, term)| {
            let mut term = term.clone();
            let table = term.as_table_mut().unwrap();
            table.remove("examples");
            for key in ["match", "values", "direct", "wide"] {
                if let Some(patterns) = table.get_mut(key) {
                    rewrite(patterns, change);
                }
            }
            (format!("{id}.again"), term)
        })
        .collect();
    terms.extend(copies);
    Watch::compile(&toml::to_string(&root).unwrap(), "doubled.toml").unwrap()
}

fn rewrite(patterns: &mut Value, change: &dyn Fn(&str) -> String) {
    match patterns {
        Value::String(pattern) => *pattern = change(pattern),
        Value::Array(list) => list.iter_mut().for_each(|p| rewrite(p, change)),
        Value::Table(table) => table.iter_mut().for_each(|(_, p)| rewrite(p, change)),
        Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
    }
}
