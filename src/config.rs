//! Typed, validated settings: the only reader of the configuration, of secrets and of the
//! environment. It knows the shape of every policy; nobody below knows it. It never stops at the
//! first mistake, and it never prints a secret.

mod environment;
mod feed;
mod fetch;
mod heartbeat;
mod mail;
mod outlet;
mod problem;
mod receiver;
mod review;
mod route;
mod secret;
mod section;
mod source;
mod value;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use environment::Environment;
pub use feed::{FeedSettings, Follow};
pub use fetch::{DeliverSettings, FetchSettings};
pub use heartbeat::HeartbeatSettings;
pub use outlet::{Content, OutletSettings};
pub use problem::Problem;
pub use review::ReviewSettings;
pub use route::{Match, RouteSettings, kinds};

use section::{Report, Section};
use source::Source;
use value::Fault;

use crate::alert::Receiver;
use crate::alert::pace::RateCap;

/// Where the settings are looked for when no `--config` names a file.
pub const DEFAULT_FILES: [&str; 2] = ["config/pactwatch.toml", "/etc/pactwatch/pactwatch.toml"];

/// Everything the daemon is told. Every value has passed its checks; defaults are filled in.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The file these settings were read from.
    pub file: PathBuf,
    /// The watch file; a relative path in the configuration starts at the configuration's folder.
    pub watch: PathBuf,
    pub store: StoreAddress,
    /// Where the review pages listen; `None` is off. Beyond loopback only with a token.
    pub listen: Option<std::net::SocketAddr>,
    pub review: ReviewSettings,
    pub fetch: FetchSettings,
    pub deliver: DeliverSettings,
    pub feeds: Vec<FeedSettings>,
    /// Rules for single outlets; usually none.
    pub outlets: Vec<OutletSettings>,
    /// Never empty: without one in the file, the log is the receiver.
    pub receivers: Vec<Receiver>,
    /// Never empty: without one in the file, everything goes to every receiver.
    pub routes: Vec<RouteSettings>,
    /// How many alerts a receiver takes, where that is set, by the receiver's name.
    pub caps: BTreeMap<String, RateCap>,
    /// How often the whole path is tried, and who is told that it works; `None` is never.
    pub heartbeat: Option<HeartbeatSettings>,
    /// Not wrong, but perhaps not meant; for `check` and the start of the log.
    pub notes: Vec<Problem>,
}

/// Which database holds the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreAddress {
    /// A file of the embedded database; a relative path starts at the working directory.
    Sqlite(PathBuf),
}

/// Finds the file to load: the one named, else the first of [`DEFAULT_FILES`] that is there.
pub fn find(named: Option<&Path>) -> Result<PathBuf, Problem> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    DEFAULT_FILES.iter().map(PathBuf::from).find(|path| path.is_file()).ok_or_else(|| Problem {
        file: DEFAULT_FILES[0].to_owned(),
        what: format!("there is no configuration here, nor at {}", DEFAULT_FILES[1]),
        mend: "name one with --config FILE".to_owned(),
        ..Problem::default()
    })
}

/// Whether the secrets that the settings name are read as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// For a command that sends, or checks that sending would work.
    Read,
    /// For a command that lists: whoever runs it may have no right to read them.
    Leave,
}

/// Reads the settings of this process: its file, with its environment laid over it.
pub fn load(path: &Path) -> Result<Settings, Vec<Problem>> {
    load_with(path, &Environment::of_process(), Secrets::Read)
}

/// As [`load`], with all it depends on as arguments. Returns all mistakes at once.
pub fn load_with(
    path: &Path,
    environment: &Environment,
    secrets: Secrets,
) -> Result<Settings, Vec<Problem>> {
    match inspect(path, environment, secrets) {
        (Some(settings), problems) if problems.is_empty() => Ok(settings),
        (_, problems) => Err(problems),
    }
}

/// The settings as far as they could be made out, and all that is wrong with them: for a command
/// that looks for mistakes further on. Without a problem the settings are always there.
pub fn inspect(
    path: &Path,
    environment: &Environment,
    secrets: Secrets,
) -> (Option<Settings>, Vec<Problem>) {
    let text = match read_text(path) {
        Ok(text) => text,
        Err(problem) => return (None, vec![problem]),
    };
    let source = Source { file: path.to_owned(), text };
    let report = Report::new(&source);
    let (mut table, errors) = source::parse(&source.text);
    for (offset, message) in errors {
        report.syntax(offset, &message);
    }
    environment.overlay(&mut table, &report);
    let folder = path.parent().unwrap_or(Path::new(""));
    let place = secret::Place { folder, environment, wanted: secrets == Secrets::Read };
    let settings = read(&mut Section::root(&table, &report), path, &place);
    let found = report.finish();
    (settings.map(|settings| Settings { notes: found.notes, ..settings }), found.problems)
}

/// A span of time with its units, as the file and the command line write it: `30s`, `2h`, `1d`.
pub fn duration(text: &str) -> Option<std::time::Duration> {
    value::parse_duration(text)
}

/// The text of a file a person wrote: the configuration or the watch file.
pub fn read_text(path: &Path) -> Result<String, Problem> {
    let trouble = |what: String, mend: &str| Problem {
        file: path.display().to_string(),
        what,
        mend: mend.to_owned(),
        ..Problem::default()
    };
    let bytes = std::fs::read(path).map_err(|error| {
        trouble(format!("cannot be read: {error}"), "check the path and its permissions")
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        trouble(format!("is not UTF-8 text from byte {at} on"), "save it as UTF-8")
    })
}

/// The whole file, section by section. `None` only when a problem has been reported.
fn read(root: &mut Section<'_>, path: &Path, place: &secret::Place<'_>) -> Option<Settings> {
    let watch = root.required("watch", value::name).map(|name| place.folder.join(name));
    let store = root.optional("store", store_address);
    let listen = root.optional("listen", listen_address).flatten();
    let review = review::read(root, place, listen);
    let fetch = fetch::read(&mut root.section("fetch"));
    let feeds = feed::read(&mut root.sections("feed"));
    let outlets = outlet::read(&mut root.sections("outlet"));
    let deliver = fetch::read_deliver(&mut root.section("deliver"), &fetch);
    let plain_http = !deliver.adapter.allow.is_empty();
    let receivers = receiver::read(&mut root.sections("receiver"), place, plain_http);
    let receiver::Receivers { list: receivers, caps } = receiver::with_default(receivers);
    let routes = route::read(&mut root.sections("route"), &receivers);
    let routes = route::with_default(routes, &receivers);
    let heartbeat = heartbeat::read(root, place);
    root.finish();
    if feeds.is_empty() && !root.has("feed") {
        root.note("feed", "no feed is configured, so nothing is watched", "add a [[feed]]");
    }
    route::note_unrouted(root, &receivers, &routes);
    Some(Settings {
        file: path.to_owned(),
        watch: watch?,
        store: store.unwrap_or_else(|| StoreAddress::Sqlite("state/pactwatch.db".into())),
        listen,
        review,
        fetch,
        deliver,
        feeds,
        outlets,
        receivers,
        routes,
        caps,
        heartbeat,
        notes: Vec::new(),
    })
}

fn store_address(node: &source::Node) -> Result<StoreAddress, Fault> {
    const MEND: &str = "write \"sqlite:\" and the path of a file";
    let text = value::text(node)?;
    // The address may hold a password, so it is never repeated.
    match text.split_once(':') {
        Some(("sqlite", path)) if !path.is_empty() => Ok(StoreAddress::Sqlite(path.into())),
        Some(("postgres" | "postgresql", _)) => {
            Err(Fault::new("PostgreSQL is not in this release", MEND))
        }
        Some(_) | None => Err(Fault::new("is no store this release knows", MEND)),
    }
}

fn listen_address(node: &source::Node) -> Result<Option<std::net::SocketAddr>, Fault> {
    const MEND: &str = "write \"127.0.0.1:8787\", or \"\" for off";
    let text = value::text(node)?;
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<std::net::SocketAddr>() {
        Ok(address) => Ok(Some(address)),
        Err(_) => Err(Fault::new(format!("{text:?} is no address and port"), MEND)),
    }
}
