//! What a clause is about: frames named by anchors, referred to by heads, carried to the next
//! clause; and which frame a match belongs to: the nearest anchor of any frame.

use super::english::Flags;
use super::pattern::vocabulary::COMMA;
use super::pattern::{Hit, Stream, matcher};
use super::shortlist::AnchorOfFrame;
use super::watch::Watch;

/// A frame named in a clause, by token positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub frame: usize,
    pub start: usize,
    pub end: usize,
    /// Named outright rather than by a bare head noun.
    pub strong: bool,
}

/// How a match came to its frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// Tokens between the anchor and the match.
    Anchored { distance: usize, strong: bool },
    /// Carried from an earlier clause of the sentence.
    SameSentence,
    /// Carried from the sentence before, the heading or the list's intro.
    Context,
    /// The nearest anchor is another frame's, or there is none.
    None,
}

/// Frames that earlier text leaves open.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    pub sentence: Vec<usize>,
    pub context: Vec<usize>,
}

/// The anchors of a clause among those of `shortlist`. A frame whose `deny` matches is left out.
pub(crate) fn anchors(watch: &Watch, shortlist: &[AnchorOfFrame], stream: &Stream) -> Vec<Anchor> {
    let mut out: Vec<Anchor> = Vec::new();
    for place in shortlist {
        let (frame, strong, _) = *place;
        let Some(program) = watch.anchor(*place) else { continue };
        for hit in matcher::find_all(program, stream, &watch.vocabulary) {
            out.push(Anchor { frame, start: hit.start, end: hit.end, strong });
        }
    }
    let denied = |frame: usize| {
        watch
            .frames
            .get(frame)
            .is_some_and(|f| f.deny.iter().any(|p| matcher::occurs(p, stream, &watch.vocabulary)))
    };
    out.retain(|a| !denied(a.frame));
    out
}

/// What a clause leaves open for the next: a whole named in the words of its part is the part.
pub fn named(watch: &Watch, own: &[Anchor]) -> Vec<usize> {
    let part = |whole: &Anchor| {
        own.iter().any(|a| {
            watch.frames.get(a.frame).is_some_and(|f| f.of == Some(whole.frame))
                && a.start < whole.end
                && whole.start < a.end
        })
    };
    own.iter().filter(|a| !part(a)).map(|a| a.frame).collect()
}

/// Anchors of a whole whose part the sentence has just named are about the part.
/// So are those behind a part that the clause starts with as its topic: "on research, its rights ...".
pub fn narrow(watch: &Watch, stream: &Stream, own: &mut [Anchor], carried: &Carried) {
    let topical = watch.vocabulary.flags(stream.get(0)).has(Flags::PREPOSITION)
        && (0..stream.len().min(TOPIC)).any(|i| stream.get(i) == COMMA);
    let topics: Vec<usize> =
        own.iter().filter(|a| topical && a.start == 0).map(|a| a.frame).collect();
    for anchor in own {
        if carried.sentence.contains(&anchor.frame) {
            continue;
        }
        let part = carried
            .sentence
            .iter()
            .chain(&topics)
            .find(|f| watch.frames.get(**f).is_some_and(|f| f.of == Some(anchor.frame)));
        anchor.frame = part.copied().unwrap_or(anchor.frame);
    }
}

/// Tokens of a topic before its comma.
const TOPIC: usize = 6;

/// Extra distance of an anchor that only comes after the match.
const AFTER: usize = 2;

/// A bare head noun must stand this much nearer than a frame named outright.
const BARE: usize = 2;

fn distance(anchor: &Anchor, hit: &Hit) -> usize {
    let bare = if anchor.strong { 0 } else { BARE };
    bare + if anchor.end <= hit.start {
        hit.start - anchor.end
    } else if anchor.start >= hit.end {
        anchor.start - hit.end + AFTER
    } else {
        // The anchor is complete only behind the match: "research" in "to models and research".
        anchor.end.saturating_sub(hit.end)
    }
}

/// Tokens before a noun that takes up what was told: "the arrangement".
const TAKEN_UP: usize = 2;

/// The clause is about what the sentence before was about, though it has a noun of its own: "it" of a
/// topic, "the arrangement".
fn taken_up(watch: &Watch, frame: usize, own: &[Anchor], carried: &Carried) -> bool {
    let rules = |index: usize| watch.frames.get(index);
    let generic = |index: usize| rules(index).is_some_and(|f| f.generic);
    let mut about = carried.context.iter().filter(|f| !generic(**f));
    let told = carried.sentence.is_empty() && about.next() == Some(&frame);
    let alone = about.next().is_none();
    let weak = own.iter().all(|a| !a.strong && a.frame != frame);
    let noun = |a: &Anchor| generic(a.frame) && a.start <= TAKEN_UP;
    let topic = rules(frame).is_some_and(|f| f.topic);
    told && alone && weak && !own.is_empty() && (topic || own.iter().all(noun))
}

/// How `hit` belongs to `frame`.
pub fn bind(
    watch: &Watch,
    frame: usize,
    hit: &Hit,
    (own, carried): (&[Anchor], &Carried),
) -> Binding {
    let rules = |index: usize| watch.frames.get(index);
    let topic = |a: &&Anchor| rules(a.frame).is_some_and(|f| f.topic);
    if taken_up(watch, frame, own, carried) {
        return Binding::Context;
    }
    let own = || own.iter().filter(|a| a.frame == frame || !topic(a));
    let Some(nearest) = own().map(|a| distance(a, hit)).min() else {
        return if carried.sentence.contains(&frame) {
            Binding::SameSentence
        } else if carried.sentence.is_empty() && carried.context.contains(&frame) {
            Binding::Context
        } else {
            Binding::None
        };
    };
    let near = || own().filter(|a| distance(a, hit) == nearest);
    // "access to research" is about research: of anchors as near, the one that starts last says.
    let narrowest = near().filter(|a| a.strong).map(|a| a.start).max();
    near()
        .filter(|a| a.frame == frame && (!a.strong || narrowest.is_none_or(|n| a.start >= n)))
        .map(|a| Binding::Anchored { distance: nearest, strong: a.strong })
        .max_by_key(|b| matches!(b, Binding::Anchored { strong: true, .. }))
        .unwrap_or(Binding::None)
}
