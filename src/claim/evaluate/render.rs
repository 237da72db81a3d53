//! The evaluation as plain text for a terminal.

use std::fmt::{self, Display};

use super::{Counts, Difference, Report};

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.totals(f)?;
        writeln!(f, "\n{:42} {:>5} {:>5} {:>5}  right extra missed", "term", "P", "R", "F1")?;
        for (term, counts) in &self.terms {
            writeln!(
                f,
                "{term:42} {}  {:5} {:5} {:6}",
                Line(*counts),
                counts.right,
                counts.extra,
                counts.missed
            )?;
        }
        if !self.confusion.is_empty() {
            writeln!(f, "\nstatus confused (gold -> read)")?;
            for (pair, n) in &self.confusion {
                writeln!(f, "  {pair:24} {n}")?;
            }
        }
        if !self.grounds.is_empty() {
            writeln!(f, "\nstatus by what decided it: right of all, and gold -> read where not")?;
        }
        for (ground, pairs) in &self.grounds {
            let right: usize = pairs.iter().filter(|(p, _)| same(p)).map(|(_, n)| n).sum();
            let all: usize = pairs.values().sum();
            let wrong = pairs.iter().filter(|(p, _)| !same(p)).map(|(p, n)| format!("{p} {n}"));
            let wrong: Vec<String> = wrong.collect();
            writeln!(f, "  {ground:18} {right:5} of {all:5}  {}", wrong.join(", "))?;
        }
        differences(f, "missed", &self.misses)?;
        differences(f, "extra", &self.extras)
    }
}

impl Report {
    /// Only the figures of the whole.
    pub fn totals(&self, f: &mut impl fmt::Write) -> fmt::Result {
        writeln!(f, "documents {}", self.documents)?;
        writeln!(f, "            P     R    F1")?;
        writeln!(
            f,
            "strict  {}  right {} extra {} missed {}",
            Line(self.strict),
            self.strict.right,
            self.strict.extra,
            self.strict.missed
        )?;
        writeln!(f, "loose   {}", Line(self.loose))?;
        let (shown, all) = self.surfaced;
        let share = Counts { right: shown, extra: 0, missed: all - shown }.recall();
        writeln!(
            f,
            "surfaced recall {share:.3} ({shown} of {all}); open-lane sentences {}",
            self.open
        )
    }
}

/// Both sides of `gold -> read` are one status.
fn same(pair: &str) -> bool {
    pair.split_once(" -> ").is_some_and(|(gold, read)| gold == read)
}

struct Line(Counts);

impl Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:5.3} {:5.3} {:5.3}", self.0.precision(), self.0.recall(), self.0.f1())
    }
}

fn differences(f: &mut fmt::Formatter<'_>, kind: &str, list: &[Difference]) -> fmt::Result {
    if list.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n{kind}")?;
    for d in list {
        let ground = if d.ground.is_empty() { String::new() } else { format!(" ({})", d.ground) };
        let mark = if d.surfaced { " (surfaced)" } else { "" };
        writeln!(
            f,
            "  {} {} = {} @{}{mark}{ground}\n      {}",
            d.document,
            d.term,
            d.value,
            d.status.as_str(),
            d.sentence
        )?;
    }
    Ok(())
}
