//! The open lane: sentences about the deal that no term could type, scored and clustered, so that
//! an unforeseen fact still reaches a person.

use std::collections::BTreeMap;

use super::model::{Claim, Evidence, Unclassified};
use super::pattern::{Stream, matcher, vocabulary as vocab};
use super::prepare::Sentence;
use super::tokens::Kind;
use super::watch::{Role, Watch};

/// A sentence that may be flagged once the claims are known.
#[derive(Clone, Debug)]
pub struct Flagged {
    start: usize,
    end: usize,
    block: usize,
    score: f64,
    stems: Vec<usize>,
    /// Canonical value and where it stands.
    values: Vec<(String, usize)>,
}

/// Notes the sentence when it names a party and carries weight.
pub fn flag(watch: &Watch, sentence: &Sentence, whole: &Stream, out: &mut Vec<Flagged>) {
    let words = &watch.vocabulary;
    let mut parties: Vec<vocab::Sym> = Vec::new();
    for sym in &whole.syms {
        let sym = match watch.role(*sym) {
            Role::Party(i) => watch.parties.get(i).map_or(*sym, |p| p.sym),
            Role::Both => *sym,
            Role::None | Role::Other => continue,
        };
        if !parties.contains(&sym) {
            parties.push(sym);
        }
    }
    if parties.is_empty() {
        return;
    }
    let occurs = |p: &super::pattern::Program| matcher::occurs(p, whole, words);
    let stems: Vec<usize> =
        watch.open.lexicon.iter().enumerate().filter(|(_, p)| occurs(p)).map(|(i, _)| i).collect();
    if stems.is_empty() || watch.open.deny.iter().any(occurs) {
        return;
    }
    let values: Vec<(String, usize)> = sentence
        .tokens
        .iter()
        .filter(|t| matches!(t.sym, vocab::MONEY | vocab::PERCENT | vocab::YEAR | vocab::DURATION))
        .filter_map(|t| match t.kind {
            Kind::Value(i) => sentence.values.get(i).map(|f| (f.value.to_string(), t.start)),
            Kind::Word | Kind::Mark(_) | Kind::Number(_) | Kind::Name(_) => None,
        })
        .collect();
    let count = |n: usize, most: usize| f64::from(u32::try_from(n.min(most)).unwrap_or(0));
    let both = if parties.len() > 1 || parties.contains(&vocab::BOTH) { 1.5 } else { 0.0 };
    let score = 1.0 + both + 1.5 * count(values.len(), 2) + 1.25 * count(stems.len(), 4);
    if score >= watch.open.min_score {
        out.push(Flagged {
            start: sentence.start,
            end: sentence.end,
            block: sentence.block,
            score,
            stems,
            values,
        });
    }
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
    let mut clusters: BTreeMap<String, ()> = BTreeMap::new();
    let mut out = Vec::new();
    for f in left {
        let cluster = cluster(watch, &f);
        if out.len() >= watch.open.per_article_max || clusters.insert(cluster.clone(), ()).is_some()
        {
            continue;
        }
        let evidence = Evidence {
            text: text.get(f.start..f.end).unwrap_or_default().to_owned(),
            start: f.start,
            end: f.end,
            block: f.block,
            value: None,
            cue: None,
        };
        out.push(Unclassified { cluster, score: f.score, evidence });
    }
    out.sort_by_key(|u| u.evidence.start);
    out
}

/// No claim stands in the sentence, or a value of it is in no claim.
fn unread(f: &Flagged, claims: &[Claim]) -> bool {
    let mut inside = claims.iter().filter(|c| c.evidence.start == f.start).peekable();
    if inside.peek().is_none() {
        return true;
    }
    let taken: Vec<_> = inside.filter_map(|c| c.evidence.value).collect();
    f.values.iter().any(|(_, at)| !taken.iter().any(|s| s.start <= *at && *at < s.end))
}

/// "Same typed value and a shared lexicon stem" as one key.
fn cluster(watch: &Watch, f: &Flagged) -> String {
    let stem = |i: &usize| watch.open.lexicon.get(*i).map_or("", |p| p.source.as_str());
    match f.values.first() {
        Some((value, _)) => format!("{value} {}", f.stems.first().map_or("", |i| stem(i))),
        None => f.stems.iter().map(stem).collect::<Vec<_>>().join(" + "),
    }
}
