//! What is handed to a receiver: rendered once, stored with the delivery, sent unchanged each time.

use serde::{Deserialize, Serialize};

use crate::base::http::Headers;

/// The exact bytes of one delivery. An attempt adds only what proves that attempt: signatures,
/// credentials, dates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    pub content_type: String,
    /// Beside `Content-Type`. For e-mail the message's own: Subject, Message-ID, References.
    pub headers: Headers,
    pub body: String,
    /// The same in HTML; e-mail only, where `body` is the text part.
    pub html: Option<String>,
}
