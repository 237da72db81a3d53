//! One record of an export: named values in a fixed order, as an object or as a line of CSV.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Value, json};

use crate::cli::visible::visible;
use crate::ledger::model::Side;
use crate::ledger::{Appearance, Finding};
use crate::store::Result;
use crate::store::json::decode;
use crate::store::record::tier_name;
use crate::store::review::{ClaimLine, FindingRow, VerdictRow};
use crate::store::sweep::KeptVersion;

pub(super) const CLAIM_COLUMNS: &[&str] = &[
    "term",
    "value",
    "status",
    "by",
    "origin",
    "confidence",
    "approximate",
    "derived",
    "counts",
    "outlet",
    "tier",
    "family",
    "article",
    "url",
    "title",
    "snapshot",
    "quote",
    "start",
    "end",
    "asserted",
    "observed",
    "gone",
];

pub(super) const FINDING_COLUMNS: &[&str] = &[
    "id",
    "kind",
    "also",
    "term",
    "label",
    "severity",
    "reason",
    "outlet",
    "article",
    "url",
    "title",
    "snapshot",
    "found",
    "from_value",
    "from_status",
    "from_quote",
    "from_url",
    "from_snapshot",
    "to_value",
    "to_status",
    "to_quote",
    "to_url",
    "to_snapshot",
    "prevailing_value",
    "independent",
    "stealth",
    "baseline",
    "technical",
    "headline",
    "verdict",
    "note",
];

pub(super) const SNAPSHOT_COLUMNS: &[&str] = &[
    "id",
    "article",
    "version",
    "outlet",
    "url",
    "title",
    "dek",
    "byline",
    "published",
    "modified",
    "observed",
    "changed",
    "correction_notes",
    "raw_hash",
    "bytes",
    "pruned",
    "text_hash",
    "reading_hash",
    "extractor",
    "watch",
    "unread",
    "headers",
];

/// Values in the order of their columns.
pub(super) struct Record {
    names: &'static [&'static str],
    values: Vec<Value>,
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.names.len()))?;
        for (name, value) in self.names.iter().zip(&self.values) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Record {
    pub(super) fn cells(&self) -> impl Iterator<Item = String> + '_ {
        self.values.iter().map(|value| match value {
            Value::Null => String::new(),
            Value::String(text) => harmless(text),
            Value::Object(_) => harmless(&value.to_string()),
            Value::Array(items) if items.iter().all(Value::is_string) => {
                let words: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                harmless(&words.join(" "))
            }
            Value::Bool(_) | Value::Number(_) | Value::Array(_) => value.to_string(),
        })
    }
}

/// Pages are strangers' texts: in a spreadsheet none of them may become a formula.
fn harmless(text: &str) -> String {
    let shown = visible(text);
    if shown.starts_with(['=', '+', '-', '@']) { format!("'{shown}") } else { shown.into_owned() }
}

/// One line by RFC 4180.
pub(super) fn csv_line(
    out: &mut dyn Write,
    cells: impl IntoIterator<Item = String>,
) -> io::Result<()> {
    let quoted = |cell: String| {
        if cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell
        }
    };
    let cells: Vec<String> = cells.into_iter().map(quoted).collect();
    write!(out, "{}\r\n", cells.join(","))
}

pub(super) fn claim(line: &ClaimLine) -> Result<Record> {
    let appearance: Appearance = decode(&line.body)?;
    let side = &appearance.side;
    let values = vec![
        json!(line.term),
        json!(line.value),
        json!(line.status),
        json!(side.by),
        json!(side.origin),
        json!(side.confidence),
        json!(side.approximate),
        json!(line.derived),
        json!(appearance.counts),
        json!(line.outlet),
        json!(tier_name(line.tier)),
        json!(line.family),
        json!(line.article_id),
        json!(line.url),
        json!(line.title),
        json!(side.source.snapshot_id),
        json!(side.quote),
        json!(side.span.start),
        json!(side.span.end),
        json!(line.asserted_at),
        json!(line.observed_at),
        json!(line.gone_at),
    ];
    Ok(Record { names: CLAIM_COLUMNS, values })
}

pub(super) fn finding(row: &FindingRow, verdict: Option<VerdictRow>) -> Result<Record> {
    let finding: Finding = decode(&row.body)?;
    let article = finding.article.as_ref();
    let also: Vec<&str> = finding.also.iter().map(|kind| kind.as_str()).collect();
    let mut values = vec![
        json!(row.id),
        json!(row.kind),
        json!(also),
        json!(row.term),
        json!(finding.label),
        json!(row.severity),
        json!(finding.reason.as_str()),
        json!(row.outlet),
        json!(row.article_id),
        json!(article.map(|article| &article.url)),
        json!(article.map(|article| &article.title)),
        json!(row.snapshot_id),
        json!(row.at),
    ];
    values.extend(side(finding.from.as_ref()));
    values.extend(side(finding.to.as_ref()));
    let (said, note) = verdict.map(|row| (row.verdict, row.note)).unzip();
    values.extend([
        json!(finding.prevailing.as_ref().map(|side| &side.value)),
        json!(finding.counts.independent),
        json!(finding.flags.stealth),
        json!(finding.flags.baseline),
        json!(finding.flags.technical),
        json!(row.headline),
        json!(said),
        json!(note),
    ]);
    Ok(Record { names: FINDING_COLUMNS, values })
}

pub(super) fn snapshot(version: &KeptVersion) -> Result<Record> {
    let row = &version.snapshot;
    let values = vec![
        json!(row.id),
        json!(row.article_id),
        json!(row.seq),
        json!(version.outlet),
        json!(row.url),
        json!(row.title),
        json!(row.dek),
        json!(row.byline),
        json!(row.published_at),
        json!(row.modified_at),
        json!(row.observed_at),
        decode(&row.parts)?,
        decode(&row.notes)?,
        json!(row.raw_hash),
        json!(version.size),
        json!(version.pruned),
        json!(row.text_hash),
        json!(row.reading_hash),
        json!(row.extractor),
        json!(row.watch),
        json!(version.unread),
        decode(&row.headers)?,
    ];
    Ok(Record { names: SNAPSHOT_COLUMNS, values })
}

fn side(side: Option<&Side>) -> [Value; 5] {
    [
        json!(side.map(|side| &side.value)),
        json!(side.map(|side| side.status.as_str())),
        json!(side.map(|side| &side.quote)),
        json!(side.map(|side| &side.source.url)),
        json!(side.map(|side| &side.source.snapshot_id)),
    ]
}
