//! A mail server in this very process: RFC 5321 as far as one message needs it, with STARTTLS,
//! TLS from the first byte, and AUTH PLAIN. A thread for each conversation.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::{CERTIFICATE, Guard, KEY, Kept, PASSWORD, Sink, read};

trait Wire: Read + Write + Send {}
impl<T: Read + Write + Send> Wire for T {}

pub(super) fn start(guard: Guard, auth: bool) -> Sink {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (keep, kept) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let keep = keep.clone();
            std::thread::spawn(move || Talk::new(guard, auth, keep).run(stream));
        }
    });
    Sink::new("our own", guard, port, kept)
}

fn encrypted(stream: TcpStream) -> Box<dyn Wire> {
    drop(rustls::crypto::ring::default_provider().install_default());
    let certificate = CertificateDer::from_pem_slice(read(CERTIFICATE).as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(read(KEY).as_bytes()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth();
    let config = config.with_single_cert(vec![certificate], key).unwrap();
    let connection = ServerConnection::new(Arc::new(config)).unwrap();
    Box::new(StreamOwned::new(connection, stream))
}

struct Talk {
    guard: Guard,
    auth: bool,
    keep: Sender<Kept>,
    tls: bool,
    user: Option<String>,
    from: Option<String>,
    to: Vec<String>,
}

/// What follows a command.
enum Next {
    Say(&'static str),
    Encrypt,
    Message,
    End,
}

impl Talk {
    fn new(guard: Guard, auth: bool, keep: Sender<Kept>) -> Self {
        Self { guard, auth, keep, tls: false, user: None, from: None, to: Vec::new() }
    }

    /// One conversation; whoever hangs up ends it.
    fn run(mut self, stream: TcpStream) -> std::io::Result<()> {
        self.tls = self.guard == Guard::Wrapped;
        let plain = stream.try_clone()?;
        let wire = if self.tls { encrypted(stream) } else { Box::new(stream) };
        let mut wire = BufReader::new(wire);
        say(&mut wire, "220 localhost ready")?;
        loop {
            let mut line = String::new();
            if wire.read_line(&mut line)? == 0 {
                return Ok(());
            }
            match self.command(line.trim_end()) {
                Next::Say(answer) => say(&mut wire, answer)?,
                Next::End => return say(&mut wire, "221 2.0.0 bye"),
                Next::Message => {
                    say(&mut wire, "354 go on")?;
                    self.message(&mut wire)?;
                    say(&mut wire, "250 2.0.0 kept")?;
                }
                Next::Encrypt => {
                    say(&mut wire, "220 2.0.0 go ahead")?;
                    assert!(wire.buffer().is_empty(), "commands sent before the handshake");
                    (wire, self.tls) = (BufReader::new(encrypted(plain.try_clone()?)), true);
                }
            }
        }
    }

    fn command(&mut self, line: &str) -> Next {
        let word = line.split([' ', ':']).next().unwrap().to_ascii_uppercase();
        let open = self.guard == Guard::Open || self.tls;
        Next::Say(match word.as_str() {
            "EHLO" if self.guard == Guard::Starttls && !self.tls => {
                "250-localhost\r\n250-8BITMIME\r\n250 STARTTLS"
            }
            "EHLO" => "250-localhost\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN",
            "STARTTLS" if self.guard == Guard::Starttls => return Next::Encrypt,
            "QUIT" => return Next::End,
            "NOOP" | "RSET" => "250 2.0.0 well",
            _ if !open => "530 5.7.0 STARTTLS first",
            "AUTH" => self.sign_in(line),
            _ if self.auth && self.user.is_none() => "530 5.7.0 who are you",
            "MAIL" => {
                self.from = address(line);
                "250 2.1.0 well"
            }
            "RCPT" => match address(line) {
                Some(to) if to.starts_with("busy") => "451 4.3.0 come back later",
                Some(to) if to.starts_with("never") => "550 5.1.1 nobody here by that name",
                to => {
                    self.to.extend(to);
                    "250 2.1.5 well"
                }
            },
            "DATA" if !self.to.is_empty() => return Next::Message,
            _ => "503 5.5.1 not now",
        })
    }

    /// `AUTH PLAIN` and the base64 of `\0user\0password`.
    fn sign_in(&mut self, line: &str) -> &'static str {
        let told = line.rsplit(' ').next().and_then(|text| STANDARD.decode(text).ok());
        let told = String::from_utf8(told.unwrap_or_default()).unwrap_or_default();
        match told.split('\0').collect::<Vec<_>>().as_slice() {
            [_, user, PASSWORD] => {
                self.user = Some((*user).to_owned());
                "235 2.7.0 welcome"
            }
            _ => "535 5.7.8 not with that password",
        }
    }

    /// Lines until one that is only a dot; a dot before any other line is taken off.
    fn message(&mut self, wire: &mut impl std::io::BufRead) -> std::io::Result<()> {
        let mut message = String::new();
        loop {
            let mut line = String::new();
            if wire.read_line(&mut line)? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if line == ".\r\n" {
                break;
            }
            message.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        let (from, to) = (self.from.take().unwrap(), std::mem::take(&mut self.to));
        let kept = Kept { from, to, user: self.user.clone(), tls: self.tls, message };
        drop(self.keep.send(kept));
        Ok(())
    }
}

fn say<W: Wire + ?Sized>(wire: &mut BufReader<Box<W>>, answer: &str) -> std::io::Result<()> {
    wire.get_mut().write_all(format!("{answer}\r\n").as_bytes())?;
    wire.get_mut().flush()
}

/// What stands between the angle brackets.
fn address(line: &str) -> Option<String> {
    let inside = line.split_once('<')?.1;
    inside.split_once('>').map(|(address, _)| address.to_owned())
}
