//! The simulated press and a desk on loopback, for the real program: outlets are addresses of
//! 127/8, and what the desk is told goes into a channel.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use pactwatch::base::http::{Headers, Request};
use pactwatch::io::clock::SystemClock;
use pactwatch::port::Clock;

use crate::world::press::Press;

pub(crate) type Shared = Arc<Mutex<Press>>;

/// A message as the desk got it: its id and its body.
pub(crate) type Message = (String, String);

/// Serves an outlet's feed and pages at `address` as long as the process lives. Returns its port.
pub(crate) fn outlet(address: &str, press: &Shared) -> u16 {
    let press = Arc::clone(press);
    serve(address, move |head, _| {
        let path = head.lines().next()?.split(' ').nth(1)?.to_owned();
        let mut headers = Headers::default();
        if let Some(tag) = field(head, "if-none-match") {
            headers.push("if-none-match", &tag);
        }
        let url = format!("http://{}{path}", field(head, "host")?).parse().ok()?;
        let asked = Request { url, headers, max_bytes: 0, max_redirects: 0, own: false };
        let reply = press.lock().unwrap().reply(&asked, SystemClock.now());
        let fields: String =
            reply.headers.0.iter().flat_map(|(k, v)| [k, ": ", v, "\r\n"]).collect();
        Some((reply.status, fields, reply.body))
    })
}

/// Takes webhooks and passes them on. Returns its port.
pub(crate) fn desk(tell: Sender<Message>) -> u16 {
    serve("127.0.0.1", move |head, body| {
        tell.send((field(head, "webhook-id")?, body.to_owned())).ok()?;
        Some((204, String::new(), Vec::new()))
    })
}

fn field(head: &str, name: &str) -> Option<String> {
    let pairs = head.lines().filter_map(|line| line.split_once(": "));
    pairs.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v.to_owned()).next()
}

/// Status, header lines and body.
type Answer = Option<(u16, String, Vec<u8>)>;

fn serve(address: &str, answer: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind((address, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || converse(&stream, &*answer));
        }
    });
    port
}

/// One request. A program that was killed hangs up: that ends the conversation, nothing else.
fn converse(stream: &TcpStream, answer: &dyn Fn(&str, &str) -> Answer) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = field(&head, "content-length").map_or(0, |text| text.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let (status, fields, content) = answer(&head, &String::from_utf8(body).unwrap())?;
    let start = format!(
        "HTTP/1.1 {status} Said\r\nConnection: close\r\n{fields}Content-Length: {}\r\n\r\n",
        content.len()
    );
    let mut writer = stream;
    writer.write_all(&[start.as_bytes(), &content].concat()).ok()
}
