//! Who may open the pages: everybody where no token is set, else who shows one, by header or once
//! by the login page. Sessions live as long as this run; nothing of them is ever stored.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq as _};

use crate::base::time::{SignedDuration, after, between, from_micros, micros};
use crate::base::{Secret, Timestamp};

/// How long one login lasts.
pub(super) const SESSION: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Wrong tokens from one place within [`WINDOW`] after which it has to wait.
const FAILURES: u32 = 10;
const WINDOW: SignedDuration = SignedDuration::from_secs(60);
/// Places remembered at once; beyond that the one longest quiet is forgotten.
const PLACES: usize = 1000;

/// What the configuration says of access.
#[derive(Clone, Debug, Default)]
pub struct Guards {
    /// Any of them opens; none: no one is asked.
    pub tokens: Vec<Secret>,
    /// Names the pages are asked by, beside the address they listen on.
    pub hosts: Vec<String>,
    /// Where people open them: scheme, host and port.
    pub url: Option<String>,
}

/// The guards of one run.
pub struct Access {
    guards: Guards,
    listen: SocketAddr,
    /// Unguessable and new with every run: sessions of an earlier one are worth nothing.
    key: Vec<u8>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    issued: u64,
    /// Sessions that were ended before their time, with that time.
    ended: BTreeMap<u64, Timestamp>,
    failures: BTreeMap<IpAddr, (u32, Timestamp)>,
}

/// What a token came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Right,
    Wrong,
    /// Too many wrong ones came from there; when the next is looked at.
    Wait(SignedDuration),
}

impl Access {
    pub fn new(guards: Guards, listen: SocketAddr, key: &str) -> Self {
        let key = format!("pactwatch review pages {key}").into_bytes();
        Self { guards, listen, key, state: Mutex::default() }
    }

    /// Whether anybody has to show a token.
    pub(super) fn is_guarded(&self) -> bool {
        !self.guards.tokens.is_empty()
    }

    /// Whether people come by https: then the cookie never travels without.
    pub(super) fn is_secure(&self) -> bool {
        self.guards.url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// Where the pages are, for links that leave them.
    pub(super) fn home(&self) -> String {
        self.guards.url.clone().unwrap_or_else(|| format!("http://{}", self.listen))
    }

    /// `host` or `host:port` as a browser sends it: an address we listen on, or a name of ours. A
    /// name that merely resolves here (DNS rebinding) is none.
    pub(super) fn is_own_name(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let port = format!(":{}", self.listen.port());
        let name = host.strip_suffix(&port).unwrap_or(&host);
        let ip = self.listen.ip();
        let own = if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() };
        let url = self.guards.url.as_deref().and_then(|url| url.split("://").nth(1));
        name == own
            || ["localhost", "127.0.0.1", "[::1]"].contains(&name)
            || url == Some(&host)
            || self.guards.hosts.iter().any(|known| *known == host || known == name)
    }

    /// Looks at a token. How long that takes tells nothing about the right one.
    pub(super) fn show(&self, token: &str, from: IpAddr, now: Timestamp) -> Shown {
        let place = network(from);
        let mut state = self.state();
        if let Some(wait) = state.wait(place, now) {
            return Shown::Wait(wait);
        }
        let given = self.mac(&["token", token]);
        let same = |known: &Secret| self.mac(&["token", known.reveal()]).ct_eq(&given);
        let right =
            self.guards.tokens.iter().fold(Choice::from(0), |found, known| found | same(known));
        if bool::from(right) {
            state.failures.remove(&place);
            return Shown::Right;
        }
        state.failed(place, now);
        Shown::Wrong
    }

    /// A new session's cookie value.
    pub(super) fn begin(&self, now: Timestamp) -> String {
        let number = {
            let mut state = self.state();
            state.issued += 1;
            state.issued.to_string()
        };
        let until = micros(after(now, SESSION)).to_string();
        let mac = self.mac(&["session", &number, &until]);
        format!("{number}.{until}.{}", BASE64.encode(mac))
    }

    /// Whether a cookie value is a session of this run that goes on.
    pub(super) fn is_session(&self, value: &str, now: Timestamp) -> bool {
        let session = self.session(value);
        session
            .is_some_and(|(number, until)| now < until && !self.state().ended.contains_key(&number))
    }

    /// Ends a session: its cookie is worth nothing from now on, wherever it was copied to.
    pub(super) fn end(&self, value: &str, now: Timestamp) {
        let Some((number, until)) = self.session(value) else { return };
        let mut state = self.state();
        state.ended.retain(|_, until| now < *until);
        state.ended.insert(number, until);
    }

    /// The number and the end of a session we began.
    fn session(&self, value: &str) -> Option<(u64, Timestamp)> {
        let mut parts = value.split('.');
        let (number, until, mac) = (parts.next()?, parts.next()?, parts.next()?);
        let given = BASE64.decode(mac).ok()?;
        let made = self.mac(&["session", number, until]);
        let ours = bool::from(made.ct_eq(&given)) && parts.next().is_none();
        if ours { Some((number.parse().ok()?, from_micros(until.parse().ok()?))) } else { None }
    }

    fn mac(&self, parts: &[&str]) -> Vec<u8> {
        // A key of any length is taken.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return Vec::new() };
        for part in parts {
            mac.update(&part.len().to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().to_vec()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// How long that place has still to wait, if it has to.
    fn wait(&self, place: IpAddr, now: Timestamp) -> Option<SignedDuration> {
        let (count, since) = self.failures.get(&place)?;
        let left = between(now, after(*since, WINDOW));
        (*count >= FAILURES && left.is_positive()).then_some(left)
    }

    fn failed(&mut self, place: IpAddr, now: Timestamp) {
        self.failures.retain(|_, (_, since)| now < after(*since, WINDOW));
        if self.failures.len() >= PLACES {
            let oldest = self.failures.iter().min_by_key(|(_, (_, since))| *since);
            let oldest = oldest.map(|(place, _)| *place);
            oldest.map(|place| self.failures.remove(&place));
        }
        let (count, _) = self.failures.entry(place).or_insert((0, now));
        *count += 1;
    }
}

/// Who has one address of IPv6 has its whole network of 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() >> 64 << 64)),
        },
    }
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("guards", &self.guards).finish_non_exhaustive()
    }
}
