//! Who is told: the log, or a webhook.

use std::collections::HashSet;

use base64::Engine as _;

use super::secret::{self, Place};
use super::section::{Section, nearest};
use super::source::Node;
use super::value::{self, Fault};
use crate::alert::kind::webhook;
use crate::alert::{Kind, Receiver};
use crate::base::Secret;

/// What later releases will take; named so that the answer is better than "unknown".
const LATER: [&str; 6] = ["slack", "discord", "teams", "mattermost", "ntfy", "email"];
const KINDS: [&str; 2] = ["log", "webhook"];

/// `plain_http` says whether a receiver may be reached without TLS.
pub(super) fn read(
    sections: &mut [Section<'_>],
    place: &Place<'_>,
    plain_http: bool,
) -> Vec<Receiver> {
    let mut names = HashSet::new();
    let mut receivers = Vec::new();
    for section in sections {
        let name = section.required("name", value::name);
        section.unique("name", name.as_ref(), &mut names);
        let kind = read_kind(section, place, plain_http);
        // A broken receiver keeps its name, so that a route to it is not called wrong as well.
        let kind = kind.unwrap_or(Kind::Log);
        receivers.extend(name.map(|name| Receiver { name, kind }));
    }
    receivers
}

/// Without any receiver the alerts go to the log: nothing is ever alerted into the void.
pub(super) fn with_default(mut receivers: Vec<Receiver>) -> Vec<Receiver> {
    if receivers.is_empty() {
        receivers.push(Receiver { name: "log".to_owned(), kind: Kind::Log });
    }
    receivers
}

/// `None` only when a problem has been reported.
fn read_kind(section: &mut Section<'_>, place: &Place<'_>, plain_http: bool) -> Option<Kind> {
    // Without its kind, no other key can be judged.
    let kind = section.required("kind", kind_word)?;
    let read = match kind {
        "log" => Some(Kind::Log),
        _ => webhook(section, place, plain_http).map(Kind::Webhook),
    };
    section.finish();
    read
}

/// One of [`KINDS`].
fn kind_word(node: &Node) -> Result<&'static str, Fault> {
    let text = value::text(node)?;
    if LATER.contains(&text.as_str()) {
        let mend = format!("use {} until then", KINDS.join(" or "));
        return Err(Fault::new(format!("{text} receivers come with a later release"), mend));
    }
    KINDS.into_iter().find(|kind| *kind == text).ok_or_else(|| {
        Fault::new(format!("{text:?} is no kind of receiver"), nearest(&text, &KINDS))
    })
}

fn webhook(
    section: &mut Section<'_>,
    place: &Place<'_>,
    plain_http: bool,
) -> Option<webhook::Config> {
    let url = section.required("url", |node| {
        let url = value::url(node)?;
        if url.scheme() == "http" && !plain_http {
            let mend = "use https, or list its address in allow of [deliver]";
            return Err(Fault::new("would be sent in the clear", mend));
        }
        Ok(Secret::new(url))
    });
    let secrets = secret::read(section, place, is_webhook_secret);
    Some(webhook::Config { url: url?, secrets })
}

fn is_webhook_secret(secret: &Secret) -> Result<(), Fault> {
    let body = secret.reveal().strip_prefix("whsec_");
    let bytes = body.and_then(|t| base64::engine::general_purpose::STANDARD.decode(t).ok());
    if bytes.is_some_and(|bytes| (24..=64).contains(&bytes.len())) {
        return Ok(());
    }
    Err(Fault::new(
        "is no webhook secret: whsec_ and the base64 of 24 to 64 bytes",
        "make one with: echo whsec_$(head -c 32 /dev/urandom | base64 -w0)",
    ))
}
