//! Drafts TOML terms from clusters of open-lane sentences: a start for a person, never used as is.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::model::Unclassified;

/// A cluster of like sentences over many articles.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    pub cluster: String,
    pub articles: usize,
    pub sentences: Vec<String>,
    /// A draft `[term."..."]` table.
    pub draft: String,
}

/// Clusters found in at least `articles_min` of the articles, largest first.
pub fn suggest(articles: &[Vec<Unclassified>], articles_min: usize) -> Vec<Suggestion> {
    let mut clusters: BTreeMap<&str, (usize, Vec<&str>)> = BTreeMap::new();
    for article in articles {
        for open in article {
            let entry = clusters.entry(&open.cluster).or_default();
            entry.0 += 1;
            entry.1.push(&open.evidence.text);
        }
    }
    let mut out: Vec<Suggestion> = clusters
        .into_iter()
        .filter(|(_, (count, _))| *count >= articles_min)
        .map(|(cluster, (count, sentences))| Suggestion {
            cluster: cluster.to_owned(),
            articles: count,
            draft: draft(cluster, &sentences),
            sentences: sentences.into_iter().map(str::to_owned).collect(),
        })
        .collect();
    out.sort_by(|a, b| b.articles.cmp(&a.articles).then(a.cluster.cmp(&b.cluster)));
    out
}

fn draft(cluster: &str, sentences: &[&str]) -> String {
    let kind = value_type(cluster);
    let id: String = cluster
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| w.len() > 2 && *w != "USD")
        .take(2)
        .collect::<Vec<_>>()
        .join("_")
        .to_lowercase();
    let id = if id.is_empty() { "new_term".to_owned() } else { id };
    let mut out = format!("[term.\"draft.{id}\"]\nlabel = \"(name it)\"\ntype = \"{kind}\"\n");
    let pattern = match kind {
        "enum" => "values.yes = [\"(write a pattern)\"]".to_owned(),
        typed => format!("match = [\"(words) .. <{typed}>\"]"),
    };
    out.push_str(&pattern);
    out.push_str("\nexamples = [\n");
    for sentence in sentences.iter().take(5) {
        let quoted = sentence.replace('\\', " ").replace('"', "'").replace('\n', " ");
        if writeln!(out, "  \"{quoted} => (value)\",").is_err() {
            break;
        }
    }
    out.push_str("]\n");
    out
}

fn value_type(cluster: &str) -> &'static str {
    let first = cluster.split(' ').next().unwrap_or_default();
    if cluster.starts_with("USD ") || cluster.starts_with("EUR ") || cluster.starts_with("GBP ") {
        "money"
    } else if first.ends_with('%') {
        "percent"
    } else if first.len() == 4 && first.chars().all(|c| c.is_ascii_digit()) {
        "year"
    } else {
        "enum"
    }
}
