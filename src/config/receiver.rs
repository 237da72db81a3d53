//! Who is told: the log, a webhook, a chat, a phone, a mailbox.

use std::collections::{BTreeMap, HashSet};

use super::mail;
use super::secret::{self, Found, Place};
use super::section::Section;
use super::source::{self, Node, Value};
use super::value::{self, Fault, nearest};
use crate::alert::kind::{discord, mattermost, ntfy, slack, teams, webhook};
use crate::alert::pace::RateCap;
use crate::alert::{Kind, Receiver};
use crate::base::Secret;
use crate::base::time::SignedDuration;
use crate::io::webhook::key;

const KINDS: [&str; 8] =
    ["log", "webhook", "slack", "discord", "teams", "mattermost", "ntfy", "email"];

/// All receivers, and the rate cap of each that sets one.
#[derive(Debug, Default)]
pub(super) struct Receivers {
    pub(super) list: Vec<Receiver>,
    pub(super) caps: BTreeMap<String, RateCap>,
}

/// `plain_http` says whether a receiver may be reached without TLS.
pub(super) fn read(sections: &mut [Section<'_>], place: &Place<'_>, plain_http: bool) -> Receivers {
    let mut names = HashSet::new();
    let mut receivers = Receivers::default();
    for section in sections {
        let name = section.required("name", value::name);
        section.unique("name", name.as_ref(), &mut names);
        let cap = section.optional("max_per_hour", value::number(1, 3600));
        let kind = read_kind(section, place, plain_http);
        let Some(name) = name else { continue };
        if let Some(max) = cap.and_then(|max| u32::try_from(max).ok()) {
            let cap = RateCap { max, per: SignedDuration::from_hours(1) };
            receivers.caps.insert(name.clone(), cap);
        }
        // A broken receiver keeps its name, so that a route to it is not called wrong as well.
        receivers.list.push(Receiver { name, kind: kind.unwrap_or(Kind::Log) });
    }
    receivers
}

/// Without any receiver the alerts go to the log: nothing is ever alerted into the void.
pub(super) fn with_default(mut receivers: Receivers) -> Receivers {
    if receivers.list.is_empty() {
        receivers.list.push(Receiver { name: "log".to_owned(), kind: Kind::Log });
    }
    receivers
}

/// `None` only when a problem has been reported.
fn read_kind(section: &mut Section<'_>, place: &Place<'_>, plain_http: bool) -> Option<Kind> {
    // Without its kind, no other key can be judged.
    let kind = section.required("kind", kind_word)?;
    let url = |section: &mut Section<'_>| address(section, place, plain_http);
    let read = match kind {
        "webhook" => webhook(section, place, plain_http).map(Kind::Webhook),
        "slack" => url(section).map(|url| Kind::Slack(slack::Config { url })),
        "discord" => url(section).map(|url| Kind::Discord(discord::Config { url })),
        "teams" => url(section).map(|url| Kind::Teams(teams::Config { url })),
        "mattermost" => url(section).map(|url| Kind::Mattermost(mattermost::Config { url })),
        "ntfy" => ntfy(section, place, plain_http).map(Kind::Ntfy),
        "email" => mail::read(section, place).map(Kind::Email),
        _ => Some(Kind::Log),
    };
    section.finish();
    read
}

/// One of [`KINDS`].
fn kind_word(node: &Node) -> Result<&'static str, Fault> {
    let text = value::text(node)?;
    KINDS.into_iter().find(|kind| *kind == text).ok_or_else(|| {
        Fault::new(format!("{text:?} is no kind of receiver"), nearest(&text, &KINDS))
    })
}

fn webhook(
    section: &mut Section<'_>,
    place: &Place<'_>,
    plain_http: bool,
) -> Option<webhook::Config> {
    let url = section.required("url", |node| web_address(node, plain_http));
    let found = secret::read(section, place, &secret::SECRET, is_webhook_secret);
    if matches!(found, Found::None) {
        let what = "is not set, so the receiver cannot tell our messages from forged ones";
        section.note("secret_file", what, "keep a secret in a file and name it");
    }
    Some(webhook::Config { url: url?, secrets: found.lines() })
}

fn ntfy(section: &mut Section<'_>, place: &Place<'_>, plain_http: bool) -> Option<ntfy::Config> {
    let url = section.required("url", |node| {
        let url = value::url(node)?;
        if url.path() == "/" {
            let mend = "write server and topic, as \"https://ntfy.sh/a-topic-nobody-guesses\"";
            return Err(Fault::new("names no topic", mend));
        }
        web_address(node, plain_http)
    });
    let token = secret::read(section, place, &secret::TOKEN, |_| Ok(())).lines();
    Some(ntfy::Config { url: url?, token: token.into_iter().next() })
}

/// A chat's webhook: written in the file, or kept where other secrets are. Empty when it is kept
/// elsewhere and not wanted now.
fn address(section: &mut Section<'_>, place: &Place<'_>, plain_http: bool) -> Option<Secret> {
    let check = |secret: &Secret| {
        let value = Value::Text(secret.reveal().to_owned());
        let node = Node { value, place: source::Place::Offset(0) };
        web_address(&node, plain_http).map(|_| ())
    };
    let keys = &secret::ADDRESS;
    match (section.has(keys.inline), secret::outside(section, place, keys, check)) {
        (false, Found::Lines(lines)) => lines.into_iter().next(),
        (false, Found::Unread) => Some(Secret::default()),
        (true, Found::Lines(_) | Found::Unread) => {
            let what = "the address is given twice";
            section.wrong(keys.inline, Fault::new(what, "keep one of them"));
            None
        }
        (_, Found::None) => section.required(keys.inline, |node| web_address(node, plain_http)),
    }
}

fn web_address(node: &Node, plain_http: bool) -> Result<Secret, Fault> {
    let url = value::url(node)?;
    if url.scheme() == "http" && !plain_http {
        let mend = "use https, or list its address in allow of [deliver]";
        return Err(Fault::new("would be sent in the clear", mend));
    }
    Ok(Secret::new(url))
}

fn is_webhook_secret(secret: &Secret) -> Result<(), Fault> {
    if secret.reveal().starts_with("whsec_") && key(secret).is_ok() {
        return Ok(());
    }
    Err(Fault::new(
        "is no webhook secret: whsec_ and the base64 of 24 to 64 bytes",
        "make one with: echo whsec_$(head -c 32 /dev/urandom | base64 -w0)",
    ))
}
