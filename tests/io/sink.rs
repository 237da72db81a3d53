//! Mail servers on loopback: the real aiosmtpd where Python has it, and always one of our own, a
//! small but real conversation. Each mail test runs against every one there is, so none is skipped.

mod aiosmtpd;
mod own;

use std::process::Child;
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// Of both servers; whoever reads it here can read nothing else with it.
const CERTIFICATE: &str = "tests/data/io/mail.cert.pem";
const KEY: &str = "tests/data/io/mail.key.pem";
/// The one password that is right.
const PASSWORD: &str = "open sesame";
/// A server that keeps a message says so long before.
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// How the server protects its connections.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Guard {
    Open,
    Starttls,
    Wrapped,
}

/// What a server was told.
#[derive(Clone, Debug, serde::Deserialize)]
pub(crate) struct Kept {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) user: Option<String>,
    pub(crate) tls: bool,
    pub(crate) message: String,
}

pub(crate) struct Sink {
    pub(crate) name: &'static str,
    pub(crate) port: u16,
    pub(crate) certificate: Option<String>,
    kept: Receiver<Kept>,
    child: Option<Child>,
}

impl Sink {
    /// The real one first, where there is Python with aiosmtpd, then our own.
    pub(crate) fn all(guard: Guard, auth: bool) -> Vec<Self> {
        aiosmtpd::start(guard, auth).into_iter().chain([own::start(guard, auth)]).collect()
    }

    fn new(name: &'static str, guard: Guard, port: u16, kept: Receiver<Kept>) -> Self {
        let certificate = (guard != Guard::Open).then(|| read(CERTIFICATE));
        Self { name, port, certificate, kept, child: None }
    }

    /// The next message it kept; waits for it.
    pub(crate) fn next(&mut self) -> Kept {
        self.kept.recv_timeout(LONGEST_WAIT).unwrap()
    }
}

fn path(file: &str) -> String {
    format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    std::fs::read_to_string(path(file)).unwrap()
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            drop(child.kill());
            drop(child.wait());
        }
    }
}
