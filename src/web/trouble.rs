//! What a page says when it cannot be shown: what is wrong and where to go on.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::html;
use tracing::error;

use super::page;
use crate::store::StoreError;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// What was looked for, with its article: "a finding".
    #[error("there is no such {0}")]
    Missing(&'static str),
    /// What is wrong with the request.
    #[error("{0}")]
    Unfit(&'static str),
    #[error("this form is older than the program that runs; go back, reload, send it again")]
    OldForm,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Trouble {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Missing(_) => StatusCode::NOT_FOUND,
            Self::Unfit(_) => StatusCode::BAD_REQUEST,
            Self::OldForm => StatusCode::FORBIDDEN,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// A sentence for the person; what broke inside goes to the log alone.
    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Store(error) => {
                error!(%error, "a page could not be read from the store");
                "the store could not be read; the log says why".to_owned()
            }
            Self::Missing(_) | Self::Unfit(_) | Self::OldForm => self.to_string(),
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let (status, sentence) = (self.status(), self.sentence());
        let body = html! {
            div.lone {
                p.kicker { (status.as_u16()) }
                h1 { (super::words::capital(&sentence)) "." }
                p { "Go to the " a href="/" { "overview" } ", the " a href="/findings" { "findings" }
                    " or " a href="/search" { "search" } " the coverage." }
            }
        };
        (status, page::bare(&sentence, &body)).into_response()
    }
}

pub(super) async fn nowhere() -> Trouble {
    Trouble::Missing("page")
}
