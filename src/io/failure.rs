//! Sorts a client's error into the kinds the core knows. The text never holds a URL: a receiver's
//! URL is a secret.

use std::error::Error;

use super::resolver::LookupError;
use crate::base::http::FetchError;

/// The kind of a reqwest error, found by walking its causes.
pub(super) fn classify(error: &reqwest::Error) -> FetchError {
    let causes = causes(error);
    if let Some(lookup) = causes.iter().find_map(|cause| find::<LookupError>(*cause)) {
        return from_lookup(lookup);
    }
    let text = deepest(&causes).unwrap_or_else(|| "no further cause".to_owned());
    if causes.iter().any(|cause| is_tls(*cause)) {
        return FetchError::Tls(text);
    }
    if error.is_timeout() {
        return FetchError::Timeout(text);
    }
    if error.is_connect() { FetchError::Connect(text) } else { FetchError::Protocol(text) }
}

fn from_lookup(error: &LookupError) -> FetchError {
    match error {
        LookupError::Refused { .. } => FetchError::Refused(error.to_string()),
        LookupError::Timeout { .. } | LookupError::Failed { .. } => {
            FetchError::Dns(error.to_string())
        }
    }
}

/// The causes below `error`, outermost first; `error` itself prints its URL and is left out.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause: &&'a (dyn Error + 'static)| (*cause).source())
        .collect()
}

/// `io::Error` hides what it wraps from `source()`, so it is opened here, however deep.
fn find<'a, T: Error + 'static>(cause: &'a (dyn Error + 'static)) -> Option<&'a T> {
    if let Some(found) = cause.downcast_ref() {
        return Some(found);
    }
    let inside: &'a (dyn Error + 'static) = cause.downcast_ref::<std::io::Error>()?.get_ref()?;
    find(inside)
}

fn is_tls(cause: &(dyn Error + 'static)) -> bool {
    find::<rustls::Error>(cause).is_some()
}

fn deepest(causes: &[&(dyn Error + 'static)]) -> Option<String> {
    causes.last().map(ToString::to_string)
}

/// Why a receiver would not take alerts, in words that name no secret, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub what: String,
    pub mend: String,
}

impl Refused {
    pub(super) fn plain(what: String) -> Self {
        Self { what, mend: String::new() }
    }

    pub(super) fn of(error: &FetchError) -> Self {
        let mend = match error {
            FetchError::Dns(_) => "check the host's name, and that this machine can look names up",
            FetchError::Connect(_) => "check host and port, and that nothing is in between",
            FetchError::Tls(_) => {
                "the certificate is not one this machine trusts for that name: mend it there, or \
                 add its authority to this machine's"
            }
            FetchError::Timeout(_) => "it took the connection and said nothing: check the port",
            FetchError::Refused(_) => "list its address in allow of [deliver] if it is meant",
            FetchError::TooLarge { .. } | FetchError::Redirect(_) | FetchError::Protocol(_) => {
                "check that the address is a web server's"
            }
        };
        Self { what: error.to_string(), mend: mend.to_owned() }
    }
}
