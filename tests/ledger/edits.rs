//! Scripted edits of real claim sheets: every claim of every article altered in each way there is,
//! alone, with the exact findings it must give; cosmetic edits give none.

use pactwatch::ledger::Finding;

use super::press::{Press, Step, line};
use super::replay::{catalogue_for, steps};

/// What an edit does to one claim line, and the finding it must give for it.
struct Edit {
    name: &'static str,
    apply: fn(&mut Vec<String>, usize),
    expect: fn(&str) -> Vec<String>,
}

fn parts(claim: &str) -> (&str, &str) {
    let (term, rest) = claim.split_once('=').unwrap();
    (term, rest.split(" | ").next().unwrap())
}

/// Another value of the same form: the first digit three up, or a word denied.
fn other(value: &str) -> String {
    let raised = |digit: char| char::from_digit((digit.to_digit(10).unwrap_or(0) + 3) % 10, 10);
    match value.find(|c: char| c.is_ascii_digit()) {
        Some(at) => {
            let (head, tail) = value.split_at(at);
            let digit = tail.chars().next().and_then(raised).unwrap();
            format!("{head}{digit}{}", &tail[1..])
        }
        None => format!("not-{value}"),
    }
}

const EDITS: &[Edit] = &[
    Edit {
        name: "value",
        apply: |claims, at| {
            let (term, value) = parts(&claims[at]);
            let rest = claims[at].strip_prefix(&format!("{term}={value}")).unwrap();
            claims[at] = format!("{term}={}{rest}", other(value));
        },
        expect: |claim| {
            let (term, value) = parts(claim);
            vec![format!("changed {term} {value}>{}", other(value))]
        },
    },
    Edit {
        name: "status",
        apply: |claims, at| {
            let (term, value) = parts(&claims[at]);
            claims[at] = format!("{term}={value} | denied");
        },
        expect: |claim| {
            let (term, value) = parts(claim);
            vec![format!("status_changed {term} {value}>{value}")]
        },
    },
    Edit {
        name: "removed",
        apply: |claims, at| drop(claims.remove(at)),
        expect: |claim| {
            let (term, value) = parts(claim);
            vec![format!("withdrawn {term} {value}>")]
        },
    },
    Edit {
        name: "a further claim",
        apply: |claims, _| claims.push("damages=USD 7000000000".to_owned()),
        expect: |_| vec!["first_seen damages >USD 7000000000 +added".to_owned()],
    },
    Edit { name: "moved", apply: |claims, at| claims.rotate_left(at), expect: |_| Vec::new() },
    Edit {
        name: "said twice",
        apply: |claims, at| claims.push(claims[at].clone()),
        expect: |_| Vec::new(),
    },
    Edit {
        name: "attributed",
        apply: |claims, at| claims[at].push_str(" | by:A Spokeswoman"),
        expect: |_| Vec::new(),
    },
];

/// The edits among the findings, without what coverage adds to them and whose article it is.
fn told(findings: &[Finding]) -> Vec<String> {
    let edit = |finding: &&Finding| finding.kinds().any(pactwatch::ledger::FindingKind::is_edit);
    let plain = |finding: &Finding| {
        let line = line(finding).replace(" primary", "");
        let cut = if finding.kind.is_edit() { line.split(" +").next() } else { None };
        cut.unwrap_or(&line).to_owned()
    };
    let mut lines: Vec<String> = findings.iter().filter(edit).map(plain).collect();
    lines.sort();
    lines
}

/// Cosmetic edits are silent, and every other edit gives exactly its finding.
#[test]
fn scripted_edits_give_exactly_their_findings() {
    let (mut cosmetic, mut silent, mut real, mut exact) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for step in steps() {
        for (at, claim) in step.claims.iter().enumerate() {
            for edit in EDITS {
                let mut press = Press::with(catalogue_for(&steps()));
                let first = Step { modified: Some("2026-06-01".to_owned()), ..step.clone() };
                press.publish_unchecked(&first);
                let mut second = Step { modified: Some("2026-06-02".to_owned()), ..step.clone() };
                second.seen = "2026-06-02 01:00".to_owned();
                (edit.apply)(&mut second.claims, at);
                let (got, expected) =
                    (told(&press.publish(&second).findings), (edit.expect)(claim));
                let good = got == expected;
                if expected.is_empty() {
                    cosmetic += 1;
                    silent += u32::from(good);
                } else {
                    real += 1;
                    exact += u32::from(good);
                }
                if !good {
                    wrong.push(format!("{} {}: {claim}: {got:?}", step.article, edit.name));
                }
            }
        }
    }
    println!("cosmetic {silent}/{cosmetic} silent, real {exact}/{real} exact");
    assert!(cosmetic >= 200 && real >= 200);
    assert_eq!(silent, cosmetic, "{}", wrong.join("\n"));
    assert_eq!(exact, real, "{}", wrong.join("\n"));
}
