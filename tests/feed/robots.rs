//! robots.txt means what RFC 9309 says.

use std::time::Duration;

use pactwatch::feed::robots::{Robots, RobotsVerdict};

fn allowed(text: &str, agent: &str, path: &str) -> bool {
    Robots::parse(text.as_bytes()).allows(agent, path).is_allowed()
}

#[test]
fn the_longest_match_wins_and_allow_wins_a_tie() {
    let table = [
        ("Disallow: /", "/x", false),
        ("Disallow:", "/x", true),
        ("Allow: /p\nDisallow: /", "/page", true),
        ("Disallow: /folder\nAllow: /folder", "/folder/page", true),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", false),
        ("Allow: /$\nDisallow: /", "/", true),
        ("Allow: /$\nDisallow: /", "/page.htm", false),
        ("Disallow: /*.gif$", "/a/b.gif", false),
        ("Disallow: /*.gif$", "/a/b.gif?x", true),
        ("Disallow: /a*b*c", "/axxbxxc/d", false),
        ("Disallow: /a*b*c", "/axxcxxb", true),
        ("Disallow: /fish*", "/fishing", false),
        ("Disallow: /Fish", "/fish", true),
        ("Disallow: /x?id=*", "/x?id=1", false),
        ("Disallow: /%7euser", "/~user/", false),
        ("Disallow: /~user", "/%7Euser/", false),
        ("Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", false),
        ("Disallow: /a%2fb", "/a%2Fb", false),
        ("Disallow: /a%2fb", "/a/b", true),
        ("Disallow: /$", "/", false),
        ("Disallow: /", "/robots.txt", true),
        ("Disallow: nothing", "/nothing", true),
    ];
    for (rules, path, expected) in table {
        let text = format!("User-agent: *\n{rules}\n");
        assert_eq!(allowed(&text, "pactwatch", path), expected, "{rules:?} {path}");
    }
}

#[test]
fn the_group_of_the_agent_counts_and_groups_of_one_agent_are_one() {
    let text = "# a comment\r\nUser-agent: *\r\nDisallow: /\r\n\r\nUser-Agent: Foo\nuser-agent: PactWatch/2.0 # us\nDisallow: /private # not here\nSitemap: https://x/s.xml\n\nUser-agent: bar\nDisallow: /bar\n\nUser-agent: pactwatch\nDisallow: /also\nCrawl-delay: 2.5\n";
    let robots = Robots::parse(text.as_bytes());
    assert_eq!(robots.allows("pactwatch", "/open"), RobotsVerdict::NoRule);
    assert_eq!(
        robots.allows("PactWatch/1.0", "/private/x"),
        RobotsVerdict::Disallowed("/private".into())
    );
    assert!(!robots.allows("pactwatch", "/also").is_allowed());
    assert!(robots.allows("foo", "/also").is_allowed());
    assert!(!robots.allows("other", "/open").is_allowed());
    assert_eq!(robots.crawl_delay("pactwatch").unwrap().as_millis(), 2500);
    assert_eq!(robots.crawl_delay("foo"), None);
    // Rules before any agent belong to nobody.
    assert!(allowed("Disallow: /\nUser-agent: x\nDisallow: /y", "z", "/"));
}

#[test]
fn statuses_decide_without_a_body() {
    let closed = b"User-agent: *\nDisallow: /";
    for status in [401, 403, 404, 410, 302] {
        assert!(Robots::of_reply(status, closed).allows("x", "/a").is_allowed(), "{status}");
    }
    for status in [429, 500, 503] {
        assert_eq!(Robots::of_reply(status, b"").allows("x", "/a"), RobotsVerdict::Unreachable);
    }
    assert!(!Robots::of_reply(200, closed).allows("x", "/a").is_allowed());
}

#[test]
fn crawl_delays_that_make_no_sense_say_nothing() {
    let delay = |text: &str| {
        Robots::parse(format!("User-agent: *\nCrawl-delay: {text}").as_bytes()).crawl_delay("x")
    };
    for text in ["-1", "soon", "NaN", "", "0"] {
        assert_eq!(delay(text), None, "{text}");
    }
    assert_eq!(delay("86400").unwrap().as_mins(), 10);
    assert_eq!(delay("1e300"), None);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "measures time")]
fn no_file_can_stop_us() {
    let started = std::time::Instant::now();
    let stars = format!("User-agent: *\nDisallow: /{}b", "a*".repeat(2000));
    assert!(allowed(&stars, "x", &format!("/{}", "a".repeat(8000))));
    let many = format!("User-agent: *\n{}", "Disallow: /*x*y*z$\n".repeat(40_000));
    assert!(allowed(&many, "x", &format!("/{}", "xy".repeat(4000))));
    let long = format!("User-agent: *\nDisallow: /{}\nAllow: /", "\u{30c4}".repeat(400_000));
    assert!(allowed(&long, "x", "/\u{30c4}"));
    // Only whole lines within the first 500 KiB count.
    let big = format!("User-agent: *\n{}Disallow: /", "#\n".repeat(300_000));
    assert!(allowed(&big, "x", "/y"));
    for bytes in [&b"\xff\xfe\x00"[..], b"", b":::", b"user-agent", b"\0\0\0"] {
        assert!(Robots::parse(bytes).allows("", "").is_allowed());
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}
