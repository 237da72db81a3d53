//! GET behind the address guard. Four gates stand between a URL and its body: the URL at every
//! hop, the resolver's answer, the connected address, and (outside the program) the service
//! manager's address filter. No proxy, no cookies, no referrer, no credentials to another origin.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use url::Url;

use super::address::{AddressPolicy, Ports, Refusal};
use super::failure::classify;
use super::resolver::{GuardedResolver, Lookup, SystemLookup};
use crate::base::http::{FetchError, Headers, Hop, Reply, Request, redirect};
use crate::port::Fetch;

/// Sent only to the origin they were meant for.
const CREDENTIALS: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];

/// Room made for a body before it comes.
const ROOM: usize = 256 * 1024;

/// How the web is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchSettings {
    /// Name, version and how to reach who runs it.
    pub user_agent: String,
    pub lookup_timeout: Duration,
    pub connect_timeout: Duration,
    /// The longest silence within a reply.
    pub read_timeout: Duration,
    /// All hops and the whole body.
    pub total_timeout: Duration,
    /// Inside addresses that may be fetched from all the same.
    pub allow: Vec<IpNet>,
    pub deny: Vec<IpNet>,
    /// Ports beside 80, 443, 8080 and 8443.
    pub ports: Vec<u16>,
    /// The daemon's own page.
    pub own: Option<SocketAddr>,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            user_agent: concat!("pactwatch/", env!("CARGO_PKG_VERSION")).to_owned(),
            lookup_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(20),
            total_timeout: Duration::from_mins(1),
            allow: Vec::new(),
            deny: Vec::new(),
            ports: Vec::new(),
            own: None,
        }
    }
}

impl FetchSettings {
    /// For posting to receivers: a slow one must not hold a delivery for long.
    pub fn for_receivers() -> Self {
        Self { total_timeout: Duration::from_secs(20), ..Self::default() }
    }
}

/// Fetches feeds and pages.
#[derive(Clone, Debug)]
pub struct HttpFetch {
    client: reqwest::Client,
    policy: Arc<AddressPolicy>,
    /// The same with the daemon's own page, for the requests that are meant for it.
    home: Arc<AddressPolicy>,
    total_timeout: Duration,
}

impl HttpFetch {
    /// A client over the system's resolver; fails when TLS cannot be set up.
    pub fn new(settings: &FetchSettings) -> Result<Self, FetchError> {
        Self::with_lookup(settings, SystemLookup)
    }

    /// The same over another resolver; the guard judges its answers too.
    pub fn with_lookup<L: Lookup>(settings: &FetchSettings, lookup: L) -> Result<Self, FetchError> {
        let policy = Arc::new(AddressPolicy {
            allow: settings.allow.clone(),
            deny: settings.deny.clone(),
            ports: Ports::WebAnd(settings.ports.clone()),
            allowed_only: false,
            own: None,
        });
        let home = Arc::new(AddressPolicy { own: settings.own, ..AddressPolicy::clone(&policy) });
        let client = guarded_client(settings, &policy, lookup)?;
        Ok(Self { client, policy, home, total_timeout: settings.total_timeout })
    }

    async fn follow(&self, request: Request) -> Result<Reply, FetchError> {
        let mut headers = header_map(&request.headers)?;
        let mut url = request.url;
        let mut hops: Vec<Hop> = Vec::new();
        let refused = |refusal: Refusal| FetchError::Refused(refusal.to_string());
        let mut policy = if request.own { &self.home } else { &self.policy };
        policy.check_start(&url).map_err(refused)?;
        loop {
            let response = self.send(&url, &headers, policy).await?;
            let status = response.status().as_u16();
            let location = response.headers().get(LOCATION);
            let location = location.map(|value| String::from_utf8_lossy(value.as_bytes()));
            let target =
                redirect((status, location.as_deref()), &url, &hops, request.max_redirects)?;
            let Some(to) = target else {
                return read(response, request.max_bytes, url, hops).await;
            };
            policy = &self.policy;
            policy.check_url(&to).map_err(refused)?;
            if to.origin() != url.origin() {
                for name in CREDENTIALS {
                    headers.remove(name);
                }
            }
            hops.push(Hop { status, to: to.clone() });
            url = to;
        }
    }

    async fn send(
        &self,
        url: &Url,
        headers: &HeaderMap,
        policy: &AddressPolicy,
    ) -> Result<reqwest::Response, FetchError> {
        let request = self.client.get(url.clone()).headers(headers.clone());
        let response = request.send().await.map_err(|error| classify(&error))?;
        check_peer(&response, policy)?;
        Ok(response)
    }
}

impl Fetch for HttpFetch {
    async fn fetch(&self, request: Request) -> Result<Reply, FetchError> {
        match tokio::time::timeout(self.total_timeout, self.follow(request)).await {
            Ok(result) => result,
            Err(_) => Err(FetchError::Timeout(format!("not done in {:?}", self.total_timeout))),
        }
    }
}

/// The one place that builds a client.
pub(super) fn guarded_client<L: Lookup>(
    settings: &FetchSettings,
    policy: &Arc<AddressPolicy>,
    lookup: L,
) -> Result<reqwest::Client, FetchError> {
    install_tls();
    let resolver = GuardedResolver {
        policy: policy.clone(),
        lookup: Arc::new(lookup),
        timeout: settings.lookup_timeout,
    };
    reqwest::Client::builder()
        .user_agent(&settings.user_agent)
        .no_proxy() // a proxy would resolve names itself, past the guard
        .dns_resolver(Arc::new(resolver))
        .redirect(Policy::none()) // hops are walked here, each through the guard
        .referer(false)
        .connect_timeout(settings.connect_timeout)
        .read_timeout(settings.read_timeout)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(Duration::from_secs(30))
        .http2_max_header_list_size(64 * 1024)
        .build()
        .map_err(|error| FetchError::Tls(error.to_string()))
}

/// rustls picks no provider by itself; a second call finds the first one's and is no error.
fn install_tls() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        drop(rustls::crypto::ring::default_provider().install_default());
    }
}

/// The address really connected to, which nothing before this line can vouch for.
pub(super) fn check_peer(
    response: &reqwest::Response,
    policy: &AddressPolicy,
) -> Result<(), FetchError> {
    match response.remote_addr() {
        None => Err(FetchError::Refused("the connected address is unknown".to_owned())),
        Some(peer) => policy
            .check_peer(peer)
            .map_err(|refusal| FetchError::Refused(format!("connected: {refusal}"))),
    }
}

pub(super) fn header_map(headers: &Headers) -> Result<HeaderMap, FetchError> {
    let mut map = HeaderMap::with_capacity(headers.0.len());
    for (name, value) in &headers.0 {
        let bad = || FetchError::Protocol(format!("the header {name} cannot be sent"));
        let key = HeaderName::try_from(name.as_str()).map_err(|_| bad())?;
        map.append(key, HeaderValue::from_bytes(&to_bytes(value)).map_err(|_| bad())?);
    }
    Ok(map)
}

/// Reads the body as far as `limit` decoded bytes: a bomb is stopped while it unpacks.
async fn read(
    mut response: reqwest::Response,
    limit: usize,
    url: Url,
    hops: Vec<Hop>,
) -> Result<Reply, FetchError> {
    // What the server says of the length is believed as far as it costs little.
    let told = response.content_length().and_then(|length| usize::try_from(length).ok());
    let mut body = Vec::with_capacity(told.unwrap_or_default().min(limit).min(ROOM));
    while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
        if body.len() + chunk.len() > limit {
            return Err(FetchError::TooLarge { limit });
        }
        body.extend_from_slice(&chunk);
    }
    let fields = response.headers().iter();
    let headers = fields.map(|(name, value)| (name.as_str().to_owned(), from_bytes(value)));
    let headers = Headers(headers.collect());
    Ok(Reply { status: response.status().as_u16(), headers, body, url, hops })
}

/// A header value is bytes. Each byte becomes the character of that number, so that a validator
/// goes back exactly as it came, whatever it holds.
fn from_bytes(value: &HeaderValue) -> String {
    value.as_bytes().iter().copied().map(char::from).collect()
}

fn to_bytes(value: &str) -> Vec<u8> {
    let bytes = value.chars().map(|c| u8::try_from(c).ok()).collect::<Option<Vec<u8>>>();
    bytes.unwrap_or_else(|| value.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{IpAddr, Ipv4Addr, TcpListener};

    use super::*;

    struct Loopback;

    impl Lookup for Loopback {
        async fn lookup(&self, _host: &str) -> Result<Vec<IpAddr>, std::io::Error> {
            Ok(vec![Ipv4Addr::LOCALHOST.into()])
        }
    }

    /// The third gate alone: a resolver that lets everything through does not get a body out.
    #[tokio::test]
    async fn the_connected_address_is_judged_even_when_the_resolver_was_not() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let read = stream.read(&mut [0; 1024]).unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret").unwrap();
            read
        });
        let strict = AddressPolicy {
            allow: Vec::new(),
            deny: Vec::new(),
            ports: Ports::Any,
            allowed_only: false,
            own: None,
        };
        let lenient = AddressPolicy { allow: vec!["0.0.0.0/0".parse().unwrap()], ..strict.clone() };
        let strict = Arc::new(strict);
        let settings = FetchSettings::default();
        let fetch = HttpFetch {
            client: guarded_client(&settings, &Arc::new(lenient), Loopback).unwrap(),
            policy: Arc::clone(&strict),
            home: strict,
            total_timeout: settings.total_timeout,
        };
        let url = Url::parse(&format!("http://news.example:{port}/")).unwrap();
        let request = Request {
            url,
            headers: Headers::default(),
            max_bytes: 99,
            max_redirects: 0,
            own: false,
        };
        let refused = "connected: 127.0.0.1 is not a public address".to_owned();
        assert_eq!(fetch.fetch(request).await, Err(FetchError::Refused(refused)));
        assert!(server.join().unwrap() > 0, "the head was asked for, the body never read");
    }
}
