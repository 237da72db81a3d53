//! Which URLs and addresses may be connected to. Pure. A feed or an article chooses where we go, so
//! everything not public is refused unless the operator allowed it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::{Host, Url};

/// The ports of the web; more through settings.
const WEB_PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Names that mean an inside machine whatever they resolve to.
const INSIDE_SUFFIXES: [&str; 4] = ["localhost", "local", "internal", "home.arpa"];

/// IPv4 space that is not the public internet, after IANA's special-purpose registry, and two
/// addresses at which clouds answer with credentials.
const REFUSED_V4: [Ipv4Net; 16] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10), // shared space; one cloud's metadata lives here
    v4(127, 0, 0, 0, 8),
    v4(168, 63, 129, 16, 32), // a cloud's host agent
    v4(169, 254, 0, 0, 16),   // link-local; most clouds' metadata
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
];

/// The only IPv6 space that is global unicast, and what is reserved inside it.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0], 3);
const REFUSED_V6: [Ipv6Net; 3] =
    [v6([0x2001, 0, 0], 23), v6([0x2001, 0xdb8, 0], 32), v6([0x3fff, 0, 0], 20)];

/// IPv6 space that carries an IPv4 address: judged by the address inside.
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0], 96);
const SIX_TO_FOUR: Ipv6Net = v6([0x2002, 0, 0], 16);

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6([a, b, c]: [u16; 3], length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0), length)
}

/// Why an address or a URL is not connected to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("{0} is not a public address")]
    NotPublic(IpAddr),
    #[error("{0} is on the deny list")]
    Denied(IpAddr),
    #[error("{0} is not on the allow list, which plain http needs")]
    NotAllowed(IpAddr),
    #[error("the scheme {0} is not http or https")]
    Scheme(String),
    #[error("plain http needs an address on the allow list")]
    PlainHttp,
    #[error("port {0} is not allowed")]
    Port(u16),
    #[error("the URL carries credentials")]
    Credentials,
    #[error("the URL has no host")]
    NoHost,
    #[error("{0} is an inside name")]
    InsideName(String),
}

/// Which ports a URL may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ports {
    /// The operator wrote the URL himself: a receiver.
    Any,
    /// The web's own, and these.
    WebAnd(Vec<u16>),
}

/// What the operator changed about the built-in rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressPolicy {
    /// Exceptions from the rules: an intranet feed, a chat server, the loopback of a test.
    pub allow: Vec<IpNet>,
    /// Additions to them: his own public addresses, behind which inside services answer.
    pub deny: Vec<IpNet>,
    pub ports: Ports,
    /// Nothing but `allow` may be connected to.
    pub allowed_only: bool,
    /// The one exception that is no network: the daemon's own page, at exactly this address and
    /// port, and only where a request for it starts: never where a redirect or a name leads. What
    /// fetches feeds and pages has none for any request but the heartbeat's.
    pub own: Option<SocketAddr>,
}

impl AddressPolicy {
    /// Judges an address about to be connected to, or already connected to.
    pub fn check_address(&self, address: IpAddr) -> Result<(), Refusal> {
        let address = address.to_canonical();
        if self.allows(address) {
            return Ok(());
        }
        if self.allowed_only {
            return Err(Refusal::NotAllowed(address));
        }
        if self.deny.iter().any(|net| net.contains(&address)) {
            return Err(Refusal::Denied(address));
        }
        if is_public(address) { Ok(()) } else { Err(Refusal::NotPublic(address)) }
    }

    /// Judges a URL before anything is looked up: the first one and every redirect's. A literal
    /// address never reaches a resolver, so it is judged here.
    pub fn check_url(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        match url.host().ok_or(Refusal::NoHost)? {
            Host::Ipv4(address) => self.check_literal(address.into(), url),
            Host::Ipv6(address) => self.check_literal(address.into(), url),
            Host::Domain(name) => self.check_name(name, url),
        }
    }

    /// Judges the URL that a request starts with.
    pub fn check_start(&self, url: &Url) -> Result<(), Refusal> {
        if url.scheme() == "http" && self.own.is_some() && own_address(url) == self.own {
            return Ok(());
        }
        self.check_url(url)
    }

    /// Judges the address and port that were connected to.
    pub fn check_peer(&self, peer: SocketAddr) -> Result<(), Refusal> {
        if self.own == Some(peer) { Ok(()) } else { self.check_address(peer.ip()) }
    }

    /// Whether the operator allowed this very address.
    pub fn allows(&self, address: IpAddr) -> bool {
        self.allow.iter().any(|net| net.contains(&address.to_canonical()))
    }

    fn check_literal(&self, address: IpAddr, url: &Url) -> Result<(), Refusal> {
        self.check_address(address)?;
        if self.allows(address) { Ok(()) } else { self.check_port(url) }
    }

    /// An inside name is a mistake or an attack, except where the operator allows inside
    /// addresses at all: then what it resolves to is judged.
    fn check_name(&self, name: &str, url: &Url) -> Result<(), Refusal> {
        if self.allow.is_empty() && is_inside_name(name) {
            return Err(Refusal::InsideName(name.to_owned()));
        }
        self.check_port(url)
    }

    fn check_port(&self, url: &Url) -> Result<(), Refusal> {
        let port = url.port_or_known_default().unwrap_or(0);
        match &self.ports {
            Ports::Any => Ok(()),
            Ports::WebAnd(extra) if WEB_PORTS.contains(&port) || extra.contains(&port) => Ok(()),
            Ports::WebAnd(_) => Err(Refusal::Port(port)),
        }
    }
}

/// The address and port of a URL that names both itself, without credentials.
fn own_address(url: &Url) -> Option<SocketAddr> {
    let Some(Host::Ipv4(address)) = url.host() else { return None };
    let plain = url.username().is_empty() && url.password().is_none();
    plain.then(|| url.port()).flatten().map(|port| SocketAddr::from((address, port)))
}

fn is_inside_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let under = |suffix: &&str| {
        name.strip_suffix(*suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    !name.contains('.') || INSIDE_SUFFIXES.iter().any(under)
}

/// Whether an address belongs to the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !REFUSED_V4.iter().any(|net| net.contains(&address))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let bits = address.to_bits();
    if NAT64.contains(&address) {
        return is_public_v4(Ipv4Addr::from_bits(low_32(bits)));
    }
    if SIX_TO_FOUR.contains(&address) {
        return is_public_v4(Ipv4Addr::from_bits(low_32(bits >> 80)));
    }
    GLOBAL_V6.contains(&address) && !REFUSED_V6.iter().any(|net| net.contains(&address))
}

fn low_32(bits: u128) -> u32 {
    u32::try_from(bits & u128::from(u32::MAX)).unwrap_or(0)
}
