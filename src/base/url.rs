//! URLs as identities: canonical form, tracking parameters, the registrable domain, wrapped links.
//!
//! Nothing here fetches: a wrapped link that cannot be read offline is said to be unresolved.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use url::{Host, Url};

/// Query names that only say where a reader came from.
const TRACKING_NAMES: &[&str] = &[
    "__hsfp",
    "__hssc",
    "__hstc",
    "__s",
    "__twitter_impression",
    "_bta_c",
    "_bta_tid",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "_ke",
    "_openstat",
    "cmp",
    "cmpid",
    "dclid",
    "dm_i",
    "ef_id",
    "epik",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "ftag",
    "gad",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "gdfms",
    "gdftrk",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "hsctatracking",
    "ico",
    "igsh",
    "igshid",
    "irclickid",
    "li_fat_id",
    "mbid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "mkwid",
    "ml_subscriber",
    "ml_subscriber_hash",
    "msclkid",
    "ncid",
    "ns_campaign",
    "ns_fee",
    "ns_linkname",
    "ns_mchannel",
    "ns_source",
    "oly_anon_id",
    "oly_enc_id",
    "pcrid",
    "rb_clickid",
    "redirect_log_mongo_id",
    "redirect_mongo_id",
    "s_cid",
    "s_kwcid",
    "smid",
    "soc_src",
    "soc_trk",
    "sr_share",
    "srsltid",
    "ttclid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "wt.mc_id",
    "wt_mc",
    "xtor",
    "yclid",
    "ysclid",
];

/// Query name prefixes of whole families of campaign parameters.
const TRACKING_PREFIXES: &[&str] =
    &["utm_", "at_", "hsa_", "itm_", "matomo_", "mtm_", "piwik_", "pk_", "stm_"];

/// Names that carry content on some sites; they are tracking only when they say "from a feed".
const ORIGIN_NAMES: &[&str] = &["emc", "feature", "from", "partner", "ref", "source", "src", "via"];
const ORIGIN_VALUES: &[&str] = &["atom", "feed", "feeds", "rss", "rss2", "rss20", "rssfeed"];

fn is_tracking(name: &str, value: &str) -> bool {
    let name = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    };
    TRACKING_NAMES.binary_search(&name.as_ref()).is_ok()
        || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || (ORIGIN_NAMES.contains(&name.as_ref())
            && ORIGIN_VALUES.iter().any(|known| known.eq_ignore_ascii_case(value)))
}

/// The query without tracking parameters, the rest byte for byte; `None` when nothing is left.
fn clean_query(query: &str) -> Option<Cow<'_, str>> {
    let keeps = |pair: &&str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        !is_tracking(name, value)
    };
    if query.split('&').all(|pair| keeps(&pair)) {
        return Some(Cow::Borrowed(query));
    }
    let kept: Vec<&str> = query.split('&').filter(keeps).collect();
    if kept.is_empty() { None } else { Some(Cow::Owned(kept.join("&"))) }
}

/// The URL under which a page is known: no tracking parameters, no fragment (a `#!` or `#/` route
/// of a script-driven site stays). A URL that has neither comes back byte for byte.
pub fn canonical(url: &Url) -> Url {
    let mut out = url.clone();
    if !url.fragment().is_some_and(|f| f.starts_with('!') || f.starts_with('/')) {
        out.set_fragment(None);
    }
    if let Some(query) = url.query() {
        match clean_query(query) {
            Some(Cow::Borrowed(_)) => {}
            Some(Cow::Owned(kept)) => out.set_query(Some(&kept)),
            None => out.set_query(None),
        }
    }
    out
}

/// One string for all spellings of one page: as [`canonical`], and neither the scheme (http or
/// https), nor a leading `www.`, nor a trailing slash of the path counts.
pub fn identity(url: &Url) -> String {
    let url = canonical(url);
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{host}{port}{}", place(&url))
}

/// Path and query as they are sent to the server.
pub fn path_and_query(url: &Url) -> String {
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}{query}", url.path())
}

/// Path, query and fragment of a URL, without the path's trailing slash: what stays of an identity
/// when a site's host changes.
pub fn place(url: &Url) -> String {
    let mut out = url.path().trim_end_matches('/').to_owned();
    if let Some(query) = url.query() {
        out.push('?');
        out.push_str(query);
    }
    if let Some(fragment) = url.fragment() {
        out.push('#');
        out.push_str(fragment);
    }
    out
}

/// The registrable domain of a host name (`news.example.co.uk` is `example.co.uk`). An address,
/// a single label or a bare public suffix is its own domain.
pub fn registrable_domain(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok() {
        return host;
    }
    psl::domain_str(&host).map_or_else(|| host.clone(), str::to_owned)
}

/// Who published what stands at this URL: its registrable domain.
pub fn outlet(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(host)) => registrable_domain(host),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Ipv6(address)) => format!("[{address}]"),
        None => url.scheme().to_owned(),
    }
}

/// Do both URLs belong to one registrable domain?
pub fn same_site(a: &Url, b: &Url) -> bool {
    outlet(a) == outlet(b)
}

/// Where a link of a link list really leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrapped {
    /// An ordinary link.
    Not,
    /// A wrapper whose target stands in the link itself.
    Around(Url),
    /// A wrapper that only its owner can open.
    Unresolved,
}

/// Reads the wrappers of Google News (both token generations), Google and Bing.
pub fn unwrap(url: &Url) -> Wrapped {
    let host = url.host_str().unwrap_or_default();
    if host == "news.google.com" {
        return google_news(url);
    }
    let names: &[&str] = match (registrable_domain(host).as_str(), url.path()) {
        ("google.com", "/url") => &["url", "q"],
        ("bing.com", "/news/apiclick.aspx") => &["url"],
        _ => return Wrapped::Not,
    };
    let target = names.iter().find_map(|name| {
        url.query_pairs().find(|(n, _)| n == name).and_then(|(_, value)| web_url(&value))
    });
    target.map_or(Wrapped::Unresolved, Wrapped::Around)
}

/// Parses an absolute http or https URL.
pub fn web_url(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn google_news(url: &Url) -> Wrapped {
    let mut segments = url.path_segments().into_iter().flatten();
    if !segments.any(|segment| matches!(segment, "articles" | "read")) {
        return Wrapped::Not;
    }
    let Some(token) = segments.next() else { return Wrapped::Not };
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let decoded = GeneralPurpose::new(&URL_SAFE, config).decode(token);
    decoded.ok().and_then(|bytes| first_url(&bytes)).map_or(Wrapped::Unresolved, Wrapped::Around)
}

/// The first length-delimited field of a token that is a URL. New tokens hold an opaque id there.
fn first_url(mut bytes: &[u8]) -> Option<Url> {
    while let Some(tag) = varint(&mut bytes) {
        let length = match tag & 7 {
            0 => {
                varint(&mut bytes)?;
                continue;
            }
            2 => usize::try_from(varint(&mut bytes)?).ok()?,
            _ => return None,
        };
        // A token cut by a mailer still holds the start of its URL, which would be a wrong one.
        let (field, rest) = bytes.split_at_checked(length)?;
        bytes = rest;
        if let Some(url) = std::str::from_utf8(field).ok().and_then(web_url) {
            return Some(url);
        }
    }
    None
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..63).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tracking_list_can_be_searched() {
        assert!(TRACKING_NAMES.is_sorted());
    }
}
