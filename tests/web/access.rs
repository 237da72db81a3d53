//! With a token: who is let in, who is not, and what is told to whom. Real HTTP on loopback.

use pactwatch::base::Secret;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::feed::model::Tier;
use pactwatch::port::Clock as _;
use pactwatch::web::Guards;

use super::{Answer, HARBOUR, Pages, TOKEN};
use crate::world::World;
use crate::world::setup::Setup;

const FIRST: &str = "first-token-of-thirty-two-or-more-characters";
const SECOND: &str = "second-token-that-will-replace-the-first-one";

async fn guarded(url: Option<&str>, hosts: &[&str]) -> Pages {
    let world = World::on_file(Setup::new(&[(HARBOUR, Tier::Press)])).await;
    world.publish(HARBOUR, "before");
    world.run_for(8).await;
    let tokens = [FIRST, SECOND].map(Secret::new).to_vec();
    let hosts = hosts.iter().map(|&host| host.to_owned()).collect();
    Pages::guarded(world, Guards { tokens, hosts, url: url.map(str::to_owned) }).await
}

impl Pages {
    async fn with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = self.client.get(format!("{}{path}", self.base));
        let request = headers.iter().fold(request, |request, (k, v)| request.header(*k, *v));
        self.send(request).await
    }

    async fn log_in(&self, token: &str, back: &str) -> Answer {
        self.post("/login", &[("token", token), ("back", back)]).await
    }

    /// The cookie as a browser would send it back.
    async fn session(&self) -> String {
        let answer = self.log_in(FIRST, "/").await;
        answer.header("set-cookie").split(';').next().unwrap().to_owned()
    }
}

/// Without a token there is health, the login page and its looks; nothing of the coverage.
#[tokio::test]
async fn nobody_is_let_in_without_a_token() {
    let pages = guarded(None, &[]).await;
    for (path, status) in [
        ("/", 303),
        ("/findings?kind=changed", 303),
        ("/terms/license.until", 303),
        ("/nowhere", 303),
        ("/api/v1/overview", 401),
        ("/api/v1/openapi.json", 401),
        ("/feed.atom", 401),
        ("/metrics", 401),
        ("/live", 401),
        ("/login", 200),
        ("/style.css", 200),
        ("/healthz", 200),
        ("/readyz", 200),
    ] {
        let answer = pages.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        for secret in [TOKEN, FIRST, "harbour.example"] {
            assert!(!answer.body.contains(secret), "{path} tells {secret}");
        }
        if status == 401 {
            assert!(answer.header("www-authenticate").starts_with("Bearer"), "{path}");
            assert!(answer.json()["error"].is_string(), "{path}");
        }
    }
    let asked = pages.get("/findings?kind=changed").await;
    assert_eq!(asked.header("location"), "/login?back=%2Ffindings%3Fkind%3Dchanged");
    let fields = [("token", TOKEN), ("id", "f_1"), ("verdict", "right")];
    assert_eq!(pages.post("/verdicts", &fields).await.header("location"), "/login?back=%2F");
}

/// A program shows the token with every request; each of several tokens opens.
#[tokio::test]
async fn a_program_shows_the_token() {
    let pages = guarded(None, &[]).await;
    let bearer = |token: &str| format!("Bearer {token}");
    for path in ["/api/v1/overview", "/feed.atom", "/metrics", "/findings"] {
        for (header, status) in [
            (bearer(FIRST), 200),
            (bearer(SECOND), 200),
            (format!("bearer {FIRST}"), 200),
            (bearer("another-token-of-thirty-two-or-more-characters"), 401),
            (bearer(FIRST.get(1..).unwrap()), 401),
            (bearer(""), 401),
        ] {
            let answer = pages.with(path, &[("authorization", &header)]).await;
            assert_eq!(answer.status, status, "{path} with {header}");
        }
        // Nothing of this is an attack yet, but ten within a minute would be one.
        pages.world.clock.jump_to(after(pages.world.clock.now(), SignedDuration::from_mins(2)));
    }
}

/// The login page gives a cookie that only our own pages see, and leads back.
#[tokio::test]
async fn a_person_logs_in_and_out() {
    let pages = guarded(None, &[]).await;
    let wrong = pages.log_in("wrong", "/log").await;
    assert_eq!((wrong.status, wrong.header("set-cookie")), (401, ""));
    assert!(wrong.body.contains("not the token") && wrong.body.contains("value=\"/log\""));
    let right = pages.log_in(SECOND, "/log").await;
    assert_eq!((right.status, right.header("location")), (303, "/log"));
    let cookie = right.header("set-cookie").to_owned();
    for part in ["; Path=/", "; HttpOnly", "; SameSite=Strict", "; Max-Age=2592000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure") && !cookie.contains(SECOND), "{cookie}");
    let session = cookie.split(';').next().unwrap();
    let asked = [("cookie", session)];
    let page = pages.with("/", &asked).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("action=\"/logout\""), "it offers the way out");
    for path in ["/api/v1/overview", "/feed.atom", "/metrics"] {
        assert_eq!(pages.with(path, &asked).await.status, 200, "{path}");
    }
    // The copy somebody may have taken is worth nothing after that.
    let leave = pages.client.post(format!("{}/logout", pages.base)).header("cookie", session);
    let left = pages.send(leave.body(format!("token={TOKEN}"))).await;
    assert_eq!((left.status, left.header("location")), (303, "/login"));
    assert!(left.header("set-cookie").contains("Max-Age=0"), "{left:?}");
    assert_eq!(pages.with("/", &asked).await.status, 303);
    assert_eq!(pages.log_in(FIRST, "//evil.example/").await.header("location"), "/");
}

/// A cookie is a session only as this run gave it, and only for its time.
#[tokio::test]
async fn a_session_cannot_be_made_up_and_ends() {
    let pages = guarded(None, &[]).await;
    let session = pages.session().await;
    let (name, value) = session.split_once('=').unwrap();
    let later = value.replacen('.', "0.", 1);
    for forged in ["", "1", "1.2.3", &later, &format!("{value}.x"), value.get(1..).unwrap()] {
        let cookie = format!("{name}={forged}");
        assert_eq!(pages.with("/", &[("cookie", &cookie)]).await.status, 303, "{forged}");
    }
    let beside = format!("theme=dark; {session}; x=y");
    assert_eq!(pages.with("/", &[("cookie", &beside)]).await.status, 200);
    let month = after(pages.world.clock.now(), SignedDuration::from_hours(30 * 24));
    pages.world.clock.jump_to(month);
    assert_eq!(pages.with("/", &[("cookie", &session)]).await.status, 303, "it is over");
}

/// Who guesses has to wait, also with the right token, by page and by header alike.
#[tokio::test]
async fn guessing_is_slowed_down() {
    let pages = guarded(None, &[]).await;
    let session = pages.session().await;
    for guess in 0..10 {
        let status = pages.log_in(&format!("guess number {guess}"), "/").await.status;
        assert_eq!(status, 401, "guess {guess}");
    }
    let wait = pages.log_in(FIRST, "/").await;
    assert_eq!(wait.status, 429);
    let seconds: u64 = wait.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    let bearer = format!("Bearer {FIRST}");
    assert_eq!(pages.with("/metrics", &[("authorization", &bearer)]).await.status, 429);
    assert_eq!(pages.with("/", &[("cookie", &session)]).await.status, 200, "who is in stays in");
    pages.world.clock.jump_to(after(pages.world.clock.now(), SignedDuration::from_mins(1)));
    assert_eq!(pages.log_in(FIRST, "/").await.status, 303);
}

/// Behind a proxy that speaks https: its name is ours, and the cookie never leaves it.
#[tokio::test]
async fn behind_https_the_cookie_stays_there() {
    let pages = guarded(Some("https://watch.example.com"), &["inside.example:8080"]).await;
    for (host, status) in [
        ("watch.example.com", 200),
        ("WATCH.example.com", 200),
        ("inside.example:8080", 200),
        ("inside.example", 421),
        ("watch.example.com.attacker.example", 421),
        ("other.example.com", 421),
    ] {
        assert_eq!(pages.with("/login", &[("host", host)]).await.status, status, "{host}");
    }
    let form = pages.client.post(format!("{}/login", pages.base));
    let form = form.header("host", "watch.example.com").body(format!("token={FIRST}"));
    let foreign = form.try_clone().unwrap().header("origin", "https://attacker.example");
    assert_eq!(pages.send(foreign).await.status, 403);
    let sent = pages.send(form.header("origin", "https://watch.example.com")).await;
    assert_eq!(sent.status, 303);
    let cookie = sent.header("set-cookie");
    assert!(cookie.starts_with("__Host-pactwatch=") && cookie.ends_with("; Secure"), "{cookie}");
    let session = cookie.split(';').next().unwrap();
    let feed = pages.with("/feed.atom", &[("cookie", session)]).await;
    assert!(feed.body.contains("https://watch.example.com/feed.atom"), "{}", feed.body);
}

/// An alert's link is opened from a chat: the browser keeps the cookie back, so the page is asked
/// for once more, from here. Only then it is known who asks.
#[tokio::test]
async fn a_link_from_elsewhere_is_asked_once_more() {
    let pages = guarded(None, &[]).await;
    let session = pages.session().await;
    let first = pages.with("/findings", &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(first.status, 200);
    assert!(first.body.contains("http-equiv=\"refresh\""), "{}", first.body);
    assert!(!first.body.contains("finding"), "it tells nothing: {}", first.body);
    let again = [("sec-fetch-site", "same-origin"), ("cookie", session.as_str())];
    assert_eq!(pages.with("/findings", &again).await.status, 200);
    let nobody = pages.with("/findings", &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(nobody.header("location"), "/login?back=%2Ffindings");
}

/// Where no token is set there is no login page to get lost on.
#[tokio::test]
async fn without_a_token_there_is_no_login() {
    let world = World::on_file(Setup::new(&[(HARBOUR, Tier::Press)])).await;
    let pages = Pages::over(world).await;
    let login = pages.get("/login").await;
    assert_eq!((login.status, login.header("location")), (303, "/"));
    assert!(!pages.get("/").await.body.contains("logout"));
}
