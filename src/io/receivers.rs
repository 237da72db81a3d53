//! Hands one message to one receiver, once. Redirects are answers, not followed; answers are read
//! to 4 KiB; plain http only to addresses the operator allowed. A receiver's URL is a secret and
//! never part of an outcome.

use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use url::Url;

use super::address::{AddressPolicy, Ports};
use super::failure::{Refused, classify};
use super::http::{FetchSettings, check_peer, guarded_client, header_map};
use super::resolver::{Lookup, SystemLookup};
use super::{smtp, webhook};
use crate::alert::kind::{Endpoint, Knock, endpoint, knock};
use crate::alert::text::cut;
use crate::alert::{Kind, Payload, Receiver};
use crate::base::http::FetchError;
use crate::base::{Secret, Timestamp};
use crate::outbox::{Message, Outcome};
use crate::port::Deliver;

/// More of an answer is not read.
const ANSWER_BYTES: usize = 4096;
/// More of it is not kept.
const ANSWER_SHOWN: usize = 300;

/// The adapter behind `Deliver` for every kind of receiver.
#[derive(Clone, Debug)]
pub struct Receivers {
    /// For https: the public internet and what is allowed beside it.
    open: Guarded,
    /// For plain http: nothing but what is allowed.
    inside: Guarded,
    timeout: std::time::Duration,
}

#[derive(Clone, Debug)]
struct Guarded {
    client: reqwest::Client,
    policy: Arc<AddressPolicy>,
}

impl Receivers {
    /// `settings.allow` is the receivers' own list; ports are the operator's word and not checked.
    pub fn new(settings: &FetchSettings) -> Result<Self, FetchError> {
        Self::with_lookup(settings, SystemLookup)
    }

    pub fn with_lookup<L: Lookup + Clone>(
        settings: &FetchSettings,
        lookup: L,
    ) -> Result<Self, FetchError> {
        let guarded = |allowed_only, lookup| {
            let (allow, deny) = (settings.allow.clone(), settings.deny.clone());
            let (ports, own) = (Ports::Any, settings.own);
            let policy = Arc::new(AddressPolicy { allow, deny, ports, allowed_only, own });
            guarded_client(settings, &policy, lookup).map(|client| Guarded { client, policy })
        };
        let open = guarded(false, lookup.clone())?;
        let inside = guarded(true, lookup)?;
        Ok(Self { open, inside, timeout: settings.total_timeout })
    }

    /// Whether a receiver's settings can work at all, without connecting: what is wrong, in words
    /// that name no secret.
    pub fn check(&self, receiver: &Receiver) -> Result<(), String> {
        if let Kind::Email(config) = &receiver.kind {
            return smtp::check(config);
        }
        let Some(endpoint) = endpoint(&receiver.kind) else { return Ok(()) };
        let probe = Message {
            id: "msg_check".to_owned(),
            payload: Payload::text(String::new()),
            attempt: 1,
            at: Timestamp::UNIX_EPOCH,
        };
        let (url, _) = prepare(&endpoint, &probe)?;
        self.guarded(&url).policy.check_start(&url).map_err(|refusal| refusal.to_string())
    }

    /// Asks a receiver whether it would take alerts, sending none: as far as its kind documents a
    /// question, whether address and token are right, else whether name, address and certificate
    /// are. A mail server is greeted, the connection protected, and the password shown.
    pub async fn probe(&self, receiver: &Receiver) -> Result<Found, Refused> {
        self.check(receiver).map_err(|what| Refused { mend: mend_setting(&what), what })?;
        if let Kind::Email(config) = &receiver.kind {
            return smtp::probe(config, self.timeout).await.map(|()| Found::LetIn);
        }
        let Some(knock) = knock(&receiver.kind) else { return Ok(Found::NeedsNone) };
        let (url, headers) = question(&knock).map_err(Refused::plain)?;
        let guarded = self.guarded(&url);
        let asking = async {
            let request =
                if knock.tells { guarded.client.get(url) } else { guarded.client.head(url) };
            let response = request.headers(headers).send().await.map_err(|e| classify(&e))?;
            check_peer(&response, &guarded.policy)?;
            Ok(response.status().as_u16())
        };
        let late = || FetchError::Timeout(format!("no answer in {:?}", self.timeout));
        let answer = tokio::time::timeout(self.timeout, asking).await;
        let answer: Result<u16, FetchError> = answer.unwrap_or_else(|_| Err(late()));
        let status = answer.map_err(|error| Refused::of(&error))?;
        match (knock.tells, status) {
            (false, _) => Ok(Found::Answers(status)),
            (true, 200..=299) => Ok(Found::Knows(status)),
            (true, _) => {
                let what = format!("it answers HTTP {status}: it would not take an alert");
                Err(Refused { what, mend: knock.mend.to_owned() })
            }
        }
    }

    fn guarded(&self, url: &Url) -> &Guarded {
        if url.scheme() == "https" { &self.open } else { &self.inside }
    }

    async fn post(&self, endpoint: Endpoint<'_>, message: &Message) -> Outcome {
        let (url, headers) = match prepare(&endpoint, message) {
            Ok(ready) => ready,
            Err(detail) => return Outcome::Misconfigured { detail },
        };
        let guarded = self.guarded(&url);
        if let Err(refusal) = guarded.policy.check_start(&url) {
            return Outcome::Misconfigured { detail: refusal.to_string() };
        }
        let sending = guarded.send(url, headers, message.payload.body.clone());
        match tokio::time::timeout(self.timeout, sending).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => failed(&error),
            Err(_) => failed(&FetchError::Timeout(format!("no answer in {:?}", self.timeout))),
        }
    }
}

/// What a probe found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// There is nothing to connect to.
    NeedsNone,
    /// The machine is there; whether it would take an alert, only an alert could tell.
    Answers(u16),
    /// The service says that address and token are right.
    Knows(u16),
    /// The mail server lets us in.
    LetIn,
}

/// What to do about settings that cannot work at all.
fn mend_setting(what: &str) -> String {
    let mend = if what.contains("secret") {
        "make one with: echo whsec_$(head -c 32 /dev/urandom | base64 -w0)"
    } else if what.contains("token") {
        "write the token alone into its file, on one line"
    } else if what.contains("allow") || what.contains("public") || what.contains("plain http") {
        "use https, or list its address in allow of [deliver]"
    } else {
        ""
    };
    mend.to_owned()
}

/// A question as it goes out.
fn question(knock: &Knock<'_>) -> Result<(Url, HeaderMap), String> {
    let url = Url::parse(knock.url.trim()).map_err(|_| "the URL is none".to_owned())?;
    let mut headers = HeaderMap::new();
    if let Some(token) = knock.bearer {
        headers.insert(AUTHORIZATION, bearer(token)?);
    }
    Ok((url, headers))
}

fn bearer(token: &Secret) -> Result<HeaderValue, String> {
    let value = HeaderValue::try_from(format!("Bearer {}", token.reveal()));
    let mut value = value.map_err(|_| "the token cannot stand in a header".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}

impl Deliver for Receivers {
    async fn deliver(&self, receiver: &Receiver, message: &Message) -> Outcome {
        match (&receiver.kind, endpoint(&receiver.kind)) {
            (_, Some(endpoint)) => self.post(endpoint, message).await,
            (Kind::Email(config), None) => smtp::deliver(config, message, self.timeout).await,
            (_, None) => write_log(receiver, message),
        }
    }
}

fn write_log(receiver: &Receiver, message: &Message) -> Outcome {
    let (name, body) = (receiver.name.as_str(), message.payload.body.as_str());
    tracing::info!(receiver.name = name, delivery.id = message.id, "{body}");
    Outcome::Written
}

impl Guarded {
    async fn send(
        &self,
        url: Url,
        headers: HeaderMap,
        body: String,
    ) -> Result<Outcome, FetchError> {
        let request = self.client.post(url).headers(headers).body(body);
        let mut response = request.send().await.map_err(|error| classify(&error))?;
        check_peer(&response, &self.policy)?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let detail = excerpt(&mut response).await;
        Ok(Outcome::Answered { status, retry_after, detail })
    }
}

/// The start of an answer's body. Its status has arrived, so a body that fails changes nothing.
async fn excerpt(response: &mut reqwest::Response) -> String {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= ANSWER_BYTES {
            body.truncate(ANSWER_BYTES);
            break;
        }
    }
    cut(&String::from_utf8_lossy(&body), ANSWER_SHOWN)
}

fn prepare(endpoint: &Endpoint<'_>, message: &Message) -> Result<(Url, HeaderMap), String> {
    // The parser's own error may quote the URL.
    let url = Url::parse(endpoint.url.trim()).map_err(|_| "the URL is none".to_owned())?;
    let payload = &message.payload;
    let mut headers = header_map(&payload.headers).map_err(|error| error.to_string())?;
    let content_type = HeaderValue::try_from(payload.content_type.as_str());
    headers.insert(CONTENT_TYPE, content_type.map_err(|_| "bad content type".to_owned())?);
    if let Some(secrets) = endpoint.signing {
        let signed = webhook::headers(secrets, &message.id, message.at, &payload.body);
        let signed = signed.map_err(|error| error.to_string())?;
        headers.extend(header_map(&signed).map_err(|error| error.to_string())?);
    }
    if let Some(token) = endpoint.bearer {
        headers.insert(AUTHORIZATION, bearer(token)?);
    }
    Ok((url, headers))
}

fn failed(error: &FetchError) -> Outcome {
    Outcome::Failed { kind: error.kind().to_owned(), detail: error.to_string() }
}
