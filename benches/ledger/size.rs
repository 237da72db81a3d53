//! What a version takes on disk: articles of two usual sizes, each edited a few times, kept through
//! the store's own verbs. Also makes such a store to keep, for trying commands on.

use std::fmt::Write as _;
use std::path::Path;

use pactwatch::app::reading::{Read, document};
use pactwatch::article::observe::ArticleState;
use pactwatch::article::{Page, extract};
use pactwatch::base::{Timestamp, id};
use pactwatch::claim::{Watch, read};
use pactwatch::feed::model::Tier;
use pactwatch::store::articles::{NewVersion, VisitCommit};
use pactwatch::store::feeds::PollCommit;
use pactwatch::store::record::{
    EntryRow, FeedRow, HostLease, NewArticle, ObservationRow, SnapshotRow,
};
use pactwatch::store::{Batch, Mode, Store};

/// How much there is of what.
struct Shape {
    articles: usize,
    versions: usize,
    /// Looks at an article for each version that one of them finds.
    looks: usize,
    /// Pieces of script and list items around the text of a page.
    scripts: usize,
    links: usize,
}

const PLAIN: Shape = Shape { articles: 100, versions: 5, looks: 15, scripts: 40, links: 120 };
const HEAVY: Shape = Shape { scripts: 90, links: 240, ..PLAIN };
const TEN_THOUSAND: Shape = Shape { articles: 2500, versions: 4, looks: 1, ..PLAIN };

/// English words to draw from.
const PROSE: &str = include_str!("../../tests/data/pipeline/stories.toml");
const HOST: &str = "outlet.example";

pub(crate) async fn report() {
    for shape in [PLAIN, HEAVY] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("size.db");
        let (html, plain) = fill(&path, &shape).await;
        let bytes = std::fs::metadata(&path).unwrap().len();
        let versions = shape.articles * shape.versions;
        let per_ten_thousand = bytes * 10_000 / u64::try_from(versions).unwrap_or(1) / 1_000_000;
        println!(
            "store size: {per_ten_thousand} MB for 10,000 versions ({} KB of HTML and {} KB of \
             text each, {} looks a version)",
            html / versions / 1000,
            plain / versions / 1000,
            shape.looks,
        );
    }
}

/// Ten thousand versions that an older extractor read, in a store that stays.
pub(crate) async fn ten_thousand(path: &Path) {
    fill(path, &TEN_THOUSAND).await;
}

/// Returns the bytes of all pages, and of their texts.
async fn fill(path: &Path, shape: &Shape) -> (usize, usize) {
    let store = Store::open(path, Mode::ReadWrite).await.unwrap();
    let text = include_str!("../../config/partnership.toml");
    let watch = Watch::compile(text, "partnership.toml").unwrap();
    meet(&store, shape.articles).await;
    let (mut html, mut plain) = (0, 0);
    for article in 0..shape.articles {
        for version in 1..=shape.versions {
            let page = page(shape, article, version);
            let (row, read) = version_of(&watch, article, version, page.as_bytes());
            html += page.len();
            plain += read.article.text.len();
            visit(&store, article, version, Some(row)).await;
            for look in 1..shape.looks {
                visit(&store, article, version * 100 + look, None).await;
            }
        }
    }
    (html, plain)
}

/// Neither a name nor a key nor a number.
fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A page of some 50 or 100 KB: five KB of text in the markup, scripts and lists of a news site. Words
/// are drawn, so that it packs about as well as prose does.
fn page(shape: &Shape, article: usize, version: usize) -> String {
    let mut seed = u64::try_from(article).unwrap_or_default() + 1;
    let mut draw = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let known: Vec<&str> = PROSE.split_whitespace().filter(|word| is_plain(word)).collect();
    let most = u64::try_from(known.len()).unwrap_or(1);
    let mut word = move || {
        // Every third word is one of few, as in any text; of numbers there are many.
        match draw(12) {
            0..4 => {
                known.get(usize::try_from(draw(20)).unwrap_or_default()).map(ToString::to_string)
            }
            4 => Some(draw(90_000).to_string()),
            _ => {
                known.get(usize::try_from(draw(most)).unwrap_or_default()).map(ToString::to_string)
            }
        }
    };
    let mut words = |count: usize| (0..count).filter_map(|_| word()).collect::<Vec<_>>().join(" ");
    let mut html = format!("<!doctype html><html lang=en><head><title>{}</title>", words(8));
    for block in 0..shape.scripts {
        let _infallible =
            write!(html, "<script>var block{block}={{\"{}\":1}}</script>", words(120));
    }
    html.push_str("</head><body><article>");
    let _infallible = write!(
        html,
        "<p>Microsoft keeps a licence to OpenAI's models through {}. It is non-exclusive.</p>",
        2030 + version
    );
    for _ in 0..16 {
        let _infallible = write!(html, "<p>{}.</p>", words(55));
    }
    html.push_str("</article>");
    for link in 0..shape.links {
        let _infallible = write!(
            html,
            "<li class=\"teaser card\"><a href=\"/{link}/{version}\"><span>{}</span></a></li>",
            words(10)
        );
    }
    html.push_str("</body></html>");
    html
}

fn version_of(watch: &Watch, article: usize, version: usize, raw: &[u8]) -> (NewVersion, Read) {
    let url = format!("https://{HOST}/{article}").parse().unwrap();
    let asked = Page {
        bytes: raw,
        content_type: Some("text/html; charset=utf-8"),
        url: &url,
        now: Timestamp::UNIX_EPOCH,
    };
    let found = extract(&asked, &|| false).unwrap().article;
    let reading = read(watch, &document(&found, HOST));
    assert!(!reading.claims.is_empty(), "the page says something");
    let read = Read { article: found, reading, left_out: Vec::new() };
    let stored = read.to_bytes().unwrap();
    let snapshot = SnapshotRow {
        id: id::make("s", &[&article.to_string(), &version.to_string()]),
        article_id: format!("a_{article}"),
        seq: i64::try_from(version).unwrap_or_default(),
        observed_at: Timestamp::UNIX_EPOCH,
        url: url.to_string(),
        headers: "{\"content-type\":\"text/html; charset=utf-8\",\"server\":\"bench\"}".to_owned(),
        raw_hash: id::hash(raw),
        text_hash: id::hash(read.article.text.as_bytes()),
        reading_hash: id::hash(&stored),
        extractor: "0".to_owned(),
        watch: id::hash(b"watch"),
        title: read.article.title.clone(),
        dek: None,
        byline: None,
        parts: "[]".to_owned(),
        published_at: None,
        modified_at: None,
        mark: r#"{"snapshot_id":"","terms":{}}"#.to_owned(),
        notes: "[]".to_owned(),
    };
    let version = NewVersion {
        snapshot,
        raw: raw.to_vec(),
        reading: stored,
        changed: version > 1,
        family: format!("a_{article}"),
        sketch: (version == 1).then(|| (vec![7; 4000], (0..120).collect())),
        habit: "{}".to_owned(),
        habit_before: Some("{}".to_owned()),
        outlet: HOST.to_owned(),
    };
    (version, read)
}

async fn lease(store: &Store) -> HostLease {
    let (now, until) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
    store.lease_hosts("bench", now, until, 1).await.unwrap().pop().unwrap()
}

/// One feed that shows every article.
async fn meet(store: &Store, articles: usize) {
    let feed = FeedRow {
        id: "f".to_owned(),
        name: "bench".to_owned(),
        url: format!("https://{HOST}/feed"),
        outlet: HOST.to_owned(),
        tier: Tier::Press,
        host: HOST.to_owned(),
        state: "{}".to_owned(),
        next_poll_at: Timestamp::UNIX_EPOCH,
        last_poll_at: None,
        last_ok_at: None,
        last_state: None,
        last_reason: None,
        baseline: None,
    };
    store.sync_feeds(&[feed], Timestamp::UNIX_EPOCH).await.unwrap();
    let entry = |article: usize| EntryRow {
        key: format!("https://{HOST}/{article}"),
        title: format!("The title of article number {article}"),
        link: Some(format!("https://{HOST}/{article}")),
        published_at: None,
        follow: "names_party".to_owned(),
        article: Some(NewArticle {
            id: format!("a_{article}"),
            url: format!("https://{HOST}/{article}"),
            host: HOST.to_owned(),
            outlet: HOST.to_owned(),
            tier: Tier::Press,
            title: format!("The title of article number {article}"),
            state: "{}".to_owned(),
            published_at: None,
            baseline: None,
        }),
    };
    let poll = PollCommit {
        feed_id: "f".to_owned(),
        host: HOST.to_owned(),
        state: "{}".to_owned(),
        next_poll_at: Timestamp::UNIX_EPOCH,
        ok: true,
        baseline: None,
        observation: observation("f", 0),
        entries: (0..articles).map(entry).collect(),
        pause: None,
        next_allowed_at: Timestamp::UNIX_EPOCH,
        also: Batch::default(),
    };
    store.commit_poll(&lease(store).await, poll).await.unwrap();
}

fn observation(subject: &str, number: usize) -> ObservationRow {
    ObservationRow {
        id: id::make("o", &[subject, &number.to_string()]),
        subject: subject.to_owned(),
        at: Timestamp::UNIX_EPOCH,
        state: "ok".to_owned(),
        reason: "same_text".to_owned(),
        http_status: Some(200),
        url: format!("https://{HOST}/{subject}"),
        body_hash: Some(id::hash(&number.to_le_bytes())),
        bytes: 90_000,
        detail: String::new(),
    }
}

async fn visit(store: &Store, article: usize, number: usize, version: Option<NewVersion>) {
    let article_id = format!("a_{article}");
    let visit = VisitCommit {
        observation: observation(&article_id, number),
        article_id,
        state: state(article),
        next_visit_at: Some(Timestamp::UNIX_EPOCH),
        ok: true,
        version,
        pause: None,
        next_allowed_at: Timestamp::UNIX_EPOCH,
        also: Batch::default(),
    };
    store.commit_visit(&lease(store).await, visit).await.unwrap();
}

/// What the planner of visits keeps of an article.
fn state(article: usize) -> String {
    let url = format!("https://{HOST}/{article}").parse().unwrap();
    serde_json::to_string(&ArticleState::new(url, Timestamp::UNIX_EPOCH)).unwrap()
}
