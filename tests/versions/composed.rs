//! Edits nobody wrote by hand: annotated articles of many outlets, each with several changes at once,
//! drawn from what their annotation says. The second table of edits, made without looking at the first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use pactwatch::claim::evaluate::gold::{GoldClaim, GoldDocument, locate};
use pactwatch::claim::model::Status;

use super::coverage::{beside, own};
use super::edits::{line, told};
use super::page::{Page, at, reading};
use crate::world::markup::markup;

/// Draws the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most.max(1)
    }
}

/// An article on its way from one version to the next.
#[derive(Clone)]
struct Draft {
    paragraphs: Vec<String>,
    page: Page,
    expected: BTreeSet<String>,
    /// Rows of the annotation that an edit has already moved.
    touched: BTreeSet<usize>,
}

struct Case {
    rows: Vec<GoldClaim>,
    before: Vec<String>,
    published: Option<Date>,
}

impl Case {
    fn new(document: &GoldDocument) -> Option<Self> {
        let lines = document.text.split('\n').map(str::trim).filter(|line| !line.is_empty());
        let before: Vec<String> = lines.map(str::to_owned).collect();
        let rows = document.claims.iter().filter(|row| row.term != "other").cloned().collect();
        let published = document.published;
        (before.len() >= 3).then_some(Self { rows, before, published })
    }

    fn rows_in(&self, paragraph: &str) -> BTreeSet<usize> {
        let inside = |row: &GoldClaim| locate(paragraph, &row.evidence).is_some();
        (0..self.rows.len()).filter(|at| inside(&self.rows[*at])).collect()
    }
}

/// How texts write a value, with a slot for the number; and another number of its kind.
fn surfaces(value: &str) -> Option<(Vec<(String, String)>, String)> {
    let pairs = |old: &str, new: &str, forms: &[&str]| -> Vec<(String, String)> {
        forms.iter().map(|form| (form.replace('#', old), form.replace('#', new))).collect()
    };
    if let Some(number) = value.strip_suffix('%').and_then(|number| number.parse::<u32>().ok()) {
        let (old, new) = (number.to_string(), (number + 6).to_string());
        let forms = [" #%", "~#%", "(#%", " # percent", " # per cent", " #-percent"];
        return Some((pairs(&old, &new, &forms), format!("{new}%")));
    }
    if let Some(dollars) = value.strip_prefix("USD ").and_then(|n| n.parse::<u64>().ok()) {
        let billions =
            dollars.checked_div(1_000_000_000).filter(|n| n * 1_000_000_000 == dollars)?;
        let (old, new) = (billions.to_string(), (billions + 17).to_string());
        let forms = ["$# billion", "$#bn", "$# bn", "$# bln", "$#B", "$#b "];
        return Some((
            pairs(&old, &new, &forms),
            format!("USD {}", (billions + 17) * 1_000_000_000),
        ));
    }
    let year: u32 = value.parse().ok().filter(|year| (2020..2050).contains(year))?;
    let (old, new) = (year.to_string(), (year + 5).to_string());
    Some((pairs(&old, &new, &["#"]), new))
}

/// Another number, wherever the article states it.
fn other_number(case: &Case, draft: &mut Draft, draw: &mut Draw) -> bool {
    let Some(row) = case.rows.get(draw.below(case.rows.len())) else { return false };
    let Some((forms, new)) = surfaces(&row.value) else { return false };
    let rows: BTreeSet<usize> =
        (0..case.rows.len()).filter(|at| case.rows[*at].value == row.value).collect();
    let known = |at: &usize| {
        let term = &case.rows[*at].term;
        case.rows[*at].optional || case.rows.iter().any(|r| r.term == *term && r.value == new)
    };
    if !rows.is_disjoint(&draft.touched) || rows.iter().any(known) {
        return false;
    }
    // A value that is written in a way this table does not know cannot be replaced as a whole.
    let written = |at: &usize| {
        forms.iter().any(|(old, _)| format!(" {}", case.rows[*at].evidence).contains(old.as_str()))
    };
    if !rows.iter().all(written) {
        return false;
    }
    for paragraph in &mut draft.paragraphs {
        for (old, new) in &forms {
            *paragraph = paragraph.replace(old, new);
        }
    }
    for at in rows {
        let row = &case.rows[at];
        draft.expected.insert(format!("changed {} {}>{new}", row.term, row.value));
        draft.touched.insert(at);
    }
    true
}

/// Does a text still say it? As the program reads the rest.
fn still_said(case: &Case, paragraphs: &[String], row: &GoldClaim) -> bool {
    let page = page_of(paragraphs, case.published);
    let read = reading(&page.article(at("2026-04-28T12:00:00Z")), "harbour.example");
    read.claims.iter().any(|claim| claim.term == row.term && claim.value == row.value)
}

/// A paragraph goes, with what only it says.
fn removed(case: &Case, draft: &mut Draft, draw: &mut Draw) -> bool {
    let at = draw.below(draft.paragraphs.len());
    let rows = case.rows_in(&draft.paragraphs[at]);
    if rows.is_empty() || !rows.is_disjoint(&draft.touched) || draft.paragraphs.len() < 4 {
        return false;
    }
    if rows.iter().any(|at| case.rows[*at].optional) {
        return false;
    }
    draft.paragraphs.remove(at);
    for at in rows {
        let row = &case.rows[at];
        draft.touched.insert(at);
        if !still_said(case, &draft.paragraphs, row) {
            draft.expected.insert(format!("withdrawn {} {}>", row.term, row.value));
        }
    }
    true
}

/// Sentences of other articles: what they say, of terms that the article does not mention.
const NEWS: [(&str, &str, &str); 8] = [
    (
        "lawsuit.musk_damages",
        "USD 88000000000",
        "Elon Musk is asking the court for $88 billion in damages.",
    ),
    (
        "cloud.commitment",
        "USD 260000000000",
        "OpenAI has committed to buying $260 billion of Azure services.",
    ),
    ("equity.microsoft_stake", "24%", "Microsoft owns 24 percent of OpenAI."),
    ("valuation.openai", "USD 610000000000", "OpenAI is valued at $610 billion."),
    (
        "investment.microsoft_total",
        "USD 14000000000",
        "Microsoft has invested a total of $14 billion in OpenAI.",
    ),
    ("cloud.primary", "microsoft", "Microsoft remains OpenAI's primary cloud partner."),
    ("cloud.azure_first", "yes", "OpenAI's new products still ship first on Azure."),
    ("agi.clause", "removed", "The AGI clause has been removed from the contract."),
];

fn inserted(case: &Case, draft: &mut Draft, draw: &mut Draw) -> bool {
    let (term, value, sentence) = NEWS[draw.below(NEWS.len())];
    let read = reading(
        &page_of(&case.before, case.published).article(at("2026-04-28T12:00:00Z")),
        "harbour.example",
    );
    let known = case.rows.iter().any(|row| row.term == term)
        || read.claims.iter().any(|claim| claim.term == term);
    let line = format!("added {term} >{value}");
    if known || draft.expected.iter().any(|other| other.contains(term)) {
        return false;
    }
    let place = 1 + draw.below(draft.paragraphs.len());
    draft.paragraphs.insert(place.min(draft.paragraphs.len()), sentence.to_owned());
    draft.expected.insert(line);
    true
}

/// What was a fact is now somebody's word.
fn hedged(case: &Case, draft: &mut Draft, draw: &mut Draw) -> bool {
    let at = draw.below(draft.paragraphs.len());
    let paragraph = draft.paragraphs[at].clone();
    let sentences: Vec<&str> = paragraph.split_inclusive(". ").collect();
    let pick = draw.below(sentences.len());
    let sentence = sentences[pick];
    let rows = case.rows_in(sentence);
    let plain = |at: &usize| {
        let row = &case.rows[*at];
        row.status == Status::Current && row.by.is_none() && !row.optional
    };
    let fit = !rows.is_empty() && rows.iter().all(plain) && rows.is_disjoint(&draft.touched);
    // A sentence that names its speaker, or leans on the one before it, does not take another one.
    let speaks = ["said", "says", "according", "told", "\"", "\u{201c}", "It ", "But ", "?"];
    if !fit
        || speaks.iter().any(|word| sentence.contains(word))
        || !sentence.starts_with(char::is_uppercase)
    {
        return false;
    }
    let mut parts: Vec<String> = sentences.iter().map(|part| (*part).to_owned()).collect();
    parts[pick] = String::new();
    let mut rest = draft.paragraphs.clone();
    rest[at] = parts.concat();
    if rows.iter().any(|at| still_said(case, &rest, &case.rows[*at])) {
        return false;
    }
    parts[pick] = format!("People familiar with the matter said that {sentence}");
    draft.paragraphs[at] = parts.concat();
    for at in rows {
        let row = &case.rows[at];
        draft.expected.insert(format!("status_changed {} {1}>{1}", row.term, row.value));
        draft.touched.insert(at);
    }
    true
}

type Real = fn(&Case, &mut Draft, &mut Draw) -> bool;
const REAL: [(&str, Real); 4] =
    [("number", other_number), ("removed", removed), ("inserted", inserted), ("hedged", hedged)];

type Quiet = fn(&mut Draft, &mut Draw);
const QUIET: [(&str, Quiet); 9] = [
    ("two paragraphs change places", |draft, draw| {
        let last = draft.paragraphs.len() - 1;
        let at = 1 + draw.below(last.saturating_sub(1));
        draft.paragraphs.swap(at, at.saturating_add(1).min(last));
    }),
    ("curly quotes and hard hyphens", |draft, _| {
        for line in &mut draft.paragraphs {
            *line = line.replace('\'', "\u{2019}").replace("non-exclusive", "non\u{2011}exclusive");
        }
    }),
    ("percent in words", |draft, _| {
        for line in &mut draft.paragraphs {
            *line = line.replace("% ", " percent ").replace(" per cent ", "% ");
        }
    }),
    ("another way to write billions", |draft, _| {
        for line in &mut draft.paragraphs {
            *line = line.replace(" billion ", "bn ").replace("US$", "$");
        }
    }),
    ("British spelling", |draft, _| {
        for line in &mut draft.paragraphs {
            *line = line.replace("license ", "licence ").replace("center", "centre");
        }
    }),
    ("a paragraph of nothing", |draft, draw| {
        let texts = [
            "The offices on the waterfront were quiet on the day, and the cafeteria closed early.",
            "Readers who want the background can listen to the weekly programme, which is free.",
            "Shares of both chip makers and utilities were little changed in the afternoon.",
        ];
        let text = texts[draw.below(texts.len())].to_owned();
        let place = 1 + draw.below(draft.paragraphs.len() - 1);
        draft.paragraphs.insert(place, text);
    }),
    ("another byline", |draft, _| draft.page.byline = Some("The newsroom".to_owned())),
    ("everything around it", |draft, _| draft.page = draft.page.clone().refreshed()),
    ("credit line", |draft, _| {
        draft
            .paragraphs
            .push("Additional reporting by Odile Marchetti; editing by Sam Orr.".to_owned());
    }),
];

/// As its outlet printed it, on the day it did: years without one are read from that.
fn page_of(paragraphs: &[String], published: Option<Date>) -> Page {
    let mut page = Page::new("Microsoft and OpenAI", markup(paragraphs.iter().map(String::as_str)));
    page.dek = None;
    if let Some(day) = published {
        page.published = format!("{day}T08:00:00Z");
    }
    page
}

/// Tried, right, and what went wrong.
#[derive(Default)]
struct Row {
    tried: usize,
    right: usize,
    wrong: Vec<String>,
}

impl Row {
    fn enter(&mut self, what: &str, expected: &BTreeSet<String>, got: &BTreeSet<String>) {
        self.tried += 1;
        if got == expected {
            self.right += 1;
        } else {
            let missing: Vec<_> = expected.difference(got).collect();
            let extra: Vec<_> = got.difference(expected).collect();
            self.wrong.push(format!("{what}: missing {missing:?}, extra {extra:?}"));
        }
    }
}

/// Were the rows that an edit moved read as annotated before it?
fn was_read(case: &Case, draft: &Draft) -> bool {
    let read = reading(
        &page_of(&case.before, case.published).article(at("2026-04-28T10:00:00Z")),
        "harbour.example",
    );
    draft.touched.iter().all(|at| {
        let row = &case.rows[*at];
        let same = |claim: &pactwatch::claim::model::Claim| {
            (&claim.term, &claim.value, claim.status) == (&row.term, &row.value, row.status)
        };
        read.claims.iter().any(same)
    })
}

/// Of a hundred articles, three versions each: what only looks different is silent, and an edit of a
/// claim that had been read gives exactly its findings.
#[test]
fn several_edits_at_once_give_exactly_their_findings() {
    let documents = [own("dev"), beside().unwrap_or_default()].concat();
    let (mut quiet, mut all, mut read) = (Row::default(), Row::default(), Row::default());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, document) in documents.iter().enumerate() {
        let Some(case) = Case::new(document) else { continue };
        for turn in 0..4 {
            let mut draw = Draw(u64::try_from(index * 31 + turn).unwrap() + 77);
            let mut draft = Draft {
                paragraphs: case.before.clone(),
                page: page_of(&case.before, case.published),
                expected: BTreeSet::new(),
                touched: BTreeSet::new(),
            };
            let mut done = Vec::new();
            let wanted = if turn == 0 { 0 } else { 1 + draw.below(3) };
            for _ in 0..40 {
                let (name, apply) = REAL[draw.below(REAL.len())];
                if done.len() < wanted && apply(&case, &mut draft, &mut draw) {
                    done.push(name);
                }
            }
            for _ in 0..2 + draw.below(3) {
                let (name, apply) = QUIET[draw.below(QUIET.len())];
                apply(&mut draft, &mut draw);
                done.push(name);
            }
            let before = page_of(&case.before, case.published);
            let after = Page {
                paragraphs: page_of(&draft.paragraphs, case.published).paragraphs,
                ..draft.page.clone()
            };
            let findings = told(&before, &after);
            let review = |f: &&pactwatch::ledger::Finding| f.term.is_empty();
            let got: BTreeSet<String> = findings.iter().filter(|f| !review(f)).map(line).collect();
            let what = format!("{} {done:?}", document.id);
            if draft.expected.is_empty() && draft.touched.is_empty() {
                quiet.enter(&what, &draft.expected, &got);
                continue;
            }
            for name in done {
                *kinds.entry(name).or_default() += 1;
            }
            all.enter(&what, &draft.expected, &got);
            if was_read(&case, &draft) {
                read.enter(&what, &draft.expected, &got);
            }
        }
    }
    quiet.wrong.iter().for_each(|wrong| println!("  not silent: {wrong}"));
    read.wrong.iter().for_each(|wrong| println!("  not exact: {wrong}"));
    let unread = all.wrong.iter().filter(|wrong| !read.wrong.contains(wrong));
    unread.for_each(|wrong| println!("  not read before: {wrong}"));
    println!("{kinds:?}");
    println!("cosmetic {}/{} silent", quiet.right, quiet.tried);
    println!("real {}/{} exact, whatever was read before", all.right, all.tried);
    println!("real {}/{} exact where the edited claims had been read", read.right, read.tried);
    assert!(quiet.tried + all.tried >= 200, "{} and {}", quiet.tried, all.tried);
    let at_least = |row: &Row, share: usize, what: &str| {
        assert!(row.right * 100 >= row.tried * share, "{what}: {} of {}", row.right, row.tried);
    };
    at_least(&quiet, 97, "cosmetic");
    at_least(&read, 92, "of claims that had been read");
    // An edit of a claim that is not read cannot be found: this share follows the reading's.
    at_least(&all, 78, "of any claim");
}
