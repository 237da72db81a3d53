//! `diff`: claim changes between versions of an article, above the text's own.

mod compare;
mod page;
mod show;

use std::sync::Arc;

use clap::Args;

use super::{Context, Exit, Trouble, find, service};
use crate::app::WatchTerms;
use crate::app::reading::Read;
use crate::store::record::{ArticleRow, SnapshotRow};
use crate::store::{Mode, Store};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The article's id, the start of it, or its address
    pub article: String,
    /// The older version, counted from 1 [default: the one before the newer]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    pub from: Option<i64>,
    /// The newer version [default: the last]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    pub to: Option<i64>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Print a page of HTML, for a file
    #[arg(long, conflicts_with = "json")]
    pub html: bool,
}

/// A version with what was read from it.
struct Version {
    snapshot: SnapshotRow,
    read: Read,
}

/// Two versions of one article.
struct Pair {
    article: ArticleRow,
    old: Version,
    new: Version,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let settings = context.settings()?;
    let watch = Arc::new(service::watch(&settings.watch).map_err(Trouble::Config)?);
    let store = context.store(Mode::ReadOnly).await?;
    let article = find::article(&store, &arguments.article).await?;
    let snapshots = store.snapshots(&article.id).await?;
    let Some((old, new)) = choose(arguments, &snapshots)? else {
        show::single(context.out, &article, snapshots.first(), arguments.json)?;
        return Ok(Exit::Done);
    };
    let old = version(&store, old).await?;
    let new = version(&store, new).await?;
    let pair = Pair { article, old, new };
    let edits = compare::edits(&watch, &WatchTerms::new(&watch), &pair);
    if arguments.json {
        show::json(context.out, &pair, &edits)?;
    } else if arguments.html {
        page::html(context.out, &pair, &edits)?;
    } else {
        let colour = context.width.is_some() && context.environment.get("NO_COLOR").is_none();
        show::human(context.out, &pair, &edits, colour)?;
    }
    Ok(Exit::Done)
}

/// The two versions asked for; `None` when there is nothing to compare with.
fn choose<'a>(
    arguments: &Arguments,
    snapshots: &'a [SnapshotRow],
) -> Result<Option<(&'a SnapshotRow, &'a SnapshotRow)>, Trouble> {
    let numbered = |wanted: i64| {
        snapshots.iter().find(|snapshot| snapshot.seq == wanted).ok_or_else(|| {
            let count = snapshots.len();
            anyhow::anyhow!("there is no version {wanted}: the article has {count}")
        })
    };
    let asked = arguments.from.is_some() || arguments.to.is_some();
    let (Some(last), true) = (snapshots.last(), asked || snapshots.len() > 1) else {
        return Ok(None);
    };
    let new = arguments.to.map_or(Ok(last), numbered)?;
    let before = if new.seq > 1 { new.seq - 1 } else { new.seq };
    let old = numbered(arguments.from.unwrap_or(before))?;
    Ok(Some((old, new)))
}

async fn version(store: &Store, snapshot: &SnapshotRow) -> Result<Version, Trouble> {
    let read = Read::from_bytes(&store.reading(snapshot).await?)?;
    Ok(Version { snapshot: snapshot.clone(), read })
}
