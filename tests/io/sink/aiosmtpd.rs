//! The mail server of the Python package aiosmtpd: not a line of it is ours.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc;

use super::{CERTIFICATE, Guard, KEY, Kept, PASSWORD, Sink, path};
use crate::io::packages::{missing, python};

/// Prints its port, then one JSON object for each message. Recipients named `busy` and `never` are
/// answered 451 and 550.
const SCRIPT: &str = r#"
import asyncio, json, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("busy"): return "451 4.3.0 come back later"
        if address.startswith("never"): return "550 5.1.1 nobody here by that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos,
            "user": session.auth_data, "tls": wrapped == "yes" or session.ssl is not None,
            "message": envelope.content.decode("utf-8", "surrogateescape")}), flush=True)
        return "250 2.0.0 kept"

certificate, key, wrapped, auth, password = sys.argv[1:6]

def who(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.password == password.encode()
    return AuthResult(success=good, auth_data=data.login.decode() if good else None, handled=good)

async def main():
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

/// `None`, said loudly, where there is no Python with it.
pub(super) fn start(guard: Guard, auth: bool) -> Option<Sink> {
    let protected = guard != Guard::Open;
    let file = |name: &str| if protected { path(name) } else { String::new() };
    let word = |set: bool| if set { "yes" } else { "no" };
    let child = Command::new(python())
        .args(["-c", SCRIPT, &file(CERTIFICATE), &file(KEY)])
        .args([word(guard == Guard::Wrapped), word(auth), PASSWORD])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return missing("python3") };
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut port = String::new();
    lines.read_line(&mut port).unwrap();
    let Ok(port) = port.trim().parse() else {
        child.wait().unwrap();
        return missing("the Python package aiosmtpd");
    };
    let (keep, kept) = mpsc::channel::<Kept>();
    std::thread::spawn(move || {
        for line in lines.lines().map_while(Result::ok) {
            drop(keep.send(serde_json::from_str(&line).unwrap()));
        }
    });
    let mut sink = Sink::new("aiosmtpd", guard, port, kept);
    sink.child = Some(child);
    Some(sink)
}
