//! Word classes that clause cutting, tense and coreference need. Grammar only.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::cues::listed;
use super::verbs::forms;

/// A small set of grammatical properties; a word may have several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u32);

impl Flags {
    pub const NONE: Self = Self(0);
    /// Auxiliary or modal: `is`, `has`, `will`, `can`.
    pub const AUX: Self = Self(1);
    /// Third person present: `keeps`.
    pub const THIRD: Self = Self(1 << 1);
    pub const PAST: Self = Self(1 << 2);
    pub const PARTICIPLE: Self = Self(1 << 3);
    pub const GERUND: Self = Self(1 << 4);
    pub const BASE: Self = Self(1 << 5);
    /// Past form of a verb that names a state: `had`, `was`, `held`, `paid`.
    pub const STATE_PAST: Self = Self(1 << 6);
    /// Starts a subordinate or contrasted clause: `while`, `but`, `which`.
    pub const SUBORDINATOR: Self = Self(1 << 7);
    pub const PRONOUN: Self = Self(1 << 8);
    pub const PREPOSITION: Self = Self(1 << 9);
    pub const DETERMINER: Self = Self(1 << 10);
    pub const ADVERB: Self = Self(1 << 11);
    /// Present or future state: `will`, `is`, `can`: the opposite of a past state.
    pub const NOW: Self = Self(1 << 12);
    /// `said`, `announced`: what follows is reported, and its tenses are shifted.
    pub const REPORTING: Self = Self(1 << 13);
    /// A form that is more often a noun than a verb: `shares`, `models`.
    pub const NOUNISH: Self = Self(1 << 14);
    pub const QUESTION: Self = Self(1 << 15);
    /// Names a state, not an event: `hold`, `pay`, `run`.
    pub const STATIVE: Self = Self(1 << 16);
    pub const MODAL: Self = Self(1 << 17);
    /// `weigh`, `discuss`: what it is about may come to be.
    pub const DELIBERATING: Self = Self(1 << 18);
    /// `cap`, `talks`: what it is on or about is only its topic.
    pub const BOUND: Self = Self(1 << 19);
    /// `ends`, `gone`: of an end that may still be to come.
    pub const TO_COME: Self = Self(1 << 20);
    /// `stop`, `run` as what something was due to do.
    pub const RUNNING_OUT: Self = Self(1 << 21);
    /// `keep`, `retain`: what is kept is there.
    pub const KEEPING: Self = Self(1 << 22);
    /// `remains`: a participle behind it is a state.
    pub const REMAINING: Self = Self(1 << 23);
    /// `role`: what something is as one.
    pub const ROLE: Self = Self(1 << 24);
    /// `expected`, `planned`: beside "was" it looks forward from a time that is over.
    pub const LOOKED_FORWARD: Self = Self(1 << 25);
    /// `against`, `despite`: a wish turns to something else.
    pub const ELSEWHERE: Self = Self(1 << 26);

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// A verb form that can head a clause.
    pub fn finite(self) -> bool {
        self.has(Self(Self::AUX.0 | Self::THIRD.0 | Self::PAST.0)) && !self.has(Self::NOUNISH)
    }
}

/// Classes whose words stand in the table of cues.
const LISTS: [(&str, Flags); 8] = [
    ("bound", Flags::BOUND),
    ("to_come", Flags::TO_COME),
    ("running_out", Flags::RUNNING_OUT),
    ("keeping", Flags::KEEPING),
    ("remaining", Flags::REMAINING),
    ("role", Flags::ROLE),
    ("looked_forward_to", Flags::LOOKED_FORWARD),
    ("elsewhere", Flags::ELSEWHERE),
];

const VERBS: &str = "accept access account achieve acquire act add adopt affect agree aim allow alter amend announce \
appear apply argue ask assess assume back bar base become begin believe belong benefit bill block bolster boost bring build \
buy call cancel cap capture carry cause cease challenge change choose cite claim clear clarify close collaborate collect come \
commit compete complete compute confirm connect consider contain continue contract contribute control convert cover \
create cut deal decide declare decline deepen defend define deliver demand deny depend deploy describe develop disclose \
distribute diversify double drop ease eliminate emerge enable end engage enjoy ensure enter entitle equal eliminate establish estimate \
evolve exceed exclude exercise exist expand expect expire explain explore extend face fall favor file finalize finance find \
fix focus follow forbid force forgo form formalize free freeze fund gain gave generate get give give go grant grow guarantee \
halt halve hand happen have help hint hit hold hope host imply include increase indicate inform insist integrate intend invest involve issue \
join keep know lack land last launch lead leave lend let liberate license lift limit list look loosen lose lower maintain make manage mark market \
mean meet merge mix move name narrow need negotiate note obtain offer open operate oppose opt order outline overhaul owe own part participate \
partner pass pave pay permit pivot place plan play pledge poise point position pour prefer preserve press prevent price prioritize proceed produce promise \
propose protect provide publish purchase pursue push put quit raise reach read receive recoup redefine redraw reduce refer reflect refuse regain \
relate release relinquish rely remain remit remove renegotiate renew rent replace report represent require resell reserve reset reshape resolve restrict restructure result \
retain return reveal revise rewrite rework ring rise rule run say scale scrap secure see seek seem sell send serve set settle share shift ship show \
shrink sign signal simplify slash slow solidify source speak specify spend split stand start state stay step stick stop stream strengthen strike strip \
struggle subject submit sue suggest supply support surrender suspend swap switch take talk tap target tell tend term terminate test think throw tie tighten top total track \
trade train transfer transition translate treat trigger trim turn underpin understand undergo unlock unveil unwind update uphold use value verify view violate void wait waive want warn weaken weigh \
welcome win wind withdraw work write yield be do bind confine lock sit shoot quit scrap erase erode axe nix narrow dilute peg approve clinch collapse compel concede conclude curb disappear dispute dwarf earmark embed embrace encourage enforce enlarge enshrine exempt exploit expose fetch forfeit hammer honor ink inject install invoke jettison nudge overtake persuade plunge pocket pool postpone preempt prevail procure prolong pump ratify reap rebuff recast reckon reiterate reject reopen rescind reverse seal shed shelve soar soften stall surge surpass swell tout transform treble triple urge veto vow wield lapse sunset kick cede forfeit abandon repeal revoke restore";

const STATIVE: &str = "be have hold own pay run ship use host serve depend rely require control enjoy \
tie bind lock restrict limit confine owe stand operate sit need last";

const NOUNISH: &str = "shares models deals rights plans talks terms stakes products offers costs uses limits caps changes \
moves works services partners reports returns claims backs reads results markets terms states views lists supplies prices contracts accounts \
benefits demands orders funds points positions sources tests tracks trades marks issues files aims books bills names notes parts places plays \
controls cuts covers ties links set put cut let read split cost cap share stake deal plan offer land back last lead access base subject license licenses \
partner focus launch launches license host hosts source turns market state term result need needs interest interests rivals act acts increases rules rents values value hopes steps release releases";

fn table() -> HashMap<String, Flags> {
    let mut table: HashMap<String, Flags> = HashMap::new();
    let mut put = |word: &str, flag: Flags| {
        let entry = table.entry(word.to_owned()).or_default();
        *entry = entry.with(flag);
    };
    for verb in VERBS.split_whitespace() {
        let forms = forms(verb);
        put(&forms.base, Flags::BASE);
        put(&forms.third, Flags::THIRD);
        put(&forms.gerund, Flags::GERUND);
        forms.past.iter().for_each(|f| put(f, Flags::PAST));
        forms.participle.iter().for_each(|f| put(f, Flags::PARTICIPLE));
    }
    for verb in STATIVE.split_whitespace() {
        let forms = forms(verb);
        forms.past.iter().for_each(|f| put(f, Flags::STATE_PAST));
        forms.all().for_each(|f| put(f, Flags::STATIVE));
    }
    for verb in
        "consider weigh discuss mull debate ponder contemplate explore study negotiate".split(' ')
    {
        forms(verb).all().for_each(|f| put(f, Flags::DELIBERATING));
    }
    for (list, flag) in LISTS {
        listed(list).for_each(|word| put(word, flag));
    }
    let mut all = |words: &str, flag: Flags| words.split_whitespace().for_each(|w| put(w, flag));
    all(NOUNISH, Flags::NOUNISH);
    all(
        "am is are was were has have had do does did will would can could may might must shall should",
        Flags::AUX,
    );
    all("will would can could may might must shall should", Flags::MODAL);
    all(
        "is are has have will can may shall must now currently does do remains stays continues keeps",
        Flags::NOW,
    );
    all(
        "but while though although whereas unless because since if which who whose whom yet when where after before until once as \
         so that even however meanwhile",
        Flags::SUBORDINATOR,
    );
    all("it they he she we i you this that these those both who which", Flags::PRONOUN);
    all(
        "of in on at to for from by with without through until till under over into across between about against \
         among via per despite during following including within inside outside beyond toward towards upon onto as than after before since",
        Flags::PREPOSITION,
    );
    all(
        "the a an this that these those its their his her our your my any all some each every no both",
        Flags::DETERMINER,
    );
    all(
        "also now still already recently reportedly currently effectively essentially only just even never not always \
         then thus therefore instead however previously formerly once again soon later initially originally largely \
         exclusively solely jointly fully formally officially no longer simply quickly today yesterday",
        Flags::ADVERB,
    );
    all(
        "said says say saying told tells announced announces confirmed confirms stated states wrote writes noted notes added adds \
         reported reports disclosed stipulated stipulates mandated mandates specified specifies explained emphasised emphasized insisted revealed according agreed",
        Flags::REPORTING,
    );
    all(
        "what who whom whose which when where why how does do did is are can could will would should has have",
        Flags::QUESTION,
    );
    table
}

static TABLE: LazyLock<HashMap<String, Flags>> = LazyLock::new(table);

/// Every word known here, in order, for the vocabulary.
pub fn known() -> &'static [(&'static str, Flags)] {
    &KNOWN
}

static KNOWN: LazyLock<Vec<(&'static str, Flags)>> = LazyLock::new(|| {
    let mut known: Vec<_> = TABLE.iter().map(|(word, flags)| (word.as_str(), *flags)).collect();
    known.sort_unstable_by_key(|(word, _)| *word);
    known
});

/// What `word` (lower case) can be in a sentence.
pub fn flags(word: &str) -> Flags {
    TABLE.get(word).copied().unwrap_or_default()
}

const SPELLING: [(&str, &str); 22] = [
    ("licence", "license"),
    ("licences", "licenses"),
    ("licencing", "licensing"),
    ("licenced", "licensed"),
    ("centre", "center"),
    ("centres", "centers"),
    ("datacentre", "datacenter"),
    ("datacentres", "datacenters"),
    ("programme", "program"),
    ("thru", "through"),
    ("till", "until"),
    ("til", "until"),
    ("judgement", "judgment"),
    ("organisation", "organization"),
    ("restructured", "restructured"),
    ("prioritise", "prioritize"),
    ("finalise", "finalize"),
    ("finalised", "finalized"),
    ("commercialise", "commercialize"),
    ("commercialising", "commercializing"),
    ("labour", "labor"),
    ("cyber-security", "cybersecurity"),
];

/// (other spelling, usual spelling).
pub fn spellings() -> &'static [(&'static str, &'static str)] {
    &SPELLING
}

/// One spelling for words written in two ways.
pub fn spelling(word: &str) -> &str {
    SPELLING.iter().find(|(from, _)| *from == word).map_or(word, |(_, to)| to)
}
