//! Who is told: the log, or a webhook.

use std::collections::HashSet;
use std::time::Duration;

use base64::Engine as _;

use super::secret::{self, Place, Secret};
use super::section::{Section, nearest};
use super::source::Node;
use super::value::{self, Fault};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiverSettings {
    /// Unique; what routes name.
    pub name: String,
    pub kind: ReceiverKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiverKind {
    /// One line of the log per alert.
    Log,
    Webhook {
        /// Whoever knows it can post, so it is a secret. Checked to be a web address.
        url: Secret,
        /// Standard Webhooks secrets, `whsec_...`; each signs, so that one can be replaced.
        secrets: Vec<Secret>,
        /// For one attempt.
        timeout: Duration,
    },
}

#[derive(Clone, Copy)]
enum Kind {
    Log,
    Webhook,
}

/// What later releases will take; named so that the answer is better than "unknown".
const LATER: [&str; 6] = ["slack", "discord", "teams", "mattermost", "ntfy", "email"];
const KINDS: [&str; 2] = ["log", "webhook"];
const USUAL_TIMEOUT: Duration = Duration::from_secs(15);

pub(super) fn read(sections: &mut [Section<'_>], place: &Place<'_>) -> Vec<ReceiverSettings> {
    let mut names = HashSet::new();
    sections.iter_mut().filter_map(|section| read_one(section, place, &mut names)).collect()
}

/// Without any receiver the alerts go to the log: nothing is ever alerted into the void.
pub(super) fn with_default(mut receivers: Vec<ReceiverSettings>) -> Vec<ReceiverSettings> {
    if receivers.is_empty() {
        receivers.push(ReceiverSettings { name: "log".to_owned(), kind: ReceiverKind::Log });
    }
    receivers
}

fn read_one(
    section: &mut Section<'_>,
    place: &Place<'_>,
    names: &mut HashSet<String>,
) -> Option<ReceiverSettings> {
    let name = section.required("name", value::name);
    section.unique("name", name.as_ref(), names);
    let Some(kind) = section.required("kind", kind) else {
        // Its other keys belong to a kind not known, so none of them can be judged.
        return Some(ReceiverSettings { name: name?, kind: ReceiverKind::Log });
    };
    let kind = match kind {
        Kind::Log => Some(ReceiverKind::Log),
        Kind::Webhook => webhook(section, place),
    };
    section.finish();
    // A broken receiver keeps its name, so that a route to it is not called wrong as well.
    Some(ReceiverSettings { name: name?, kind: kind.unwrap_or(ReceiverKind::Log) })
}

fn kind(node: &Node) -> Result<Kind, Fault> {
    let text = value::text(node)?;
    match text.as_str() {
        "log" => Ok(Kind::Log),
        "webhook" => Ok(Kind::Webhook),
        other if LATER.contains(&other) => Err(Fault::new(
            format!("{other} receivers come with a later release"),
            format!("use {} until then", KINDS.join(" or ")),
        )),
        _ => Err(Fault::new(format!("{text:?} is no kind of receiver"), nearest(&text, &KINDS))),
    }
}

fn webhook(section: &mut Section<'_>, place: &Place<'_>) -> Option<ReceiverKind> {
    let url = section.required("url", |node| value::url(node).map(Secret::new));
    let bounds = value::duration(Duration::from_secs(1), Duration::from_mins(2));
    let timeout = section.optional("timeout", bounds).unwrap_or(USUAL_TIMEOUT);
    let secrets = secret::read(section, place, is_webhook_secret);
    Some(ReceiverKind::Webhook { url: url?, secrets, timeout })
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
