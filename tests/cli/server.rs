//! A web server of a few fixed pages on loopback, which remembers what it was asked.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What stands at a path: status, content type, further header lines, body.
pub(super) type Page = (&'static str, u16, &'static str, &'static str, Vec<u8>);

pub(super) struct Server {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Serves until the test ends. Paths that are not there answer 404.
    pub(super) fn start(pages: Vec<Page>) -> Self {
        Self::start_with(|_| pages)
    }

    /// The same for pages that link to its port.
    pub(super) fn start_with(pages: impl FnOnce(u16) -> Vec<Page>) -> Self {
        let listener = TcpListener::bind("0.0.0.0:0").unwrap();
        let address = listener.local_addr().unwrap();
        let pages = pages(address.port());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                answer(&stream.unwrap(), &pages, &heard);
            }
        });
        Self { address, asked }
    }

    pub(super) fn url(&self, path: &str) -> String {
        self.url_at(1, path)
    }

    /// The same at 127.0.0.`host`: another site, to which no pause is owed.
    pub(super) fn url_at(&self, host: u8, path: &str) -> String {
        format!("http://127.0.0.{host}:{}{path}", self.address.port())
    }

    /// The head of every request so far, in lower case.
    pub(super) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn answer(mut stream: &TcpStream, pages: &[Page], log: &Mutex<Vec<String>>) {
    let mut head = String::new();
    let mut reader = BufReader::new(stream);
    while reader.read_line(&mut head).unwrap_or(0) > 2 {}
    if head.is_empty() {
        return;
    }
    log.lock().unwrap().push(head.to_lowercase());
    let path = head.split(' ').nth(1).unwrap_or_default();
    let missing: Page = ("", 404, "text/plain", "", b"nothing here".to_vec());
    let page = pages.iter().find(|page| page.0 == path).unwrap_or(&missing);
    let (_, status, kind, more, body) = page;
    let conditional = more.lines().any(|line| {
        let tag = line.strip_prefix("etag: ").unwrap_or("-");
        head.to_lowercase().contains(&format!("if-none-match: {tag}"))
    });
    let (status, body) = if conditional { (304, &[][..]) } else { (*status, body.as_slice()) };
    let more: String = more.lines().flat_map(|line| [line, "\r\n"]).collect();
    let length = body.len();
    let out = format!(
        "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\n{more}content-length: {length}\r\n\
         connection: close\r\n\r\n"
    );
    // Whoever hangs up early is not this server's business.
    drop(stream.write_all(out.as_bytes()).and_then(|()| stream.write_all(body)));
}
