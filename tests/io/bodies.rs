//! Bodies: decoded, counted after decoding, and never waited for longer than was said.

use std::io::Write;

use pactwatch::base::http::{FetchError, Request};
use pactwatch::feed::poll::PollPolicy;
use pactwatch::io::http::HttpFetch;
use pactwatch::port::Fetch;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::guard::{request, settings};
use super::server::{Answer, Server, reply};

async fn get(answer: impl Fn() -> Answer + Send + Sync + 'static, limit: usize) -> Got {
    let server = Server::start(move |_| answer()).await;
    let asked = Request { max_bytes: limit, ..request(server.url("/")) };
    HttpFetch::new(&settings(0)).unwrap().fetch(asked).await
}

type Got = Result<pactwatch::base::http::Reply, FetchError>;

#[tokio::test]
async fn the_limit_counts_decoded_bytes_to_the_byte() {
    let body = vec![b'a'; 5000];
    let packed = zstd::encode_all(&body[..], 3).unwrap();
    let zstd = [("Content-Encoding", "zstd")];
    let answer = move || reply("200 OK", &zstd, &packed);
    assert_eq!(get(answer.clone(), 5000).await.unwrap().body, body);
    assert_eq!(get(answer, 4999).await.unwrap_err(), FetchError::TooLarge { limit: 4999 });
    let plain = || reply("200 OK", &[], &[b'a'; 5000]);
    assert_eq!(get(plain, 5000).await.unwrap().body.len(), 5000);
    assert_eq!(get(plain, 4999).await.unwrap_err(), FetchError::TooLarge { limit: 4999 });
}

/// A mebibyte of zeros in a kilobyte, which may be repeated: it refers to nothing before it.
fn packed_zeros() -> Vec<u8> {
    let mut packed = Vec::with_capacity(64 << 10);
    let mut deflate = flate2::Compress::new(flate2::Compression::best(), false);
    let full = flate2::FlushCompress::Full;
    deflate.compress_vec(&vec![0; 1 << 20], &mut packed, full).unwrap();
    assert_eq!((deflate.total_in(), packed.len() < 4096), (1 << 20, true));
    packed
}

/// A body that unpacks to a gigabyte for each megabyte that comes, and comes without end: whoever
/// unpacked it before counting would never be done. It ends at the cap of a feed, with its name.
#[tokio::test]
async fn a_gzip_bomb_without_end_is_stopped_at_the_cap_of_a_feed() {
    let cap = PollPolicy::default().max_bytes;
    assert_eq!(cap, 10 << 20);
    let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\n\r\n";
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff";
    let piece = packed_zeros();
    let answer = move || Answer::Endless { head: [&head[..], gzip].concat(), piece: piece.clone() };
    assert_eq!(get(answer, cap).await.unwrap_err(), FetchError::TooLarge { limit: cap });
}

/// The same as one frame of another kind, with its end.
#[tokio::test]
async fn a_bomb_is_stopped_while_it_unpacks() {
    let zeros = vec![0; 1 << 20];
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).unwrap();
    for _ in 0..256 {
        encoder.write_all(&zeros).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 64 << 10, "{} bytes claim 256 MiB", bomb.len());
    let answer = move || reply("200 OK", &[("Content-Encoding", "zstd")], &bomb);
    assert_eq!(get(answer, 4 << 20).await.unwrap_err(), FetchError::TooLarge { limit: 4 << 20 });
}

#[tokio::test]
async fn a_broken_or_short_body_is_a_protocol_error() {
    let broken = || reply("200 OK", &[("Content-Encoding", "gzip")], b"this is not gzip");
    assert_eq!(get(broken, 99).await.unwrap_err().kind(), "protocol");
    let short = || Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".to_vec());
    assert_eq!(get(short, 99).await.unwrap_err().kind(), "protocol");
    let noise = || Answer::Bytes(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec());
    assert_eq!(get(noise, 99).await.unwrap_err().kind(), "protocol");
    let nothing = || Answer::Bytes(Vec::new());
    assert_eq!(get(nothing, 99).await.unwrap_err().kind(), "protocol");
}

#[tokio::test]
async fn a_server_that_says_nothing_or_drips_is_cut_off() {
    let error = get(|| Answer::Silence, 99).await.unwrap_err();
    assert_eq!(error.kind(), "timeout", "{error}");
    assert!(!error.to_string().contains("not done in"), "its silence ends it: {error}");
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    let drip = || Answer::Drip { head: head.to_vec(), byte_every_ms: 40 };
    let error = get(drip, 1 << 20).await.unwrap_err();
    assert_eq!(error, FetchError::Timeout("not done in 3s".to_owned()));
}

#[tokio::test]
async fn no_listener_is_a_connection_error_and_no_tls_a_tls_error() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let fetch = HttpFetch::new(&settings(0)).unwrap();
    let url = format!("http://{gone}/").parse().unwrap();
    assert_eq!(fetch.fetch(request(url)).await.unwrap_err().kind(), "connect");
    let plain = speaks_first(b"220 mail.example ESMTP ready\r\n").await;
    let url = format!("https://{plain}/").parse().unwrap();
    let error = fetch.fetch(request(url)).await.unwrap_err();
    assert_eq!(error.kind(), "tls", "{error:?}");
}

/// A server of another protocol, which talks before it is asked.
async fn speaks_first(words: &'static [u8]) -> std::net::SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(words).await.unwrap();
        while stream.read(&mut [0; 1024]).await.is_ok_and(|n| n > 0) {}
    });
    address
}
