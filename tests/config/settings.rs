//! What the file says, and what holds when it says nothing.

use std::time::Duration;

use pactwatch::alert::Kind;
use pactwatch::alert::kind::email::Security;
use pactwatch::alert::pace::RateCap;
use pactwatch::alert::route::GroupBy;
use pactwatch::base::time::SignedDuration;
use pactwatch::config::{
    Environment, FetchSettings, Follow, Match, Problem, Secrets, StoreAddress, load_with,
};
use pactwatch::feed::model::Tier;
use pactwatch::io::http;
use pactwatch::ledger::Severity;
use proptest::prelude::*;

use super::{data, load, load_text};

#[test]
fn a_file_may_say_nothing_but_what_to_watch() {
    let settings = load("good/minimal.toml", &[]).unwrap();
    assert_eq!(settings.watch, data("good/watch.toml"));
    assert_eq!(settings.store, StoreAddress::Sqlite("state/pactwatch.db".into()));
    assert_eq!(settings.listen, None);
    assert_eq!(settings.fetch, FetchSettings::default());
    assert_eq!(settings.fetch.per_host_interval, Duration::from_secs(2));
}

/// Name and version, and how to reach who runs it; the shipped file has a place for that.
#[test]
fn who_asks_can_be_reached() {
    let agent = |fetch: &str| {
        load_text(&format!("watch = \"w\"\n[fetch]\n{fetch}\n")).unwrap().fetch.adapter.user_agent
    };
    let named = concat!("pactwatch/", env!("CARGO_PKG_VERSION"));
    assert_eq!(agent(""), named);
    assert_eq!(agent("contact = \"you@example.com\""), format!("{named} (+you@example.com)"));
    assert_eq!(
        agent("user_agent = \"mine/1 (+https://me.example)\""),
        "mine/1 (+https://me.example)"
    );
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/config/pactwatch.toml");
    assert!(std::fs::read_to_string(shipped).unwrap().contains("contact = "));
}

#[test]
fn without_a_receiver_everything_goes_to_the_log() {
    let settings = load("good/minimal.toml", &[]).unwrap();
    assert_eq!(settings.receivers.len(), 1);
    assert_eq!(settings.receivers[0].kind, Kind::Log);
    assert_eq!(settings.routes.len(), 1);
    assert_eq!(settings.routes[0].matches, Match::default());
    assert_eq!(settings.routes[0].to, [settings.receivers[0].name.clone()]);
}

#[test]
fn without_a_route_every_receiver_gets_everything() {
    let text = "watch = \"w\"\n[[receiver]]\nname = \"a\"\nkind = \"log\"\n\
                [[receiver]]\nname = \"b\"\nkind = \"log\"\n";
    assert_eq!(load_text(text).unwrap().routes[0].to, ["a", "b"]);
}

#[test]
fn a_receiver_no_route_leads_to_is_noted() {
    let text = "watch = \"w\"\n[[receiver]]\nname = \"a\"\nkind = \"log\"\n\
                [[receiver]]\nname = \"b\"\nkind = \"log\"\n[[route]]\nto = [\"a\"]\n";
    let notes = load_text(text).unwrap().notes;
    assert!(notes.iter().any(|note| note.what == "no route leads to \"b\""), "{notes:?}");
}

#[test]
fn a_parties_feed_is_followed_whole_and_a_newspapers_where_it_names_the_deal() {
    for (tier, follow) in
        [("primary", Follow::All), ("press", Follow::Gated), ("aggregator", Follow::Gated)]
    {
        let text = format!(
            "watch = \"w\"\n[[feed]]\nname = \"a\"\nurl = \"http://a.example\"\ntier = \"{tier}\"\n"
        );
        assert_eq!(load_text(&text).unwrap().feeds[0].follow, follow, "{tier}");
    }
}

#[test]
fn every_key_is_read() {
    let settings = load("good/everything.toml", &[]).unwrap();
    assert_eq!(settings.store, StoreAddress::Sqlite("/var/lib/example/state.db".into()));
    assert_eq!(settings.listen, Some("0.0.0.0:8787".parse().unwrap()));
    let review = &settings.review;
    assert_eq!(review.tokens.len(), 2, "so that one can replace the other");
    assert!(review.tokens[1].reveal().ends_with("second-of-two"));
    assert_eq!(review.hosts, ["watch.example.com", "inside.example:8080"]);
    assert_eq!(review.url.as_deref(), Some("https://watch.example.com"));
    let adapter = http::FetchSettings {
        user_agent: "example/1 (+ops@example.com)".to_owned(),
        lookup_timeout: Duration::from_secs(4),
        connect_timeout: Duration::from_secs(5),
        read_timeout: Duration::from_secs(10),
        total_timeout: Duration::from_secs(90),
        allow: vec!["192.168.1.0/24".parse().unwrap(), "::1/128".parse().unwrap()],
        deny: vec!["203.0.113.0/24".parse().unwrap()],
        ports: vec![8888],
        own: None,
    };
    let fetch = FetchSettings {
        adapter,
        max_feed_bytes: 5_000_000,
        max_page_bytes: 2_000_000,
        max_redirects: 3,
        per_host_interval: Duration::from_secs(4),
        parallelism: 16,
        robots: false,
    };
    assert_eq!(settings.fetch, fetch);
    let deliver = &settings.deliver;
    assert_eq!(deliver.adapter.total_timeout, Duration::from_secs(20));
    assert_eq!(deliver.adapter.user_agent, fetch.adapter.user_agent);
    assert_eq!(deliver.adapter.allow, ["127.0.0.1/32".parse().unwrap()]);
    assert_eq!(deliver.window, Duration::from_hours(48));
    let feed = &settings.feeds[0];
    assert_eq!((feed.name.as_str(), feed.tier), ("First", Tier::Aggregator));
    assert_eq!(feed.timezone, "Europe/Berlin");
    assert_eq!(feed.follow, Follow::None);
    let route = &settings.routes[0];
    assert_eq!(route.to, ["desk", "near", "log"]);
    assert_eq!(route.matches.findings, ["changed"]);
    assert_eq!(route.group_wait, Duration::ZERO);
    assert_eq!(route.matches.min_severity, Some(Severity::High));
    assert_eq!(route.matches.terms, ["license.*"]);
    assert_eq!(route.matches.outlets, ["*example.com"]);
    assert_eq!(route.matches.tiers, [Tier::Press]);
    assert_eq!(route.group_by, [GroupBy::Term, GroupBy::Outlet]);
    assert_eq!(route.group_interval, Duration::from_mins(10));
    assert_eq!(route.repeat_interval, Duration::from_hours(48));
    let quiet = route.quiet_hours.as_ref().unwrap();
    assert_eq!((quiet.start.hour(), quiet.end.hour()), (22, 7));
    assert_eq!(quiet.zone.iana_name(), Some("Europe/Berlin"));
    assert_eq!(quiet.except, Severity::Medium);
    assert_eq!(route.digest, None);
    let digest = settings.routes[1].digest.as_ref().unwrap();
    let friday_noon = "2026-04-24T12:00:00Z".parse().unwrap();
    let monday_eight = "2026-04-27T06:00:00Z".parse().unwrap();
    assert_eq!(digest.next_after(friday_noon), Some(monday_eight), "eight in Berlin");
    let cap = RateCap { max: 12, per: SignedDuration::from_hours(1) };
    assert_eq!(settings.caps, [("chat".to_owned(), cap)].into());
    let heartbeat = settings.heartbeat.as_ref().unwrap();
    assert_eq!((heartbeat.every, heartbeat.port), (Duration::from_mins(5), 8799));
    assert_eq!(heartbeat.ping_url.as_ref().unwrap().0.path(), "/T0KEN");
    assert_eq!(settings.notes, []);
}

#[test]
fn every_kind_of_receiver_is_read() {
    let settings = load("good/everything.toml", &[]).unwrap();
    let kinds: Vec<&str> = settings.receivers.iter().map(|r| r.kind.as_str()).collect();
    let expected = [
        "webhook",
        "webhook",
        "log",
        "slack",
        "teams",
        "discord",
        "mattermost",
        "ntfy",
        "email",
        "email",
    ];
    assert_eq!(kinds, expected);
    let kind = |name: &str| &settings.receivers.iter().find(|r| r.name == name).unwrap().kind;
    let Kind::Slack(slack) = kind("chat") else { panic!("chat") };
    assert_eq!(slack.url.reveal(), "https://hooks.example.com/T0KEN/chat", "kept in a file");
    let Kind::Ntfy(ntfy) = kind("phone") else { panic!("phone") };
    assert_eq!(ntfy.token.as_ref().unwrap().reveal(), "tk_T0KEN");
    let Kind::Email(mail) = kind("mail") else { panic!("mail") };
    assert_eq!((mail.host.as_str(), mail.port), ("smtp.example.com", Some(2587)));
    assert_eq!(mail.security, Security::Starttls);
    assert_eq!(mail.password.as_ref().unwrap().reveal(), "T0KEN of the mail");
    let Kind::Email(local) = kind("local mail") else { panic!("local mail") };
    assert_eq!((local.security, &local.username), (Security::None, &None));
}

#[test]
fn both_secrets_of_a_rotation_are_read_and_none_is_ever_printed() {
    let settings = load("good/everything.toml", &[]).unwrap();
    let Kind::Webhook(webhook) = &settings.receivers[0].kind else {
        panic!("{:?}", settings.receivers)
    };
    assert_eq!(webhook.url.reveal(), "https://hooks.example.com/T0KEN");
    assert_eq!(webhook.secrets.len(), 2);
    let printed = format!("{settings:?} {settings:#?}");
    assert!(printed.contains("REDACTED"));
    assert!(!printed.contains("T0KEN") && !printed.contains("whsec_"), "{printed}");
}

/// A listing is for people who need not be able to read the secrets.
#[test]
fn a_command_that_sends_nothing_leaves_the_secrets_alone() {
    let text = "watch = \"w\"\n[[receiver]]\nname = \"a\"\nkind = \"webhook\"\n\
                url = \"https://h.example\"\nsecret_file = \"absent\"\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.toml");
    std::fs::write(&path, text).unwrap();
    let nothing = Environment::default();
    assert!(load_with(&path, &nothing, Secrets::Leave).is_ok());
    let problems = load_with(&path, &nothing, Secrets::Read).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].key, "receiver[1].secret_file");
}

/// On this machine alone nobody needs a token; anywhere else there is none without.
#[test]
fn pages_beyond_this_machine_need_a_token() {
    let cases = [
        ("listen = \"127.0.0.1:1\"", ""),
        ("listen = \"[::1]:1\"", ""),
        ("listen = \"\"", ""),
        ("listen = \"127.0.0.1:1\"\n[review]\ntoken_file = \"t\"", ""),
        ("listen = \"192.0.2.7:1\"\n[review]\ntoken_file = \"t\"", ""),
        ("listen = \"192.0.2.7:1\"", "listen"),
        ("listen = \"192.0.2.7:1\"\n[review]\nhosts = [\"a.example\"]", "listen"),
        ("listen = \"0.0.0.0:1\"\n[review]\ntoken_file = \"t\"", "listen"),
        ("listen = \"192.0.2.7:1\"\n[review]\ntoken_file = \"short\"", "review.token_file"),
        ("listen = \"192.0.2.7:1\"\n[review]\ntoken_file = \"odd\"", "review.token_file"),
        ("listen = \"192.0.2.7:1\"\n[review]\ntoken_file = \"absent\"", "review.token_file"),
        ("listen = \"192.0.2.7:1\"\n[review]\ntoken_env = \"ABSENT\"", "review.token_env"),
        ("listen = \"192.0.2.7:1\"\n[review]\ncredential = \"t\"", "review.credential"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("t", "a-token-of-exactly-32-characters\n");
    put("short", "a-token-of-only-31-characters..\n");
    put("odd", "a token with spaces in it and more than 32 characters\n");
    for (text, key) in cases {
        put("p.toml", &format!("watch = \"w\"\n{text}\n"));
        let read = load_with(&folder.path().join("p.toml"), &Environment::default(), Secrets::Read);
        let keys: Vec<String> =
            read.err().unwrap_or_default().into_iter().map(|problem| problem.key).collect();
        assert_eq!(keys.join(" "), key, "{text}");
    }
}

#[test]
fn durations_have_units_and_add_up() {
    let wait = |text: &str| {
        let file = format!(
            "watch = \"w\"\n[[receiver]]\nname = \"a\"\nkind = \"log\"\n\
             [[route]]\nto = [\"a\"]\ngroup_wait = \"{text}\"\n"
        );
        load_text(&file).ok().map(|settings| settings.routes[0].group_wait.as_millis())
    };
    let cases: [(&str, Option<u128>); 13] = [
        ("500ms", Some(500)),
        ("30s", Some(30_000)),
        ("5m", Some(300_000)),
        ("2h", Some(7_200_000)),
        ("1d", Some(86_400_000)),
        ("1h30m", Some(5_400_000)),
        (" 1h 30m ", Some(5_400_000)),
        ("30", None),
        ("", None),
        ("m5", None),
        ("-5s", None),
        ("1.5h", None),
        ("99999999999999999999d", None),
    ];
    for (text, expected) in cases {
        assert_eq!(wait(text), expected, "{text:?}");
    }
}

#[test]
fn a_whole_file_problem_has_no_line() {
    let missing = load("absent.toml", &[]).unwrap_err();
    assert_eq!((missing.len(), missing[0].line, missing[0].key.as_str()), (1, 0, ""));
    let shown = missing[0].to_string();
    assert!(shown.ends_with("; check the path and its permissions"), "{shown}");
}

#[test]
fn lines_and_columns_count_characters_from_one() {
    let problems = load_text("# ä\nwatch = \"ö\"; x = 1\n").unwrap_err();
    assert_eq!((problems[0].line, problems[0].column), (2, 12), "{problems:?}");
}

/// Every problem says where, what and how to mend it.
fn is_complete(problem: &Problem) -> bool {
    !problem.file.is_empty() && !problem.what.is_empty() && !problem.mend.is_empty()
}

proptest! {
    #[test]
    fn no_text_is_too_strange_to_read(text in "\\PC{0,200}") {
        if let Err(problems) = load_text(&text) {
            prop_assert!(!problems.is_empty() && problems.iter().all(is_complete));
        }
    }

    #[test]
    fn a_broken_good_file_is_judged_without_a_panic(cut in 0_usize..2_000, junk in "[\\[\\]\"=.\n# a-z]{0,6}") {
        let text = std::fs::read_to_string(data("good/everything.toml")).unwrap();
        let cut = text.floor_char_boundary(cut);
        let broken = format!("{}{junk}{}", &text[..cut], text.get(cut + 1..).unwrap_or_default());
        if let Err(problems) = load_text(&broken) {
            prop_assert!(!problems.is_empty() && problems.iter().all(is_complete));
        }
    }
}
