//! Marks of pages that stand where an article should: bot challenges, consent pages, paywalls,
//! shells that need a script. Marks only; what they are worth is decided by `observe`.

use serde::{Deserialize, Serialize};

use super::html::{Tree, dashed};
use super::jsonld::Declared;
use super::model::Article;
use super::select::{self, Selector};
use super::words;

/// A page longer than this in all its text is no challenge, consent page or shell.
const LONGEST_WALL: usize = 3000;
/// An article's text under this is short enough for a wall's words to count.
const SHORT_TEXT: usize = 800;
/// Characters of paid text that are more than an offer to pay.
const UNLOCKED_TEXT: usize = 300;
/// Under this there is no article on the page.
const NO_TEXT: usize = 200;

/// One mark seen on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// It asks for proof of a human visitor.
    Challenge,
    /// It asks for consent before showing anything.
    Consent,
    /// It asks for money or an account to read on.
    Paywall,
    /// It shows nothing without running scripts.
    ScriptOnly,
    /// The part that it declares to be paid for is there to read.
    Unlocked,
}

const CHALLENGE: &str = "\
    just a moment|attention required|checking your browser|verifying you are human|\
    verify you are human|verify that you are human|verify you are a human|are you a robot|\
    not a robot|robot check|pardon our interruption|access to this page has been denied|\
    access denied|request unsuccessful|incapsula incident|ddos protection by|unusual traffic|\
    unusual activity from your|enable js and disable any ad blocker|complete the security check|\
    bot detection|press and hold";

const CONSENT: &str = "\
    before you continue|we value your privacy|we care about your privacy|your privacy choices|\
    your privacy is important|we and our partners|accept all cookies|manage your consent|\
    consent to the use of cookies|bevor sie fortfahren|wir schätzen ihre privatsphäre|\
    nous respectons votre vie privée|part of the yahoo family";

const PAYWALL: &str = "\
    subscribe to continue|subscribe to read|to continue reading|to read the full|\
    to keep reading|already a subscriber|this article is for subscribers|\
    exclusive to subscribers|for subscribers only|subscriber only|subscribers only|\
    create a free account to|register to continue|log in to continue|\
    you have reached your limit|free articles remaining|unlock this article|\
    jetzt weiterlesen mit";

const SCRIPT: &str = "\
    enable javascript|javascript is disabled|javascript is required|requires javascript|\
    javascript to run this app";

/// The marks of a page whose article has been read.
pub(super) fn signs(tree: &Tree, article: &Article, declared: &Declared) -> Vec<Sign> {
    let page = words::plain(tree.text(0), 1200);
    let length = article.text.chars().count();
    let visible = page.len();
    // A page with an article on it is judged by the article: banners hang everywhere.
    let shown = if length < NO_TEXT {
        page.clone()
    } else {
        words::plain(&format!("{} {}", article.title, article.text), 1200)
    };
    let says = |phrases: &str| phrases.split('|').any(|p| shown.contains(p));
    let mut found = Vec::new();
    if visible < LONGEST_WALL && length < SHORT_TEXT {
        if says(CHALLENGE) || (length < NO_TEXT && has_class(tree, CHALLENGE_CLASSES)) {
            found.push(Sign::Challenge);
        }
        if says(CONSENT) {
            found.push(Sign::Consent);
        }
        if length < NO_TEXT && (says(SCRIPT) || is_shell(tree, visible)) {
            found.push(Sign::ScriptOnly);
        }
    }
    let sells = PAYWALL.split('|').any(|p| page.contains(p));
    if sells || has_class(tree, PAYWALL_CLASSES) {
        found.push(Sign::Paywall);
    }
    if is_unlocked(tree, &declared.paid_parts) {
        found.push(Sign::Unlocked);
    }
    found
}

/// Whether the parts declared as paid hold text worth the name.
fn is_unlocked(tree: &Tree, paid_parts: &[String]) -> bool {
    let selectors: Vec<Selector> = paid_parts.iter().filter_map(|s| s.parse().ok()).collect();
    let parts = select::outermost(tree, &selectors);
    parts.iter().map(|id| tree.line(*id).chars().count()).sum::<usize>() >= UNLOCKED_TEXT
}

const CHALLENGE_CLASSES: &[&str] =
    &["-challenge-form-", "-cf-challenge-", "-cf-wrapper-", "-px-captcha-", "-g-recaptcha-"];
const PAYWALL_CLASSES: &[&str] = &[
    "-paywall-",
    "-regwall-",
    "-paywalled-",
    "-subscriber-only-",
    "-subscribers-only-",
    "-premium-wall-",
    "-meter-wall-",
];

fn has_class(tree: &Tree, needles: &[&str]) -> bool {
    tree.elements().any(|id| {
        let class = tree.class(id);
        let by_class = !class.is_empty() && needles.iter().any(|n| class.contains(n));
        by_class
            || tree.attr(id, "id").is_some_and(|v| {
                let name = dashed(v);
                needles.iter().any(|n| name.contains(n))
            })
    })
}

/// Several scripts and next to no words.
fn is_shell(tree: &Tree, visible: usize) -> bool {
    let scripts = tree.elements().filter(|id| tree.tag(*id) == "script").count();
    scripts > 1 && visible < 300
}
