//! What stands before every page: the name it was asked by, and what a browser may do with the
//! answer. A page of another site can neither read these pages, frame them, nor post to them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use subtle::ConstantTimeEq as _;

use super::Site;

/// Only our own files; nothing inline, nothing from elsewhere, no frame around us.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Lets through what was asked of this host by name or address; a name that merely resolves here
/// (DNS rebinding) is turned away.
pub(super) async fn check(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let mut response = if !is_ours(request.headers(), &site) {
        let told = "This name is not served here. Use the address in `listen`.\n";
        (StatusCode::MISDIRECTED_REQUEST, told).into_response()
    } else if request.method() == Method::POST && is_foreign(request.headers(), &site) {
        (StatusCode::FORBIDDEN, "This form was sent from another site.\n").into_response()
    } else {
        next.run(request).await
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

fn is_ours(headers: &HeaderMap, site: &Site) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(|host| is_own_name(host, site))
}

/// `host` or `host:port` as a browser sends it.
fn is_own_name(host: &str, site: &Site) -> bool {
    let port = format!(":{}", site.listen.port());
    let name = host.strip_suffix(&port).unwrap_or(host).to_ascii_lowercase();
    let ip = site.listen.ip();
    let own = if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() };
    name == own || ["localhost", "127.0.0.1", "[::1]"].contains(&name.as_str())
}

/// A browser names the site a form was sent from.
fn is_foreign(headers: &HeaderMap, site: &Site) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let from_here =
        |origin: &str| origin.strip_prefix("http://").is_some_and(|host| is_own_name(host, site));
    let fetched = text(HeaderName::from_static("sec-fetch-site"));
    text(header::ORIGIN).is_some_and(|origin| !from_here(origin))
        || fetched.is_some_and(|site| !["same-origin", "none"].contains(&site))
}

/// Whether a form carries the token of this run.
pub(super) fn is_own_form(site: &Site, token: &str) -> bool {
    bool::from(site.token.as_bytes().ct_eq(token.as_bytes()))
}
