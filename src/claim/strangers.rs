//! Whether a match is about other companies: a deal in the same words between other names says
//! nothing of this one.

use super::matching::Place;
use super::pattern::Program;
use super::pattern::{Hit, matcher, vocabulary as vocab};
use super::scope::View;
use super::watch::term::Term;
use super::watch::{Role, Watch};

/// True when somebody else's deal is told.
pub(super) fn owns(watch: &Watch, term: &Term, hit: &Hit, view: &View, place: &Place) -> bool {
    foreign(watch, hit, view, place)
        || elsewhere(watch, hit, view, term.alone)
        || replaced(watch, term, place)
        || disowned(watch, term, hit, view, place)
}

/// No party in the match, and the nearest name before its end is another company's.
fn foreign(watch: &Watch, hit: &Hit, view: &View, place: &Place) -> bool {
    let party = |sym: vocab::Sym| matches!(watch.role(sym), Role::Party(_) | Role::Both);
    let other = |sym: vocab::Sym| watch.role(sym) == Role::Other;
    if (hit.start..hit.end)
        .any(|i| hit.consumes(i) && (party(view.stream.get(i)) || other(view.stream.get(i))))
    {
        return false;
    }
    (0..hit.end)
        .rev()
        .filter(|i| !gives(watch, view, place, *i))
        .map(|i| view.stream.get(i))
        .find(|s| party(*s) || other(*s))
        .is_some_and(other)
}

/// The party that a name, an owner or a brand speaks of.
fn party(watch: &Watch, sym: vocab::Sym) -> Option<usize> {
    match watch.role(sym) {
        Role::Party(party) => Some(party),
        Role::Both => Some(usize::MAX),
        Role::Other => None,
        Role::None if sym <= vocab::BOTH || !watch.vocabulary.spelled(sym).is_empty() => None,
        Role::None => watch.names.of(sym).next().and_then(|n| n.brand_of),
    }
}

/// Whether `syms` speak of all parties.
fn complete(watch: &Watch, syms: &[vocab::Sym]) -> bool {
    let mut parties = syms.iter().filter_map(|s| party(watch, *s));
    let first = parties.next();
    first.is_some_and(|f| f == usize::MAX || parties.any(|p| p != f))
}

/// A company like the party that the sentence does not name stands in its place, unless the term is
/// one in which such companies are at home: "on Initech's cloud as well".
fn replaced(watch: &Watch, term: &Term, place: &Place) -> bool {
    let whole = &place.whole.syms;
    // "It keeps its rights, and the lab turns to Initech": who comes later takes nobody's place.
    let end = place.clause.tokens.last().map_or(0, |last| last + 1);
    let sofar = whole.get(..end).unwrap_or(whole);
    let absent = |index: usize| !whole.iter().filter_map(|s| party(watch, *s)).any(|p| p == index);
    watch.parties.iter().enumerate().any(|(index, p)| {
        !term.rivals.contains(&index)
            && !p.peers.is_empty()
            && sofar.iter().any(|s| watch.role(*s) != Role::None && p.peers.contains(s))
            && absent(index)
    })
}

/// Words behind a match in which "in Acme" still belongs to it.
const BEHIND: usize = 4;

/// The clause names one party at most, and another company where the second should be: before or in
/// the match, or right behind it ("a stake | in Acme"). A figure of a party's own (`alone`) may
/// stand beside others'.
fn elsewhere(watch: &Watch, hit: &Hit, view: &View, alone: bool) -> bool {
    let other = |i: usize| watch.role(view.stream.get(i)) == Role::Other && !hit.consumes(i);
    let governed = |i: usize| {
        let before = i.checked_sub(1).map_or("", |b| watch.vocabulary.spelled(view.stream.get(b)));
        matches!(before, "in" | "of" | "to" | "with" | "from" | "by" | "for" | "over" | "on")
    };
    let unbroken = |i: usize| !(hit.end..i).any(|k| view.stream.get(k) == vocab::COMMA);
    let from = if alone { hit.start } else { 0 };
    let there = (from..hit.end).any(other)
        || (hit.end..hit.end + BEHIND).any(|i| other(i) && governed(i) && unbroken(i));
    there && !complete(watch, &view.stream.syms)
}

/// "Acme's round", "its money": what somebody gives is no value of theirs.
fn funds(watch: &Watch, view: &View, place: &Place, at: usize) -> bool {
    let token = place.clause.tokens.get(at).and_then(|i| place.sentence.tokens.get(*i));
    let next = watch.vocabulary.spelled(view.stream.get(at + 1));
    token.is_some_and(|t| t.possessive)
        && matches!(next, "round" | "deal" | "investment" | "money" | "offer" | "cash" | "bid")
}

/// A name, of whomever.
fn named(watch: &Watch, sym: vocab::Sym) -> bool {
    sym > vocab::BOTH && watch.vocabulary.spelled(sym).is_empty()
}

/// "raised from Acme, Beta and Initech at a value of": they are where it came from.
fn gives(watch: &Watch, view: &View, place: &Place, at: usize) -> bool {
    let listed = |i: &usize| {
        let before = i.checked_sub(1)?;
        let joint = view.stream.get(before) == vocab::COMMA || view.word(before) == "and";
        i.checked_sub(2).filter(|first| joint && named(watch, view.stream.get(*first)))
    };
    let first = std::iter::successors(Some(at), listed).last().unwrap_or(at);
    let before = first.checked_sub(1).map_or("", |b| view.word(b));
    (matches!(before, "from" | "by" | "with" | "including") || funds(watch, view, place, at))
        && !matches!(watch.role(view.stream.get(at)), Role::Party(_))
}

/// The term names an owner, and the value is somebody else's: the nearest name before it is
/// neither owner nor party, or nothing near says it is the owner's.
fn disowned(watch: &Watch, term: &Term, hit: &Hit, view: &View, place: &Place) -> bool {
    if term.owner.is_empty() {
        return false;
    }
    let owner = |sym: vocab::Sym| term.owner.contains(&sym);
    let here = place.whole.syms.iter().any(|s| owner(*s));
    let theirs = |p: &Program| matcher::occurs(p, place.whole, &watch.vocabulary);
    if !here && term.strangers.iter().any(theirs) {
        return true;
    }
    let inside = (hit.start..hit.end).any(|i| hit.consumes(i) && owner(view.stream.get(i)));
    if inside {
        return false;
    }
    // Who speaks of a value does not own it.
    let speaks = |sym: vocab::Sym| watch.names.of(sym).any(|n| n.person_of.is_some() || n.outlet);
    let nearest = (0..hit.end)
        .rev()
        .filter(|i| !gives(watch, view, place, *i))
        .map(|i| view.stream.get(i))
        .find(|s| named(watch, *s) && !speaks(*s));
    let stranger = nearest.is_some_and(|s| !matches!(watch.role(s), Role::Party(_)));
    let unnamed = !place.whole.syms.iter().any(|s| named(watch, *s) && !speaks(*s))
        && place.subject.is_none_or(|s| matches!(watch.role(s), Role::Party(_)));
    let near = here || place.subject.is_some_and(owner) || unnamed;
    stranger || !near
}
