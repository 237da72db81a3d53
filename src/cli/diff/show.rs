//! Two versions side by side: what is claimed otherwise, then what is written otherwise.

use std::io::{self, Write};

use serde::Serialize;

use super::compare::Edit;
use super::{Pair, Version};
use crate::article::diff::{Change, Diff, Extent, Span, diff, to_text};
use crate::base::Timestamp;
use crate::cli::moment;
use crate::cli::table::print_json;
use crate::cli::visible::visible;
use crate::ledger::FindingKind;
use crate::ledger::model::Side;
use crate::ledger::words::show;
use crate::store::record::{ArticleRow, SnapshotRow};

#[derive(Serialize)]
struct Whole<'a> {
    article: ArticleLine<'a>,
    versions: i64,
    from: Option<VersionLine<'a>>,
    to: Option<VersionLine<'a>>,
    claims: Vec<ClaimLine<'a>>,
    /// identical, typographic, moved or edited
    extent: Extent,
    /// Only what changed. Offsets are bytes of the two texts.
    text: Vec<ChangeLine<'a>>,
}

#[derive(Serialize)]
struct ArticleLine<'a> {
    id: &'a str,
    url: &'a str,
    outlet: &'a str,
}

#[derive(Serialize)]
struct VersionLine<'a> {
    version: i64,
    snapshot: &'a str,
    observed: Timestamp,
    published: Option<Timestamp>,
    modified: Option<Timestamp>,
    title: &'a str,
    text_hash: &'a str,
    extractor: &'a str,
    watch: &'a str,
}

#[derive(Serialize)]
struct ClaimLine<'a> {
    change: &'static str,
    term: &'a str,
    label: &'a str,
    from: Option<SideLine<'a>>,
    to: Option<SideLine<'a>>,
    /// The page's dates stayed as they were and no note speaks of it.
    stealth: bool,
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct SideLine<'a> {
    value: &'a str,
    status: &'static str,
    quote: &'a str,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct ChangeLine<'a> {
    change: &'static str,
    old: Option<PartLine<'a>>,
    new: Option<PartLine<'a>>,
}

#[derive(Serialize)]
struct PartLine<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

pub(super) fn json(out: &mut dyn Write, pair: &Pair, edits: &[Edit]) -> io::Result<()> {
    let (old, new) = (&pair.old.read.article.text, &pair.new.read.article.text);
    let Diff { extent, changes } = diff(old, new);
    let whole = Whole {
        article: article_line(&pair.article),
        versions: pair.article.versions,
        from: Some(version_line(&pair.old.snapshot)),
        to: Some(version_line(&pair.new.snapshot)),
        claims: edits.iter().map(claim_line).collect(),
        extent,
        text: changes.iter().filter_map(|change| change_line(change, old, new)).collect(),
    };
    print_json(out, &whole)
}

/// An article that has no second version yet.
pub(super) fn single(
    out: &mut dyn Write,
    article: &ArticleRow,
    only: Option<&SnapshotRow>,
    json: bool,
) -> io::Result<()> {
    if json {
        let whole = Whole {
            article: article_line(article),
            versions: article.versions,
            from: None,
            to: only.map(version_line),
            claims: Vec::new(),
            extent: Extent::Identical,
            text: Vec::new(),
        };
        return print_json(out, &whole);
    }
    writeln!(out, "{}  {}", article.id, visible(&article.url))?;
    let Some(only) = only else {
        return writeln!(out, "no version yet: the page has not been read");
    };
    let seen = article.last_ok_at.map(moment).unwrap_or_default();
    let from = moment(only.observed_at);
    writeln!(out, "one version, observed {from} and unchanged when last seen, {seen}")
}

fn article_line(row: &ArticleRow) -> ArticleLine<'_> {
    ArticleLine { id: &row.id, url: &row.url, outlet: &row.outlet }
}

fn version_line(row: &SnapshotRow) -> VersionLine<'_> {
    VersionLine {
        version: row.seq,
        snapshot: &row.id,
        observed: row.observed_at,
        published: row.published_at,
        modified: row.modified_at,
        title: &row.title,
        text_hash: &row.text_hash,
        extractor: &row.extractor,
        watch: &row.watch,
    }
}

fn claim_line(edit: &Edit) -> ClaimLine<'_> {
    let finding = &edit.finding;
    ClaimLine {
        change: edit.kind.as_str(),
        term: &finding.term,
        label: &finding.label,
        from: finding.from.as_ref().map(side_line),
        to: finding.to.as_ref().map(side_line),
        stealth: finding.flags.stealth,
        note: finding.correction_note.as_ref().map(|note| note.text.as_str()),
    }
}

fn side_line(side: &Side) -> SideLine<'_> {
    SideLine {
        value: &side.value,
        status: side.status.as_str(),
        quote: &side.quote,
        start: side.span.start,
        end: side.span.end,
    }
}

fn change_line<'a>(change: &Change, old: &'a str, new: &'a str) -> Option<ChangeLine<'a>> {
    let part = |text: &'a str, span: &Span| PartLine {
        start: span.start,
        end: span.end,
        text: text.get(span.clone()).unwrap_or_default(),
    };
    let line = |change, from: Option<&Span>, to: Option<&Span>| ChangeLine {
        change,
        old: from.map(|span| part(old, span)),
        new: to.map(|span| part(new, span)),
    };
    match change {
        Change::Same { .. } => None,
        Change::Removed { old } => Some(line("removed", Some(old), None)),
        Change::Added { new } => Some(line("added", None, Some(new))),
        Change::Moved { old, new } => Some(line("moved", Some(old), Some(new))),
        Change::Edited { old, new, .. } => Some(line("edited", Some(old), Some(new))),
    }
}

pub(super) fn human(
    out: &mut dyn Write,
    pair: &Pair,
    edits: &[Edit],
    colour: bool,
) -> io::Result<()> {
    let Pair { article, old, new } = pair;
    writeln!(out, "{}  {}", article.id, visible(&article.url))?;
    writeln!(out, "  {}", named(old))?;
    writeln!(out, "  {}  (of {})", named(new), article.versions)?;
    if old.snapshot.extractor != new.snapshot.extractor || old.snapshot.watch != new.snapshot.watch
    {
        writeln!(out, "  note: read by different rules; what differs may be the reading")?;
    }
    writeln!(out)?;
    if edits.is_empty() {
        writeln!(out, "No claim changed.")?;
    }
    for edit in edits {
        claim(out, edit)?;
    }
    let (before, after) = (&old.read.article.text, &new.read.article.text);
    let text = diff(before, after);
    let what = match text.extent {
        Extent::Identical => "\nThe text is the same.",
        Extent::Typographic => "\nThe text differs in typography only.",
        Extent::Moved => "\nThe text was only moved about:",
        Extent::Edited => "\nThe text:",
    };
    writeln!(out, "{what}")?;
    // Its characters are neutralised where it is made, since its colours are not.
    write!(out, "{}", to_text(&text, before, after, colour))
}

/// Which version, seen when, under which title.
pub(super) fn named(version: &Version) -> String {
    let row = &version.snapshot;
    format!("version {}, observed {}  {}", row.seq, moment(row.observed_at), visible(&row.title))
}

/// "licence until 2032 -> 2030", and the words of both sides.
fn claim(out: &mut dyn Write, edit: &Edit) -> io::Result<()> {
    let finding = &edit.finding;
    let quiet = if finding.flags.stealth { "  (silently)" } else { "" };
    writeln!(out, "{}{quiet}", visible(&headline(edit)))?;
    for (mark, side) in [("-", &finding.from), ("+", &finding.to)] {
        if let Some(side) = side {
            writeln!(out, "  {mark} \"{}\"", visible(&side.quote))?;
        }
    }
    if let Some(note) = &finding.correction_note {
        writeln!(out, "  the outlet's note: \"{}\"", visible(&note.text))?;
    }
    Ok(())
}

/// What changed, in one line.
pub(super) fn headline(edit: &Edit) -> String {
    let finding = &edit.finding;
    let label = &finding.label;
    let held = |side: &Side| format!("{} ({})", show(&side.value), side.status.as_str());
    match (&finding.from, &finding.to) {
        (Some(from), Some(to)) if edit.kind == FindingKind::StatusChanged => {
            let (was, is) = (from.status.as_str(), to.status.as_str());
            format!("{label} {}: {was} -> {is}", show(&to.value))
        }
        (Some(from), Some(to)) if from.status != to.status => {
            format!("{label} {} -> {}", held(from), held(to))
        }
        (Some(from), Some(to)) => format!("{label} {} -> {}", show(&from.value), show(&to.value)),
        (Some(from), None) => format!("{label} {} -> nothing", held(from)),
        (None, Some(to)) => format!("{label} nothing -> {}", held(to)),
        (None, None) => label.clone(),
    }
}
