//! A mail server on loopback: the real aiosmtpd where Python has it, else a small one of our own that
//! says loudly that it is no real one. Both write down what they were told.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// Prints its port, then one JSON object for each message. Recipients named `busy` and `never` are
/// answered 451 and 550; a message whose sender is `slow` is never answered.
const AIOSMTPD: &str = r#"
import asyncio, base64, json, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("busy"): return "451 4.3.0 come back later"
        if address.startswith("never"): return "550 5.1.1 nobody here by that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        if envelope.mail_from.startswith("slow"): await asyncio.sleep(3600)
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos,
            "user": session.auth_data, "tls": session.ssl is not None,
            "message": envelope.content.decode("utf-8", "surrogateescape")}), flush=True)
        return "250 2.0.0 kept"

def who(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.password == b"open sesame"
    return AuthResult(success=good, auth_data=data.login.decode() if good else None, handled=good)

async def main():
    certificate, key, wrapped, auth = sys.argv[1:5]
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key)
    starttls = context if wrapped == "no" else None
    def make():
        return SMTP(Handler(), tls_context=starttls, require_starttls=starttls is not None,
            authenticator=who, auth_required=auth == "yes",
            auth_require_tls=context is not None and wrapped == "no", enable_SMTPUTF8=True)
    around = context if wrapped == "yes" else None
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, ssl=around)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"#;

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
    pub(crate) port: u16,
    pub(crate) certificate: Option<PathBuf>,
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
    _folder: tempfile::TempDir,
}

impl Sink {
    /// `None`, said loudly, where there is no Python with aiosmtpd, or no openssl for a certificate.
    pub(crate) fn start(guard: Guard, auth: bool) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let certificate =
            if guard == Guard::Open { None } else { Some(certificate(folder.path())?) };
        let path = |name: &str| match &certificate {
            Some(_) => folder.path().join(name).display().to_string(),
            None => String::new(),
        };
        let word = |set: bool| if set { "yes" } else { "no" };
        let child = Command::new("python3")
            .args(["-c", AIOSMTPD, &path("cert.pem"), &path("key.pem")])
            .args([word(guard == Guard::Wrapped), word(auth)])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = child else { return skipped("python3") };
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut port = String::new();
        lines.read_line(&mut port).unwrap();
        let Ok(port) = port.trim().parse() else {
            child.wait().unwrap();
            return skipped("aiosmtpd");
        };
        Some(Self { port, certificate, child, lines, _folder: folder })
    }

    /// The next message it kept; waits for it.
    pub(crate) fn next(&mut self) -> Kept {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn certificate(folder: &std::path::Path) -> Option<PathBuf> {
    let path = folder.join("cert.pem");
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj"])
        .args(["/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(&path)
        .stderr(Stdio::null())
        .status();
    if made.is_ok_and(|status| status.success()) { Some(path) } else { skipped("openssl") }
}

fn skipped<T>(what: &str) -> Option<T> {
    eprintln!("\n*** no {what} here: mail was not tried against a real server ***\n");
    None
}
