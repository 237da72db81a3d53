//! What is known of a sentence before its clauses are read: its cues, who speaks, what it inherits.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::super::attribution::{self, Voices};
use super::super::clauses::{Clause, ClauseKind};
use super::super::elided;
use super::super::english::cues::{Cue, CueHit};
use super::super::frames::{self, Anchor};
use super::super::model::Status;
use super::super::pattern::stream::LENGTH_MAX;
use super::super::pattern::{Stream, Sym};
use super::super::prepare::Sentence;
use super::super::scope::Setting;
use super::super::shortlist::Shortlist;
use super::super::switches::Mechanism;
use super::super::tokens::{Kind, Token};
use super::super::watch::{Role, Watch};
use super::Reader;
use super::reach::{Inherited, Parts};

/// What is known of a sentence before its clauses are read.
pub(super) struct Scene {
    pub(super) whole: Stream,
    pub(super) cues: Vec<CueHit>,
    pub(super) base: Setting,
    pub(super) voices: Voices,
    pub(super) generic: bool,
    /// What each clause inherits.
    pub(super) inherited: Vec<Inherited>,
    anchors: OnceCell<Vec<Anchor>>,
    pub(super) shortlist: Shortlist,
}

/// A clause as patterns see it.
pub(super) struct Piece<'s> {
    pub(super) shortlist: Cow<'s, Shortlist>,
    pub(super) stream: Cow<'s, Stream>,
    pub(super) cues: Cow<'s, [CueHit]>,
    pub(super) anchors: Vec<Anchor>,
}

impl Scene {
    /// The anchors of the whole sentence.
    pub(super) fn anchors(&self, watch: &Watch) -> &[Anchor] {
        self.anchors.get_or_init(|| frames::anchors(watch, &self.shortlist.anchors, &self.whole))
    }

    /// A clause, with what is already known of it where it is the whole sentence.
    pub(super) fn piece(&self, watch: &Watch, sentence: &Sentence, clause: &Clause) -> Piece<'_> {
        let tokens = clause.tokens.iter().filter_map(|i| sentence.tokens.get(*i));
        let mut syms = Vec::with_capacity(clause.tokens.len());
        syms.extend(tokens.take(LENGTH_MAX).map(|t| t.sym));
        let known = Cow::Borrowed(&self.shortlist);
        if syms == self.whole.syms {
            let (stream, cues) = (Cow::Borrowed(&self.whole), Cow::Borrowed(&*self.cues));
            return Piece { shortlist: known, stream, cues, anchors: self.anchors(watch).to_vec() };
        }
        let stream = Stream::new(syms, &watch.vocabulary);
        // A clause has no word that its sentence has not, unless that is longer than is matched.
        let cut = sentence.tokens.len() > LENGTH_MAX;
        let shortlist = if cut { Cow::Owned(Shortlist::of(watch, &stream)) } else { known };
        let mut cues = watch.cues.find(&shortlist.cues, &stream, &watch.vocabulary);
        cues.extend(self.across(clause));
        let anchors = frames::anchors(watch, &shortlist.anchors, &stream);
        Piece { shortlist, stream: Cow::Owned(stream), cues: Cow::Owned(cues), anchors }
    }

    /// What its clauses do not all inherit, the sentence in one piece does not either.
    pub(super) fn common(&self) -> Setting {
        Setting {
            hedged_source: self.inherited.iter().all(|i| i.hedged_source),
            planned: self.inherited.iter().all(|i| i.planned),
            ..self.base
        }
    }

    /// Cues of the sentence that begin before a cut and end in this clause: "told investors | it will".
    fn across(&self, clause: &Clause) -> Vec<CueHit> {
        let place = |token: usize| clause.tokens.iter().position(|t| *t == token);
        let carried =
            |c: &&CueHit| matches!(c.cue, Cue::Planned | Cue::Hedge) && place(c.start).is_none();
        let moved = |c: &CueHit| {
            let at = place(c.end.checked_sub(1)?)?;
            // What it says before the cut no match of this clause can have taken in.
            Some(CueHit { cue: c.cue, start: at, end: at + 1, consumed: OUTSIDE })
        };
        if clause.lifted {
            return Vec::new();
        }
        self.cues.iter().filter(carried).filter_map(moved).collect()
    }
}

/// Tokens between a "not" and the confirming it denies.
const NEGATION: usize = 5;
/// Stands for tokens outside of a clause.
const OUTSIDE: u128 = 1 << 127;

impl Reader<'_> {
    pub(super) fn scene(
        &self,
        sentence: &Sentence,
        clauses: &[Clause],
        default: Option<Status>,
    ) -> Scene {
        let words = &self.watch.vocabulary;
        let whole = Stream::new(sentence.tokens.iter().map(|t| t.sym).collect(), words);
        let shortlist = Shortlist::of(self.watch, &whole);
        let cues = self.watch.cues.find(&shortlist.cues, &whole, words);
        // A relative clause hedges itself alone; ", as Acme Daily wrote," hedges what it stands in.
        let lifted = |relative: bool| -> BTreeSet<usize> {
            clauses
                .iter()
                .filter(|c| c.lifted && (!relative || c.relates(&sentence.tokens, words)))
                .flat_map(|c| c.tokens.iter().skip(1))
                .copied()
                .collect()
        };
        let (aside, relatives) = (lifted(false), lifted(true));
        let has = |kind: Cue| {
            let beside = if kind == Cue::HedgeSource { &relatives } else { &aside };
            cues.iter().any(|c| c.cue == kind && !beside.contains(&c.start))
        };
        let on = |m: Mechanism| self.watch.switches.on(m);
        let voices = attribution::voices(&sentence.tokens, &self.watch.names.list, words);
        // "Neither has confirmed it": the "no" stands right before.
        let negated = |c: &CueHit| {
            let before = |n: &CueHit| n.end <= c.start + 1 && n.end + NEGATION >= c.start;
            cues.iter().any(|n| n.cue == Cue::Negation && before(n))
        };
        let confirmed = cues.iter().any(|c| c.cue == Cue::Confirmed && !negated(c));
        let second_hand = has(Cue::HedgeSource) && !confirmed;
        let hedged_source = on(Mechanism::HedgeSource) && second_hand;
        let base = Setting {
            hedged_source,
            planned: on(Mechanism::PlannedSentence) && has(Cue::PlannedSentence),
            negotiating: on(Mechanism::PlannedSentence) && self.negotiating,
            denied: false,
            conditional: has(Cue::Later) || clauses.iter().any(|c| c.kind == ClauseKind::Condition),
            reported: voices.reported
                && (voices.by.is_some()
                    || !second_hand
                    || voices.origin.is_some() && !voices.told && !self.negotiating),
            standing: false,
            carried_previous: false,
            carried_span: false,
            default,
        };
        let about_parties = |s: &Sym| matches!(self.watch.role(*s), Role::Party(_) | Role::Both);
        let generic = has(Cue::Generic) && !whole.syms.iter().any(about_parties);
        let mut inherited = Parts { tokens: &sentence.tokens, clauses, words }.inherited(&cues);
        for clause in &mut inherited {
            clause.hedged_source &= on(Mechanism::HedgeSource) && !confirmed;
            clause.planned &= on(Mechanism::PlannedSentence);
        }
        let anchors = OnceCell::new();
        Scene { whole, cues, base, voices, generic, inherited, anchors, shortlist }
    }

    /// A quotation without a speaker of its own goes on from the one before.
    pub(super) fn speech(&mut self, sentence: &Sentence, voices: &mut Voices) {
        let quoted =
            sentence.tokens.iter().find(|t| t.kind == Kind::Word).is_some_and(|t| t.quoted);
        if voices.by.is_none() && voices.origin.is_none() && quoted {
            voices.by.clone_from(&self.speaker);
        }
        if voices.by.is_some() || !quoted {
            self.speaker.clone_from(&voices.by);
        }
    }

    /// The answer to a question may leave out what it is about.
    pub(super) fn ask(&mut self, sentence: &Sentence) {
        let words = &self.watch.vocabulary;
        let stream = Stream::new(sentence.tokens.iter().map(|t| t.sym).collect(), words);
        let shortlist = Shortlist::of(self.watch, &stream);
        let about = elided::topics(self.watch, &shortlist.topics, &stream);
        if !about.is_empty() {
            (self.told, self.asking) = (about, true);
        }
    }

    /// "Initech sells chips, and the startup ...": a description that a party shares with its peers is
    /// theirs after one of them, unless the party itself was named there.
    pub(super) fn give_to_peers(&self, tokens: &mut [Token]) {
        let name = |t: &Token| match t.kind {
            Kind::Name(i) => self.watch.names.list.get(i),
            Kind::Word | Kind::Mark(_) | Kind::Number(_) | Kind::Value(_) => None,
        };
        for at in 0..tokens.len() {
            let (before, rest) = tokens.split_at_mut(at);
            let Some(token) = rest.first_mut() else { continue };
            let Some(party) = name(token).filter(|n| n.common).and_then(|n| n.party) else {
                continue;
            };
            let Some(rules) = self.watch.parties.get(party) else { continue };
            let own = |t: &&Token| self.watch.role(t.sym) == Role::Party(party);
            let peer = |t: &&Token| rules.peers.contains(&t.sym);
            let nearest = [&*before, self.last.as_slice()]
                .into_iter()
                .find(|tokens| tokens.iter().any(|t| own(&t) || peer(&t)));
            let Some(tokens) = nearest.filter(|tokens| !tokens.iter().any(|t| own(&t))) else {
                continue;
            };
            if let Some(other) = tokens.iter().rfind(peer) {
                (token.sym, token.kind) = (other.sym, other.kind);
            }
        }
    }
}
