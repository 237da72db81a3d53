//! A server on loopback that misbehaves in one named way, and notes who came when.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Nothing: a small feed.
    None,
    /// Takes the request and says nothing.
    Silent,
    /// A byte now and then, for ever.
    Slow,
    /// Hangs up within the head.
    CutHead,
    /// Hangs up within the body.
    CutBody,
    /// Announces more than it sends.
    LiesAboutLength,
    /// Says gzip and sends none.
    LiesAboutEncoding,
    /// Redirects to itself by way of another address.
    Loop,
    /// Redirects ever further.
    Chain,
    /// Never stops sending.
    Huge,
    /// Speaks something else.
    NotHttp,
}

pub(super) struct FaultServer {
    pub(super) address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    starts: Mutex<Vec<Instant>>,
    open: AtomicUsize,
    most: AtomicUsize,
}

impl FaultServer {
    pub(super) async fn start(fault: Fault) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let kept = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let seen = Arc::clone(&kept);
                tokio::spawn(async move {
                    let open = seen.open.fetch_add(1, Ordering::SeqCst) + 1;
                    seen.most.fetch_max(open, Ordering::SeqCst);
                    // A client that gives up is what most of this is about.
                    drop(serve(stream, fault, &seen).await);
                    seen.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, seen }
    }

    /// When each request came in.
    pub(super) fn starts(&self) -> Vec<Instant> {
        self.seen.starts.lock().unwrap().clone()
    }

    pub(super) fn most_at_once(&self) -> usize {
        self.seen.most.load(Ordering::SeqCst)
    }
}

#[expect(clippy::disallowed_methods, reason = "real time is what is measured")]
async fn serve(mut stream: TcpStream, fault: Fault, seen: &Seen) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await? {
            0 => return Ok(()),
            read => head.extend_from_slice(&chunk[..read]),
        }
    }
    seen.starts.lock().unwrap().push(Instant::now());
    let path = String::from_utf8_lossy(&head).split(' ').nth(1).unwrap_or_default().to_owned();
    match answer(fault, &path) {
        Some(bytes) => stream.write_all(&bytes).await?,
        None if fault == Fault::Huge => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").await?;
            loop {
                stream.write_all(&[b'x'; 4096]).await?;
            }
        }
        None => {
            let mut tick = tokio::time::interval(Duration::from_millis(100));
            if fault == Fault::Slow {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n").await?;
            }
            loop {
                tick.tick().await;
                if fault == Fault::Slow {
                    stream.write_all(b"x").await?;
                } else if stream.read(&mut [0; 1]).await? == 0 {
                    return Ok(());
                }
            }
        }
    }
    stream.shutdown().await
}

/// The whole answer, when it is one.
fn answer(fault: Fault, path: &str) -> Option<Vec<u8>> {
    let body = "<rss version=\"2.0\"><channel><title>t</title><item><title>a</title>\
                <guid>a</guid></item></channel></rss>";
    let length = body.len();
    let ok = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/rss+xml\r\n";
    let moved = "HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: ";
    let text = match fault {
        Fault::None => format!("{ok}Content-Length: {length}\r\n\r\n{body}"),
        Fault::CutHead => "HTTP/1.1 200 OK\r\nContent-Ty".to_owned(),
        Fault::CutBody => format!("{ok}Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n<rss"),
        Fault::LiesAboutLength => format!("{ok}Content-Length: 99999\r\n\r\n{body}"),
        Fault::LiesAboutEncoding => {
            format!("{ok}Content-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n{body}")
        }
        Fault::Loop if path == "/f.xml" => format!("{moved}/other.xml\r\n\r\n"),
        Fault::Loop => format!("{moved}/f.xml\r\n\r\n"),
        Fault::Chain => format!("{moved}{path}x\r\n\r\n"),
        Fault::NotHttp => "220 mail.example ESMTP ready\r\n".to_owned(),
        Fault::Silent | Fault::Slow | Fault::Huge => return None,
    };
    Some(text.into_bytes())
}
