//! Documents that end, stall or swell whoever reads them. A helper process reads them for the
//! daemon; here real helpers really die, and the daemon goes on.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pactwatch::app::reader::{Answer, LIMITS, Question, Reader, answer};
use pactwatch::io::child::{Breach, Helpers, Limits};
use pactwatch::store::record::ObservationRow;
use url::Url;

use super::press::{World, article, feed, hours, minutes, page, rss, start};

/// Stands before the real worker: ends itself, spins or swells for a document whose address says
/// so, and hands every other one on. `$1` is the worker; once the file `$2` is there all is calm.
const PROXY: &str = r#"
while IFS= read -r line; do
  if ! [ -e "$2" ]; then
    case $line in
      */abort*) kill -ABRT $$ ;;
      */spin*) while :; do :; done ;;
      */swell*) x=0123456789abcdef; while :; do x=$x$x; done ;;
    esac
  fi
  { printf '%s\n' "$line"; head -c "${line%% *}"; } | "$1" worker
done"#;

const WORKER: &str = env!("CARGO_BIN_EXE_pactwatch");

fn helpers(time: Duration, calm: &Path) -> Reader {
    let limits = Limits { time, memory: 100 << 20, at_once: 1, questions: 1000 };
    let arguments = ["-c", PROXY, "proxy", WORKER].map(Into::into).into_iter();
    let arguments = arguments.chain([calm.as_os_str().to_owned()]).collect();
    Reader::Apart(Arc::new(Helpers::new("/bin/sh".into(), arguments, limits)))
}

/// A feed with a page of each kind, and a feed that is such a document itself.
fn world(names: &'static [&'static str]) -> World {
    let feeds = ["https://a.example/feed.xml", "https://b.example/abort.xml"].map(feed);
    World::new(feeds.to_vec(), |request, _| {
        if request.url.path().ends_with(".xml") {
            let title = "Microsoft and OpenAI agree";
            let links: Vec<String> =
                names.iter().map(|name| format!("https://a.example/{name}")).collect();
            let items: Vec<_> = links.iter().map(|link| (title, link.as_str())).collect();
            return Ok(rss(request, &items));
        }
        let text = format!("Microsoft and OpenAI agreed on {}.", request.url.path());
        Ok(page(request, &article("They agree", &text)))
    })
}

async fn last_seen(app: &super::press::Simulated, name: &str) -> ObservationRow {
    let url = format!("https://a.example/{name}");
    let row = app.store.find_article(&url).await.unwrap().unwrap();
    app.store.observations(&row.id, start(), 1).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_page_that_ends_its_reader_is_an_observation_and_the_next_page_is_read() {
    let calm = tempfile::tempdir().unwrap();
    let calm = calm.path().join("calm");
    let mut world = world(&["abort", "swell", "good"]);
    world.reader = helpers(Duration::from_mins(1), &calm);
    let app = world.daemon().await;
    world.run(&[&app], minutes(5)).await;
    for (name, why) in [("abort", "signal: 6"), ("swell", "bytes of memory")] {
        let seen = last_seen(&app, name).await;
        assert_eq!((seen.state.as_str(), seen.reason.as_str()), ("error", "too_hostile"), "{name}");
        assert!(seen.detail.contains(why), "{name}: {}", seen.detail);
        let kept = app.store.blob(&seen.body_hash.unwrap()).await.unwrap().unwrap();
        assert!(kept.ends_with(b"</html>"), "the bytes are kept for a look");
    }
    let good = last_seen(&app, "good").await;
    assert_eq!((good.state.as_str(), good.reason.as_str()), ("ok", "first_version"));
    let incidents = app.store.incidents(None).await.unwrap();
    let hostile = incidents.iter().filter(|one| one.kind == "page_hostile");
    assert_eq!(hostile.count(), 2, "{incidents:?}");

    // The feed document that does it is a failure of that feed alone.
    let feeds = app.store.feeds().await.unwrap();
    let states: Vec<_> =
        feeds.iter().map(|feed| feed.last_state.clone().unwrap_or_default()).collect();
    assert_eq!(states, ["ok", "error"], "{feeds:?}");

    // Nothing is held against a page that can be read again.
    std::fs::write(&calm, "").unwrap();
    world.run(&[&app], hours(30)).await;
    for name in ["abort", "swell"] {
        assert_eq!(last_seen(&app, name).await.state, "ok", "{name}");
    }
    let incidents = app.store.incidents(None).await.unwrap();
    assert!(incidents.iter().all(|one| one.closed_at.is_some()), "{incidents:?}");
}

#[tokio::test]
async fn a_page_that_never_ends_is_given_up_and_the_next_page_is_read() {
    let nowhere = Path::new("/nonexistent/calm");
    let mut world = world(&["spin", "good"]);
    world.reader = helpers(Duration::from_secs(6), nowhere);
    let app = world.daemon().await;
    world.run(&[&app], minutes(5)).await;
    let seen = last_seen(&app, "spin").await;
    assert_eq!((seen.state.as_str(), seen.reason.as_str()), ("error", "too_hostile"));
    assert!(seen.detail.contains("no answer within"), "{}", seen.detail);
    assert_eq!(last_seen(&app, "good").await.state, "ok");
}

fn question(path: &str) -> Question {
    Question::Page {
        content_type: Some("text/html".to_owned()),
        url: Url::parse("https://a.example/").unwrap().join(path).unwrap(),
        now: start(),
        overrides: pactwatch::article::Overrides::default(),
        patience: 60_000,
    }
}

/// One warm worker answers question after question, as this process would.
#[tokio::test]
async fn the_worker_reads_as_the_program_itself_does() {
    let limits = Limits { at_once: 1, ..LIMITS };
    let helpers = Helpers::new(WORKER.into(), vec!["worker".into()], limits);
    let feed_question = Question::Feed {
        content_type: None,
        url: Url::parse("https://a.example/feed").unwrap(),
        now: start(),
    };
    let documents = [
        (question("/a"), article("Über", "„Zitat“ \u{1f600} und mehr.").into_bytes()),
        (question("/b"), b"\x1f\x8bnot a page".to_vec()),
        (question("/c"), Vec::new()),
        (
            feed_question.clone(),
            b"<rss version=\"2.0\"><channel><title>T</title></channel></rss>".to_vec(),
        ),
        (feed_question, b"<html><body>none</body></html>".to_vec()),
    ];
    for (question, bytes) in documents {
        let head = serde_json::to_string(&question).unwrap();
        let got = helpers.ask(&head, &bytes).await.unwrap();
        let got: Answer = serde_json::from_slice(&got).unwrap();
        assert_eq!(got, answer(&question, &bytes, &|| false), "{head}");
    }
}

/// What cannot be started is no page's fault; a worker that is killed while idle is replaced.
#[tokio::test]
async fn helpers_that_are_missing_or_gone_are_told_apart() {
    let missing = Helpers::new("/nonexistent/worker".into(), Vec::new(), LIMITS);
    let refused = missing.ask("{}", b"").await;
    assert!(matches!(refused, Err(Breach::NotStarted(_))), "{refused:?}");

    let script = "read -r line; printf '2\\nok'";
    let short_lived = ["-c", script].map(Into::into).to_vec();
    let helpers = Helpers::new("/bin/sh".into(), short_lived, LIMITS);
    for _ in 0..3 {
        // It ends after each answer: the next question finds it gone, or finds it out.
        match helpers.ask("{}", b"").await {
            Ok(answer) => assert_eq!(answer, b"ok"),
            Err(breach) => assert!(matches!(breach, Breach::Died(_)), "{breach}"),
        }
    }
}
