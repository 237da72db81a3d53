//! Hands one message to one mail server, once. Whatever the server does, the whole conversation
//! ends in time; passwords are never part of an outcome, and nothing of a message can become a
//! header of its own.

use std::net::IpAddr;
use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::{Error, SUBMISSION_PORT, SUBMISSIONS_PORT};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor};

use super::failure::Refused;
use crate::alert::Payload;
use crate::alert::kind::email::{Config, Security};
use crate::alert::text::{clean, cut};
use crate::base::id;
use crate::outbox::{Message, Outcome};

/// More of an answer is not kept.
const ANSWER_SHOWN: usize = 300;
/// A relay on this machine.
const PLAIN_PORT: u16 = 25;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// One attempt. The connection is made for it and dropped with it, so a server that went silent
/// holds up nothing.
pub(super) async fn deliver(config: &Config, message: &Message, timeout: Duration) -> Outcome {
    let ready = transport(config, timeout)
        .and_then(|transport| mail(config, &message.payload).map(|mail| (transport, mail)));
    let (transport, mail) = match ready {
        Ok(ready) => ready,
        Err(detail) => return Outcome::Misconfigured { detail },
    };
    // The client's own timeout covers single steps only, not the conversation.
    match tokio::time::timeout(timeout, transport.send(mail)).await {
        Ok(Ok(answer)) => {
            let detail = answer.message().collect::<Vec<_>>().join(" ");
            Outcome::Smtp { code: answer.code().into(), detail: cut(&detail, ANSWER_SHOWN) }
        }
        Ok(Err(error)) => outcome(&error),
        Err(_) => Outcome::Failed {
            kind: "timeout".to_owned(),
            detail: format!("the conversation took longer than {timeout:?}"),
        },
    }
}

/// Greets, protects the connection, signs in, says goodbye, and sends nothing.
pub(super) async fn probe(config: &Config, timeout: Duration) -> Result<(), Refused> {
    let transport = transport(config, timeout)
        .map_err(|what| Refused { what, mend: "check host, port and security".to_owned() })?;
    match tokio::time::timeout(timeout, transport.test_connection()).await {
        Ok(Ok(true)) => Ok(()),
        Ok(Ok(false)) => Err(refused("the server hung up".to_owned(), "check host and port")),
        Ok(Err(error)) => Err(refused(in_words(&error), mend(config, &error))),
        Err(_) => {
            let mend = "check the port, and that security is what the server speaks on it";
            Err(refused(format!("no answer in {timeout:?}"), mend))
        }
    }
}

fn refused(what: String, mend: &str) -> Refused {
    Refused { what, mend: mend.to_owned() }
}

/// What to do about a conversation that came to nothing.
fn mend(config: &Config, error: &Error) -> &'static str {
    let code = error.status().map(u16::from);
    let words = in_words(error).to_ascii_lowercase();
    if matches!(code, Some(534 | 535 | 538)) {
        "check username and password_file, and whether the server wants an app password"
    } else if code == Some(530) {
        "the server wants to know who sends: set username and password_file"
    } else if words.contains("certificate") || words.contains("unknownissuer") {
        "set ca_file to the certificate that signed the server's, or mend the name in host"
    } else if error.is_tls() || words.contains("starttls") || words.contains("tls") {
        match config.security {
            Security::Starttls => "the server offers no STARTTLS here: try security = \"tls\"",
            Security::Tls | Security::None => "try security = \"starttls\" and its port",
        }
    } else {
        "check host and port"
    }
}

/// Whether the settings can work at all, without connecting.
pub(super) fn check(config: &Config) -> Result<(), String> {
    transport(config, Duration::from_secs(1))?;
    mail(config, &Payload::text(String::new())).map(|_| ())
}

/// Whether a text is `name@host` or `Name <name@host>`; what is wrong otherwise.
pub fn check_mailbox(text: &str) -> Result<(), String> {
    mailbox(text).map(|_| ())
}

/// Whether a text is a certificate in PEM form; what is wrong otherwise.
pub fn check_authority(pem: &str) -> Result<(), String> {
    certificate(pem).map(|_| ())
}

/// Whether a mail server's host is this very machine by name or number, without looking it up.
pub fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn transport(config: &Config, timeout: Duration) -> Result<Transport, String> {
    let (tls, usual) = match config.security {
        Security::Starttls => (Tls::Required(tls(config)?), SUBMISSION_PORT),
        Security::Tls => (Tls::Wrapper(tls(config)?), SUBMISSIONS_PORT),
        Security::None if is_loopback(&config.host) => (Tls::None, PLAIN_PORT),
        Security::None => {
            return Err("mail would be sent in the clear to another machine".to_owned());
        }
    };
    let mut builder = Transport::builder_dangerous(config.host.clone())
        .port(config.port.unwrap_or(usual))
        .timeout(Some(timeout))
        .tls(tls);
    if let (Some(user), Some(password)) = (&config.username, &config.password) {
        let password = password.reveal().to_owned();
        builder = builder.credentials(Credentials::new(user.clone(), password));
    }
    Ok(builder.build())
}

fn tls(config: &Config) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(config.host.clone());
    if let Some(pem) = &config.authority {
        let root = certificate(pem)?;
        builder = builder.certificate_store(CertificateStore::None).add_root_certificate(root);
    }
    builder.build_rustls().map_err(|error| in_words(&error))
}

fn certificate(pem: &str) -> Result<Certificate, String> {
    if !pem.contains("-----BEGIN CERTIFICATE-----") {
        return Err("holds no certificate in PEM form".to_owned());
    }
    Certificate::from_pem(pem.as_bytes()).map_err(|_| "holds no readable certificate".to_owned())
}

fn mailbox(text: &str) -> Result<Mailbox, String> {
    if text.chars().any(char::is_control) {
        return Err("has control characters".to_owned());
    }
    text.parse().map_err(|_| format!("{:?} is no mailbox", cut(text, 100)))
}

/// The message as it goes over the wire; the same bytes on every attempt.
fn mail(config: &Config, payload: &Payload) -> Result<Mail, String> {
    let mut builder = Mail::builder().from(mailbox(&config.from)?);
    for to in &config.to {
        builder = builder.to(mailbox(to)?);
    }
    let taken = ["from", "to", "content-type", "mime-version"];
    let own = |name: &str| !taken.contains(&name.to_ascii_lowercase().as_str());
    for (name, value) in payload.headers.0.iter().filter(|(name, _)| own(name)) {
        let name = HeaderName::new_from_ascii(name.clone())
            .map_err(|_| "the stored message has a header that is none".to_owned())?;
        // Cleaned text has no line break, so it cannot begin another header.
        builder = builder.raw_header(HeaderValue::new(name, clean(value)));
    }
    let built = match &payload.html {
        None => builder.singlepart(SinglePart::plain(payload.body.clone())),
        Some(html) => {
            // Made from both parts, so it stays the same, and neither can hold it.
            let boundary = id::make("part", &[&payload.body, html]);
            let part = |kind, body: &String| {
                SinglePart::builder().header::<ContentType>(kind).body(body.clone())
            };
            let parts = MultiPart::alternative()
                .boundary(boundary)
                .singlepart(part(ContentType::TEXT_PLAIN, &payload.body))
                .singlepart(part(ContentType::TEXT_HTML, html));
            builder.multipart(parts)
        }
    };
    built.map_err(|error| error.to_string())
}

fn outcome(error: &Error) -> Outcome {
    let detail = in_words(error);
    if let Some(code) = error.status() {
        return Outcome::Smtp { code: code.into(), detail };
    }
    if error.is_client() {
        // The server does not offer what the settings ask for: TLS, or a way to sign in.
        return Outcome::Misconfigured { detail };
    }
    let kind = match error {
        _ if error.is_timeout() => "timeout",
        _ if error.is_tls() => "tls",
        _ if error.is_response() => "protocol",
        _ => "connect",
    };
    Outcome::Failed { kind: kind.to_owned(), detail }
}

/// The error with its causes, cleaned: a server's words may hold anything.
fn in_words(error: &Error) -> String {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |e| e.source());
    let mut words: Vec<String> = Vec::new();
    for cause in causes.map(ToString::to_string) {
        if !words.iter().any(|said| said.contains(&cause)) {
            words.push(cause);
        }
    }
    cut(&words.join(": "), ANSWER_SHOWN)
}
