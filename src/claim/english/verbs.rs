//! Verb forms, generated from the lemma; irregular ones from a table. Grammar only.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The forms of one verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms {
    pub base: String,
    pub third: String,
    pub past: Vec<String>,
    pub participle: Vec<String>,
    pub gerund: String,
}

impl Forms {
    pub fn all(&self) -> impl Iterator<Item = &str> {
        [&self.base, &self.third, &self.gerund]
            .into_iter()
            .chain(&self.past)
            .chain(&self.participle)
            .map(String::as_str)
    }
}

/// `base past participle` of irregular verbs; alternatives joined by `/`.
const IRREGULAR: &str = "be was/were been|have had had|do did done|go went gone|shoot shot shot|say said said|make made made|\
take took taken|give gave given|get got got/gotten|keep kept kept|hold held held|pay paid paid|lose lost lost|\
win won won|sell sold sold|buy bought bought|run ran run|come came come|become became become|begin began begun|\
bring brought brought|build built built|choose chose chosen|cost cost cost|cut cut cut|deal dealt dealt|\
draw drew drawn|drive drove driven|fall fell fallen|feed fed fed|feel felt felt|find found found|\
forgo forwent forgone|forego forewent foregone|freeze froze frozen|grow grew grown|hand handed handed|\
hear heard heard|know knew known|lead led led|leave left left|lend lent lent|let let let|lie lay lain|mean meant meant|\
meet met met|put put put|quit quit quit|read read read|rewrite rewrote rewritten|ride rode ridden|rise rose risen|\
see saw seen|seek sought sought|send sent sent|set set set|shed shed shed|show showed shown|shrink shrank shrunk|\
shut shut shut|sink sank sunk|speak spoke spoken|spend spent spent|split split split|spread spread spread|\
stand stood stood|stick stuck stuck|strike struck struck|swap swapped swapped|swear swore sworn|tear tore torn|\
tell told told|think thought thought|throw threw thrown|tie tied tied|understand understood understood|\
undo undid undone|unwind unwound unwound|uphold upheld upheld|withdraw withdrew withdrawn|withhold withheld withheld|\
write wrote written|retake retook retaken|renegotiate renegotiated renegotiated|recut recut recut|reset reset reset|\
rebuild rebuilt rebuilt|bind bound bound|break broke broken|forbid forbade forbidden|free freed freed|ship shipped shipped|\
commit committed committed|permit permitted permitted|drop dropped dropped|stop stopped stopped|scrap scrapped scrapped|\
cap capped capped|strip stripped stripped|plan planned planned|end ended ended|control controlled controlled|\
cancel canceled/cancelled canceled/cancelled|total totaled/totalled totaled/totalled|grip gripped gripped|snap snapped snapped|\
refer referred referred|prefer preferred preferred|defer deferred deferred|confer conferred conferred|occur occurred occurred|\
transfer transferred transferred|admit admitted admitted|submit submitted submitted|trim trimmed trimmed|step stepped stepped|\
slip slipped slipped|tap tapped tapped|top topped topped|wrap wrapped wrapped|bar barred barred|unveil unveiled unveiled|\
label labeled/labelled labeled/labelled|shop shopped shopped|ban banned banned|net netted netted|pin pinned pinned|\
funnel funneled/funnelled funneled/funnelled|bet bet bet|sit sat sat|axe axed axed|ax axed axed|nix nixed nixed|tweak tweaked tweaked|\
peg pegged pegged|skim skimmed skimmed|snag snagged snagged|nab nabbed nabbed|rip ripped ripped|chop chopped chopped|\
hit hit hit|bid bid bid|bear bore borne|fight fought fought|catch caught caught|shake shook shaken|shoot shot shot|\
lay laid laid|sweep swept swept|swell swelled swollen/swelled|slide slid slid|wind wound wound|hang hung hung|\
resell resold resold|outgrow outgrew outgrown|override overrode overridden|redraw redrew redrawn|foresee foresaw foreseen|\
recast recast recast|cast cast cast|rid rid rid|overtake overtook overtaken|undertake undertook undertaken|\
outspend outspent outspent|undercut undercut undercut|dig dug dug|teach taught taught|wear wore worn|arise arose arisen";

/// Past and participle by base.
static BY_BASE: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| IRREGULAR.split('|').filter_map(|entry| entry.split_once(' ')).collect());

/// All forms of `lemma`, which may carry a particle (`give up`): each form then carries it too.
pub fn forms(lemma: &str) -> Forms {
    let (verb, particle) = lemma.split_once(' ').map_or((lemma, ""), |(v, p)| (v, p));
    let mut forms = one_word(verb);
    if !particle.is_empty() {
        let join = |form: &mut String| *form = format!("{form} {particle}");
        [&mut forms.base, &mut forms.third, &mut forms.gerund].into_iter().for_each(join);
        forms.past.iter_mut().chain(&mut forms.participle).for_each(join);
    }
    forms
}

fn one_word(verb: &str) -> Forms {
    let entry = BY_BASE.get(verb);
    let list = |part: Option<&str>| -> Vec<String> {
        part.unwrap_or_default().split('/').map(str::to_owned).collect()
    };
    let (past, participle) = if let Some(e) = entry {
        let mut parts = e.split(' ');
        (list(parts.next()), list(parts.next()))
    } else {
        let past = regular_past(verb);
        (vec![past.clone()], vec![past])
    };
    let doubled = past.first().is_some_and(|p| doubles(verb, p));
    Forms {
        base: verb.to_owned(),
        third: third(verb),
        gerund: gerund(verb, doubled),
        past,
        participle,
    }
}

/// "stopped" shows that "stop" doubles its consonant.
fn doubles(verb: &str, past: &str) -> bool {
    let mut chars = verb.chars();
    chars.next_back().is_some_and(|last| past == format!("{verb}{last}ed"))
        || matches!(
            verb,
            "cut"
                | "get"
                | "let"
                | "put"
                | "quit"
                | "run"
                | "set"
                | "shed"
                | "shut"
                | "split"
                | "win"
                | "begin"
                | "reset"
                | "recut"
                | "bet"
                | "sit"
                | "swap"
        )
}

fn ends_in_consonant_y(verb: &str) -> bool {
    verb.ends_with('y') && !verb.ends_with(['a', 'e', 'o', 'u']) && {
        let before = verb.chars().rev().nth(1);
        before.is_some_and(|c| !"aeou".contains(c))
    }
}

fn regular_past(verb: &str) -> String {
    if verb.ends_with('e') {
        format!("{verb}d")
    } else if ends_in_consonant_y(verb) {
        format!("{}ied", verb.trim_end_matches('y'))
    } else {
        format!("{verb}ed")
    }
}

fn third(verb: &str) -> String {
    match verb {
        "be" => "is".to_owned(),
        "have" => "has".to_owned(),
        "do" | "go" | "forgo" | "forego" | "undo" => format!("{verb}es"),
        _ if ends_in_consonant_y(verb) => format!("{}ies", verb.trim_end_matches('y')),
        _ if verb.ends_with(['s', 'x', 'z']) || verb.ends_with("ch") || verb.ends_with("sh") => {
            format!("{verb}es")
        }
        _ => format!("{verb}s"),
    }
}

fn gerund(verb: &str, doubled: bool) -> String {
    if doubled {
        let last = verb.chars().next_back().unwrap_or_default();
        return format!("{verb}{last}ing");
    }
    if let Some(stem) = verb.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    match verb.strip_suffix('e') {
        Some(stem) if !verb.ends_with("ee") && verb != "be" => format!("{stem}ing"),
        _ => format!("{verb}ing"),
    }
}

/// Noun plural: `license` -> `licenses`, `company` -> `companies`.
pub fn plural(noun: &str) -> String {
    third(noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_english() {
        for (lemma, want) in [
            ("pay", "pay pays paying paid paid"),
            ("stop", "stop stops stopping stopped stopped"),
            ("carry", "carry carries carrying carried carried"),
            ("give up", "give up gives up giving up gave up given up"),
            ("expire", "expire expires expiring expired expired"),
            ("cut", "cut cuts cutting cut cut"),
            ("tie", "tie ties tying tied tied"),
            ("agree", "agree agrees agreeing agreed agreed"),
            ("cap", "cap caps capping capped capped"),
            ("deploy", "deploy deploys deploying deployed deployed"),
            ("reach", "reach reaches reaching reached reached"),
        ] {
            let got: Vec<String> = forms(lemma).all().map(str::to_owned).collect();
            assert_eq!(got.join(" "), want);
        }
        assert_eq!(plural("company"), "companies");
    }
}
