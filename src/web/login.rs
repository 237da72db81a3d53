//! The login page, and the way out. It knows one thing of whoever comes: whether the token is one
//! of ours.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::body::Bytes;
use axum::extract::{ConnectInfo, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::html;
use serde::Deserialize;

use super::access::{Access, SESSION, Shown};
use super::form::Fields;
use super::trouble::Trouble;
use super::{Shared, page};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// The path that was asked for first.
    back: String,
}

/// The cookie's name; with https one that a neighbouring host cannot set.
fn name(access: &Access) -> &'static str {
    if access.is_secure() { "__Host-pactwatch" } else { "pactwatch" }
}

fn cookie(access: &Access, value: &str, seconds: i64) -> [(HeaderName, String); 1] {
    let secure = if access.is_secure() { "; Secure" } else { "" };
    let name = name(access);
    let text =
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    [(header::SET_COOKIE, text)]
}

/// The session a request carries, if any.
pub(super) fn session<'a>(headers: &'a HeaderMap, access: &Access) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| key.trim() == name(access)).map(|(_, value)| value.trim())
}

/// The machine at the other end; behind a proxy that is the proxy.
pub(super) fn peer(request: &Request) -> IpAddr {
    let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip())
}

pub(super) async fn show(State(site): Shared, Query(asked): Query<Asked>) -> Response {
    if !site.access.is_guarded() {
        return Redirect::to("/").into_response();
    }
    form(&asked.back, "").into_response()
}

fn form(back: &str, trouble: &str) -> Html<String> {
    let body = html! {
        div.lone {
            h1 { "Log in" }
            p.dek { "These pages are open to who has the token of this pactwatch. It stands where its \
                configuration says, in " code { "[review]" } "." }
            @if !trouble.is_empty() { p.hot role="alert" { (trouble) } }
            form.login method="post" action="/login" {
                input type="hidden" name="back" value=(back);
                label.wide { span { "Token" }
                    input type="password" name="token" autocomplete="current-password" required
                        autofocus autocapitalize="none" spellcheck="false"; }
                button { "Log in" }
            }
        }
    };
    page::closed("Log in", &body)
}

pub(super) async fn enter(State(site): Shared, request: Request) -> Response {
    let peer = peer(&request);
    let Ok(body) = axum::body::to_bytes(request.into_body(), 16 * 1024).await else {
        return Trouble::Unfit("the form is too long").into_response();
    };
    let fields = Fields::parse(&body);
    let now = site.now();
    match site.access.show(fields.text("token").trim(), peer, now) {
        Shown::Right => {
            tracing::info!(client.address = %peer, "somebody logged in to the review pages");
            let cookie = cookie(&site.access, &site.access.begin(now), SESSION.as_secs());
            (cookie, fields.back()).into_response()
        }
        Shown::Wrong => {
            tracing::warn!(client.address = %peer, "a wrong token for the review pages");
            let told = "That is not the token.";
            (StatusCode::UNAUTHORIZED, form(fields.text("back"), told)).into_response()
        }
        Shown::Wait(left) => {
            let seconds = left.as_secs().max(1);
            let told = format!("Too many wrong tokens came from there. Wait {seconds} seconds.");
            let wait = [(header::RETRY_AFTER, seconds.to_string())];
            let page = form(fields.text("back"), &told);
            (StatusCode::TOO_MANY_REQUESTS, wait, page).into_response()
        }
    }
}

pub(super) async fn leave(
    State(site): Shared,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Trouble> {
    Fields::of(&body, &site)?;
    if let Some(value) = session(&headers, &site.access) {
        site.access.end(value, site.now());
    }
    Ok((cookie(&site.access, "", 0), Redirect::to("/login")).into_response())
}

/// The page between: a link from elsewhere comes without our cookie, which is for our own pages
/// alone. This page asks once more, from here.
pub(super) fn once_more() -> Html<String> {
    page::between()
}

/// To the login page, and from there back to what was asked for.
pub(super) fn first(path: &str) -> Redirect {
    Redirect::to(&format!("/login?back={}", super::words::encoded(path)))
}
