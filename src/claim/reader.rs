//! Reads a document: sentence by sentence, clause by clause, to claims and open-lane sentences.

use std::collections::BTreeSet;

use crate::article::model::BlockKind;
use crate::base::Warning;

use super::answers::{self, Asked};
use super::clauses::{self, Clause, ClauseKind};
use super::consistency;
use super::coref::{Discourse, Resolver};
use super::elided;
use super::ellipsis;
use super::english::cues::{Cue, CueHit};
use super::frames::{self, Anchor, Carried};
use super::matching::{self, Look, Place};
use super::model::{Document, Reading, Status};
use super::open;
use super::pattern::vocabulary::COLON;
use super::pattern::{Stream, Sym};
use super::prepare::{self, Sentence};
use super::profile::{self, Column, OneSided};
use super::reference;
use super::scope::{Setting, View};
use super::settle::{self, Candidate};
use super::shortlist::PatternOfTerm;
use super::switches::Mechanism;
use super::tokens::{Kind, Token};
use super::watch::{Cardinality, Role, Watch};

mod opinion;
mod reach;
mod scene;
mod unread;

pub use opinion::{Seen, seen};
use reach::Times;
use scene::{Piece, Scene};

/// Reads what `document` says about the deal of `watch`. Pure, deterministic, never fails.
pub fn read(watch: &Watch, document: &Document) -> Reading {
    let mut reading = Reading { read: true, ..Reading::default() };
    if let Some((code, why)) = unread::why(document) {
        reading.read = code == unread::EMPTY;
        reading.warnings.push(Warning::new(code, why));
        return reading;
    }
    let sentences = prepare::prepare(watch, document);
    let mut reader = Reader::new(watch, document, &sentences);
    for sentence in sentences {
        reader.sentence(sentence);
    }
    let claims = settle::settle(reader.candidates, document.text, watch.switches);
    reading.claims = consistency::settle(watch, claims);
    reading.open = open::settle(watch, reader.open, &reading.claims, document.text);
    reading
}

/// How many sentences, with its own, a statement about an earlier one reaches back.
const REFERENCE_SENTENCES: usize = 3;

struct Reader<'a> {
    watch: &'a Watch,
    document: &'a Document<'a>,
    named: Vec<bool>,
    discourse: Discourse,
    carried: Carried,
    heading: Vec<usize>,
    /// The party the sentence before was about.
    subject: Option<Sym>,
    /// Who spoke last in this block: a quotation that goes on is still theirs.
    speaker: Option<String>,
    /// What a question has just asked: its answer leaves it out.
    asked: Asked,
    /// Blocks that are cells of an earlier date than their neighbours.
    outdated: BTreeSet<usize>,
    block: usize,
    /// The terms told of last, the likeliest first.
    told: Vec<usize>,
    /// They were asked for at the end of a block: the next may answer.
    asking: bool,
    negotiating: bool,
    one_sided: OneSided,
    candidates: Vec<Candidate>,
    /// Where the candidates of the last sentences start.
    starts: [usize; REFERENCE_SENTENCES],
    open: Vec<open::Flagged>,
    /// The tokens of the sentence before.
    last: Vec<Token>,
    /// Gathers sentences instead of claims, when somebody learns.
    seen: Option<Vec<Seen>>,
}

impl<'a> Reader<'a> {
    fn new(watch: &'a Watch, document: &'a Document<'a>, sentences: &[Sentence]) -> Self {
        let mut named = vec![false; watch.parties.len()];
        for token in sentences.iter().flat_map(|s| &s.tokens) {
            let Kind::Name(i) = token.kind else { continue };
            let party = watch.names.list.get(i).filter(|n| !n.nominal).and_then(|n| n.party);
            if let Some(slot) = party.and_then(|p| named.get_mut(p)) {
                *slot = true;
            }
        }
        profile::described(watch, sentences, &mut named);
        let mut discourse = Discourse::default();
        discourse.author = profile::author(watch, document);
        Self {
            watch,
            document,
            named,
            discourse,
            carried: Carried::default(),
            heading: Vec::new(),
            subject: None,
            speaker: None,
            asked: Asked::default(),
            outdated: profile::outdated(document),
            block: usize::MAX,
            told: Vec::new(),
            asking: false,
            negotiating: profile::negotiating(watch, sentences),
            one_sided: profile::one_sided(watch, document, sentences),
            candidates: Vec::new(),
            starts: [0; REFERENCE_SENTENCES],
            open: Vec::new(),
            last: Vec::new(),
            seen: None,
        }
    }

    fn sentence(&mut self, mut sentence: Sentence) {
        let Some(block) = self.document.blocks.get(sentence.block) else { return };
        if sentence.block != self.block {
            self.block = sentence.block;
            if matches!(block.kind, BlockKind::Heading) {
                self.heading.clear();
            }
            self.carried.context = self.heading.clone();
            self.speaker = None;
            if !std::mem::take(&mut self.asking) {
                self.told.clear();
            }
        }
        let Column::Read(default) = profile::column(self.watch, &block.kind) else { return };
        let outdated = self.outdated.contains(&sentence.block);
        let default = default.or_else(|| outdated.then_some(Status::Previous));
        let lead =
            prepare::lead_in(&block.kind).filter(|_| self.watch.switches.on(Mechanism::LeadIn));
        if let Some(intro) = lead.filter(|_| {
            sentence.first && (self.verbless(&sentence) || short_cell(&block.kind, &sentence))
        }) {
            let mut tokens = prepare::context(self.watch, intro, sentence.start);
            tokens.append(&mut sentence.tokens);
            sentence.tokens = tokens;
        }
        let asked = std::mem::take(&mut self.asked);
        if self.watch.switches.on(Mechanism::LeadIn) {
            answers::answer(&asked, &mut sentence, &self.watch.vocabulary);
        }
        let default = ellipsis::period(&mut sentence, &self.watch.vocabulary).or(default);
        self.forget_unnamed(&mut sentence.tokens);
        self.give_to_peers(&mut sentence.tokens);
        if sentence.question {
            self.asked = answers::asked(&sentence, &self.watch.vocabulary);
        }
        let resolver = Resolver::new(self.watch, &self.named);
        self.subject = self.discourse.about(&self.watch.parties);
        if self.watch.switches.on(Mechanism::Coreference) {
            resolver.resolve(&mut sentence.tokens, &mut self.discourse);
        }
        if sentence.question && self.watch.switches.on(Mechanism::Guards) {
            self.carried.sentence.clear();
            self.ask(&sentence);
            return;
        }
        let heading = matches!(block.kind, BlockKind::Heading);
        self.clauses(&sentence, default, heading);
        self.last = sentence.tokens;
    }

    fn verbless(&self, sentence: &Sentence) -> bool {
        // "Signed: 5 May": the name of an entry says nothing by itself.
        let named = usize::from(sentence.tokens.get(1).is_some_and(|t| t.word == COLON));
        let mut said = sentence.tokens.iter().skip(named);
        !said.any(|t| self.watch.vocabulary.flags(t.word).finite())
    }

    /// A description of a party the text never names is no name.
    fn forget_unnamed(&self, tokens: &mut [Token]) {
        for token in tokens {
            let Kind::Name(i) = token.kind else { continue };
            let Some(name) = self.watch.names.list.get(i) else { continue };
            let known = name.party.and_then(|p| self.named.get(p)).copied().unwrap_or(true);
            if name.nominal && !known {
                token.sym = 0;
                token.kind = Kind::Word;
            }
        }
    }

    fn clauses(&mut self, sentence: &Sentence, default: Option<Status>, heading: bool) {
        let uncut = !self.watch.switches.on(Mechanism::Clauses);
        let clauses = clauses::cut(&sentence.tokens, &self.watch.vocabulary, uncut);
        let mut scene = self.scene(sentence, &clauses, default);
        self.speech(sentence, &mut scene.voices);
        let previous = std::mem::take(&mut self.carried.sentence);
        if !previous.is_empty() {
            self.carried.context = previous;
        }
        let mut setting = scene.base;
        let mut exception = None;
        let mut main: Vec<usize> = Vec::new();
        let first_new = self.candidates.len();
        self.starts.rotate_left(1);
        if let Some(last) = self.starts.last_mut() {
            *last = first_new;
        }
        for (clause, inherited) in clauses.iter().zip(&scene.inherited) {
            setting.hedged_source = inherited.hedged_source;
            setting.planned = inherited.planned;
            match clause.kind {
                ClauseKind::Condition => {}
                ClauseKind::Exception => exception = span_of(clause, &sentence.tokens),
                ClauseKind::Main => {
                    main.extend(&clause.tokens);
                    self.clause(sentence, clause, &scene, &mut setting);
                }
            }
        }
        self.wide(sentence, &scene);
        if clauses.len() > 1 {
            self.second_look(sentence, main, &scene, first_new);
        }
        self.second_opinion(sentence, &clauses, &scene, first_new);
        let single = |term: usize| {
            self.watch.terms.get(term).is_some_and(|t| t.info.cardinality == Cardinality::One)
        };
        let changes = scene.cues.iter().filter(|c| c.cue == Cue::ChangedTo);
        for token in changes.filter_map(|c| sentence.tokens.get(c.end - 1)) {
            let found = self.candidates.get_mut(first_new..).unwrap_or_default();
            settle::change_to(found, token.start, single);
        }
        for candidate in self.candidates.iter_mut().skip(first_new) {
            candidate.exception = exception;
        }
        if heading {
            self.heading.clone_from(&self.carried.sentence);
        }
    }

    /// Patterns that need the whole sentence: "Once X is declared, ... ends".
    fn wide(&mut self, sentence: &Sentence, scene: &Scene) {
        let shortlist = &scene.shortlist.wide;
        if shortlist.is_empty() {
            return;
        }
        let tokens = (0..sentence.tokens.len()).collect();
        let clause = Clause { tokens, kind: ClauseKind::Main, copied: false, lifted: false };
        let view = self.view(&scene.whole, &scene.cues, scene.base);
        let place = self.place(sentence, &clause, scene, (&[], shortlist));
        let place = Place { look: Look::Wide, ..place };
        let mut found = Vec::new();
        matching::clause(self.watch, &view, &place, &mut found);
        self.candidates.append(&mut found);
    }

    /// A cut may part what belongs together: what only the uncut sentence says is taken from there,
    /// unless the clauses already said something of that value or of that term and value.
    fn second_look(
        &mut self,
        sentence: &Sentence,
        mut tokens: Vec<usize>,
        scene: &Scene,
        first: usize,
    ) {
        tokens.sort_unstable();
        tokens.dedup();
        let clause = Clause { tokens, kind: ClauseKind::Main, copied: false, lifted: false };
        let piece = scene.piece(self.watch, sentence, &clause);
        let view = self.view(&piece.stream, &piece.cues, scene.common());
        let known = (&*piece.anchors, &*piece.shortlist.terms);
        let place = Place { look: Look::Second, ..self.place(sentence, &clause, scene, known) };
        let mut found = Vec::new();
        matching::clause(self.watch, &view, &place, &mut found);
        let known = self.candidates.get(first..).unwrap_or_default();
        let new = |c: &Candidate| {
            !known.iter().any(|k| {
                k.term == c.term && (c.rival.is_none() || k.claim.value == c.claim.value)
                    || k.rival.is_some() && k.rival == c.rival
            })
        };
        found.retain(new);
        self.candidates.append(&mut found);
    }

    fn view<'v>(&'v self, stream: &'v Stream, cues: &'v [CueHit], setting: Setting) -> View<'v> {
        View { stream, words: &self.watch.vocabulary, cues, setting, switches: self.watch.switches }
    }

    fn place<'v>(
        &'v self,
        sentence: &'v Sentence,
        clause: &'v Clause,
        scene: &'v Scene,
        (own, shortlist): (&'v [Anchor], &'v [PatternOfTerm]),
    ) -> Place<'v> {
        Place {
            sentence,
            clause,
            whole: &scene.whole,
            own,
            carried: &self.carried,
            voices: &scene.voices,
            subject: self.subject,
            one_sided: &self.one_sided,
            generic: scene.generic,
            look: Look::Clause,
            shortlist,
        }
    }

    fn clause(
        &mut self,
        sentence: &Sentence,
        clause: &Clause,
        scene: &Scene,
        setting: &mut Setting,
    ) {
        let words = &self.watch.vocabulary;
        let Piece { shortlist, stream, cues, anchors: mut own } =
            scene.piece(self.watch, sentence, clause);
        let has = |kind: Cue| cues.iter().any(|c| c.cue == kind);
        let times = Times::of(&self.view(&stream, &cues, *setting));
        if times.now.is_some() {
            setting.carried_previous = false;
        }
        frames::narrow(self.watch, &stream, &mut own, &self.carried);
        let mut here = *setting;
        if ellipsis::leads_on(clause.tokens.last().copied(), &sentence.tokens) {
            here.default = Some(Status::Previous);
        }
        let mut before = self.candidates.split_off(self.starts[0].min(self.candidates.len()));
        let mut found = Vec::new();
        let view = self.view(&stream, &cues, here);
        let place = self.place(sentence, clause, scene, (&own, &shortlist.terms));
        matching::clause(self.watch, &view, &place, &mut found);
        let about = elided::topics(self.watch, &shortlist.topics, &stream);
        if !found.iter().any(|c| c.rival.is_some()) {
            let told = if about.is_empty() { &self.told } else { &about };
            found.extend(elided::elided(self.watch, &view, &place, told, &self.last));
        }
        let typed = found.iter().any(|c| c.rival.is_some());
        let implied = elided::implied(self.watch, &found).filter(|_| !typed);
        if self.watch.switches.on(Mechanism::Reference) {
            reference::apply(self.watch, &view, &place, &mut before, &mut found);
        }
        if typed || implied.is_some() || !about.is_empty() {
            let told = if typed { elided::told(&found) } else { implied };
            self.told = told.into_iter().chain(about).collect();
        }
        self.candidates.append(&mut before);
        self.candidates.append(&mut found);
        let relative = clause
            .tokens
            .iter()
            .take(2)
            .any(|i| sentence.tokens.get(*i).is_some_and(|t| words.spelled(t.word) == "which"));
        setting.standing = has(Cue::Standing) || setting.standing && relative;
        let party = |s: Sym| matches!(self.watch.role(s), Role::Party(_));
        let about = self.subject.is_some_and(party);
        let (whole, shortlist) = (&scene.whole, &*shortlist.lexicon);
        let weighed = open::Scene { whole, clause: &stream, about, shortlist };
        open::flag(self.watch, sentence, &clause.tokens, weighed, &mut self.open);
        let on = |m: Mechanism| self.watch.switches.on(m);
        times.carry(setting);
        // "That is not so, it said: it has ...": what is disputed was told before.
        let that = |c: &CueHit| words.spelled(stream.get(c.end)) == "that";
        let points =
            |c: &CueHit| matches!(words.spelled(stream.get(c.start)), "it" | "this" | "that");
        let told = |c: &CueHit| c.cue == Cue::DeniedBefore && points(c) && !that(c);
        setting.denied |= has(Cue::Denial) && !cues.iter().any(told) && on(Mechanism::Denial);
        let mut named = frames::named(self.watch, &own);
        named.sort_unstable();
        named.dedup();
        if !named.is_empty() && on(Mechanism::FrameCarry) {
            self.carried.sentence = named;
        }
    }
}

/// A word or two in a cell say something only with their row: "Ended".
fn short_cell(kind: &BlockKind, sentence: &Sentence) -> bool {
    matches!(kind, BlockKind::Cell { .. }) && sentence.tokens.len() <= 4
}

fn span_of(clause: &Clause, tokens: &[Token]) -> Option<(usize, usize)> {
    let first = clause.tokens.first().and_then(|i| tokens.get(*i))?;
    let last = clause.tokens.last().and_then(|i| tokens.get(*i))?;
    (first.start < last.end).then_some((first.start, last.end))
}
