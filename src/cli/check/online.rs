//! `check --online`: every feed once, its newest article, every receiver. Nothing is stored, and no
//! site is asked faster than the configuration allows.

use std::sync::Arc;

use anyhow::Context as _;
use serde::Serialize;
use url::Url;

use super::probe::probe;
use crate::app::Feed;
use crate::base::Timestamp;
use crate::base::http::{FetchError, Headers, Reply, Request};
use crate::base::url::{Wrapped, path_and_query, unwrap, web_url};
use crate::claim::follow::{Gate, follow};
use crate::claim::watch::Watch;
use crate::cli::extract::reading::{Hints, read_input};
use crate::cli::input::{Input, from_reply};
use crate::cli::polite::Polite;
use crate::cli::table::{self, Row};
use crate::cli::visible::visible;
use crate::cli::{Context, Exit, Trouble, moment, service};
use crate::config::{Settings, StoreAddress};
use crate::feed::model::{ObservationState, ParsedFeed};
use crate::feed::poll::{
    FeedIdentity, FeedState, PollContext, PollPolicy, PollReport, Purpose, interpret, plan,
};
use crate::feed::robots::{MAX_BYTES, Robots};
use crate::io::clock::SystemClock;
use crate::io::receivers::Receivers;
use crate::port::Clock as _;
use crate::store::{Mode, Store};

/// The name robots.txt is asked for.
const ROBOTS_NAME: &str = "pactwatch";
const ROBOTS_REDIRECTS: u8 = 5;

#[derive(Serialize)]
struct FeedLine {
    what: &'static str,
    name: String,
    url: String,
    ok: bool,
    state: &'static str,
    reason: &'static str,
    detail: String,
    http_status: Option<u16>,
    format: Option<String>,
    entries: Option<usize>,
    newest: Option<Timestamp>,
    /// By what the server names a version, so that it can be asked for conditionally.
    validators: Vec<&'static str>,
    conditional: bool,
    warnings: usize,
    article: Option<ArticleLine>,
}

/// What would be read from the newest article.
#[derive(Default, Serialize)]
struct ArticleLine {
    url: String,
    /// allowed, closed or unreachable; not asked when robots.txt is not obeyed
    robots: Option<&'static str>,
    title: String,
    words: usize,
    claims: usize,
    trouble: Option<String>,
}

impl Row for FeedLine {
    const HEADERS: &'static [&'static str] = &[
        "FEED",
        "STATUS",
        "FORMAT",
        "ENTRIES",
        "NEWEST",
        "VALIDATORS",
        "ROBOTS",
        "NEWEST ARTICLE",
    ];
    const NONE: &'static str = "no feed is configured";

    fn cells(&self) -> Vec<String> {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let status = format!("{} ({})", self.state, self.reason);
        let validators = Some(self.validators.join(", ")).filter(|names| !names.is_empty());
        let robots = self.article.as_ref().and_then(|article| article.robots);
        vec![
            self.name.clone(),
            status,
            or_none(self.format.clone()),
            or_none(self.entries.map(|count| count.to_string())),
            or_none(self.newest.map(moment)),
            or_none(validators),
            or_none(robots.map(str::to_owned)),
            or_none(self.article.as_ref().map(ArticleLine::cell)),
        ]
    }
}

impl ArticleLine {
    fn cell(&self) -> String {
        let Self { title, words, claims, .. } = self;
        match &self.trouble {
            Some(trouble) => format!("{}: {trouble}", self.url),
            None => format!("{title} ({words} words, {claims} claims)"),
        }
    }
}

/// Everything a check works with.
struct Check<'a> {
    watch: &'a Arc<Watch>,
    policy: PollPolicy,
    obeys_robots: bool,
    web: Polite,
    /// The store, when there is one already.
    store: Option<Store>,
}

pub(super) async fn run(
    settings: &Settings,
    watch: &Arc<Watch>,
    json: bool,
    context: &mut Context<'_>,
) -> Result<Exit, Trouble> {
    let StoreAddress::Sqlite(path) = &settings.store;
    // Before the first run there is none, and nothing to ask conditionally with.
    let store = if path.exists() { Some(Store::open(path, Mode::ReadOnly).await?) } else { None };
    let mut check = Check {
        watch,
        policy: service::poll_policy(settings),
        obeys_robots: settings.fetch.robots,
        web: Polite::new(&settings.fetch)?,
        store,
    };
    let mut feeds = Vec::new();
    for feed in &settings.feeds {
        if context.width.is_some() {
            writeln!(context.err, "asking {} ...", visible(&feed.name))?;
        }
        feeds.push(check.feed(&service::feed(feed)).await?);
    }
    let mut receivers = Vec::new();
    let asking = Receivers::new(&settings.deliver.adapter).context("the receivers' client")?;
    for receiver in &settings.receivers {
        receivers.push(probe(receiver, &asking).await);
    }
    if !json {
        writeln!(context.out)?;
    }
    table::print(context.out, &feeds, json, context.width)?;
    if !json {
        writeln!(context.out)?;
    }
    table::print(context.out, &receivers, json, context.width)?;
    for line in feeds.iter().filter(|line| !line.ok && !json) {
        writeln!(context.out, "\n{}: {}", visible(&line.name), visible(&line.detail))?;
    }
    let good = feeds.iter().all(|line| line.ok) && receivers.iter().all(|line| line.ok);
    Ok(if good { Exit::Done } else { Exit::Failed })
}

impl Check<'_> {
    async fn feed(&mut self, feed: &Feed) -> Result<FeedLine, Trouble> {
        let state = self.state(feed).await?;
        let now = SystemClock.now();
        let planned = plan(&state, &self.policy, now);
        let reply = self.web.ask(planned.request).await;
        let report = {
            let context = PollContext {
                policy: &self.policy,
                now: SystemClock.now(),
                jitter: 0.0,
                purpose: planned.purpose,
                offline: false,
                known: &|_| false,
            };
            let identity = FeedIdentity { tier: feed.tier, schedule: &feed.schedule };
            interpret(&state, &identity, &reply, &context)
        };
        let article = match self.newest(feed, &report).await? {
            Some(page) => Some(self.article(page).await),
            None => None,
        };
        let conditional = planned.purpose == Purpose::Conditional;
        Ok(line(feed, &report, &reply, article, conditional))
    }

    async fn state(&self, feed: &Feed) -> Result<FeedState, Trouble> {
        let fresh = || FeedState::new(feed.url.clone());
        let Some(store) = &self.store else { return Ok(fresh()) };
        let Some(row) = store.feed(&feed.id).await? else { return Ok(fresh()) };
        let stored = serde_json::from_str::<FeedState>(&row.state);
        Ok(stored.map_or_else(|_| fresh(), |state| state.configured(&feed.url)))
    }

    /// The newest page that would be followed; after a "not modified", the newest that is known.
    async fn newest(&self, feed: &Feed, report: &PollReport) -> Result<Option<Url>, Trouble> {
        let good = matches!(report.state, ObservationState::Ok | ObservationState::NotModified);
        if !good || feed.gate == Gate::None {
            return Ok(None);
        }
        let Some(parsed) = &report.parsed else {
            let Some(store) = &self.store else { return Ok(None) };
            let known = store.newest_entry(&feed.id).await?;
            return Ok(known.and_then(|(_, link)| target(&link)));
        };
        let today = SystemClock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let mut entries: Vec<_> = parsed.entries.iter().collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.published.or(entry.updated)));
        let followed = entries.iter().find_map(|e| follow(self.watch, feed.gate, e, today).page);
        let first = || entries.iter().find_map(|e| e.link.as_deref().and_then(target));
        Ok(followed.or_else(first))
    }

    async fn article(&mut self, page: Url) -> ArticleLine {
        let url = page.to_string();
        let robots = if self.obeys_robots { Some(self.robots(&page).await) } else { None };
        if matches!(robots, Some("closed" | "unreachable")) {
            let trouble = Some("not fetched".to_owned());
            return ArticleLine { url, robots, trouble, ..ArticleLine::default() };
        }
        let input: Result<Input, String> = match self.web.page(page).await {
            Ok(reply) => from_reply(reply).map_err(|error| format!("{error:#}")),
            Err(error) => Err(error.to_string()),
        };
        let input = match input {
            Ok(input) => input,
            Err(trouble) => {
                let trouble = Some(trouble);
                return ArticleLine { url, robots, trouble, ..ArticleLine::default() };
            }
        };
        let (article, reading) = read_input(self.watch, input, &Hints::default()).await;
        let words = article.text.split_whitespace().count();
        let trouble = article.warnings.first().filter(|_| words == 0).map(ToString::to_string);
        let claims = reading.claims.len();
        ArticleLine { url, robots, title: article.title, words, claims, trouble }
    }

    async fn robots(&mut self, page: &Url) -> &'static str {
        let Ok(url) = page.join("/robots.txt") else { return "unreachable" };
        let headers = Headers::default();
        let request = Request {
            url,
            headers,
            max_bytes: MAX_BYTES,
            max_redirects: ROBOTS_REDIRECTS,
            own: false,
        };
        let rules = match self.web.ask(request).await {
            Ok(reply) => Robots::of_reply(reply.status, &reply.body),
            Err(_) => return "unreachable",
        };
        let verdict = rules.allows(ROBOTS_NAME, &path_and_query(page));
        if verdict.is_allowed() { "allowed" } else { "closed" }
    }
}

fn target(link: &str) -> Option<Url> {
    let url = web_url(link)?;
    match unwrap(&url) {
        Wrapped::Not => Some(url),
        Wrapped::Around(inner) => Some(inner),
        Wrapped::Unresolved => None,
    }
}

fn line(
    feed: &Feed,
    report: &PollReport,
    reply: &Result<Reply, FetchError>,
    article: Option<ArticleLine>,
    conditional: bool,
) -> FeedLine {
    let parsed = report.parsed.as_ref();
    let validators = &report.next.validators;
    let last_modified = validators.last_modified.as_ref().map(|_| "last-modified");
    FeedLine {
        what: "feed",
        name: feed.name.clone(),
        url: feed.url.to_string(),
        ok: matches!(report.state, ObservationState::Ok | ObservationState::NotModified),
        state: report.state.as_str(),
        reason: report.reason.as_str(),
        detail: report.detail.clone(),
        http_status: reply.as_ref().ok().map(|reply| reply.status),
        format: parsed.map(format_name),
        entries: parsed.map(|parsed| parsed.entries.len()).or(known_entries(report)),
        newest: parsed.and_then(newest_moment),
        validators: [validators.etag.as_ref().map(|_| "etag"), last_modified]
            .into_iter()
            .flatten()
            .collect(),
        conditional,
        warnings: report.warnings.len(),
        article,
    }
}

/// A "not modified" stands for the document that was read last.
fn known_entries(report: &PollReport) -> Option<usize> {
    (report.state == ObservationState::NotModified).then_some(report.next.last_entries)
}

fn format_name(parsed: &ParsedFeed) -> String {
    let word = serde_json::to_value(parsed.format).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn newest_moment(parsed: &ParsedFeed) -> Option<Timestamp> {
    parsed.entries.iter().filter_map(|entry| entry.published.or(entry.updated)).max()
}
