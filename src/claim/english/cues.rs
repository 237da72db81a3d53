//! Cues that change how a text holds a value, written in the pattern language: kind and phrases.
//! Pseudo-cues come first: they look like a cue and are none. Never a word of a deal.

use crate::claim::pattern::{Compiler, Program, Stream, Vocabulary, matcher};

/// What a cue does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cue {
    /// Looks like a cue, is none.
    Pseudo,
    /// Ends what follows it: "no longer", "scraps".
    Cease,
    /// Makes it less without ending it: too vague for a claim.
    Weaken,
    /// Ends what stands before it: "... has ended".
    CeasedAfter,
    Negation,
    /// A time that is over, for this clause and the next: "until last week", "under the old deal".
    PreviousTime,
    /// Directly on what it makes former: "former", "old".
    PreviousAdjective,
    /// Replaced by what comes next: "instead of", "rather than", "replacing".
    InsteadOf,
    /// Back to the present: "now", "under the new agreement".
    Now,
    /// Unsure, in this clause: "could", "appears to".
    Hedge,
    /// Rests on unnamed or second-hand sources, for the sentence.
    HedgeSource,
    /// Wanted or proposed, in this clause.
    Planned,
    /// Wanted or proposed, for the sentence.
    PlannedSentence,
    /// The sentence disputes what follows: "denied", "dismissed reports".
    Denial,
    /// Makes a following clause an exception: "unless".
    Exception,
}

const TABLE: [(Cue, &[&str]); 15] = [
    (
        Cue::Pseudo,
        &[
            "v:end (in|on|by|this|last) ..1 (<year>|<date>)",
            "v:end (<year>|<date>)",
            "(at|by|before|until|through|to|toward|near) the end of",
            "the end of",
            "end (user|users|customer|customers|to end|market|of)",
            "(months|quarter|year|period|week|session|day) ended",
            "high end",
            "year end",
            "in the end",
            "open ended",
            "v:end up",
            "week ended",
            "not (only|just|merely|solely|simply|necessarily|least|long|so much)",
            "not yet",
            "no (later|sooner|more|less|fewer) than",
            "no (matter|doubt|surprise|wonder|secret|word|comment)",
            "not (immediately|respond|comment|disclosed|known|publicly|clear|reveal|disclose|say)",
            "without (disclosing|naming|saying|citing|elaborating|being|having|going|asking|compromising)",
            "(an extension|extension) of",
            "v:stop (short|by|at|in)",
            "non stop",
            "v:lose (money|ground|billions|talent|out|sight)",
            "v:drop (by|about|<percent>|to|from)",
            "v:do not (mean|change|affect|say|alter|need|know|expect|include|disclose|respond)",
            "v:end the (day|week|year|quarter|session)",
            "v:drop in",
            "no one",
            "no one else",
            "(if|whether) or not",
            "not a (breakup|divorce)",
            "can not (or|support|provide|meet|supply|offer)",
            "choose not",
            "chooses not",
            "not to mention",
            "not far",
            "not surprising",
            "nothing (more|less)",
            "not unlike",
            "not to",
            "v:give up (trying|hope)",
            "former (employee|executive|president|ceo|researcher|researchers|employees|engineer|chief|board|head|member|chairman)",
            "old friend",
            "previously (reported|announced|disclosed|said|told|noted)",
            "earlier (this|that|in|today|on)",
            "as (previously|earlier|originally|first) ..1",
            "(years|year|months|month|weeks|week|days|day|decade) (old|earlier|ago)",
            "original (report|article|story|post|version)",
            "may <year>",
            "the same",
            "may (now|also|still|choose|use|work|sell|serve|offer|host|distribute|purchase|buy|run|deploy|continue|not|independently|provide|release|develop)",
            "so far",
        ],
    ),
    (
        Cue::Cease,
        &[
            "no longer",
            "not .. any (more|longer)",
            "not .. anymore",
            "v:stop",
            "v:cease",
            "v:end",
            "v:terminate",
            "v:scrap",
            "v:drop",
            "v:remove",
            "v:eliminate",
            "v:abolish",
            "v:give up",
            "giving .. up",
            "v:lose",
            "loss of",
            "v:relinquish",
            "v:surrender",
            "v:abandon",
            "v:waive",
            "v:forgo",
            "v:forego",
            "v:cede",
            "v:forfeit",
            "v:void",
            "v:axe",
            "v:ax",
            "v:nix",
            "v:cancel",
            "v:discontinue",
            "v:dissolve",
            "v:halt",
            "v:strip",
            "removal of",
            "(end|ending|demise|elimination|termination|expiry|expiration|death|conclusion) (of|to)",
            "end to",
            "an end to",
            "v:do away with",
            "v:get rid of",
            "v:rid",
            "v:phase out",
            "v:wind down",
            "v:let go of",
            "v:break",
            "v:shed",
            "v:dismantle",
            "v:unwind",
            "v:kill",
            "v:erase",
            "v:retire",
            "v:undo",
            "v:revoke",
            "v:rescind",
            "v:tear up",
            "v:rip up",
            "v:sever",
            "v:lift",
            "no more",
            "v:free ..4 from",
            "v:release ..4 from",
            "v:liberate ..4 from",
            "v:move ..2 away from",
            "away from",
            "v:shift (away|from)",
            "v:depart from",
            "departure from",
            "v:step back from",
            "v:back away from",
            "v:pull back from",
            "v:strike (down|out)",
            "v:delete",
            "v:wipe out",
            "v:trade ..3 for",
            "v:swap ..3 for",
            "v:replace",
            "v:deprive ..3 of",
            "v:outgrow",
            "v:shatter",
            "v:nullify",
            "v:sunset",
            "v:drop out of",
            "past the era of",
            "freedom from",
        ],
    ),
    (
        Cue::Weaken,
        &[
            "v:loosen",
            "v:relax",
            "v:ease",
            "v:soften",
            "v:dilute",
            "v:erode",
            "v:weaken",
            "v:reduce",
            "v:rethink",
            "v:revisit",
            "v:renegotiate",
            "v:rework",
            "v:limit",
            "less",
            "some of the",
            "questions about",
            "v:challenge",
            "v:avoid",
            "v:prevent",
            "v:allege",
        ],
    ),
    (
        Cue::CeasedAfter,
        &[
            "(has|have|had|is|are|was|were|will be|to be|being|been|gets|got) ..2 (ended|scrapped|removed|eliminated|dropped|abolished|terminated|voided|cancelled|canceled|waived|gone|over|lifted|dissolved|deleted|nixed|axed|stripped|discontinued|phased out|relinquished|surrendered|abandoned|dead|history|done|finished|replaced|revoked|rescinded|erased|dismantled|superseded|broken|unwound|struck|retired|killed)",
            "(has|have|had) ..1 (expired|lapsed|ceased|stopped|ended|disappeared|vanished|gone|collapsed|dissolved)",
            "(ends|ended|expires|expired|lapses|lapsed|ceases|ceased|disappears|disappeared|vanishes|vanished|evaporates|falls away|goes away|went away|dissolves|ending) $",
            "(ends|ended|expires|expired|lapses|lapsed|ceases|ceased|disappears|disappeared|vanishes|vanished|stops|stopped) (with|under|as|now|today|immediately|when|after|this)",
            "no longer (applies|apply|exists|exist|holds|hold|stands|in force|in place|valid|applicable|binding)",
            "(comes|came|come|coming|brought|draws|drew) to an end",
            "^ (gone|ended|scrapped|removed|dropped|over|dead|eliminated)",
            "(ends|ended|over|gone|scrapped|removed|dropped|eliminated|dead) $",
            "(ended|ends|over) (on|in|as of|when|with|after|because|last|this|monday|tuesday|wednesday|thursday|friday|immediately)",
            "falls away",
            "goes away",
            "is off the table",
            "is a thing of the past",
            "(moves|moved|goes|went|shifts|shifted|became|becomes|turns|turned|converts|converted) ..3 (to|into|nonexclusive)",
        ],
    ),
    (
        Cue::Negation,
        &[
            "not",
            "never",
            "neither",
            "nor",
            "no",
            "hardly",
            "without",
            "rather than being",
            "none",
            "nobody",
            "anything but",
            "far from",
        ],
    ),
    (
        Cue::PreviousTime,
        &[
            "previously",
            "formerly",
            "originally",
            "initially",
            "used to",
            "until (now|then|recently|last|today|yesterday|monday|tuesday|wednesday|thursday|friday)",
            "up until (now|then|recently|last)",
            "before (monday|today|now|then|the (change|amendment|new|revision|renegotiation|announcement)|that change)",
            "prior to (the|this|that)",
            "(under|in|per|by) (the|its|their|an|that|this) ..1 (old|previous|prior|earlier|original|existing|initial|former|<year>|first|past) ..2 (deal|agreement|terms|arrangement|contract|pact|partnership|version|structure|setup|alliance|accord|regime|framework|deals|agreements|contracts|model|amendment|restructuring|system|one|phase|investment)",
            "for (years|much of|most of|a while|a long time|<duration>)",
            "in the past",
            "at the time",
            "back then",
            "historically",
            "had been",
            "had previously",
            "since then had",
            "from <year> (to|until|through) <year>",
            "dating back",
            "^ (old|before|previous|prior|earlier|then|previously)",
            "as recently as",
            "had (allowed|given|required|granted|entitled|made|let|meant|held|tied|obliged|forced|enjoyed|served)",
            "would have",
            "the days (of|when)",
            "in those days",
            "earlier (agreement|deal|terms|contract|arrangement|pact|version)",
            "(previous|prior|old|original|former) (agreement|deal|terms|contract|arrangement|pact|partnership|structure|setup|version|clause|model) (had|gave|was|were|made|granted|required|allowed|stipulated|said|let|tied|meant|included|contained|specified|provided|called|stated|ran|required|set)",
        ],
    ),
    (
        Cue::PreviousAdjective,
        &[
            "(former|formerly|previous|previously|prior|old|earlier|original|onetime|erstwhile|then|past|once|outgoing|hitherto|defunct|expired)",
        ],
    ),
    (
        Cue::InsteadOf,
        &[
            "instead of",
            "rather than",
            "in place of",
            "v:replace",
            "replacement for",
            "in lieu of",
            "as opposed to",
            "v:supersede",
            "compared (with|to)",
            "versus",
            "up from",
            "down from",
            "rather than remaining",
            "instead of remaining",
        ],
    ),
    (
        Cue::Now,
        &[
            "now",
            "currently",
            "today",
            "at present",
            "from now on",
            "going forward",
            "henceforth",
            "as of",
            "still",
            "(under|in|with|per|by) (the|its|their|this|a) ..1 (new|revised|amended|updated|latest|current|renegotiated|restructured|reworked|rewritten) ..3 (deal|agreement|terms|arrangement|contract|pact|partnership|structure|alliance|accord)",
            "(has|have) become",
            "newly",
            "remains",
            "remain",
            "continues to",
            "will",
            "^ (new|after|now)",
        ],
    ),
    (
        Cue::Hedge,
        &[
            "could",
            "may",
            "might",
            "appear to",
            "appears to",
            "appears",
            "seems",
            "seem to",
            "seemingly",
            "apparently",
            "reportedly",
            "allegedly",
            "supposedly",
            "purportedly",
            "presumably",
            "likely",
            "possibly",
            "perhaps",
            "probably",
            "suggests",
            "suggesting",
            "v:imply",
            "rumored",
            "rumoured",
            "rumor",
            "rumors",
            "speculation",
            "unclear",
            "unconfirmed",
            "unverified",
            "not fully clear",
            "not clear",
            "uncertain",
            "thought to",
            "believed to",
            "said to be",
            "said to have",
            "is said to",
            "are said to",
            "understood to",
            "theoretically",
            "potentially",
            "reported",
            "in theory",
            "a source",
            "estimates that",
            "analysts (estimate|believe|expect|say)",
            "v:estimate",
        ],
    ),
    (
        Cue::HedgeSource,
        &[
            "(people|person|sources|source|insiders) ..3 (familiar|with knowledge|briefed|close to)",
            "familiar with the (matter|situation|discussions|talks|deal|plans|negotiations|agreement)",
            "who asked not to be (named|identified)",
            "according to (a|one|two|three|several|some|multiple|unnamed|anonymous|media|press|earlier|recent)? ..1 (source|sources|report|reports|people|person|insiders|rumors)",
            "sources (say|said|told|tell|claim|claimed)",
            "(reports|report) (say|says|said|indicate|indicates|suggest|suggests|suggested|claim|claims|claimed|emerged|surfaced|that)",
            "(was|were|is|are|has been|have been|it was) (reported|rumored)",
            "[outlet] ..2 (reported|reports|said|says|first reported|writes|wrote|claims|claimed)",
            "according to [outlet]",
            "according to (the|a) [outlet]",
            "(reported|reports) [outlet]",
            "according to (documents|leaked|internal|figures|data) ..4 (seen|obtained|reviewed|leaked)",
            "documents (seen|obtained|reviewed|shared) by",
            "leaked (documents|document|memo|figures)",
            "^ reportedly",
            "reportedly",
        ],
    ),
    (
        Cue::Planned,
        &[
            "would",
            "v:want",
            "v:plan to",
            "plans for",
            "v:hope",
            "v:intend to",
            "intends",
            "v:aim",
            "v:seek",
            "v:propose",
            "proposal",
            "proposals",
            "v:consider",
            "v:weigh",
            "discussing",
            "discussed",
            "v:mull",
            "v:explore",
            "v:eye",
            "v:push for",
            "v:ask for",
            "demanding",
            "demanded",
            "v:expect",
            "v:forecast",
            "projected",
            "projection",
            "targeting",
            "v:offer to",
            "v:try to",
            "v:look to",
            "looking to",
            "v:prepare to",
            "v:prepare for",
            "potential",
            "prospective",
            "if approved",
            "draft",
            "tentative",
            "preliminary",
            "in talks",
            "is being discussed",
            "under discussion",
            "should",
            "v:anticipate",
            "v:angle for",
            "v:pitch",
            "possible",
            "v:negotiate (for|to|over|a|an|on)",
            "is to (get|receive|hold|own|take)",
            "v:float",
            "hoping",
        ],
    ),
    (
        Cue::PlannedSentence,
        &[
            "in ..2 (talks|discussions|negotiations)",
            "v:hold ..2 (talks|discussions)",
            "(talks|discussions|negotiations) (over|about|on|to|with|between|are|have|that|include|for|around)",
            "negotiating",
            "renegotiating",
            "under negotiation",
            "negotiations",
            "proposed ..3 (deal|terms|agreement|restructuring|structure|arrangement)",
            "non binding",
            "nonbinding",
            "letter of intent",
            "(tentative|preliminary|draft) (deal|agreement|terms|pact)",
            "memorandum of understanding",
            "under (the|a) proposal",
            "has proposed",
            "have proposed",
            "sticking point",
            "the reported terms",
            "reported plan",
            "share sale",
            "tender offer",
            "if (the|a) deal",
        ],
    ),
    (
        Cue::Denial,
        &[
            "v:deny",
            "denial",
            "v:dismiss",
            "v:refute",
            "v:reject",
            "v:dispute",
            "untrue",
            "false",
            "inaccurate",
            "not true",
            "incorrect",
            "no truth",
            "v:debunk",
            "v:rebut",
        ],
    ),
    (Cue::Exception, &["unless", "except", "barring"]),
];

/// One cue in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CueHit {
    pub cue: Cue,
    pub start: usize,
    pub end: usize,
    pub consumed: u128,
}

/// All cues, compiled.
#[derive(Clone, Debug, Default)]
pub struct Cues {
    list: Vec<(Cue, Program)>,
}

impl Cues {
    /// Compiles the table; a phrase that does not compile is left out (a test compiles them all).
    pub fn compile(compiler: &mut Compiler) -> Self {
        compiler.groups.entry("[outlet]".to_owned()).or_default();
        let mut list = Vec::new();
        for (cue, phrases) in TABLE {
            for phrase in phrases {
                if let Ok(program) = compiler.compile(phrase) {
                    list.push((cue, program));
                }
            }
        }
        Self { list }
    }

    /// The cues of a clause, without those a pseudo-cue covers.
    pub fn find(&self, stream: &Stream, vocabulary: &Vocabulary) -> Vec<CueHit> {
        let mut hits: Vec<CueHit> = Vec::new();
        let mut masked: u128 = 0;
        for (cue, program) in &self.list {
            for hit in matcher::find_all(program, stream, vocabulary) {
                if *cue == Cue::Pseudo {
                    masked |= hit.consumed;
                } else if hit.consumed & masked == 0 {
                    hits.push(CueHit {
                        cue: *cue,
                        start: hit.start,
                        end: hit.end,
                        consumed: hit.consumed,
                    });
                }
            }
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_compiles() {
        let mut compiler = Compiler::default();
        compiler.groups.insert("[outlet]".into(), vec![1]);
        for (_, phrases) in TABLE {
            for phrase in phrases {
                assert!(
                    compiler.compile(phrase).is_ok(),
                    "{phrase}: {:?}",
                    compiler.compile(phrase)
                );
            }
        }
    }
}
