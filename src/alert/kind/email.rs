//! E-mail as data: headers, a text part and an HTML part. No remote image, no script, nothing that
//! phones home. Sending it over SMTP is the adapter's work.

use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::super::card::{Card, CardSide, Layout, Limits, layout};
use super::super::model::{Alert, Form, Severity};
use super::super::payload::Payload;
use super::super::text::{clean, cut, escaped, html};
use crate::base::http::Headers;
use crate::base::{Secret, id};

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Plain at first, then upgraded; refused when the server cannot.
    #[default]
    Starttls,
    Tls,
    /// For a relay on this very machine.
    None,
}

/// From whom, to whom, through which server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `name@host`, or `Name <name@host>`.
    pub from: String,
    pub to: Vec<String>,
    pub host: String,
    /// The usual one for `security` when not set.
    #[serde(default)]
    pub port: Option<u16>,
    #[serde(default)]
    pub security: Security,
    #[serde(default)]
    pub username: Option<String>,
    #[serde(default)]
    pub password: Option<Secret>,
    /// PEM of a certificate to trust beside those the machine trusts.
    #[serde(default)]
    pub authority: Option<String>,
}

impl Config {
    /// The host part of `from`: message ids end in it, so they stay the same on every machine.
    fn domain(&self) -> String {
        let domain = self.from.rsplit_once('@').map_or("", |(_, domain)| domain);
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let domain: String = domain.chars().take_while(plain).collect();
        if domain.is_empty() { "pactwatch.invalid".to_owned() } else { domain }
    }

    /// The address in `from`, when it is a plain one.
    fn address(&self) -> Option<&str> {
        let inside = self.from.rsplit_once('<').map_or(self.from.as_str(), |(_, rest)| rest);
        let address = inside.trim().trim_end_matches('>');
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
        (address.matches('@').count() == 1 && address.chars().all(plain)).then_some(address)
    }
}

/// What may stand in the query of a link as it is; the rest as bytes.
fn percent(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A line of a subject that every mail program shows.
pub const SUBJECT: usize = 180;
const LIMITS: Limits = Limits { line: 300, quote: 1000, fact: 500, link: 2000, cards: 50 };

/// The message. Its id is the alert's, so that a repeated attempt is the same message; alerts about
/// one term make one thread.
pub fn render(config: &Config, alert: &Alert) -> Payload {
    let layout = layout(alert, &LIMITS);
    Payload {
        content_type: "multipart/alternative".to_owned(),
        headers: headers(config, alert, &layout),
        body: text_part(&layout),
        html: Some(html_part(&layout)),
    }
}

fn headers(config: &Config, alert: &Alert, layout: &Layout) -> Headers {
    let domain = config.domain();
    let mut headers = Headers::default();
    headers.push("From", clean(&config.from));
    headers.push("To", config.to.iter().map(|to| clean(to)).collect::<Vec<_>>().join(", "));
    headers.push("Subject", cut(&layout.subject, SUBJECT));
    let date = rfc2822::to_string(&alert.at.to_zoned(TimeZone::UTC));
    headers.push("Date", date.unwrap_or_default());
    headers.push("Message-ID", format!("<{}@{domain}>", alert.message_id()));
    if let Some(thread) = thread(alert) {
        let root = format!("<{thread}@{domain}>");
        headers.push("In-Reply-To", root.clone());
        headers.push("References", root);
    }
    headers.push("List-Id", format!("pactwatch alerts <alerts.{domain}>"));
    if let Some(sender) = config.address() {
        // Whoever runs this program reads it, and takes the receiver out of the configuration.
        let subject = format!("unsubscribe%20{}", percent(&alert.receiver));
        headers.push("List-Unsubscribe", format!("<mailto:{sender}?subject={subject}>"));
    }
    headers.push("Auto-Submitted", "auto-generated");
    headers.push("X-Pactwatch-Alert-Id", alert.id.clone());
    headers
}

/// The name of the thread an alert belongs to: its gravest finding's term. Digests and summaries
/// have one each.
fn thread(alert: &Alert) -> Option<String> {
    let about = match alert.form {
        Form::Findings => alert.items.first().map(|item| item.term.as_str())?,
        Form::Digest => "digest",
        Form::Held | Form::Quiet => "held",
    };
    (!about.is_empty()).then(|| id::make("thread", &[&alert.receiver, about]))
}

fn text_part(layout: &Layout) -> String {
    let mut lines = vec![layout.subject.clone()];
    lines.extend((!layout.cards.is_empty()).then(|| grade(layout.severity).to_owned()));
    for card in &layout.cards {
        lines.push(String::new());
        if layout.cards.len() > 1 {
            lines.push(card.headline.clone());
        }
        for side in &card.sides {
            lines.push(format!("{}: {}", side.heading, side.value_held(str::to_owned)));
            lines.push(format!("  \"{}\"", side.quote));
            lines.push(format!("  {} {}", side.source, side.url.as_deref().unwrap_or_default()));
        }
        lines.extend(card.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.text)));
        lines.extend(card.review.iter().map(|url| format!("Review: {url}")));
        lines.extend(card.article.iter().map(|url| format!("Article: {url}")));
        lines.extend(card.silence.iter().map(|line| format!("Silence: {line}")));
    }
    let footer = layout.footer();
    if !footer.is_empty() {
        lines.push(String::new());
        lines.extend(footer);
    }
    lines.push(String::new());
    lines.join("\r\n")
}

/// Colours for light and dark, one column that a phone shows whole.
const STYLE: &str = "\
:root{color-scheme:light dark;supported-color-schemes:light dark}\
body{margin:0;padding:16px;background:#f3f4f6;color:#111827;overflow-wrap:anywhere;\
font:15px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}\
.page{max-width:600px;margin:0 auto}\
h1{font-size:19px;line-height:1.3;margin:0 0 16px}\
.card{background:#fff;border:1px solid #e5e7eb;border-left:4px solid #6b7280;border-radius:6px;\
padding:14px 16px;margin:0 0 16px}\
.medium{border-left-color:#c27c0e}.high{border-left-color:#d04437}\
h2{font-size:16px;line-height:1.35;margin:0 0 10px}\
.grade{margin:0 0 8px;font-size:13px;font-weight:600;color:#4b5563}\
.medium .grade{color:#92580a}.high .grade{color:#b3261e}\
.side{margin:0 0 12px}.label{color:#6b7280;font-size:13px}.value{font-weight:600}\
.held{display:block;font-size:14px}\
blockquote{margin:4px 0;padding:2px 0 2px 10px;border-left:3px solid #d1d5db}\
.fact{margin:0 0 4px;font-size:14px}\
code{font-size:13px}\
a{color:#1d4ed8}.button{display:inline-block;margin:8px 8px 0 0;padding:10px 16px;\
background:#1d4ed8;color:#fff;border-radius:6px;text-decoration:none}\
.notes{color:#6b7280;font-size:13px}\
@media (prefers-color-scheme:dark){body{background:#111827;color:#f3f4f6}\
.card{background:#1f2937;border-color:#374151}.medium{border-left-color:#e0a030}\
.high{border-left-color:#f0695c}.grade{color:#d1d5db}.medium .grade{color:#e0a030}\
.high .grade{color:#ff8a80}.label,.notes{color:#9ca3af}blockquote{border-left-color:#4b5563}\
a{color:#93c5fd}.button{background:#2563eb;color:#fff}}";

fn html_part(layout: &Layout) -> String {
    let subject = escape(&layout.subject);
    let cards: String = layout.cards.iter().map(|card| card_html(card, layout)).collect();
    let note = |note: &String| format!("<p class=\"notes\">{}</p>\r\n", escape(note));
    let notes = layout.footer().iter().map(note).collect::<Vec<_>>().concat();
    format!(
        "<!doctype html>\r\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>{subject}</title>\r\n<style>{STYLE}</style></head>\r\n\
         <body><div class=\"page\">\r\n<h1>{subject}</h1>\r\n{cards}{notes}</div></body></html>\r\n"
    )
}

/// The colour of the edge in words, for whoever does not see it.
fn grade(severity: Severity) -> &'static str {
    match severity {
        Severity::Low => "Low severity",
        Severity::Medium => "Medium severity",
        Severity::High => "High severity",
    }
}

fn card_html(card: &Card, layout: &Layout) -> String {
    let class = match card.severity {
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
    };
    let headline = if layout.cards.len() > 1 {
        format!("<h2>{}</h2>\r\n", escape(&card.headline))
    } else {
        String::new()
    };
    let sides: String = card.sides.iter().map(side_html).collect();
    let fact = |label: &str, text: String| {
        format!("<p class=\"fact\"><span class=\"label\">{label}:</span> {text}</p>\r\n")
    };
    let facts: String = card.facts.iter().map(|f| fact(f.label, escape(&f.text))).collect();
    let silence = card.silence.as_ref().map(|line| format!("<code>{}</code>", escape(line)));
    let silence = silence.map(|code| fact("Silence", code)).unwrap_or_default();
    let button = |label: &str, url: &Option<String>| {
        let url = url.as_ref().map(|url| escape(url));
        url.map(|url| format!("<a class=\"button\" href=\"{url}\">{label}</a>")).unwrap_or_default()
    };
    let buttons = button("Review", &card.review) + &button("Article", &card.article);
    let grade = format!("<p class=\"grade\">{}</p>\r\n", grade(card.severity));
    format!(
        "<div class=\"card {class}\">\r\n{grade}{headline}{sides}{facts}{silence}{buttons}</div>\r\n"
    )
}

fn side_html(side: &CardSide) -> String {
    let source = match &side.url {
        Some(url) => format!("<a href=\"{}\">{}</a>", escape(url), escape(&side.source)),
        None => escape(&side.source),
    };
    let held = if side.held.is_empty() {
        String::new()
    } else {
        format!(" <span class=\"held\">{}</span>", escape(&side.held))
    };
    format!(
        "<div class=\"side\"><span class=\"label\">{}:</span> <span class=\"value\">{}</span>{held}\r\n\
         <blockquote>“{}”</blockquote>\r\n<span class=\"label\">{source}</span></div>\r\n",
        side.heading,
        escape(&side.value),
        escape(&side.quote),
    )
}

fn escape(text: &str) -> String {
    escaped(text, html)
}
