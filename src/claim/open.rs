//! The open lane: sentences about the deal that no term could type, scored and clustered, so that
//! an unforeseen fact still reaches a person.

use std::collections::BTreeSet;

use super::model::{Claim, Evidence, Unclassified};
use super::pattern::{Stream, matcher, vocabulary as vocab};
use super::prepare::Sentence;
use super::tokens::Kind;
use super::watch::{Role, Watch};

/// A clause that may be flagged, with its sentence, once the claims are known.
#[derive(Clone, Debug)]
pub struct Flagged {
    start: usize,
    end: usize,
    block: usize,
    /// Bytes of the clause itself.
    clause: (usize, usize),
    score: f64,
    cluster: String,
    /// Canonical value and where it stands.
    values: Vec<(String, usize)>,
    /// What it may say, as far as that is known: a term and its value.
    guess: Option<(String, String)>,
}

/// Notes the clause when its sentence is about a party and it carries weight.
pub fn flag(
    watch: &Watch,
    sentence: &Sentence,
    tokens: &[usize],
    scene: Scene,
    out: &mut Vec<Flagged>,
) {
    let words = &watch.vocabulary;
    let occurs = |p: &super::pattern::Program| matcher::occurs(p, scene.clause, words);
    let found = |i: &usize| watch.open.lexicon.get(*i).is_some_and(occurs);
    let stems: Vec<usize> = scene.shortlist.iter().copied().filter(found).collect();
    if watch.open.deny.iter().any(occurs) {
        return;
    }
    let own = || tokens.iter().filter_map(|i| sentence.tokens.get(*i)).filter(|t| t.start < t.end);
    let values: Vec<(String, usize)> = own()
        .filter(|t| matches!(t.sym, vocab::MONEY | vocab::PERCENT | vocab::YEAR | vocab::DURATION))
        .filter_map(|t| match t.kind {
            Kind::Value(i) => sentence.values.get(i).map(|f| (f.value.to_string(), t.start)),
            Kind::Word | Kind::Mark(_) | Kind::Number(_) | Kind::Name(_) => None,
        })
        .collect();
    // "32.5% became 27%" says nothing of what; beside sentences about a party it may well matter.
    let amounts = scene.clause.syms.iter().any(|s| matches!(*s, vocab::MONEY | vocab::PERCENT));
    if stems.is_empty() && !amounts {
        return;
    }
    let parties = parties(watch, &scene.whole.syms);
    let weighed = match parties {
        0 if !scene.about => return,
        0 => 0.0,
        1 => 1.0,
        _ => 2.5,
    };
    let count = |n: usize, most: usize| f64::from(u32::try_from(n.min(most)).unwrap_or(0));
    let score = weighed + 1.5 * count(values.len(), 2) + 1.25 * count(stems.len(), 4);
    let start = own().map(|t| t.start).min();
    let end = own().map(|t| t.end).max();
    if let (Some(from), Some(to), true) = (start, end, score >= watch.open.min_score) {
        let (start, end, block) = (sentence.start, sentence.end, sentence.block);
        let cluster = cluster(watch, &stems, &values);
        let clause = (from, to);
        out.push(Flagged { start, end, block, clause, score, cluster, values, guess: None });
    }
}

/// What a sentence may say of a term, as annotated texts teach, and how likely.
#[derive(Clone, Debug)]
pub struct Guess {
    pub term: String,
    pub value: String,
    pub share: f64,
    /// Where a typed value stands.
    pub at: Option<usize>,
}

/// Notes a sentence for what it may say.
pub fn guess(watch: &Watch, sentence: &Sentence, whole: &Stream, guess: Guess) -> Option<Flagged> {
    let occurs = |p: &super::pattern::Program| matcher::occurs(p, whole, &watch.vocabulary);
    if watch.open.deny.iter().any(occurs) {
        return None;
    }
    let (start, end, block) = (sentence.start, sentence.end, sentence.block);
    Some(Flagged {
        start,
        end,
        block,
        clause: (start, end),
        score: watch.open.min_score * (1.0 + guess.share),
        cluster: format!("{} {}", guess.value, guess.term),
        values: guess.at.map(|at| (guess.value.clone(), at)).into_iter().collect(),
        guess: Some((guess.term, guess.value)),
    })
}

/// Where the clause stands.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub whole: &'a Stream,
    pub clause: &'a Stream,
    /// The sentences before were about a party.
    pub about: bool,
    /// The entries of the lexicon that may occur.
    pub shortlist: &'a [usize],
}

/// How many parties a sentence names.
fn parties(watch: &Watch, syms: &[vocab::Sym]) -> usize {
    let mut named = vec![false; watch.parties.len()];
    for sym in syms {
        match watch.role(*sym) {
            Role::Party(i) => {
                if let Some(slot) = named.get_mut(i) {
                    *slot = true;
                }
            }
            Role::Both => return 2,
            Role::None | Role::Other => {}
        }
    }
    named.iter().filter(|n| **n).count()
}

/// What is left of the flagged sentences beside the claims, one per cluster, in the text's order.
pub fn settle(
    watch: &Watch,
    flagged: Vec<Flagged>,
    claims: &[Claim],
    text: &str,
) -> Vec<Unclassified> {
    let mut left: Vec<Flagged> = flagged.into_iter().filter(|f| unread(f, claims)).collect();
    left.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.start.cmp(&b.start)));
    let mut clusters: BTreeSet<String> = BTreeSet::new();
    let mut sentences: BTreeSet<usize> = BTreeSet::new();
    let mut out = Vec::new();
    for f in left {
        if out.len() >= watch.open.per_article_max
            || sentences.contains(&f.start)
            || !clusters.insert(f.cluster.clone())
        {
            continue;
        }
        sentences.insert(f.start);
        let evidence = Evidence {
            text: text.get(f.start..f.end).unwrap_or_default().to_owned(),
            start: f.start,
            end: f.end,
            block: f.block,
            value: None,
            cue: None,
        };
        out.push(Unclassified { cluster: f.cluster, score: f.score, evidence });
    }
    out.sort_by_key(|u| u.evidence.start);
    out
}

/// No claim was read from the clause, or a value of it is in no claim; nor does the text say elsewhere
/// what it may say.
fn unread(f: &Flagged, claims: &[Claim]) -> bool {
    let told = |(term, value): &(String, String)| {
        claims.iter().any(|c| c.term == *term && c.value == *value)
    };
    if f.guess.as_ref().is_some_and(told) {
        return false;
    }
    let inside: Vec<_> = claims
        .iter()
        .filter(|c| c.evidence.start == f.start)
        .filter_map(|c| c.evidence.value)
        .collect();
    let read = inside.iter().any(|s| f.clause.0 < s.end && s.start < f.clause.1);
    !read || f.values.iter().any(|(_, at)| !inside.iter().any(|s| s.start <= *at && *at < s.end))
}

/// "Same typed value and a shared lexicon stem" as one key.
fn cluster(watch: &Watch, stems: &[usize], values: &[(String, usize)]) -> String {
    let stem = |i: &usize| watch.open.lexicon.get(*i).map_or("", |p| p.source.as_str());
    match values.first() {
        Some((value, _)) => format!("{value} {}", stems.first().map_or("", stem)),
        None => stems.iter().map(stem).collect::<Vec<_>>().join(" + "),
    }
}
