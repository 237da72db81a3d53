//! What a form of ours sends back. One without this run's token is nobody's.

use axum::response::Redirect;
use subtle::ConstantTimeEq as _;

use super::Site;
use super::trouble::Trouble;

/// Findings that one form may judge.
const MOST: usize = 200;

/// A form's fields, in order; names may repeat.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(super) fn parse(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    /// The fields of a form of ours; a form without this run's token is refused.
    pub(super) fn of(body: &[u8], site: &Site) -> Result<Self, Trouble> {
        let fields = Self::parse(body);
        let own = is_own_form(site, fields.text("token"));
        if own { Ok(fields) } else { Err(Trouble::OldForm) }
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    pub(super) fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim().to_owned()).filter(|text| !text.is_empty())
    }

    pub(super) fn all(&self, name: &str) -> Vec<String> {
        let of_name = self.0.iter().filter(|(key, _)| key == name);
        of_name.map(|(_, value)| value.clone()).take(MOST).collect()
    }

    /// Where the form came from; only a path of ours.
    pub(super) fn back(&self) -> Redirect {
        let path = self.text("back");
        let own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\');
        Redirect::to(if own { path } else { "/" })
    }
}

/// Whether a form carries the token of this run.
fn is_own_form(site: &Site, token: &str) -> bool {
    bool::from(site.token.as_bytes().ct_eq(token.as_bytes()))
}
