//! Standard Webhooks signatures: HMAC-SHA256 over `id.timestamp.body`. Keys come in, headers go
//! out; a key is never part of an error.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::base::http::Headers;
use crate::base::{Secret, Timestamp};

/// A signing secret that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSecret {
    #[error("the webhook secret is not base64")]
    NotBase64,
    #[error("the webhook secret holds {0} bytes; 24 to 64 are wanted")]
    Length(usize),
}

/// The three headers of one attempt. Every key signs, so a receiver may hold the old or the new
/// one; without a key there is no signature header.
pub fn headers(
    secrets: &[Secret],
    id: &str,
    at: Timestamp,
    body: &str,
) -> Result<Headers, BadSecret> {
    let mut headers = Headers::default();
    headers.push("webhook-id", id);
    headers.push("webhook-timestamp", at.as_second().to_string());
    let sign = |secret| sign(secret, id, at, body);
    let signatures = secrets.iter().map(sign).collect::<Result<Vec<_>, _>>()?;
    if !signatures.is_empty() {
        headers.push("webhook-signature", signatures.join(" "));
    }
    Ok(headers)
}

/// `v1,` and the base64 of the MAC.
fn sign(secret: &Secret, id: &str, at: Timestamp, body: &str) -> Result<String, BadSecret> {
    let key = key(secret)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| BadSecret::Length(key.len()))?;
    mac.update(format!("{id}.{}.", at.as_second()).as_bytes());
    mac.update(body.as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

/// The bytes behind `whsec_...`; also what `check` asks of a secret.
pub fn key(secret: &Secret) -> Result<Vec<u8>, BadSecret> {
    let text = secret.reveal().trim();
    let encoded = text.strip_prefix("whsec_").unwrap_or(text);
    let key = STANDARD.decode(encoded).map_err(|_| BadSecret::NotBase64)?;
    if (24..=64).contains(&key.len()) { Ok(key) } else { Err(BadSecret::Length(key.len())) }
}
