//! Which addresses and URLs count as the public web: tables.

use pactwatch::io::address::{AddressPolicy, Ports, Refusal, is_public};

fn policy(allow: &[&str], deny: &[&str]) -> AddressPolicy {
    let nets = |list: &[&str]| list.iter().map(|net| net.parse().unwrap()).collect();
    AddressPolicy {
        allow: nets(allow),
        deny: nets(deny),
        ports: Ports::WebAnd(vec![8000]),
        allowed_only: false,
        own: None,
    }
}

const PUBLIC: &str = "8.8.8.8 1.1.1.1 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 \
    168.63.129.15 168.63.129.17 192.0.1.1 192.88.98.1 198.17.255.255 198.20.0.1 223.255.255.255 \
    2606:4700::1111 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808:: 2001:200::1 \
    3ffe::1";

const INSIDE: &str = "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 100.127.255.255 \
    127.0.0.1 127.9.9.9 168.63.129.16 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 \
    192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 \
    224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 \
    :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:10.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 \
    64:ff9b::a9fe:a9fe 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:0:4136::1 2001:1ff::1 \
    2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::1 3fff::1 3fff:fff::1 4000::1 5f00::1 fc00::1 \
    fd00:ec2::254 fe80::1 fec0::1 ff02::1";

#[test]
fn only_the_public_internet_is_public() {
    for address in PUBLIC.split_whitespace() {
        assert!(is_public(address.parse().unwrap()), "{address} is public");
    }
    for address in INSIDE.split_whitespace() {
        assert!(!is_public(address.parse().unwrap()), "{address} is not public");
    }
}

#[test]
fn urls_that_point_inside_are_refused_however_they_are_spelled() {
    let refused = "http://127.0.0.1/ http://127.1/ http://2130706433/ http://0x7f.1/ \
        http://0177.0.0.1/ http://①②⑦.0.0.1/ http://127.0.0.1./ http://[::1]/ \
        http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[64:ff9b::7f00:1]/ \
        http://169.254.169.254/latest/meta-data/ http://0/ http://[fd00:ec2::254]/ \
        http://localhost/ http://LOCALHOST/ http://localhost./ http://a.localhost/ \
        http://printer.local/ http://metadata.google.internal/ http://nas.home.arpa/ \
        http://intranet/ http://user@example.com/ http://user:pass@example.com/ \
        http://:pass@example.com/ ftp://example.com/ file:///etc/passwd gopher://example.com/ \
        data:text/plain,x http://example.com:22/ http://example.com:25/ https://example.com:0/ \
        http://8.8.8.8:6379/";
    for url in refused.split_whitespace() {
        let parsed = url.parse().unwrap();
        assert!(policy(&[], &[]).check_url(&parsed).is_err(), "{url} must be refused");
    }
    let taken = "http://example.com/ https://example.com/ http://example.com:8080/ \
        https://example.com:8443/ http://example.com:8000/ http://8.8.8.8/ \
        http://[2606:4700::1111]/ http://notlocalhost.com/ http://local.example.com/";
    for url in taken.split_whitespace() {
        let parsed = url.parse().unwrap();
        assert_eq!(policy(&[], &[]).check_url(&parsed), Ok(()), "{url} must be taken");
    }
}

#[test]
fn an_allowed_network_is_an_exception_for_itself_only() {
    let policy = policy(&["10.1.2.0/24", "::1/128"], &["8.8.8.0/24"]);
    let check = |url: &str| policy.check_url(&url.parse().unwrap());
    assert_eq!(check("http://10.1.2.3:9/"), Ok(()), "any port of an allowed address");
    assert_eq!(check("http://[::1]:9/"), Ok(()));
    assert_eq!(check("http://10.1.3.3/"), Err(Refusal::NotPublic([10, 1, 3, 3].into())));
    assert_eq!(check("http://8.8.8.8/"), Err(Refusal::Denied([8, 8, 8, 8].into())));
    let mapped = check("http://[::ffff:8.8.8.8]/");
    assert_eq!(mapped, Err(Refusal::Denied([8, 8, 8, 8].into())), "denied in its mapped form too");
    assert_eq!(check("http://[::ffff:10.1.2.3]/"), Ok(()), "the mapped form is the same address");
    assert_eq!(check("http://chat.internal/"), Ok(()), "its addresses are judged when looked up");
    assert_eq!(check("http://chat.internal:9/"), Err(Refusal::Port(9)));
}

#[test]
fn an_allow_only_policy_refuses_even_the_public_internet() {
    let policy = AddressPolicy { allowed_only: true, ..policy(&["10.0.0.0/8"], &[]) };
    assert_eq!(policy.check_address([10, 0, 0, 1].into()), Ok(()));
    let refusal = Err(Refusal::NotAllowed([8, 8, 8, 8].into()));
    assert_eq!(policy.check_address([8, 8, 8, 8].into()), refusal);
}

/// The daemon's own page is no network: one address and port, where a request starts.
#[test]
fn the_own_page_is_an_exception_for_one_address_and_port_at_the_start_of_a_request() {
    let own = Some("127.0.0.1:8788".parse().unwrap());
    let table = [
        ("http://127.0.0.1:8788/t_1/feed.xml", true),
        ("http://127.0.0.1:8787/t_1/feed.xml", false),
        ("http://127.0.0.1/t_1/feed.xml", false),
        ("http://127.0.0.2:8788/", false),
        ("http://localhost:8788/", false),
        ("https://127.0.0.1:8788/", false),
        ("http://a:b@127.0.0.1:8788/", false),
        ("http://[::ffff:127.0.0.1]:8788/", false),
    ];
    for allowed_only in [false, true] {
        let policy = AddressPolicy { own, allowed_only, ..policy(&[], &[]) };
        for (url, starts) in table {
            let url: url::Url = url.parse().unwrap();
            assert_eq!(policy.check_start(&url).is_ok(), starts, "{url}");
            assert!(policy.check_url(&url).is_err(), "{url}: never at a redirect");
        }
        assert_eq!(policy.check_peer("127.0.0.1:8788".parse().unwrap()), Ok(()));
        assert!(policy.check_peer("127.0.0.1:8787".parse().unwrap()).is_err());
        assert!(policy.check_address([127, 0, 0, 1].into()).is_err(), "nor where a name leads");
    }
    let closed = policy(&[], &[]);
    assert!(closed.check_start(&table[0].0.parse().unwrap()).is_err(), "without one there is none");
}
