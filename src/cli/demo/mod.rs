//! `demo`: the whole story on loopback. A small press is served on this machine, the real daemon
//! watches it with a clock that runs fast, and its signed webhooks arrive at a receiver here.

mod inbox;
mod lookup;
mod press;
mod story;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use ipnet::IpNet;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{Context, Exit, Trouble};
use crate::alert::kind::webhook;
use crate::alert::route::Route;
use crate::alert::{Kind, Receiver};
use crate::app::notify::Notifier;
use crate::app::{App, Feed, PacePlan, Plan, Wired};
use crate::base::time::SignedDuration;
use crate::base::{Secret, Timestamp, id};
use crate::claim::follow::Gate;
use crate::claim::watch::Watch;
use crate::feed::schedule::Schedule;
use crate::io::clock::{FastClock, SystemClock};
use crate::io::http::{FetchSettings, HttpFetch};
use crate::io::ids::RandomIds;
use crate::io::receivers::Receivers;
use crate::port::Clock as _;
use crate::store::{Mode, Store};

use inbox::News;
use lookup::Loopback;
use story::Story;

/// The watch file that ships with the program.
const WATCH: &str = include_str!("../../../config/partnership.toml");
/// Made for this demo; nothing outside it is signed with it.
const SECRET: &str = "whsec_ZGVtbyBzZWNyZXQsIG5vdCBhIHJlYWwgb25lISE=";
/// Story minutes that pass in a second.
const MINUTES_A_SECOND: u32 = 10;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Story minutes that pass in a second
    #[arg(long, value_name = "N", default_value_t = MINUTES_A_SECOND,
          value_parser = clap::value_parser!(u32).range(1..=30))]
    pub pace: u32,
}

type Live = App<Wired<FastClock, HttpFetch, Receivers, RandomIds>>;

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let story = Arc::new(Story::load()?);
    let speed = arguments.pace * 60;
    let shown_origin = story.start;
    let clock = FastClock { real_origin: SystemClock.now(), shown_origin, speed };
    let press = TcpListener::bind("127.0.0.1:0").await.context("no port on loopback")?;
    let desk = TcpListener::bind("127.0.0.1:0").await.context("no port on loopback")?;
    let (press_port, desk_port) = (press.local_addr()?.port(), desk.local_addr()?.port());
    let temporary = context.environment.get("TMPDIR").unwrap_or("/tmp");
    let folder = Path::new(temporary).join(format!("pactwatch-demo-{}", std::process::id()));
    let database = folder.join("demo.db");
    let app = app(&story, clock, (press_port, desk_port), &database, speed).await?;
    app.prepare().await?;

    let (tell, mut news) = mpsc::unbounded_channel();
    let press = tokio::spawn(press::serve(press, Arc::clone(&story), clock));
    let desk = tokio::spawn(inbox::serve(desk, Secret::new(SECRET), tell));
    let stop = CancellationToken::new();
    let daemon = {
        let (app, stop) = (Arc::clone(&app), stop.clone());
        tokio::spawn(async move { app.run(&stop, &mut Notifier::new(None, |_| {})).await })
    };
    introduce(context, &story, arguments.pace)?;
    let told = narrate(context, &story, clock, &mut news).await;
    stop.cancel();
    daemon.await.context("the daemon")?;
    press.abort();
    desk.abort();
    conclude(context, &app, told?, &database).await?;
    Ok(Exit::Done)
}

/// The real daemon: only its clock, its name lookup and its store's place are the demo's.
async fn app(
    story: &Story,
    clock: FastClock,
    (press_port, desk_port): (u16, u16),
    database: &Path,
    speed: u32,
) -> Result<Arc<Live>, Trouble> {
    let loopback: IpNet = "127.0.0.0/8".parse().context("loopback")?;
    let settings = FetchSettings {
        allow: vec![loopback],
        ports: vec![press_port],
        total_timeout: Duration::from_secs(5),
        ..FetchSettings::default()
    };
    let web = HttpFetch::with_lookup(&settings, Loopback).context("the web client")?;
    let out = Receivers::with_lookup(&settings, Loopback).context("the receivers' client")?;
    let ports = Wired { clock, web, out, ids: RandomIds::default() };
    let opened = Store::open(database, Mode::ReadWrite).await?;
    let problems = |found: Vec<_>| anyhow::anyhow!("the shipped watch file: {found:?}");
    let watch = Watch::compile(WATCH, "partnership.toml").map_err(problems)?;
    let url = format!("http://127.0.0.1:{desk_port}/hook");
    let config = webhook::Config { url: Secret::new(url), secrets: vec![Secret::new(SECRET)] };
    let desk = Receiver { name: "desk".to_owned(), kind: Kind::Webhook(config) };
    let route = Route {
        group_wait: SignedDuration::from_mins(2),
        ..Route::to_all("all", vec![desk.name.clone()])
    };
    let plan = Plan {
        routes: vec![route],
        receivers: vec![Arc::new(desk)],
        pace: PacePlan { robots: false, ..PacePlan::default().at_speed(speed) },
        ..Plan::new(watch, feeds(story, press_port)?)
    };
    Ok(App::new(opened, ports, plan))
}

fn feeds(story: &Story, port: u16) -> Result<Vec<Feed>, Trouble> {
    let schedule = Schedule::parse("*/5 * * * *", None).map_err(anyhow::Error::msg)?;
    let mut feeds = Vec::new();
    for outlet in &story.outlet {
        let url = Url::parse(&format!("http://{}:{port}/feed.xml", outlet.host))
            .context("an outlet's address")?;
        feeds.push(Feed {
            id: id::make("f", &[url.as_str()]),
            name: outlet.name.clone(),
            url,
            tier: outlet.tier,
            schedule: schedule.clone(),
            gate: Gate::Relevant,
        });
    }
    Ok(feeds)
}

fn introduce(context: &mut Context<'_>, story: &Story, pace: u32) -> std::io::Result<()> {
    let out = &mut context.out;
    writeln!(out, "The press of this demo, served on this machine (invented outlets, real deal):")?;
    for outlet in &story.outlet {
        writeln!(out, "  {:<22} {}", outlet.name, outlet.say)?;
    }
    writeln!(
        out,
        "\nThe daemon watches them now, as it would watch the real ones, but on a clock on which \
         {pace} minutes\npass in a second. The desk below is a webhook receiver that checks every \
         signature.\n"
    )?;
    out.flush()
}

/// Tells what the press does and what the desk gets, as it happens, until the story is over.
async fn narrate(
    context: &mut Context<'_>,
    story: &Story,
    clock: FastClock,
    news: &mut mpsc::UnboundedReceiver<News>,
) -> Result<usize, Trouble> {
    let mut steps = story.steps().into_iter().peekable();
    let end = story.moment(story.ends_at);
    let mut alerts = 0;
    loop {
        let next = steps.peek().map_or(end, |(at, _)| *at);
        tokio::select! {
            () = clock.sleep_until(next) => match steps.next() {
                Some((at, step)) => writeln!(context.out, "{}  PRESS  {step}\n", hour(at))?,
                None => return Ok(alerts),
            },
            Some(item) = news.recv() => {
                alerts += usize::from(item.taken);
                for line in item.lines {
                    writeln!(context.out, "{}  DESK   {line}", hour(clock.now()))?;
                }
                writeln!(context.out)?;
            }
        }
        context.out.flush()?;
    }
}

fn hour(at: Timestamp) -> String {
    at.strftime("%H:%M").to_string()
}

async fn conclude(
    context: &mut Context<'_>,
    app: &Live,
    alerts: usize,
    store: &Path,
) -> Result<(), Trouble> {
    let findings = app.store.findings(Timestamp::MIN, 1000).await?.len();
    let articles = app.store.articles("", 1000).await?;
    let versions: i64 = articles.iter().map(|article| article.versions).sum();
    let visits = app.store.observations("", Timestamp::MIN, 1_000_000).await?.len();
    let articles = articles.len();
    let out = &mut context.out;
    writeln!(
        out,
        "{visits} looks at feeds and pages, {articles} articles, {versions} versions, {findings} \
         findings, {alerts} alerts.\nEvery page had another advertisement each time; none of that \
         raised an alert.\n\nWhat to try next:"
    )?;
    let file = store.with_file_name("demo.toml");
    let watch = store.with_file_name("partnership.toml");
    std::fs::write(&watch, WATCH)?;
    let text = format!("watch = {:?}\nstore = \"sqlite:{}\"\n", watch.display(), store.display());
    std::fs::write(&file, text)?;
    let shown = file.display();
    for (command, what) in [
        ("claims", "what the coverage holds, and who says so"),
        ("log", "findings and deliveries in order"),
        ("articles", "what was read; `diff ARTICLE` shows an article's edits"),
    ] {
        writeln!(out, "  pactwatch --config {shown} {command:<9} {what}")?;
    }
    writeln!(out, "  pactwatch run{:width$} the real feeds", "", width = 14)?;
    Ok(())
}
