//! Rules a person gave for single outlets, as the units of work use them.

use std::collections::BTreeMap;

use url::Url;

use crate::article::EXTRACTOR_VERSION;
use crate::article::shape::Shape;
use crate::base::http::Request;
use crate::base::url::outlet;

/// Rules of one outlet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutletRules {
    pub shape: Shape,
    /// Sent with every request to it.
    pub headers: Vec<(String, String)>,
}

/// Rules by registrable domain; an outlet without any is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlets(pub BTreeMap<String, OutletRules>);

impl Outlets {
    fn of(&self, url: &Url) -> Option<&OutletRules> {
        if self.0.is_empty() { None } else { self.0.get(&outlet(url)) }
    }

    /// How pages at this address are read.
    pub(super) fn shape(&self, url: &Url) -> Shape {
        self.of(url).map(|rules| rules.shape.clone()).unwrap_or_default()
    }

    /// The version of what reads pages at this address: a changed rule is a technical change, and
    /// the pages it concerns are read again before they are compared with anything.
    pub(super) fn extractor(&self, url: &str) -> String {
        let shape = Url::parse(url).map(|url| self.shape(&url).version()).unwrap_or_default();
        if shape.is_empty() {
            return EXTRACTOR_VERSION.to_owned();
        }
        format!("{EXTRACTOR_VERSION}+{shape}")
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
