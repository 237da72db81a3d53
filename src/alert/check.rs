//! What is odd about routes and silences before anything is routed: patterns that can match nothing,
//! routes that never get a word in, grave things nobody is told of. Each with the way to mend it.
//! Never errors: it may be meant.

use super::glob::matches;
use super::model::Severity;
use super::route::{Matching, Route};
use super::routing::QUIET_KINDS;
use super::silence::Silence;

/// Two words this much alike may be one, misspelt.
const ALIKE: f64 = 0.75;
/// What no route should leave untold: a contradiction, and that something cannot be seen.
const GRAVE: [&str; 2] = ["contradicts", "incident_opened"];
/// Every incident is as grave as this.
const OF_INCIDENTS: Severity = Severity::Medium;

/// The words that routes and silences may speak of.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Kinds of finding, and of incident.
    pub kinds: &'a [String],
    pub terms: &'a [String],
    /// Registrable domains of the feeds.
    pub outlets: &'a [String],
    /// A feed lists other people's articles, so that any outlet may turn up.
    pub any_outlet: bool,
}

/// What an oddity is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A route, from 0, and the key of it; empty for the whole route.
    Route(usize, &'static str),
    /// All routes together.
    Routes,
    /// A silence's id, and the key of it.
    Silence(String, &'static str),
}

/// One thing that is hardly meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    pub place: Place,
    pub what: String,
    pub mend: String,
}

/// One for each oddity: route by route, then what concerns all, then silence by silence.
pub fn oddities(routes: &[Route], silences: &[Silence], known: &Known<'_>) -> Vec<Oddity> {
    let mut found = Vec::new();
    for (at, route) in routes.iter().enumerate() {
        of_route(&mut found, (at, route), known);
        found.extend(shadowed(routes, at, known));
    }
    for kind in GRAVE {
        if !routes.iter().any(|route| asks_for(&route.matching, kind)) {
            found.push(Oddity {
                place: Place::Routes,
                what: format!("no route asks for {kind}: nobody would be told"),
                mend: format!("add \"{kind}\" to the findings of a route"),
            });
        }
    }
    for silence in silences {
        of_silence(&mut found, silence, known);
    }
    found
}

fn of_route(found: &mut Vec<Oddity>, (at, route): (usize, &Route), known: &Known<'_>) {
    let matching = &route.matching;
    for pattern in dead(&matching.terms, known.terms) {
        found.push(Oddity {
            place: Place::Route(at, "match.terms"),
            what: format!("{pattern:?} matches no term"),
            mend: nearest(pattern, known.terms),
        });
    }
    for pattern in dead(&matching.outlets, known.outlets) {
        let mend = nearest(pattern, known.outlets);
        if known.any_outlet && mend.is_empty() {
            continue;
        }
        found.push(Oddity {
            place: Place::Route(at, "match.outlets"),
            what: format!("{pattern:?} matches no outlet of a feed"),
            mend: or(mend, "write a registrable domain, as \"example.com\""),
        });
    }
    if !matching.findings.is_empty() && !known.kinds.iter().any(|kind| asks_for(matching, kind)) {
        found.push(Oddity {
            place: Place::Route(at, "match"),
            what: "matches nothing: incidents have no tier, and none is graver than medium"
                .to_owned(),
            mend: "take tiers and min_severity out of a route for incidents".to_owned(),
        });
    }
}

fn of_silence(found: &mut Vec<Oddity>, silence: &Silence, known: &Known<'_>) {
    let parts = [
        ("term", &silence.term, known.terms),
        ("kind", &silence.kind, known.kinds),
        ("outlet", &silence.outlet, known.outlets),
    ];
    for (key, pattern, words) in parts {
        let open = key == "outlet" && known.any_outlet;
        let Some(pattern) = pattern.as_ref().filter(|pattern| !open && is_dead(pattern, words))
        else {
            continue;
        };
        let near = nearest(pattern, words);
        let lift = format!("lift it: pactwatch silence lift {}", silence.id);
        found.push(Oddity {
            place: Place::Silence(silence.id.clone(), key),
            what: format!("{pattern:?} matches no {key}, so it keeps nothing quiet"),
            mend: if near.is_empty() { lift } else { format!("{near} Else {lift}") },
        });
    }
}

fn dead<'a>(patterns: &'a [String], words: &'a [String]) -> impl Iterator<Item = &'a String> {
    patterns.iter().filter(|pattern| is_dead(pattern, words))
}

fn is_dead(pattern: &str, words: &[String]) -> bool {
    !words.iter().any(|word| matches(pattern, word))
}

fn or(text: String, usual: &str) -> String {
    if text.is_empty() { usual.to_owned() } else { text }
}

/// The word most like a pattern, as a hint; empty when none is.
pub fn nearest(pattern: &str, words: &[String]) -> String {
    let near = words.iter().map(|word| (strsim::jaro_winkler(pattern, word), word));
    let best = near.filter(|near| near.0 >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map_or_else(String::new, |(_, word)| format!("did you mean {word}?"))
}

/// A route that no finding reaches, because earlier ones tell each of its receivers all it asks for.
fn shadowed(routes: &[Route], at: usize, known: &Known<'_>) -> Option<Oddity> {
    let (route, earlier) = (routes.get(at)?, routes.get(..at)?);
    let over = |receiver: &String| {
        earlier.iter().position(|other| {
            other.is_digest() == route.is_digest()
                && other.to.contains(receiver)
                && covers(&other.matching, &route.matching, known)
        })
    };
    let by: Option<Vec<usize>> = route.to.iter().map(over).collect();
    let first = by?.into_iter().min()? + 1;
    Some(Oddity {
        place: Place::Route(at, ""),
        what: "never sends: earlier routes tell its receivers all that it asks for".to_owned(),
        mend: format!("put it before route[{first}], or remove it"),
    })
}

/// Whether all that `b` asks for is asked for by `a`.
fn covers(a: &Matching, b: &Matching, known: &Known<'_>) -> bool {
    let outlets = a.outlets.is_empty()
        || !b.outlets.is_empty()
            && b.outlets.iter().all(|inner| a.outlets.iter().any(|outer| matches(outer, inner)));
    let terms = a.terms.is_empty()
        || !b.terms.is_empty()
            && known.terms.iter().all(|t| !fits(&b.terms, t) || fits(&a.terms, t));
    let tiers = a.tiers.is_empty()
        || !b.tiers.is_empty() && b.tiers.iter().all(|tier| a.tiers.contains(tier));
    let kinds = known.kinds.iter().all(|kind| !asks_for(b, kind) || asks_for(a, kind));
    outlets && terms && tiers && kinds && a.min_severity <= b.min_severity
}

fn fits(patterns: &[String], word: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, word))
}

/// Whether anything of a kind can pass.
fn asks_for(matching: &Matching, kind: &str) -> bool {
    let named = fits(&matching.findings, kind);
    let unnamed = matching.findings.is_empty() && !QUIET_KINDS.contains(&kind);
    let is_incident = kind.starts_with("incident");
    let passes = matching.tiers.is_empty() && matching.min_severity <= OF_INCIDENTS;
    (named || unnamed) && (!is_incident || passes)
}
