//! Name lookup of the demo: `*.localhost` is this machine, as RFC 6761 says; no other name exists.

use std::net::{IpAddr, Ipv4Addr};

use crate::io::resolver::Lookup;

#[derive(Clone, Copy, Debug)]
pub(super) struct Loopback;

impl Lookup for Loopback {
    async fn lookup(&self, host: &str) -> Result<Vec<IpAddr>, std::io::Error> {
        if host.ends_with(".localhost") {
            return Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]);
        }
        Err(std::io::Error::other("the demo asks nobody outside this machine"))
    }
}
