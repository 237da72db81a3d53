//! Hands one message to one receiver, once. Redirects are answers, not followed; answers are read
//! to 4 KiB; plain http only to addresses the operator allowed. A receiver's URL is a secret and
//! never part of an outcome.

use std::sync::Arc;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use url::Url;

use super::address::{AddressPolicy, Ports};
use super::failure::classify;
use super::http::{FetchSettings, check_peer, guarded_client, header_map};
use super::resolver::{Lookup, SystemLookup};
use super::{smtp, webhook};
use crate::alert::kind::{Endpoint, endpoint};
use crate::alert::text::cut;
use crate::alert::{Kind, Payload, Receiver};
use crate::base::Timestamp;
use crate::base::http::FetchError;
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
            let policy = Arc::new(AddressPolicy { allow, deny, ports: Ports::Any, allowed_only });
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
        self.guarded(&url).policy.check_url(&url).map_err(|refusal| refusal.to_string())
    }

    /// Asks a receiver's server whether it is there, sending no message: any answer at all proves
    /// name, address, certificate and path; a mail server also that it lets us in. The HTTP status
    /// where there is one, or what is wrong.
    pub async fn probe(&self, receiver: &Receiver) -> Result<Option<u16>, String> {
        self.check(receiver)?;
        if let Kind::Email(config) = &receiver.kind {
            return smtp::probe(config, self.timeout).await.map(|()| None);
        }
        let Some(endpoint) = endpoint(&receiver.kind) else { return Ok(None) };
        let url = Url::parse(endpoint.url.trim()).map_err(|_| "the URL is none".to_owned())?;
        let guarded = self.guarded(&url);
        let asking = async {
            let response = guarded.client.head(url).send().await.map_err(|e| classify(&e))?;
            check_peer(&response, &guarded.policy)?;
            Ok(response.status().as_u16())
        };
        match tokio::time::timeout(self.timeout, asking).await {
            Ok(answer) => answer.map(Some).map_err(|error: FetchError| error.to_string()),
            Err(_) => Err(format!("no answer in {:?}", self.timeout)),
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
        if let Err(refusal) = guarded.policy.check_url(&url) {
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
        let value = HeaderValue::try_from(format!("Bearer {}", token.reveal()));
        let mut value = value.map_err(|_| "the token cannot stand in a header".to_owned())?;
        value.set_sensitive(true);
        headers.insert("authorization", value);
    }
    Ok((url, headers))
}

fn failed(error: &FetchError) -> Outcome {
    Outcome::Failed { kind: error.kind().to_owned(), detail: error.to_string() }
}
