//! A mailbox as a receiver: from whom, to whom, through which server.

use super::secret::{self, Place};
use super::section::Section;
use super::source::Node;
use super::value::{self, Fault};
use crate::alert::kind::email::{Config, Security};
use crate::io::smtp;

const SECURITIES: [(&str, Security); 3] =
    [("starttls", Security::Starttls), ("tls", Security::Tls), ("none", Security::None)];

/// `None` only when a problem has been reported.
pub(super) fn read(section: &mut Section<'_>, place: &Place<'_>) -> Option<Config> {
    let from = section.required("from", mailbox);
    let to = section.required("to", |node| match value::items(node)?.as_slice() {
        [] => Err(Fault::new("is empty", "name at least one mailbox")),
        [..] => Ok(()),
    });
    let to = to.map(|()| section.list("to", mailbox));
    let host = section.required("host", host_name);
    let port = section.optional("port", value::number(1, 65_535));
    let security = section.optional("security", value::word(&SECURITIES)).unwrap_or_default();
    let username = section.optional("username", value::name);
    let password = secret::read(section, place, &secret::PASSWORD, |_| Ok(()));
    let given = !matches!(password, secret::Found::None);
    let authority = section.optional("ca_file", |node| authority(node, place));
    if username.is_some() != given {
        let mend = "set both, or neither for a server that asks nobody";
        section.wrong("username", Fault::new("and password_file belong together", mend));
    }
    let inside = host.as_deref().is_some_and(smtp::is_loopback);
    if security == Security::None && host.is_some() && !inside {
        let mend = "use starttls or tls; \"none\" is for a server on this machine";
        section.wrong("security", Fault::new("would send mail in the clear", mend));
    }
    Some(Config {
        from: from?,
        to: to?,
        host: host?,
        port: port.and_then(|port| u16::try_from(port).ok()),
        security,
        username,
        password: password.lines().into_iter().next(),
        authority,
    })
}

fn mailbox(node: &Node) -> Result<String, Fault> {
    let text = value::name(node)?;
    smtp::check_mailbox(&text).map(|()| text).map_err(|what| {
        Fault::new(what, "write \"name@example.com\" or \"Name <name@example.com>\"")
    })
}

fn host_name(node: &Node) -> Result<String, Fault> {
    let text = value::name(node)?;
    match url::Host::parse(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(Fault::new(
            format!("{text:?} is no host"),
            "write the mail server's name alone, as \"smtp.example.com\"",
        )),
    }
}

/// Whoever signed the server's certificate, when that is nobody the machine knows.
fn authority(node: &Node, place: &Place<'_>) -> Result<String, Fault> {
    let path = place.folder.join(value::name(node)?);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let what = format!("{} cannot be read: {error}", path.display());
        Fault::new(what, "name a file that holds the certificate in PEM form")
    })?;
    smtp::check_authority(&text)
        .map(|()| text)
        .map_err(|what| Fault::new(what, "name a file that holds the certificate in PEM form"))
}
