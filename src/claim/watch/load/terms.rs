//! The `[term."id"]` tables.

use std::collections::BTreeMap;

use super::super::section::{Entry, Section, Text, section_of, texts};
use super::super::term::{Cardinality, Example, Severity, Tense, Term, TermInfo, TermPattern};
use super::{Loader, Report};
use crate::claim::model::Status;
use crate::claim::pattern::Sym;
use crate::claim::pattern::compile::unknown;
use crate::claim::values::ValueType;

impl Loader {
    pub(super) fn terms(&mut self, root: &mut Section, report: &mut Report) {
        for (key, entry) in root.below("term", report) {
            let name = format!("term.\"{}\"", key.text);
            let Some(mut section) = section_of(entry, &name, report) else { continue };
            let term = self.term(&key, &mut section, report);
            section.finish(report);
            self.terms.push(term);
        }
        for (key, entry) in root.below("decoy", report) {
            let name = format!("decoy.{}", key.text);
            let Some(mut section) = section_of(entry, &name, report) else { continue };
            let mut term = self.term(&key, &mut section, report);
            section.finish(report);
            term.decoy = true;
            self.terms.push(term);
        }
        if self.terms.is_empty() {
            report.add(0, "term", "there is no term", "add [term.\"some.id\"]");
        }
    }

    fn term(&mut self, key: &Text, section: &mut Section, report: &mut Report) -> Term {
        let info = info(key, section, report);
        let mut term = Term {
            decoy: false,
            alone: section.flag("alone", report),
            frame: self.frame_of(section, report),
            info,
            patterns: Vec::new(),
            deny: self.list_of("deny", section, report),
            between: self.list_of("not_between", section, report),
            needs: self.list_of("needs", section, report),
            void_in_sentence: self.list_of("void_in_sentence", section, report),
            minor: self.list_of("minor", section, report),
            fixed_between: self.list_of("fixed_not_between", section, report),
            void: self.list_of("void", section, report),
            neutral: self.list_of("neutral", section, report),
            topic: self.list_of("topic", section, report),
            called: Vec::new(),
            owner: self.owner(section, report),
            strangers: self.list_of("strangers", section, report),
            rivals: self.rivals(section, report),
            ceased: Vec::new(),
            yields: Vec::new(),
            supersedes: Vec::new(),
            implies: implied(section, report),
            presupposed: section.flag("presupposed", report),
            latest: section.flag("latest", report),
            sane: sane(section, report),
            default_status: status(section, report),
            ignore: statuses("ignore", section, report),
            lone: statuses("lone", section, report),
            attribute_to: section.string("attribute_to", report).map(|t| t.text),
            examples: examples(section, report),
        };
        self.patterns(&mut term, section, report);
        self.called(&mut term, section, report);
        outcomes(&mut term, section, report);
        if term.patterns.is_empty() {
            report.add(key.at, &section.name, "has no pattern", "add match, values or direct");
        }
        term
    }

    fn list_of(
        &mut self,
        key: &'static str,
        section: &mut Section,
        report: &mut Report,
    ) -> Vec<crate::claim::pattern::Program> {
        let name = section.key(key);
        let texts = section.list(key, report);
        self.programs(&texts, &name, report)
    }

    /// `owner = "{X}"`: the symbols of that party.
    fn owner(&self, section: &mut Section, report: &mut Report) -> Vec<Sym> {
        let Some(text) = section.string("owner", report) else { return Vec::new() };
        self.compiler.groups.get(&text.text).cloned().unwrap_or_else(|| {
            report.add(text.at, &section.key("owner"), "is no party", "write it like \"{X}\"");
            Vec::new()
        })
    }

    /// `rivals = ["X"]`: the numbers of those parties.
    fn rivals(&self, section: &mut Section, report: &mut Report) -> Vec<usize> {
        let mut out = Vec::new();
        for text in section.list("rivals", report) {
            match self.parties.iter().position(|p| p.id == text.text) {
                Some(party) => out.push(party),
                None => report.add(text.at, &section.key("rivals"), "is no party", "name one"),
            }
        }
        out
    }

    fn frame_of(&self, section: &mut Section, report: &mut Report) -> Option<usize> {
        let text = section.string("frame", report)?;
        let found = self.frames.iter().position(|f| f.id == text.text);
        if found.is_none() {
            let what = format!("frame `{}`", text.text);
            let message = unknown(&what, &text.text, self.frames.iter().map(|f| f.id.as_str()));
            report.add(text.at, &section.key("frame"), message, "");
        }
        found
    }

    /// `match` and `values.x` need the frame; `direct` (`direct.value`, `direct.x`) does not.
    fn patterns(&mut self, term: &mut Term, section: &mut Section, report: &mut Report) {
        let typed = section.list("match", report);
        let name = section.key("match");
        let how = How { value: None, framed: term.frame.is_some(), wide: false };
        self.add(term, &typed, how, &name, report);
        for (framed, key) in [(true, "values"), (false, "direct"), (false, "wide")] {
            let below: Vec<(Text, Entry)> = section.below(key, report);
            for (value, entry) in below {
                let name = format!("{}.{key}.{}", section.name, value.text);
                let patterns = texts(entry, &name, report);
                let fixed = (value.text != "value").then(|| {
                    if !term.info.values.contains(&value.text) {
                        term.info.values.push(value.text.clone());
                    }
                    term.info.values.iter().position(|v| *v == value.text).unwrap_or_default()
                });
                let how = How {
                    value: fixed,
                    framed: framed && term.frame.is_some(),
                    wide: key == "wide",
                };
                self.add(term, &patterns, how, &name, report);
            }
        }
    }

    /// `called.x` for a fixed value, `called.value` for typed ones.
    fn called(&mut self, term: &mut Term, section: &mut Section, report: &mut Report) {
        let below: Vec<(Text, Entry)> = section.below("called", report);
        for (value, entry) in below {
            let name = format!("{}.called.{}", section.name, value.text);
            let of = term.value_index(&value.text);
            if of.is_none() && value.text != "value" {
                report.add(value.at, &name, "is no value of this term", "");
            }
            let texts = texts(entry, &name, report);
            let programs = self.programs(&texts, &name, report);
            term.called.extend(programs.into_iter().map(|p| (of, p)));
        }
    }

    fn add(
        &mut self,
        term: &mut Term,
        patterns: &[Text],
        how: How,
        name: &str,
        report: &mut Report,
    ) {
        for text in patterns {
            if how.value.is_none() && !text.text.contains('<') {
                report.add(
                    text.at,
                    name,
                    "has no typed value",
                    "write <year>, <money>, <percent> or <date>",
                );
            }
        }
        for text in patterns {
            let mut programs = if text.text.contains(AND) {
                self.programs(&parts(text), name, report)
            } else {
                self.programs(std::slice::from_ref(text), name, report)
            };
            if programs.is_empty() {
                continue;
            }
            let beside = programs.split_off(1);
            term.patterns.extend(programs.into_iter().map(|program| TermPattern {
                program,
                beside: beside.clone(),
                value: how.value,
                framed: how.framed,
                wide: how.wide,
            }));
        }
    }
}

/// Between patterns that must all be there.
const AND: &str = " & ";

/// "A & B": patterns that must all be there, in any order; the first carries the value.
fn parts(text: &Text) -> Vec<Text> {
    let mut at = text.at;
    let mut out = Vec::new();
    for part in text.text.split(AND) {
        out.push(Text { text: part.to_owned(), at });
        at += part.len() + AND.len();
    }
    out
}

/// How a list of patterns is meant.
#[derive(Clone, Copy)]
struct How {
    value: Option<usize>,
    framed: bool,
    wide: bool,
}

fn info(key: &Text, section: &mut Section, report: &mut Report) -> TermInfo {
    let label = section.required("label", report).text;
    let kind = choice(section, "type", &ValueType::ALL, ValueType::Enum, report);
    let cardinality = choice(
        section,
        "cardinality",
        &[("one", Cardinality::One), ("many", Cardinality::Many)],
        Cardinality::One,
        report,
    );
    let tense = choice(
        section,
        "tense",
        &[("state", Tense::State), ("event", Tense::Event)],
        Tense::State,
        report,
    );
    let levels = [("low", Severity::Low), ("medium", Severity::Medium), ("high", Severity::High)];
    let severity = choice(section, "severity", &levels, Severity::Medium, report);
    let tolerance = section.number("tolerance", report).unwrap_or(0.0);
    let plain = |texts: Vec<Text>| texts.into_iter().map(|t| t.text).collect();
    TermInfo {
        id: key.text.clone(),
        label,
        kind,
        cardinality,
        tense,
        severity,
        tolerance,
        values: Vec::new(),
        opposite: Vec::new(),
        relative: plain(section.list("relative", report)),
        refined: plain(section.list("refined", report)),
    }
}

fn choice<T: Copy>(
    section: &mut Section,
    key: &'static str,
    known: &[(&'static str, T)],
    default: T,
    report: &mut Report,
) -> T {
    let Some(text) = section.string(key, report) else { return default };
    known.iter().find(|(name, _)| *name == text.text).map_or_else(
        || {
            let list: Vec<_> = known.iter().map(|(n, _)| *n).collect();
            report.add(
                text.at,
                &section.key(key),
                format!("`{}` is not known", text.text),
                format!("one of: {}", list.join(", ")),
            );
            default
        },
        |(_, value)| *value,
    )
}

fn status(section: &mut Section, report: &mut Report) -> Option<Status> {
    let text = section.string("default_status", report)?;
    let status = Status::parse(&text.text);
    if status.is_none() {
        report.add(
            text.at,
            &section.key("default_status"),
            "is no status",
            "current, previous, planned, hedged or denied",
        );
    }
    status
}

fn statuses(key: &'static str, section: &mut Section, report: &mut Report) -> Vec<Status> {
    let mut out = Vec::new();
    for text in section.list(key, report) {
        match Status::parse(&text.text) {
            Some(status) => out.push(status),
            None => report.add(
                text.at,
                &section.key(key),
                "is no status",
                "current, previous, planned, hedged or denied",
            ),
        }
    }
    out
}

fn sane(section: &mut Section, report: &mut Report) -> (f64, f64) {
    let Some(mut range) = section.section("sane", report) else { return (f64::MIN, f64::MAX) };
    let low = range.number("min", report).unwrap_or(f64::MIN);
    let high = range.number("max", report).unwrap_or(f64::MAX);
    range.finish(report);
    (low, high)
}

fn examples(section: &mut Section, report: &mut Report) -> Vec<Example> {
    let mut out = Vec::new();
    for text in section.list("examples", report) {
        match text.text.rsplit_once("=>") {
            Some((sentence, expects)) => out.push(Example {
                text: sentence.trim().to_owned(),
                at: text.at,
                expects: Some(expects.trim().to_owned()),
            }),
            None => report.add(
                text.at,
                &section.key("examples"),
                "does not say what it shows",
                "end it with `=> value`",
            ),
        }
    }
    for text in section.list("counter_examples", report) {
        out.push(Example { text: text.text, at: text.at, expects: None });
    }
    out
}

/// `implies = { "some.term" = "value" }`.
fn implied(section: &mut Section, report: &mut Report) -> Vec<(String, String)> {
    let name = section.key("implies");
    let mut out = Vec::new();
    for (term, entry) in section.below("implies", report) {
        out.extend(texts(entry, &name, report).into_iter().map(|v| (term.text.clone(), v.text)));
    }
    out
}

/// `opposite = [["a", "b"]]`-pairs are written `opposite = { a = "b" }`; `ceased` likewise.
fn outcomes(term: &mut Term, section: &mut Section, report: &mut Report) {
    let mut pairs: BTreeMap<&'static str, Vec<(usize, usize)>> = BTreeMap::new();
    for key in ["opposite", "ceased", "yields", "supersedes"] {
        for (from, entry) in section.below(key, report) {
            let name = section.key(key);
            for to in texts(entry, &name, report) {
                let known = [&from, &to].map(|t| {
                    let index = term.value_index(&t.text);
                    if index.is_none() {
                        let what = format!("value `{}`", t.text);
                        let message =
                            unknown(&what, &t.text, term.info.values.iter().map(String::as_str));
                        report.add(t.at, &name, message, "");
                    }
                    index
                });
                if let [Some(from), Some(to)] = known {
                    pairs.entry(key).or_default().push((from, to));
                }
            }
        }
    }
    term.supersedes = pairs.remove("supersedes").unwrap_or_default();
    term.yields = pairs.remove("yields").unwrap_or_default();
    term.ceased = pairs.remove("ceased").unwrap_or_default();
    for (a, b) in pairs.remove("opposite").unwrap_or_default() {
        let pair = (term.value_name(a).to_owned(), term.value_name(b).to_owned());
        term.info.opposite.push(pair);
    }
}
