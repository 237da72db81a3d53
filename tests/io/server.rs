//! A web server on loopback that says exactly what a test tells it to, byte for byte.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What it answers: bytes at once, or bytes one by one with a pause before each.
pub(crate) enum Answer {
    Bytes(Vec<u8>),
    Drip {
        head: Vec<u8>,
        byte_every_ms: u64,
    },
    /// Bytes, when something else has happened.
    When {
        wait: Pin<Box<dyn Future<Output = ()> + Send>>,
        bytes: Vec<u8>,
    },
    /// A head, and then the same piece over and over until the other side hangs up.
    Endless {
        head: Vec<u8>,
        piece: Vec<u8>,
    },
    /// Takes the request and never says a word.
    Silence,
}

/// One request as it stood on the wire.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let field = |line: &'_ &str| {
            line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name))
        };
        self.head.lines().skip(1).find(field).and_then(|l| l.split_once(": ")).map(|(_, v)| v)
    }

    pub(crate) fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    pub(crate) fn header_names(&self) -> Vec<String> {
        let names = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        names.map(|(name, _)| name.to_ascii_lowercase()).collect()
    }
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// On 127.0.0.1.
    pub(crate) async fn start(answer: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0", answer).await
    }

    pub(crate) async fn at(
        bind: &str,
        answer: impl Fn(&Seen) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(bind).await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, answer) = (seen.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, log.clone(), answer.clone()));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn url(&self, path: &str) -> url::Url {
        format!("http://{}{path}", self.address).parse().unwrap()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

async fn serve<F: Fn(&Seen) -> Answer>(
    mut stream: TcpStream,
    log: Arc<Mutex<Vec<Seen>>>,
    answer: Arc<F>,
) -> std::io::Result<()> {
    let seen = read_request(&mut stream).await?;
    log.lock().unwrap().push(seen.clone());
    match answer(&seen) {
        Answer::Bytes(bytes) => stream.write_all(&bytes).await?,
        Answer::When { wait, bytes } => {
            wait.await;
            stream.write_all(&bytes).await?;
        }
        Answer::Endless { head, piece } => {
            stream.write_all(&head).await?;
            loop {
                stream.write_all(&piece).await?;
            }
        }
        Answer::Silence => drop(stream.read(&mut [0; 16]).await?),
        Answer::Drip { head, byte_every_ms } => {
            stream.write_all(&head).await?;
            let mut tick = tokio::time::interval(std::time::Duration::from_millis(byte_every_ms));
            loop {
                tick.tick().await;
                stream.write_all(b"x").await?;
            }
        }
    }
    stream.shutdown().await
}

async fn read_request(stream: &mut TcpStream) -> std::io::Result<Seen> {
    let mut raw = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let n = stream.read(&mut chunk).await?;
        raw.extend_from_slice(&chunk[..n]);
        let Some(end) = raw.windows(4).position(|w| w == b"\r\n\r\n") else {
            if n == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            continue;
        };
        let seen = Seen {
            head: String::from_utf8_lossy(&raw[..end]).into_owned(),
            body: raw[end + 4..].to_vec(),
        };
        let length: usize = seen.header("content-length").map_or(0, |v| v.parse().unwrap());
        if seen.body.len() >= length || n == 0 {
            return Ok(seen);
        }
    }
}

/// A whole reply, with its length and `Connection: close`.
pub(crate) fn reply(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let fields: String = headers.iter().map(|(n, v)| [n, ": ", v, "\r\n"].concat()).collect();
    let head = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\n{fields}Content-Length: {}\r\n\r\n",
        body.len()
    );
    Answer::Bytes([head.as_bytes(), body].concat())
}

pub(crate) fn redirect(status: &str, to: &str) -> Answer {
    reply(status, &[("Location", to)], b"")
}
