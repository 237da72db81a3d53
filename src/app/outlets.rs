//! Rules a person gave for single outlets, as the units of work use them.

use std::collections::BTreeMap;

use url::Url;

use crate::article::{EXTRACTOR_VERSION, Overrides};
use crate::base::http::Request;
use crate::base::id;
use crate::base::url::outlet;

/// Rules of one outlet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutletRules {
    pub overrides: Overrides,
    /// Sent with every request to it.
    pub headers: Vec<(String, String)>,
    /// What its feeds hold is read in place of its pages.
    pub from_feed: bool,
}

/// Rules by registrable domain; an outlet without any is not in it.
#[derive(Clone, Debug)]
pub struct Outlets {
    rules: BTreeMap<String, OutletRules>,
    extractor: String,
}

impl Default for Outlets {
    fn default() -> Self {
        Self::new(BTreeMap::new())
    }
}

impl Outlets {
    pub fn new(rules: BTreeMap<String, OutletRules>) -> Self {
        let is_plain = |rules: &OutletRules| rules.overrides == Overrides::default();
        let read_otherwise = rules.iter().filter(|(_, rules)| !is_plain(rules));
        let mut parts: Vec<String> = Vec::new();
        for (domain, rules) in read_otherwise {
            parts.push(domain.clone());
            parts.push(serde_json::to_string(&rules.overrides).unwrap_or_default());
        }
        let mut extractor = EXTRACTOR_VERSION.to_owned();
        if !parts.is_empty() {
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            extractor = format!("{extractor}+{}", id::make("rules", &parts));
        }
        Self { rules, extractor }
    }

    /// The version of what reads pages: a changed rule is a technical change, and pages are read
    /// again before they are compared with anything.
    pub(super) fn extractor(&self) -> &str {
        &self.extractor
    }

    fn of(&self, url: &Url) -> Option<&OutletRules> {
        if self.rules.is_empty() { None } else { self.rules.get(&outlet(url)) }
    }

    /// Whether any outlet's feeds are read in place of its pages.
    pub(super) fn any_from_feed(&self) -> bool {
        self.rules.values().any(|rules| rules.from_feed)
    }

    /// Whether this page is never fetched, because the feed holds it.
    pub(super) fn is_from_feed(&self, url: &Url) -> bool {
        self.of(url).is_some_and(|rules| rules.from_feed)
    }

    /// How pages at this address are read.
    pub(super) fn overrides(&self, url: &Url) -> Overrides {
        self.of(url).map(|rules| rules.overrides.clone()).unwrap_or_default()
    }

    /// Adds what the outlet wants to see, in place of the request's own.
    pub(super) fn dress(&self, request: &mut Request) {
        let Some(rules) = self.of(&request.url) else { return };
        for (name, value) in &rules.headers {
            request.headers.0.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            request.headers.push(name, value);
        }
    }
}
