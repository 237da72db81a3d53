//! The kinds of receiver, a file each: its settings, and an alert in its own format and limits.
//! A new kind is a new file, a line in `Kind` and a line in each match below.

pub mod discord;
pub mod email;
pub mod log;
pub mod mattermost;
pub mod ntfy;
pub mod slack;
pub mod teams;
pub mod webhook;

use url::Url;

use super::model::Alert;
use super::payload::Payload;
use super::receiver::Kind;
use crate::base::Secret;

/// Where and how a payload is posted.
#[derive(Clone, Debug)]
pub struct Endpoint<'a> {
    /// Never logged.
    pub url: String,
    /// Sent as `Authorization: Bearer`.
    pub bearer: Option<&'a Secret>,
    /// Standard Webhooks headers, with these keys.
    pub signing: Option<&'a [Secret]>,
}

/// How a receiver is asked whether it would take alerts, without sending one.
#[derive(Clone, Debug)]
pub struct Knock<'a> {
    /// Never logged. It gets no message, only this question.
    pub url: String,
    /// Sent as `Authorization: Bearer`.
    pub bearer: Option<&'a Secret>,
    /// Its answer says whether the address or the token is right, as the service documents; else
    /// any answer at all only proves that the machine is there.
    pub tells: bool,
    /// What to do when the answer says no.
    pub mend: &'static str,
}

impl Knock<'_> {
    /// At the front door: the service documents no question that the secret address itself answers.
    fn front_door(url: &Secret) -> Self {
        let root = Url::parse(url.reveal().trim()).and_then(|url| url.join("/"));
        let url = root.map_or_else(|_| url.reveal().to_owned(), |root| root.to_string());
        Self { url, bearer: None, tells: false, mend: "" }
    }
}

impl Endpoint<'_> {
    fn plain(url: &Secret) -> Self {
        Self { url: url.reveal().to_owned(), bearer: None, signing: None }
    }
}

/// The alert in the receiver's own format. Whatever the alert holds, the payload is within the
/// receiver's limits.
pub fn render(kind: &Kind, alert: &Alert) -> Payload {
    match kind {
        Kind::Log => log::render(alert),
        Kind::Webhook(_) => webhook::render(alert),
        Kind::Slack(_) => slack::render(alert),
        Kind::Discord(_) => discord::render(alert),
        Kind::Teams(_) => teams::render(alert),
        Kind::Mattermost(_) => mattermost::render(alert),
        Kind::Ntfy(_) => ntfy::render(alert),
        Kind::Email(config) => email::render(config, alert),
    }
}

/// Where a kind posts its payloads; `None` for kinds that do not speak HTTP.
pub fn endpoint(kind: &Kind) -> Option<Endpoint<'_>> {
    match kind {
        Kind::Log | Kind::Email(_) => None,
        Kind::Webhook(config) => {
            Some(Endpoint { signing: Some(&config.secrets), ..Endpoint::plain(&config.url) })
        }
        Kind::Slack(config) => Some(Endpoint::plain(&config.url)),
        Kind::Discord(config) => {
            Some(Endpoint { url: config.endpoint_url(), ..Endpoint::plain(&config.url) })
        }
        Kind::Teams(config) => Some(Endpoint::plain(&config.url)),
        Kind::Mattermost(config) => Some(Endpoint::plain(&config.url)),
        Kind::Ntfy(config) => {
            Some(Endpoint { bearer: config.token.as_ref(), ..Endpoint::plain(&config.url) })
        }
    }
}

/// How a kind is asked whether it is there; `None` for kinds that do not speak HTTP.
pub fn knock(kind: &Kind) -> Option<Knock<'_>> {
    match kind {
        Kind::Log | Kind::Email(_) => None,
        Kind::Webhook(config) => Some(Knock::front_door(&config.url)),
        Kind::Slack(config) => Some(Knock::front_door(&config.url)),
        Kind::Discord(config) => Some(config.knock()),
        Kind::Teams(config) => Some(Knock::front_door(&config.url)),
        Kind::Mattermost(config) => Some(config.knock()),
        Kind::Ntfy(config) => Some(config.knock()),
    }
}
