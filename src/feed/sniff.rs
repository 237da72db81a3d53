//! What a body is that is no feed. Decides only after no feed root was found, so an article that
//! mentions a captcha cannot condemn the feed that carries it.

use super::model::NotAFeed;

/// How much of a page is looked at, in bytes.
const HEAD: usize = 64 * 1024;

/// Marks of machines that turn readers away: the word shown, then what they call themselves.
const WALLS: &[(&str, &str)] = &[
    ("cf-challenge", "Cloudflare"),
    ("challenge-platform", "Cloudflare"),
    ("cf-browser-verification", "Cloudflare"),
    ("cf_chl_", "Cloudflare"),
    ("attention required! | cloudflare", "Cloudflare"),
    ("just a moment...", "Cloudflare"),
    ("captcha-delivery.com", "DataDome"),
    ("px-captcha", "PerimeterX"),
    ("_incapsula_resource", "Imperva"),
    ("awswafintegration", "AWS WAF"),
    ("aws-waf-token", "AWS WAF"),
    ("errors.edgesuite.net", "Akamai"),
    ("ddos-guard", "DDoS-Guard"),
    ("anubis_challenge", "Anubis"),
    ("making sure you're not a bot", "Anubis"),
    ("g-recaptcha", "reCAPTCHA"),
    ("h-captcha", "hCaptcha"),
    ("are you a robot", "a robot check"),
    ("are you human", "a robot check"),
    ("verify you are human", "a robot check"),
    ("unusual traffic", "a traffic check"),
    ("enable javascript and cookies to continue", "a script check"),
    ("access denied", "access denied"),
    ("request blocked", "request blocked"),
];

const CONSENT: &[(&str, &str)] = &[
    ("consent.google.", "Google"),
    ("consent.yahoo.", "Yahoo"),
    ("guce.", "Yahoo"),
    ("cmp-consent", "a consent manager"),
    ("consent-page", "a consent page"),
    ("before you continue", "a consent page"),
];

/// The wall an error page belongs to.
pub(super) fn wall(body: &[u8]) -> Option<String> {
    let head = body.get(..HEAD).unwrap_or(body);
    match reason(&String::from_utf8_lossy(head)) {
        NotAFeed::BotWall(name) => Some(name),
        NotAFeed::HtmlPage
        | NotAFeed::ConsentPage(_)
        | NotAFeed::Empty
        | NotAFeed::JsonError(_)
        | NotAFeed::NoEntriesNoTitle
        | NotAFeed::Unparseable(_)
        | NotAFeed::TooLarge { .. }
        | NotAFeed::Hostile(_) => None,
    }
}

/// Names what an XML-ish or other text is, given that it holds no feed.
pub(super) fn reason(text: &str) -> NotAFeed {
    let end = text.len().min(HEAD);
    let head = text.get(..text.floor_char_boundary(end)).unwrap_or_default().to_lowercase();
    let is_page =
        ["<html", "<!doctype html", "<body", "<head"].iter().any(|tag| head.contains(tag));
    let found = |marks: &[(&str, &str)]| {
        marks.iter().find(|(mark, _)| head.contains(mark)).map(|(_, name)| (*name).to_owned())
    };
    if is_page {
        if let Some(name) = found(CONSENT) {
            return NotAFeed::ConsentPage(name);
        }
        return found(WALLS).map_or(NotAFeed::HtmlPage, NotAFeed::BotWall);
    }
    let start: String = text.trim_start().chars().take(60).filter(|c| !c.is_control()).collect();
    NotAFeed::Unparseable(format!("starts with {start:?}"))
}
