//! The generic webhook: JSON as Standard Webhooks 1.0.0 describes it. Signing and sending is the
//! adapter's work.

use serde::Deserialize;

use crate::base::Secret;

/// Where to post, and the keys to sign with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Holds a token as a rule, so it is a secret.
    pub url: Secret,
    /// `whsec_` and base64 of 24 to 64 bytes. Two during a key rotation: every message then carries
    /// both signatures. None: unsigned.
    #[serde(default)]
    pub secrets: Vec<Secret>,
}
