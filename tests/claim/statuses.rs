//! Every value of the watch in every way of holding it: as current, hearsay, wanted, former, disputed.
//! What a term is usually said to be must never decide how this text holds it.

use std::collections::BTreeMap;
use std::fmt::Write;

use pactwatch::claim::Watch;
use pactwatch::claim::model::Status;

use super::sentences::claims_of;
use super::watch::shipped;

const FACTS: &str = include_str!("../data/claim/facts.txt");
const FRAMES: &str = include_str!("../data/claim/frames.txt");

struct Fact {
    claim: &'static str,
    subject: &'static str,
    present: &'static str,
    past: &'static str,
    base: &'static str,
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'))
}

fn facts() -> Vec<Fact> {
    let fact = |line: &'static str| {
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let [claim, subject, present, past, base] = parts[..] else { panic!("{line}") };
        Fact { claim, subject, present, past, base }
    };
    lines(FACTS).map(fact).collect()
}

/// Each frame with the status it gives.
fn frames() -> Vec<(Status, &'static str)> {
    let mut status = Status::Current;
    let mut out = Vec::new();
    for line in lines(FRAMES) {
        match line.strip_prefix('[').and_then(|l| l.strip_suffix(']')).and_then(Status::parse) {
            Some(named) => status = named,
            None => out.push((status, line)),
        }
    }
    out
}

impl Fact {
    /// The sentence a frame makes of the fact, if it has the form that the frame needs.
    fn said(&self, frame: &str) -> Option<String> {
        let lacks = |form: &str, hole: &str| form == "-" && frame.contains(hole);
        if lacks(self.past, "{past}") || lacks(self.base, "{base}") {
            return None;
        }
        let plain = format!("{} {}", self.subject, self.present);
        let sentence = frame
            .replace("{S}", &plain)
            .replace("{s}", self.subject)
            .replace("{present}", self.present)
            .replace("{past}", self.past)
            .replace("{base}", self.base);
        Some(sentence)
    }

    /// How `sentence` holds the fact, among all the claims it makes.
    fn held(&self, watch: &Watch, sentence: &str) -> Vec<String> {
        let lead = format!("{}@", self.claim);
        let made = claims_of(watch, sentence).into_iter();
        made.filter_map(|c| c.strip_prefix(&lead).map(str::to_owned)).collect()
    }
}

/// A plain statement of any value keeps the status that it is said in.
#[test]
fn a_plain_statement_keeps_its_status_whatever_it_is_about() {
    let watch = shipped();
    let plain: [(Status, &[&str]); 5] = [
        (
            Status::Current,
            &[
                "{S}.",
                "{S}, the companies said.",
                "For now, {S}.",
                "{S}, Microsoft said in a filing.",
            ],
        ),
        (
            Status::Hedged,
            &["Sources say {S}.", "{S}, The Information reported.", "It is said that {S}."],
        ),
        (
            Status::Planned,
            &["{s} wants to {base}.", "Under the plan being discussed, {s} would {base}."],
        ),
        (
            Status::Previous,
            &["In the past {s} {past}.", "Formerly, {s} {past}.", "{s} {past} until last spring."],
        ),
        (Status::Denied, &["The claim that {S} is wrong.", "Nadella denied rumors that {S}."]),
    ];
    let mut wrong = String::new();
    for fact in &facts() {
        for (status, frames) in plain {
            for sentence in frames.iter().filter_map(|frame| fact.said(frame)) {
                let held = fact.held(watch, &sentence);
                if held != [status.as_str()] {
                    writeln!(wrong, "{sentence}\n    want {} made {held:?}", status.as_str())
                        .unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Of all facts in all frames this share is held right, for each status.
const LEVELS: [(Status, f64); 5] = [
    (Status::Current, 0.98),
    (Status::Hedged, 0.98),
    (Status::Planned, 0.98),
    (Status::Previous, 0.94),
    (Status::Denied, 0.98),
];

/// Background facts stay current in sentences about talks and reports; hearsay, wishes, former states
/// and denials are told apart in whatever words.
#[test]
fn every_fact_is_held_as_its_frame_says() {
    let watch = shipped();
    let mut counts: BTreeMap<Status, (u32, u32)> = BTreeMap::new();
    let mut wrong = String::new();
    for (status, frame) in frames() {
        for fact in &facts() {
            let Some(sentence) = fact.said(frame) else { continue };
            let held = fact.held(watch, &sentence);
            let count = counts.entry(status).or_default();
            count.1 += 1;
            if held.iter().any(|h| h == status.as_str()) {
                count.0 += 1;
            } else {
                writeln!(wrong, "{sentence}\n    want {} made {held:?}", status.as_str()).unwrap();
            }
        }
    }
    for (status, level) in LEVELS {
        let (right, all) = counts.get(&status).copied().unwrap_or_default();
        let share = f64::from(right) / f64::from(all);
        println!("{} {right} of {all}", status.as_str());
        assert!(all > 100 && share >= level, "{} {right} of {all}\n{wrong}", status.as_str());
    }
}
