//! What is handed to a receiver: rendered once, stored with the delivery, sent unchanged each time.

use serde::{Deserialize, Serialize};

use crate::base::http::Headers;

/// The exact bytes of one delivery. An attempt adds only what proves that attempt: signatures,
/// credentials, dates. It never holds a receiver's secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    pub content_type: String,
    /// Beside `Content-Type`. For e-mail the message's own: Subject, Message-ID, References.
    pub headers: Headers,
    pub body: String,
    /// The same in HTML; e-mail only, where `body` is the text part.
    pub html: Option<String>,
}

impl Payload {
    /// A JSON body without further headers.
    pub fn json(value: &impl Serialize) -> Self {
        // What is rendered has text for keys and finite numbers, so it always serialises.
        let body = serde_json::to_string(value).unwrap_or_default();
        Self { content_type: "application/json".to_owned(), body, ..Self::default() }
    }

    /// A plain text body.
    pub fn text(body: String) -> Self {
        Self { content_type: "text/plain; charset=utf-8".to_owned(), body, ..Self::default() }
    }
}
