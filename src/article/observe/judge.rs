//! Names what one reply to an article visit was. Each rule looks for one thing; the order of the
//! rules is the order of certainty.

use url::Url;

use super::super::extract::{Extraction, Refusal};
use super::super::face::{Face, Part};
use super::super::model::Article;
use super::super::walls::Sign;
use super::{Reason, Visit, text_hash};
use crate::base::http::Reply;
use crate::base::time::{SignedDuration, between};

/// A missing page is gone when it has been missing this long...
const GONE_AFTER: SignedDuration = SignedDuration::from_hours(14 * 24);
/// ...and on at least this many visits.
const GONE_VISITS: u32 = 3;
/// A text that got much shorter is believed when it stayed so for this long...
const BELIEVE_AFTER: SignedDuration = SignedDuration::from_hours(48);
/// ...and on at least this many visits.
const BELIEVE_VISITS: u32 = 3;

pub(super) fn judge(visit: &Visit<'_>) -> Reason {
    let Ok(reply) = visit.reply else { return Reason::FetchFailed };
    if has_challenge_header(reply) {
        return Reason::ChallengeHeader;
    }
    match reply.status {
        304 => Reason::NotModified,
        402 => Reason::PaymentRequired,
        401 | 403 => Reason::Forbidden,
        404 | 410 => missing(visit),
        429 => Reason::RateLimited,
        451 => Reason::LegalReasons,
        500..=599 => Reason::ServerError,
        200..=299 => judge_page(visit, reply),
        _ => Reason::ClientError,
    }
}

fn missing(visit: &Visit<'_>) -> Reason {
    let held = visit.state.missing_since.is_some_and(|at| between(at, visit.now) >= GONE_AFTER);
    if held && visit.state.missing_visits + 1 >= GONE_VISITS {
        Reason::GoneHeld
    } else {
        Reason::NotFoundYet
    }
}

fn has_challenge_header(reply: &Reply) -> bool {
    let says = |name: &str, value: &str| {
        reply.headers.get(name).is_some_and(|v| v.to_ascii_lowercase().contains(value))
    };
    let refused = matches!(reply.status, 401 | 403 | 405 | 429 | 503);
    says("cf-mitigated", "challenge")
        || says("x-amzn-waf-action", "challenge")
        || says("x-amzn-waf-action", "captcha")
        || (refused && reply.headers.get("x-datadome").is_some())
        || (refused && says("server", "cloudflare") && body_says(reply, b"challenge"))
}

fn body_says(reply: &Reply, words: &[u8]) -> bool {
    let head = reply.body.get(..reply.body.len().min(20_000)).unwrap_or_default();
    memchr::memmem::find(&head.to_ascii_lowercase(), words).is_some()
}

fn judge_page(visit: &Visit<'_>, reply: &Reply) -> Reason {
    if is_consent_host(reply) {
        return Reason::ConsentPage;
    }
    if went_home(&visit.state.url, &reply.url) {
        return Reason::RedirectedHome;
    }
    let extraction = match visit.extracted {
        None => return Reason::NoText,
        Some(Err(refusal)) => return refused(refusal),
        Some(Ok(extraction)) => extraction,
    };
    let text = &extraction.article.text;
    if let Some(reason) = wall(extraction) {
        return reason;
    }
    if text.is_empty() {
        return Reason::NoText;
    }
    if let Some(reason) = too_short(visit, extraction)
        && !believed(visit, &extraction.article)
    {
        return reason;
    }
    match &visit.state.text_hash {
        None => Reason::FirstVersion,
        Some(hash) if *hash != text_hash(&extraction.article) => Reason::NewVersion,
        Some(_) if face_news(visit, &extraction.article).is_empty() => Reason::SameText,
        Some(_) => Reason::NewFace,
    }
}

/// What a version changed, in the order of an article's parts.
pub(super) fn parts(visit: &Visit<'_>, reason: Reason, article: Option<&Article>) -> Vec<Part> {
    let Some(article) = article else { return Vec::new() };
    if !matches!(reason, Reason::NewVersion | Reason::NewFace) {
        return Vec::new();
    }
    let text = (reason == Reason::NewVersion).then_some(Part::Text);
    text.into_iter().chain(face_news(visit, article)).collect()
}

fn face_news(visit: &Visit<'_>, article: &Article) -> Vec<Part> {
    let face = Face::of(article, visit.now);
    visit.state.face.as_ref().map(|known| known.news(&face)).unwrap_or_default()
}

fn refused(refusal: &Refusal) -> Reason {
    match refusal {
        Refusal::NotHtml(_) => Reason::NotAPage,
        Refusal::TooDeep(_)
        | Refusal::TooManyNodes(_)
        | Refusal::TooLarge(_)
        | Refusal::TooSlow
        | Refusal::Hostile(_) => Reason::TooHostile,
        Refusal::Empty => Reason::NoText,
    }
}

fn wall(extraction: &Extraction) -> Option<Reason> {
    let has = |sign| extraction.signs.contains(&sign);
    if has(Sign::Challenge) {
        Some(Reason::ChallengePage)
    } else if has(Sign::Consent) {
        Some(Reason::ConsentPage)
    } else if has(Sign::ScriptOnly) {
        Some(Reason::ScriptOnly)
    } else {
        None
    }
}

/// Whether the text is only the beginning of an article, and who cut it.
fn too_short(visit: &Visit<'_>, extraction: &Extraction) -> Option<Reason> {
    let text = &extraction.article.text;
    let length = text.chars().count();
    let unlocked = extraction.signs.contains(&Sign::Unlocked);
    let declared = extraction.free == Some(false) && !unlocked;
    let sells = extraction.signs.contains(&Sign::Paywall) && !unlocked;
    let prefix = visit.last_good.is_some_and(|good| is_prefix(text, good));
    let typical = visit.habit.typical();
    let under = |tenths: usize| typical.is_some_and(|t| length * 10 < t * tenths);
    // Nobody cuts an article to less than half at the moment a wall goes up around it.
    let shrunk = visit.last_good.is_some_and(|good| length * 10 < good.chars().count() * 4);
    let short = prefix || shrunk || under(4);
    let unknown = typical.is_none() && visit.last_good.is_none();
    if declared && (short || (unknown && length < 1200)) {
        return Some(Reason::PaywallDeclared);
    }
    if sells && (short || (unknown && length < 600)) {
        return Some(Reason::PaywallTeaser);
    }
    if prefix {
        return Some(Reason::PrefixOfLastGood);
    }
    let first = visit.last_good.is_none();
    (first && under(2) && length < 400).then_some(Reason::FarUnderHabit)
}

/// A text much shorter than the last good one that says nothing else: the last line may be cut.
fn is_prefix(text: &str, good: &str) -> bool {
    if text.len() * 10 >= good.len() * 7 {
        return false;
    }
    let trimmed = text.trim_end_matches(['.', '…', ' ', '\n']);
    let same = trimmed.bytes().zip(good.bytes()).take_while(|(a, b)| a == b).count();
    same * 100 >= trimmed.len() * 95
}

/// The same short text has stood long enough: the outlet cut its article down.
fn believed(visit: &Visit<'_>, article: &Article) -> bool {
    visit.state.short.as_ref().is_some_and(|short| {
        short.hash == text_hash(article)
            && short.visits + 1 >= BELIEVE_VISITS
            && between(short.since, visit.now) >= BELIEVE_AFTER
    })
}

fn is_consent_host(reply: &Reply) -> bool {
    let host = reply.url.host_str().unwrap_or_default();
    host.starts_with("consent.") || host.starts_with("guce.") || host.starts_with("cmp.")
}

/// An address with a path that now ends at the front page.
fn went_home(asked: &Url, arrived: &Url) -> bool {
    asked.path().len() > 1 && arrived.path().len() <= 1 && arrived.query().is_none()
}
