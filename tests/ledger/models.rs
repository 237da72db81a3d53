//! What the ledger hands over and takes back: round trips, and a book kept by small steps against
//! one counted afresh.

use std::collections::{BTreeMap, BTreeSet};

use pactwatch::ledger::model::{FindingKind, Flags, Severity};
use pactwatch::ledger::rules::severity;
use pactwatch::ledger::standing::ValueStanding;
use pactwatch::ledger::{Appearance, Finding, PreviousVersion, Reason, TermStanding};

use super::press::{Press, Step, claim, moment};

fn step(outlet: &str, day: u32, claims: &[&str]) -> Step {
    Step {
        outlet: outlet.to_owned(),
        seen: format!("2026-01-{day:02}"),
        claims: claims.iter().map(|line| (*line).to_owned()).collect(),
        ..Step::default()
    }
}

fn round_trip<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
    value: &T,
) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value);
}

/// Everything a store keeps comes back from JSON as it went in.
#[test]
fn everything_stored_survives_json() {
    let mut press = Press::new();
    let steps = [
        step("a.example", 1, &["license.until=2030", "cloud.exclusivity=exclusive | by:A Party"]),
        step("b.example", 2, &["license.until=2032 | from:The Weekly"]),
        step("a.example", 3, &["license.until=2032"]),
    ];
    for step in &steps {
        let outcome = press.publish(step);
        outcome.findings.iter().for_each(round_trip::<Finding>);
        outcome.updates.iter().for_each(round_trip);
        outcome.appearances.iter().for_each(round_trip::<Appearance>);
        round_trip(&outcome.mark);
    }
    let extract =
        press.book.extract(&press.rules(), "a.example", &[claim("license.until=2032", 0)], &[]);
    round_trip::<TermStanding>(&extract.standings["license.until"]);
    round_trip::<PreviousVersion>(&extract.previous.unwrap());
}

/// Names written to a store or a config parse back, and no two are the same.
#[test]
fn kinds_and_severities_have_one_name_each() {
    let names: BTreeSet<&str> = FindingKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names.len(), FindingKind::ALL.len());
    for kind in FindingKind::ALL {
        assert_eq!(FindingKind::parse(kind.as_str()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    for severity in Severity::ALL {
        assert_eq!(Severity::parse(severity.as_str()), Some(severity));
        assert_eq!(serde_json::to_value(severity).unwrap(), severity.as_str());
    }
    assert_eq!(FindingKind::parse("repeated"), None, "a repeated claim is no finding");
}

/// A term's severity moved by kind, by a lone opponent, by stealth and by a primary source.
#[test]
fn severity_follows_term_kind_and_flags() {
    let (plain, stealth, primary) = (
        Flags::default(),
        Flags { stealth: true, ..Flags::default() },
        Flags { primary: true, ..Flags::default() },
    );
    let (low, medium, high) = (Severity::Low, Severity::Medium, Severity::High);
    let differs = Reason::DiffersFromPrevailing;
    let table = [
        (high, FindingKind::Contradicts, differs, plain, high),
        (high, FindingKind::Contradicts, Reason::DiffersFromLoneReport, plain, medium),
        (medium, FindingKind::Changed, Reason::ValueReplaced, plain, medium),
        (medium, FindingKind::Changed, Reason::ValueReplaced, stealth, high),
        (medium, FindingKind::ConsensusShift, Reason::PrimaryStates, primary, high),
        (high, FindingKind::Superseded, Reason::AssertedBeforeShift, primary, low),
        (high, FindingKind::FirstSeen, Reason::FirstSeen, plain, medium),
        (high, FindingKind::Corroborated, Reason::ReachedThreshold, plain, low),
        (low, FindingKind::Stale, Reason::RepeatsFormerValue, plain, low),
    ];
    for (term, kind, reason, flags, expected) in table {
        assert_eq!(severity(term, kind, reason, flags), expected, "{kind:?} {reason:?} {flags:?}");
    }
}

/// The clocks of a claim: what the article said before keeps them, what an edit brought takes the
/// edit's date, and what came unannounced is dated by its observation.
#[test]
fn a_claim_keeps_its_clocks() {
    let mut press = Press::new();
    let mut version = |modified: &str, seen: &str, claims: &[&str]| {
        let step = Step {
            outlet: "a.example".to_owned(),
            published: Some("2026-01-01 08:00".to_owned()),
            modified: Some(modified.to_owned()),
            seen: seen.to_owned(),
            claims: claims.iter().map(|line| (*line).to_owned()).collect(),
            ..Step::default()
        };
        let rows = press.publish(&step).appearances.into_iter();
        rows.map(|row| (row.side.value, row.side.asserted_at, row.side.observed_at))
            .collect::<Vec<_>>()
    };
    let row = |value: &str, asserted: &str, observed: &str| {
        (value.to_owned(), moment(asserted), moment(observed))
    };
    let kept = row("20%", "2026-01-01 08:00", "2026-01-01 09:00");
    version(
        "2026-01-01 08:00",
        "2026-01-01 09:00",
        &["revshare.rate=20%", "valuation=USD 5 | derived"],
    );
    assert_eq!(
        version("2026-01-02 08:00", "2026-01-02 09:00", &["revshare.rate=20%", "valuation=USD 5"]),
        [kept.clone(), row("USD 5", "2026-01-02 08:00", "2026-01-02 09:00")]
    );
    assert_eq!(
        version("2026-01-02 08:00", "2026-01-03 09:00", &["revshare.rate=20%", "valuation=USD 6"]),
        [kept, row("USD 6", "2026-01-03 09:00", "2026-01-03 09:00")]
    );
}

/// However often a page turns, its oscillation is one finding, by its id; a change is new each time.
#[test]
fn an_oscillation_is_one_finding() {
    let mut press = Press::new();
    let mut ids = Vec::new();
    for turn in 1..8 {
        let value = if turn % 2 == 0 { "license.until=2030" } else { "license.until=2032" };
        let findings = press.publish(&step("a.example", turn, &[value])).findings;
        let turns = findings.iter().filter(|finding| finding.kind == FindingKind::Oscillating);
        ids.extend(turns.map(|finding| (finding.id.clone(), finding.counts.returns)));
    }
    let returns: Vec<u32> = ids.iter().map(|(_, returns)| *returns).collect();
    assert_eq!(returns, [2, 3, 4, 5]);
    assert_eq!(ids.iter().map(|(id, _)| id).collect::<BTreeSet<_>>().len(), 1);
}

/// Edits, copies, withdrawals and returns: the counters kept step by step equal those counted from
/// the live versions.
#[test]
fn the_book_counts_what_is_live() {
    let mut press = Press::new();
    let mut live: BTreeMap<String, Vec<Appearance>> = BTreeMap::new();
    let values = ["2030", "2032", "agi"];
    for turn in 0..120_u32 {
        let outlet = format!("{}.example", turn * 7 % 9);
        let pick = |at: u32| values[((turn / 3 + at * turn) % 3) as usize];
        let claims =
            [format!("license.until={}", pick(1)), format!("license.until={} | hedged", pick(2))];
        let mut step = step(&outlet, 1 + turn % 28, &[&claims[0], &claims[1]]);
        step.tier = if turn * 7 % 9 == 4 { "primary".to_owned() } else { String::new() };
        if turn % 5 == 0 {
            step.family = "wire".to_owned();
        }
        live.insert(outlet, press.publish(&step).appearances);
        let wanted: Vec<_> =
            values.iter().map(|value| claim(&format!("license.until={value}"), 0)).collect();
        let extract = press.book.extract(&press.rules(), "nobody", &wanted, &[]);
        for value in &extract.standings["license.until"].values {
            assert_counts(value, &live, turn);
        }
    }
}

fn assert_counts(value: &ValueStanding, live: &BTreeMap<String, Vec<Appearance>>, turn: u32) {
    let rows = live.values().flatten().filter(|row| row.counts && row.side.value == value.value);
    let rows: Vec<&Appearance> = rows.collect();
    let pairs: BTreeSet<(&str, &str)> = rows
        .iter()
        .map(|row| (row.side.source.family.as_str(), row.side.origin_or_outlet()))
        .collect();
    let recent: BTreeSet<(&str, &str)> = value
        .recent
        .iter()
        .map(|support| (support.family.as_str(), support.origin.as_str()))
        .collect();
    let primary =
        rows.iter().filter(|row| row.side.is_primary()).map(|row| row.side.asserted_at).max();
    assert_eq!(value.articles as usize, rows.len(), "articles of {} at {turn}", value.value);
    assert_eq!(value.supports as usize, pairs.len(), "supports of {} at {turn}", value.value);
    assert_eq!(recent, pairs, "recent of {} at {turn}", value.value);
    assert_eq!(value.primary_at, primary, "primary of {} at {turn}", value.value);
}

/// What a claim is set against is quoted from the parties' own words, where they state it: from the
/// moment they do, and from their newest post.
#[test]
fn a_contradiction_quotes_the_primary_source() {
    let mut press = Press::new();
    let primary = |outlet: &str, day: u32| Step {
        tier: "primary".to_owned(),
        ..step(outlet, day, &["cloud.exclusivity=exclusive"])
    };
    let told = |press: &mut Press, step: &Step| -> (FindingKind, String) {
        let finding = press.publish(step).findings.remove(0);
        (finding.kind, finding.from.unwrap().source.outlet)
    };
    press.publish(&step("old.example", 1, &["cloud.exclusivity=exclusive"]));
    let other = |outlet: &str, day: u32| step(outlet, day, &["cloud.exclusivity=non-exclusive"]);
    assert_eq!(
        told(&mut press, &other("a.example", 2)),
        (FindingKind::Contradicts, "old.example".to_owned())
    );
    for (newsroom, paper, day) in [("news.party", "b.example", 3), ("blog.party", "c.example", 5)] {
        press.publish(&primary(newsroom, day));
        assert_eq!(
            told(&mut press, &other(paper, day + 1)),
            (FindingKind::Contradicts, newsroom.to_owned())
        );
    }
}
