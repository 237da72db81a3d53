//! The review pages over a simulated world: every page, its guards, the two writes, the browser.

mod access;
mod api;
mod browser;
pub(crate) mod driver;
mod guards;
mod looks;
mod pages;
mod schema;
mod writes;

use std::sync::Arc;

use pactwatch::feed::model::Tier;
use pactwatch::store::{Mode, Store};
use pactwatch::web::{Access, Guards, Pen, Places, ReceiverName, Site, Time, routes};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::world::clock::SimClock;
use crate::world::setup::Setup;
use crate::world::{World, at};

const PRIMARY: &str = "newsroom.example";
const HARBOUR: &str = "harbour.example";
const NORTH: &str = "north.example";

/// This run's token, as a form must carry it.
const TOKEN: &str = "t_form";

/// A press that has been watched for an afternoon, and the pages over its store.
struct Pages {
    /// Held, because its end checks that nothing is left undone.
    world: World,
    stop: CancellationToken,
    base: String,
    client: reqwest::Client,
}

/// One answer, read whole.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

impl Pages {
    async fn open() -> Self {
        Self::over(Self::afternoon().await).await
    }

    /// An outlet has it wrong, a primary source sets it right, an article is edited.
    async fn afternoon() -> World {
        let press = [HARBOUR, NORTH].map(|host| (host, Tier::Press));
        let world = World::on_file(Setup::new(&[&[(PRIMARY, Tier::Primary)][..], &press].concat()));
        let world = world.await;
        world.publish(HARBOUR, "before");
        world.publish(NORTH, "before_too");
        world.run_until(at("2026-04-27 13:00")).await;
        world.publish(PRIMARY, "announcement");
        world.run_until(at("2026-04-27 14:30")).await;
        let second = world.publish(HARBOUR, "second");
        world.run_until(at("2026-04-27 15:30")).await;
        world.edit(&second, |story| story.paragraphs.push("It was a long day.".to_owned()));
        world.run_until(at("2026-04-27 20:30")).await;
        world
    }

    async fn over(world: World) -> Self {
        Self::guarded(world, Guards::default()).await
    }

    async fn guarded(world: World, guards: Guards) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let time: Arc<dyn Time> = Arc::new(Arc::<SimClock>::clone(&world.clock));
        let receiver = ReceiverName { name: "desk".to_owned(), kind: "webhook" };
        let site = Arc::new(Site {
            store: world.file_store().await,
            pen: Pen::new(world.file_store().await),
            watch: Arc::clone(&world.setup.watch),
            receivers: vec![receiver],
            time,
            token: TOKEN.to_owned(),
            access: Access::new(guards, listen, "key of this run"),
            stop: stop.clone(),
            places: Places::default(),
        });
        let app = routes(site).into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, app).await });
        // Nothing here is encrypted, but the client asks for a provider all the same.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { world, stop, base: format!("http://{listen}"), client }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(self.client.get(format!("{}{path}", self.base))).await
    }

    async fn get_with(&self, path: &str, token: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.base));
        self.send(request.header("authorization", format!("Bearer {token}"))).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.client.post(format!("{}{path}", self.base));
        let kind = "application/x-www-form-urlencoded";
        self.send(request.header("content-type", kind).body(body)).await
    }

    async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let reply = request.send().await.unwrap();
        let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
        Answer { status, headers, body: reply.text().await.unwrap() }
    }

    /// The first finding of a kind.
    async fn finding(&self, kind: &str) -> String {
        let listed = self.get(&format!("/api/v1/findings?kind={kind}")).await.json();
        let id = listed["items"][0]["id"].as_str().map(str::to_owned);
        id.unwrap_or_else(|| panic!("no {kind} in the world: {listed}"))
    }

    /// An article with more than one version.
    async fn edited(&self) -> String {
        let listed = self.get("/api/v1/articles").await.json();
        let items = listed["items"].as_array().unwrap();
        let edited = items.iter().find(|item| item["versions"].as_i64() > Some(1));
        edited.expect("an edited article")["id"].as_str().unwrap().to_owned()
    }

    /// Every address that a reader may open.
    async fn addresses(&self) -> Vec<String> {
        let (finding, article) = (self.finding("consensus_shift").await, self.edited().await);
        let mut paths: Vec<String> = [
            "/",
            "/terms",
            "/terms/license.exclusivity",
            "/findings",
            "/findings?show=unseen&severity=high",
            "/articles",
            "/sources",
            "/log",
            "/log?only=all",
            "/search",
            "/search?q=licence",
            "/silences",
        ]
        .map(str::to_owned)
        .to_vec();
        paths.push(format!("/findings/{finding}"));
        paths.push(format!("/articles/{article}"));
        paths.push(format!("/articles/{article}/compare"));
        paths
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A store nobody has written to yet has pages too.
#[tokio::test]
async fn empty_pages_say_what_to_do() {
    let world = World::on_file(Setup::new(&[(HARBOUR, Tier::Press)])).await;
    let pages = Pages::over(world).await;
    for (path, advice) in [
        ("/", "pactwatch poll"),
        ("/findings", "what has been read so far"),
        ("/articles", "shows each feed"),
        ("/log", "Observations"),
        ("/silences", "Nothing is silenced"),
        ("/terms/license.until", "Nobody has said anything"),
        ("/search?q=anything", "Nothing found"),
    ] {
        let page = pages.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains(advice), "{path} lacks {advice:?}: {}", page.body);
    }
}

/// The handle that pages read through cannot write.
#[tokio::test]
async fn the_reading_handle_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.db");
    drop(Store::open(&path, Mode::ReadWrite).await.unwrap());
    let reader = Store::open(&path, Mode::ReadOnly).await.unwrap();
    let now = at("2026-04-27 12:00");
    let refused = reader.end_silence("q_1", now).await.unwrap_err().to_string();
    assert!(refused.contains("readonly"), "{refused}");
}
