//! What stands before every page: the name it was asked by, who asks, and what a browser may do with
//! the answer. A page of another site can neither read these pages, frame them, nor post to them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::access::{Access, Shown};
use super::{Site, login};
use crate::base::time::SignedDuration;

/// Only our own files; nothing inline, nothing from elsewhere, no frame around us.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Answered without a token: health for a monitor, and what the login page is made of.
const OPEN: [&str; 6] = ["/healthz", "/readyz", "/login", "/style.css", "/script.js", "/icon.svg"];
/// Asked by programs, which cannot use a login page.
const FOR_PROGRAMS: [&str; 3] = ["/feed.atom", "/metrics", "/live"];

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// What is answered before a page is asked for.
#[derive(Debug)]
enum Passage {
    Granted,
    /// Asked by a name that is not ours.
    WrongName,
    /// A form that another site sent.
    Foreign,
    /// A person without a session: to the login page.
    LoginFirst,
    /// A link from elsewhere, which comes without the cookie: asked once more, from here.
    OnceMore,
    /// A program without a token.
    TokenFirst,
    /// Too many wrong tokens.
    Wait(SignedDuration),
}

pub(super) async fn check(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or("/", |whole| whole.as_str()).to_owned();
    let mut response = match passage(&request, &site) {
        Passage::Granted => next.run(request).await,
        Passage::WrongName => {
            let told = "This name is not served here. Use the address in `listen`, or add the name \
                        to `hosts` in [review].\n";
            (StatusCode::MISDIRECTED_REQUEST, told).into_response()
        }
        Passage::Foreign => {
            (StatusCode::FORBIDDEN, "This form was sent from another site.\n").into_response()
        }
        Passage::LoginFirst if request.method() == Method::GET => {
            login::first(&path).into_response()
        }
        Passage::LoginFirst => login::first("/").into_response(),
        Passage::OnceMore => login::once_more().into_response(),
        Passage::TokenFirst => token_first(),
        Passage::Wait(left) => {
            let wait = [(header::RETRY_AFTER, left.as_secs().max(1).to_string())];
            let told = "Too many wrong tokens came from there.\n";
            (StatusCode::TOO_MANY_REQUESTS, wait, told).into_response()
        }
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn passage(request: &Request, site: &Site) -> Passage {
    let headers = request.headers();
    let host = text(headers, &header::HOST);
    if !host.is_some_and(|host| site.access.is_own_name(host)) {
        return Passage::WrongName;
    }
    if request.method() == Method::POST && is_foreign(headers, &site.access) {
        return Passage::Foreign;
    }
    let path = request.uri().path();
    if !site.access.is_guarded() || OPEN.contains(&path) {
        return Passage::Granted;
    }
    let now = site.now();
    if let Some(token) = bearer(headers) {
        return match site.access.show(token, login::peer(request), now) {
            Shown::Right => Passage::Granted,
            Shown::Wrong => Passage::TokenFirst,
            Shown::Wait(left) => Passage::Wait(left),
        };
    }
    if login::session(headers, &site.access).is_some_and(|s| site.access.is_session(s, now)) {
        return Passage::Granted;
    }
    if path.starts_with("/api/") || FOR_PROGRAMS.contains(&path) {
        return Passage::TokenFirst;
    }
    let from_elsewhere = text(headers, &SEC_FETCH_SITE) == Some("cross-site");
    if from_elsewhere { Passage::OnceMore } else { Passage::LoginFirst }
}

fn token_first() -> Response {
    let ask = [(header::WWW_AUTHENTICATE, "Bearer realm=\"pactwatch\"")];
    let told = serde_json::json!({ "error": "send the token of [review] as a bearer token" });
    (StatusCode::UNAUTHORIZED, ask, axum::Json(told)).into_response()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let given = text(headers, &header::AUTHORIZATION)?;
    let (scheme, token) = given.split_once(' ').unwrap_or((given, ""));
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A browser names the site a form was sent from.
fn is_foreign(headers: &HeaderMap, access: &Access) -> bool {
    let from_here = |origin: &str| {
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| access.is_own_name(host))
    };
    let fetched = text(headers, &SEC_FETCH_SITE);
    text(headers, &header::ORIGIN).is_some_and(|origin| !from_here(origin))
        || fetched.is_some_and(|site| !["same-origin", "none"].contains(&site))
}
