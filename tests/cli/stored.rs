//! A store with a history in it, made by the real program over a simulated world: an invented deal,
//! two newspapers, one of which contradicts the other and then changes its mind in silence.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use pactwatch::alert::route::{Matching, Route};
use pactwatch::alert::{Kind, Receiver};
use pactwatch::app::{App, Feed, Plan, Wired};
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::base::{Timestamp, id};
use pactwatch::claim::Watch;
use pactwatch::claim::follow::Gate;
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;
use pactwatch::store::{Mode, Store};

use crate::config::data;
use crate::world::clock::SimClock;
use crate::world::ids::SimIds;
use crate::world::inbox::SimInbox;
use crate::world::web::SimWeb;

type World = App<Wired<Arc<SimClock>, Arc<SimWeb>, Arc<SimInbox>, SimIds>>;

pub(super) const QUAY: &str = "https://quay-news.example/2";
const OLD: &str = "https://coast-post.example/1";

/// A title that would be a formula in a spreadsheet and would colour a terminal.
pub(super) const TITLE: &str = "=Halden, its quay and \"more\"\u{1b}[31m";

/// A folder with a configuration and the store it names.
pub(super) struct Stored {
    pub folder: tempfile::TempDir,
}

impl Stored {
    /// Runs the program over it.
    pub(super) fn run(&self, arguments: &[&str]) -> std::process::Output {
        let mut all = vec!["--config", "p.toml"];
        all.extend(arguments);
        super::run_in(self.folder.path(), &all, b"")
    }

    /// The output of a command that must succeed.
    pub(super) fn shown(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.status.code(), Some(0), "{arguments:?}: {}", super::text(&done.stderr));
        super::text(&done.stdout)
    }

    pub(super) fn lines(&self, arguments: &[&str]) -> Vec<serde_json::Value> {
        let shown = self.shown(arguments);
        shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The id of the only finding of a kind.
    pub(super) fn finding(&self, kind: &str) -> String {
        let all = self.lines(&["log", "--json"]);
        let found: Vec<_> =
            all.iter().filter(|line| line["what"] == "finding" && line["kind"] == kind).collect();
        assert_eq!(found.len(), 1, "{kind}: {all:#?}");
        found[0]["id"].as_str().unwrap().to_owned()
    }

    pub(super) fn database(&self) -> PathBuf {
        self.folder.path().join("p.db")
    }
}

/// A store of its own with the story in it; the story itself is told once.
pub(super) fn story() -> Stored {
    static TOLD: OnceLock<Vec<u8>> = OnceLock::new();
    let folder = tempfile::tempdir().unwrap();
    let watch = data("good/watch.toml");
    let config = format!("watch = {:?}\nstore = \"sqlite:p.db\"\n{FEEDS}", watch.display());
    std::fs::write(folder.path().join("p.toml"), config).unwrap();
    let bytes = TOLD.get_or_init(|| {
        let place = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(tell(&place.path().join("p.db"), &watch));
        std::fs::read(place.path().join("whole.db")).unwrap()
    });
    std::fs::write(folder.path().join("p.db"), bytes).unwrap();
    Stored { folder }
}

const FEEDS: &str = "
[[feed]]
name = \"Coast Post\"
url = \"https://coast-post.example/feed\"

[[feed]]
name = \"Quay News\"
url = \"https://quay-news.example/feed\"
";

async fn tell(database: &Path, watch: &Path) {
    let start: Timestamp = "2024-03-04T08:00:00Z".parse().unwrap();
    let hour = |count: i64| after(start, SignedDuration::from_hours(count));
    let clock = Arc::new(SimClock::new(start));
    let web = Arc::new(SimWeb::new(Arc::clone(&clock)));
    let inbox = Arc::new(SimInbox::default());
    let ports = Wired {
        clock: Arc::clone(&clock),
        web: Arc::clone(&web),
        out: inbox,
        ids: SimIds::default(),
    };
    let store = Store::open(database, Mode::ReadWrite).await.unwrap();
    let app = App::new(store, ports, plan(watch));
    app.prepare().await.unwrap();

    web.page(OLD, "text/html", &page(2041, "Brookfield keeps its quay"));
    feed(&web, "coast-post.example", &[(OLD, "Brookfield keeps its quay")]);
    feed(&web, "quay-news.example", &[("https://quay-news.example/0", "Rain on the coast")]);
    run_until(&app, &clock, hour(2)).await;

    web.page(QUAY, "text/html", &page(2043, TITLE));
    feed(&web, "quay-news.example", &[(QUAY, TITLE)]);
    run_until(&app, &clock, hour(6)).await;

    web.page(QUAY, "text/html", &page(2041, TITLE));
    run_until(&app, &clock, hour(48)).await;
    app.store.backup(database.with_file_name("whole.db")).await.unwrap();
}

async fn run_until(app: &Arc<World>, clock: &SimClock, end: Timestamp) {
    loop {
        app.work_due().await.unwrap();
        app.deliver_all_due().await.unwrap();
        match app.next_due().await.unwrap() {
            Some(at) if at <= end => clock.jump_to(at),
            _ => break,
        }
    }
    clock.jump_to(end);
}

fn plan(watch: &Path) -> Plan {
    let text = std::fs::read_to_string(watch).unwrap();
    let watch = Watch::compile(&text, "watch.toml").unwrap();
    let feeds = [("Coast Post", "coast-post.example"), ("Quay News", "quay-news.example")];
    let feeds = feeds.map(|(name, host)| Feed {
        id: id::make("f", &[&format!("{host}/feed")]),
        name: name.to_owned(),
        url: format!("https://{host}/feed").parse().unwrap(),
        tier: Tier::Press,
        schedule: Schedule::parse("*/30 * * * *", None).unwrap(),
        gate: Gate::Relevant,
    });
    let desk = Receiver { name: "desk".to_owned(), kind: Kind::Log };
    let route = Route {
        matching: Matching { terms: vec!["lease.*".to_owned()], ..Matching::default() },
        group_wait: SignedDuration::from_mins(2),
        ..Route::to_all("route 1", vec![desk.name.clone()])
    };
    Plan { routes: vec![route], receivers: vec![Arc::new(desk)], ..Plan::new(watch, feeds) }
}

fn feed(web: &SimWeb, host: &str, entries: &[(&str, &str)]) {
    let items: Vec<String> = entries
        .iter()
        .map(|(link, title)| format!("<item><title>{title}</title><link>{link}</link></item>"))
        .collect();
    let items = items.concat();
    let body =
        format!("<rss version=\"2.0\"><channel><title>{host}</title>{items}</channel></rss>");
    web.page(&format!("https://{host}/feed"), "application/rss+xml", &body);
}

fn page(year: u16, title: &str) -> String {
    let licence = match year {
        2043 => "<p>Brookfield also holds an exclusive licence to the harbour's own scales.</p>",
        _ => "",
    };
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title>\
         <meta property=\"article:published_time\" content=\"2024-03-04T07:00:00Z\"></head>\
         <body><article><h1>{title}</h1>\
         <p>The mill and the port have settled the dispute that kept half of the harbour at {title} \
         idle for most of the past year, both said on Monday after a long night of talks.</p>\
         <p>Brookfield leases the quay at Halden until {year}. The board agreed after two \
         meetings, and people close to the talks called the result a fair one for both sides.</p>\
         {licence}\
         <p>Its grain leaves the country by ship, so the two had every reason to come to terms \
         before the summer began and the first of the new harvest came down the river.</p>\
         </article></body></html>"
    )
}
