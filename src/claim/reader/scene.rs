//! What is known of a sentence before its clauses are read: its cues, who speaks, what it inherits.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::super::attribution::{self, Voices};
use super::super::clauses::{Clause, ClauseKind};
use super::super::english::cues::{Cue, CueHit};
use super::super::frames::{self, Anchor};
use super::super::model::Status;
use super::super::pattern::stream::LENGTH_MAX;
use super::super::pattern::{Stream, Sym};
use super::super::prepare::Sentence;
use super::super::scope::Setting;
use super::super::shortlist::Shortlist;
use super::super::switches::Mechanism;
use super::super::tokens::Kind;
use super::super::watch::{Role, Watch};
use super::Reader;

/// What is known of a sentence before its clauses are read.
pub(super) struct Scene {
    pub(super) whole: Stream,
    pub(super) cues: Vec<CueHit>,
    pub(super) base: Setting,
    pub(super) voices: Voices,
    pub(super) generic: bool,
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
        let cues = watch.cues.find(&shortlist.cues, &stream, &watch.vocabulary);
        let anchors = frames::anchors(watch, &shortlist.anchors, &stream);
        Piece { shortlist, stream: Cow::Owned(stream), cues: Cow::Owned(cues), anchors }
    }
}

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
        let second_hand = has(Cue::HedgeSource);
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
            default,
        };
        let about_parties = |s: &Sym| matches!(self.watch.role(*s), Role::Party(_) | Role::Both);
        let generic = has(Cue::Generic) && !whole.syms.iter().any(about_parties);
        Scene { whole, cues, base, voices, generic, anchors: OnceCell::new(), shortlist }
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
}
