//! Who is told: the log, or a webhook.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;

use super::environment::Environment;
use super::secret::{self, Secret};
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

pub(super) fn read(
    sections: &mut [Section<'_>],
    folder: &Path,
    environment: &Environment,
) -> Vec<ReceiverSettings> {
    let mut names = HashSet::new();
    let mut receivers = Vec::new();
    for section in sections {
        let Some(receiver) = read_one(section, folder, environment) else { continue };
        if !names.insert(receiver.name.clone()) {
            let what = format!("{:?} is the name of a receiver above", receiver.name);
            section.wrong("name", Fault::new(what, "give each receiver its own name"));
        }
        receivers.push(receiver);
    }
    receivers
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
    folder: &Path,
    environment: &Environment,
) -> Option<ReceiverSettings> {
    let name = section.required("name", value::name);
    let Some(kind) = section.required("kind", kind) else {
        // Its other keys belong to a kind not known, so none of them can be judged.
        return Some(ReceiverSettings { name: name?, kind: ReceiverKind::Log });
    };
    let kind = match kind {
        Kind::Log => Some(ReceiverKind::Log),
        Kind::Webhook => webhook(section, folder, environment),
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

fn webhook(
    section: &mut Section<'_>,
    folder: &Path,
    environment: &Environment,
) -> Option<ReceiverKind> {
    let url = section.required("url", |node| value::url(node).map(Secret::new));
    let bounds = value::duration(Duration::from_secs(1), Duration::from_secs(120));
    let timeout = section.optional("timeout", bounds).unwrap_or(USUAL_TIMEOUT);
    let secrets = match secret::read(section, folder, environment) {
        Some((key, secrets)) => {
            if !secrets.iter().all(is_webhook_secret) {
                let what = "is no webhook secret: whsec_ and the base64 of 24 to 64 bytes";
                let mend = "make one with: echo whsec_$(head -c 32 /dev/urandom | base64 -w0)";
                section.wrong(key, Fault::new(what, mend));
            }
            secrets
        }
        None => {
            let what = "is not set, so the receiver cannot tell our messages from forged ones";
            section.note("secret_file", what, "keep a secret in a file and name it");
            Vec::new()
        }
    };
    Some(ReceiverKind::Webhook { url: url?, secrets, timeout })
}

fn is_webhook_secret(secret: &Secret) -> bool {
    let body = secret.reveal().strip_prefix("whsec_");
    body.and_then(|text| base64::engine::general_purpose::STANDARD.decode(text).ok())
        .is_some_and(|bytes| (24..=64).contains(&bytes.len()))
}
