//! The style, the script and the icon: three files in the program itself.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::Site;

const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/script.js");
const ICON: &str = include_str!("assets/icon.svg");

/// The version in the address is what lets a browser keep them.
pub(super) const STYLE_PATH: &str = concat!("/style.css?", env!("CARGO_PKG_VERSION"));
pub(super) const SCRIPT_PATH: &str = concat!("/script.js?", env!("CARGO_PKG_VERSION"));

pub(super) fn routes() -> Router<std::sync::Arc<Site>> {
    Router::new()
        .route("/style.css", get(async || file("text/css; charset=utf-8", STYLE)))
        .route("/script.js", get(async || file("text/javascript; charset=utf-8", SCRIPT)))
        .route("/icon.svg", get(async || file("image/svg+xml", ICON)))
}

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=300")], text)
}
