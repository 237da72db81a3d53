//! `silence`: keeps findings quiet for a while, or until a value changes; lists and lifts them.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::table::Row;
use super::{Context, Exit, Listing, Trouble, moment};
use crate::alert::Silence;
use crate::base::time::{SignedDuration, after};
use crate::base::{Timestamp, id};
use crate::config;
use crate::io::clock::SystemClock;
use crate::port::Clock as _;
use crate::store::{Mode, Store};

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    pub action: Action,
}

#[derive(Debug, Subcommand)]
pub enum Action {
    /// Keep findings quiet; they stay on record, with this as the reason
    Add(Box<New>),
    /// List silences, newest first
    List {
        /// Only those that hold now
        #[arg(long)]
        active: bool,
        #[command(flatten)]
        listing: Listing,
    },
    /// End a silence
    Lift {
        /// The silence's id
        id: String,
    },
}

/// Every pattern that is given must match; `*` stands for any characters.
#[derive(Debug, Args)]
pub struct New {
    /// Only this term, or a pattern such as "license.*"
    #[arg(long, value_name = "TERM")]
    pub term: Option<String>,
    /// Only while the finding is about this value
    #[arg(long, value_name = "VALUE")]
    pub value: Option<String>,
    /// Only this outlet, or a pattern
    #[arg(long, value_name = "OUTLET")]
    pub outlet: Option<String>,
    /// Only this kind of finding, or `incident_opened`
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// How long: 2h, 7d
    #[arg(long = "for", value_name = "TIME", conflicts_with = "until_changed")]
    pub time: Option<String>,
    /// As long as the term has the value it has now, or the one of --value
    #[arg(long, requires = "term", required_unless_present = "time")]
    pub until_changed: bool,
    /// Why, for whoever asks later
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub reason: String,
    /// Who says so [default: the user at work]
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
}

#[derive(Serialize)]
struct Line {
    id: String,
    state: &'static str,
    covers: String,
    author: String,
    reason: String,
    created: Timestamp,
    expires: Option<Timestamp>,
}

impl Line {
    fn new(silence: Silence, now: Timestamp) -> Self {
        let over = silence.expires_at.is_some_and(|end| end <= now);
        Self {
            state: if over { "over" } else { "active" },
            covers: covers(&silence),
            id: silence.id,
            author: silence.author,
            reason: silence.reason,
            created: silence.created_at,
            expires: silence.expires_at,
        }
    }
}

impl Row for Line {
    const HEADERS: &'static [&'static str] =
        &["SILENCE", "STATE", "COVERS", "UNTIL", "AUTHOR", "REASON"];
    const NONE: &'static str = "no silences";

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.state.to_owned(),
            self.covers.clone(),
            self.expires.map_or_else(|| "it is lifted".to_owned(), moment),
            self.author.clone(),
            self.reason.clone(),
        ]
    }
}

/// `term=license.* value=2030`.
fn covers(silence: &Silence) -> String {
    let parts = [
        ("term", &silence.term),
        ("value", &silence.value),
        ("outlet", &silence.outlet),
        ("kind", &silence.kind),
    ];
    let said = parts.into_iter().filter_map(|(name, part)| Some((name, part.as_ref()?)));
    said.map(|(name, part)| format!("{name}={part}")).collect::<Vec<_>>().join(" ")
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let now = SystemClock.now();
    match &arguments.action {
        Action::List { active, listing } => {
            let store = context.store(Mode::ReadOnly).await?;
            let rows = store.all_silences(listing.limit as usize).await?;
            let lines = rows.into_iter().map(|row| Line::new(row, now));
            let lines: Vec<Line> = lines.filter(|l| !active || l.state == "active").collect();
            context.list(&lines, listing.json)?;
        }
        Action::Lift { id } => {
            let store = context.store(Mode::ReadWrite).await?;
            if !store.end_silence(id, now).await? {
                let why = "no such silence that still holds; see `pactwatch silence list`";
                return Err(anyhow::anyhow!("{id}: {why}").into());
            }
            writeln!(context.out, "{id}: lifted")?;
        }
        Action::Add(new) => {
            let store = context.store(Mode::ReadWrite).await?;
            let silence = silence(new, &store, context, now).await?;
            store.add_silence(&silence).await?;
            let until = silence.expires_at.map_or("it is lifted".to_owned(), moment);
            let covered = super::visible::visible(&covers(&silence)).into_owned();
            writeln!(context.out, "{}: quiet about {covered} until {until}", silence.id)?;
        }
    }
    Ok(Exit::Done)
}

async fn silence(
    new: &New,
    store: &Store,
    context: &Context<'_>,
    now: Timestamp,
) -> Result<Silence, Trouble> {
    let parts = [&new.term, &new.value, &new.outlet, &new.kind];
    if parts.into_iter().all(Option::is_none) {
        let why = "say what to keep quiet: --term, --value, --outlet or --kind";
        return Err(anyhow::anyhow!("a silence over everything would make blind; {why}").into());
    }
    let expires_at = new.time.as_deref().map(|text| end(text, now)).transpose()?;
    let value = match (&new.value, &new.term) {
        (None, Some(term)) if new.until_changed => Some(prevailing(store, term).await?),
        (value, _) => value.clone(),
    };
    let user = || context.environment.get("USER").unwrap_or("somebody").to_owned();
    let author = new.author.clone().unwrap_or_else(user);
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let made_of = [&text(&new.term), &text(&value), &text(&new.outlet), &text(&new.kind)];
    let at = now.to_string();
    let made_of: Vec<&str> = made_of.into_iter().map(String::as_str).chain([at.as_str()]).collect();
    Ok(Silence {
        id: id::make("sil", &made_of),
        term: new.term.clone(),
        value,
        outlet: new.outlet.clone(),
        kind: new.kind.clone(),
        author,
        reason: new.reason.clone(),
        created_at: now,
        expires_at,
    })
}

fn end(text: &str, now: Timestamp) -> Result<Timestamp, Trouble> {
    let length = config::duration(text).and_then(|time| SignedDuration::try_from(time).ok());
    match length.filter(SignedDuration::is_positive) {
        Some(length) => Ok(after(now, length)),
        None => Err(anyhow::anyhow!("--for {text:?}: write a time such as 2h or 7d").into()),
    }
}

/// What the coverage holds of a term now.
async fn prevailing(store: &Store, term: &str) -> Result<String, Trouble> {
    let outlines = store.outlines([term]).await?;
    let held = outlines.get(term).and_then(|outline| outline.prevailing.first());
    held.map(|prevailing| prevailing.value.clone()).ok_or_else(|| {
        let why = "the coverage holds no value of it yet; name one with --value";
        anyhow::anyhow!("{term}: {why}").into()
    })
}
