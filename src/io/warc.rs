//! Captures as WARC 1.1 (ISO 28500:2017): what a web archive's tools read. Writes records in order
//! and decides nothing.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use crate::base::Timestamp;
use crate::base::http::Headers;
use crate::base::id;

/// One stored reply.
#[derive(Clone, Copy, Debug)]
pub struct Capture<'a> {
    /// Stable: the record's identifier is made from it.
    pub id: &'a str,
    pub url: &'a str,
    pub at: Timestamp,
    pub headers: &'a Headers,
    /// As it was after transfer and content encodings were undone.
    pub body: &'a [u8],
    /// What else is known of it, as named fields.
    pub notes: &'a [(&'a str, String)],
}

/// How records lie in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Plain,
    /// Each record a gzip member of its own, so that readers can start at any of them.
    Gzip,
}

/// Where records go.
pub struct Records<'a> {
    pub out: &'a mut (dyn Write + Send),
    pub packing: Packing,
}

/// Writes the record that says who made the file.
pub fn info(out: &mut Records<'_>, software: &str, at: Timestamp) -> io::Result<()> {
    let fields = [("software", software.to_owned()), ("format", "WARC File Format 1.1".to_owned())];
    let block = warc_fields(&fields);
    let head = [
        ("WARC-Type", "warcinfo".to_owned()),
        ("WARC-Record-ID", record_id(&["warcinfo", software, &at.to_string()])),
        ("WARC-Date", at.to_string()),
        ("Content-Type", "application/warc-fields".to_owned()),
    ];
    record(out, &head, &block)
}

/// Writes a reply, and what is known of it.
pub fn capture(out: &mut Records<'_>, capture: &Capture<'_>) -> io::Result<()> {
    let block = http_block(capture);
    let response = record_id(&["response", capture.id]);
    let head = [
        ("WARC-Type", "response".to_owned()),
        ("WARC-Record-ID", response.clone()),
        ("WARC-Date", capture.at.to_string()),
        ("WARC-Target-URI", one_line(capture.url)),
        ("WARC-Block-Digest", digest(&block)),
        ("WARC-Payload-Digest", digest(capture.body)),
        ("Content-Type", "application/http;msgtype=response".to_owned()),
    ];
    record(out, &head, &block)?;
    let head = [
        ("WARC-Type", "metadata".to_owned()),
        ("WARC-Record-ID", record_id(&["metadata", capture.id])),
        ("WARC-Date", capture.at.to_string()),
        ("WARC-Target-URI", one_line(capture.url)),
        ("WARC-Concurrent-To", response),
        ("Content-Type", "application/warc-fields".to_owned()),
    ];
    record(out, &head, &warc_fields(capture.notes))
}

fn record(to: &mut Records<'_>, head: &[(&str, String)], block: &[u8]) -> io::Result<()> {
    match to.packing {
        Packing::Plain => plain(to.out, head, block),
        Packing::Gzip => {
            let mut member = GzEncoder::new(&mut *to.out, Compression::default());
            plain(&mut member, head, block)?;
            member.finish().map(|_| ())
        }
    }
}

fn plain(out: &mut dyn Write, head: &[(&str, String)], block: &[u8]) -> io::Result<()> {
    write!(out, "WARC/1.1\r\n")?;
    for (name, value) in head {
        write!(out, "{name}: {value}\r\n")?;
    }
    write!(out, "Content-Length: {}\r\n\r\n", block.len())?;
    out.write_all(block)?;
    write!(out, "\r\n\r\n")
}

/// The reply as one message. The body is kept decoded, so what its encodings were is kept under
/// other names, or every reader would try to undo them again.
fn http_block(capture: &Capture<'_>) -> Vec<u8> {
    let mut block = b"HTTP/1.1 200 OK\r\n".to_vec();
    for (name, value) in &capture.headers.0 {
        let name = match name.to_ascii_lowercase().as_str() {
            "content-length" => continue,
            "content-encoding" => "X-Archive-Orig-Content-Encoding",
            "transfer-encoding" => "X-Archive-Orig-Transfer-Encoding",
            _ => name,
        };
        block.extend(format!("{}: {}\r\n", one_line(name), one_line(value)).bytes());
    }
    block.extend(format!("Content-Length: {}\r\n\r\n", capture.body.len()).bytes());
    block.extend(capture.body);
    block
}

fn warc_fields(fields: &[(&str, String)]) -> Vec<u8> {
    let line = |(name, value): &(&str, String)| format!("{name}: {}\r\n", one_line(value));
    fields.iter().map(line).collect::<String>().into_bytes()
}

/// Text of strangers cannot begin a header of its own.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A UUID of version 8 made from content, so that the same export gives the same file.
fn record_id(parts: &[&str]) -> String {
    let hash = id::hash(parts.join("\u{0}").as_bytes());
    let part = |from: usize, to: usize| hash.get(from..to).unwrap_or_default();
    format!(
        "<urn:uuid:{}-{}-8{}-a{}-{}>",
        part(0, 8),
        part(8, 12),
        part(12, 15),
        part(15, 18),
        part(18, 30)
    )
}

fn digest(bytes: &[u8]) -> String {
    format!("sha256:{}", base32(&Sha256::digest(bytes)))
}

/// RFC 4648, as archives write digests.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = String::new();
    for chunk in bytes.chunks(5) {
        let mut bits = [0_u8; 8];
        bits.iter_mut().skip(3).zip(chunk).for_each(|(slot, byte)| *slot = *byte);
        let number = u64::from_be_bytes(bits);
        let used = (chunk.len() * 8).div_ceil(5);
        for place in 0..8 {
            let index = usize::try_from(number >> (35 - 5 * place) & 31).unwrap_or(0);
            let letter = ALPHABET.get(index).copied().unwrap_or(b'=');
            text.push(if place < used { char::from(letter) } else { '=' });
        }
    }
    text
}
