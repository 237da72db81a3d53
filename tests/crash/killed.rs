//! The real program, killed twenty times at moments nobody chose, while the news goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

use std::time::Duration;

use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after, between};
use pactwatch::io::clock::SystemClock;
use pactwatch::port::Clock;
use pactwatch::store::record::DeliveryRow;
use pactwatch::store::{Mode, Store};

use super::wire::{Message, Shared, desk, outlet};
use crate::world::inbox::finding_ids;
use crate::world::look::{findings, line};
use crate::world::press::Press;
use crate::world::setup::story;

/// Ten minutes of the program's time pass in a second.
const SPEED: &str = "600";
const KILLS_A_STEP: u64 = 4;
/// Nothing takes longer than this, in real time; usually it is a second or two.
const PATIENCE: SignedDuration = SignedDuration::from_secs(40);

const NAMES: [(&str, &str, &str); 4] = [
    ("newsroom", "127.0.0.2", "primary"),
    ("harbour", "127.0.0.3", "press"),
    ("north", "127.0.0.4", "press"),
    ("meridian", "127.0.0.5", "press"),
];

/// What must have been found in the end, first pass apart.
const EXPECTED: [&str; 4] = [
    "baseline",
    "changed equity.microsoft_stake 27%>31% @127.0.0.4 stealth",
    "changed license.until 2030>2028 @127.0.0.5 stealth",
    "contradicts license.until 2032>2030 @127.0.0.5",
];

struct Scene {
    folder: tempfile::TempDir,
    origin: Timestamp,
    press: Shared,
    ports: Vec<u16>,
    told: Receiver<Message>,
    got: Vec<Message>,
    child: Option<Child>,
    seed: u64,
}

impl Scene {
    fn new() -> Self {
        let (tell, told) = channel();
        let press: Shared = Arc::new(Mutex::new(Press::default()));
        let ports: Vec<u16> = NAMES.iter().map(|(_, at, _)| outlet(at, &press)).collect();
        let scene = Self {
            folder: tempfile::tempdir().unwrap(),
            origin: SystemClock.now(),
            press,
            ports,
            told,
            got: Vec::new(),
            child: None,
            seed: 7,
        };
        for index in 0..NAMES.len() {
            let feed = scene.url(index, "feed.xml");
            scene.press.lock().unwrap().feeds.insert(feed, Vec::new());
        }
        std::fs::write(scene.path("pactwatch.toml"), scene.config(desk(tell))).unwrap();
        scene
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn url(&self, outlet: usize, page: &str) -> String {
        format!("http://{}:{}/{page}", NAMES[outlet].1, self.ports[outlet])
    }

    fn config(&self, desk: u16) -> String {
        let watch = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/partnership.toml");
        let mut text = format!(
            "watch = {watch:?}\nstore = \"sqlite:{}\"\n[fetch]\nallow = [\"127.0.0.0/8\"]\n\
             allow_ports = {:?}\ntotal_timeout = \"1s\"\n[deliver]\ntimeout = \"1s\"\nallow = [\"127.0.0.1\"]\n[[receiver]]\nname = \"desk\"\n\
             kind = \"webhook\"\nurl = \"http://127.0.0.1:{desk}/hook\"\n[[route]]\nto = [\"desk\"]\n\
             group_wait = \"30s\"\n",
            self.path("p.db").display(),
            self.ports,
        );
        for (index, (name, _, tier)) in NAMES.iter().enumerate() {
            let _infallible = write!(
                text,
                "[[feed]]\nname = \"{name}\"\nurl = \"{}\"\ntier = \"{tier}\"\n\
                 schedule = \"*/5 * * * *\"\n",
                self.url(index, "feed.xml")
            );
        }
        text
    }

    fn publish(&self, outlet: usize, name: &str, age: SignedDuration) {
        let mut story = story(name);
        story.published = after(self.origin, -age);
        let (feed, page) = (self.url(outlet, "feed.xml"), self.url(outlet, name));
        self.press.lock().unwrap().publish(&feed, &page, story);
    }

    fn edit(&self, outlet: usize, name: &str, old: &str, new: &str) {
        let url = self.url(outlet, name);
        self.press.lock().unwrap().story(&url).edit(old, new);
    }

    fn start(&mut self) {
        let log = std::fs::File::options().create(true).append(true).open(self.path("log"));
        let child = Command::new(env!("CARGO_BIN_EXE_pactwatch"))
            .arg("--config")
            .arg(self.path("pactwatch.toml"))
            .args(["run", "--rehearse", SPEED, "--rehearse-from", &self.origin.to_string()])
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.unwrap())
            .spawn()
            .unwrap();
        self.child = Some(child);
    }

    fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            // SIGKILL: nothing of the program runs any more.
            child.kill().unwrap();
            let status = child.wait().unwrap();
            assert_eq!(status.code(), None, "it had ended by itself: {}", self.log());
        }
    }

    /// What the program has logged in all its lives.
    fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap()
    }

    /// Listens to the desk for so long.
    fn listen(&mut self, time: Duration) {
        let until = after(SystemClock.now(), SignedDuration::try_from(time).unwrap());
        while let Ok(left) = Duration::try_from(between(SystemClock.now(), until)) {
            match self.told.recv_timeout(left) {
                Ok(message) => self.got.push(message),
                Err(_) => return,
            }
        }
    }

    /// Until the desk has been told of a finding of this kind about this outlet.
    fn wait_for(&mut self, kind: &str, outlet: &str) {
        let end = after(SystemClock.now(), PATIENCE);
        while !self.got.iter().any(|(_, body)| tells(body, kind, outlet)) {
            assert!(SystemClock.now() < end, "no {kind} of {outlet:?}; the log: {}", self.log());
            self.listen(Duration::from_millis(100));
        }
    }

    /// Kills and restarts at moments between a tenth of a second and nine, and at once when the
    /// desk gets something: the program has not yet heard that it arrived.
    fn trouble(&mut self) {
        for _ in 0..KILLS_A_STEP {
            self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let wait = Duration::from_millis(100 + (self.seed >> 33) % 800);
            let message = self.told.recv_timeout(wait);
            self.kill();
            self.got.extend(message);
            self.start();
        }
    }

    /// Until nothing waits to be delivered: what was under way at a kill waits for its lease to end.
    fn wait_for_rest(&mut self) {
        let end = after(SystemClock.now(), PATIENCE);
        while !self.deliveries("pending").is_empty() {
            assert!(SystemClock.now() < end, "still to deliver; the log: {}", self.log());
            self.listen(Duration::from_millis(200));
        }
    }

    fn deliveries(&self, state: &str) -> Vec<DeliveryRow> {
        let store = self.path("p.db");
        now(async {
            let store = Store::open(&store, Mode::ReadOnly).await.unwrap();
            store.deliveries(Some(state), 99).await.unwrap()
        })
    }

    /// As a service manager does it.
    fn stop(&mut self) {
        let mut child = self.child.take().unwrap();
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        assert_eq!(child.wait().unwrap().code(), Some(0));
        self.listen(Duration::from_millis(1));
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

fn now<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn tells(body: &str, kind: &str, outlet: &str) -> bool {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let findings = body["data"]["findings"].as_array().unwrap().clone();
    findings.iter().any(|f| f["kind"] == kind && f["article"]["outlet"] == outlet)
}

/// Twenty kills: every finding arrives, none under two ids, and the store is whole.
#[test]
fn twenty_kills_lose_nothing_and_double_nothing() {
    let mut scene = Scene::new();
    let month = SignedDuration::from_hours(30 * 24);
    scene.publish(1, "before", month);
    scene.publish(2, "before_too", month);
    scene.start();
    scene.trouble();
    scene.wait_for("baseline", "");
    scene.publish(0, "announcement", SignedDuration::ZERO);
    scene.trouble();
    scene.wait_for("consensus_shift", "127.0.0.2");
    scene.publish(3, "wrong_year", SignedDuration::ZERO);
    scene.trouble();
    scene.wait_for("contradicts", "127.0.0.5");
    scene.edit(3, "wrong_year", "2030", "2028");
    scene.trouble();
    scene.wait_for("changed", "127.0.0.5");
    scene.edit(2, "before_too", "27%", "31%");
    scene.trouble();
    scene.wait_for("changed", "127.0.0.4");
    scene.wait_for_rest();
    scene.stop();
    check(&scene);
}

fn check(scene: &Scene) {
    let press = scene.press.lock().unwrap();
    assert_eq!(press.remembered.len(), NAMES.len());
    assert_eq!(press.forgotten, Vec::<String>::new(), "validators that a kill has lost");
    drop(press);
    let mut ids: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (message, body) in &scene.got {
        for finding in finding_ids(body) {
            ids.entry(finding).or_default().insert(message);
        }
    }
    let doubled: Vec<_> = ids.iter().filter(|(_, messages)| messages.len() > 1).collect();
    assert!(doubled.is_empty(), "told under two ids: {doubled:?}");
    assert_eq!(scene.deliveries("pending"), []);
    let sent = scene.deliveries("sent");
    let found = now(async {
        findings(&Store::open(&scene.path("p.db"), Mode::ReadOnly).await.unwrap()).await
    });
    let news: Vec<_> = found.iter().filter(|finding| !finding.flags.baseline).collect();
    let lines: BTreeSet<String> = news.iter().map(|finding| line(finding)).collect();
    for expected in EXPECTED {
        assert!(lines.contains(expected), "{expected} is not in {lines:#?}");
    }
    for (finding, told) in news.iter().map(|f| (f, ids.contains_key(&f.id))) {
        let quiet = ["corroborated", "unclassified"].contains(&finding.kind.as_str());
        assert_eq!(told, !quiet, "{}", line(finding));
    }
    let arrived: BTreeSet<&str> = scene.got.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(sent.iter().map(|d| d.id.as_str()).collect::<BTreeSet<_>>(), arrived);
    eprintln!("{} findings, {} messages, {} arrivals", news.len(), arrived.len(), scene.got.len());
}
