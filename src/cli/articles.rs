//! `articles`: what has been read, newest first.

use clap::Args;
use serde::Serialize;

use super::table::Row;
use super::{Context, Exit, Listing, Trouble};
use crate::base::Timestamp;
use crate::store::Mode;
use crate::store::record::{ArticleRow, tier_name};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Only of this outlet
    #[arg(long, value_name = "DOMAIN")]
    pub outlet: Option<String>,
    #[command(flatten)]
    pub listing: Listing,
}

#[derive(Serialize)]
struct Line {
    id: String,
    outlet: String,
    tier: &'static str,
    title: String,
    url: String,
    versions: i64,
    state: Option<String>,
    reason: Option<String>,
    published: Option<Timestamp>,
    first_seen: Timestamp,
    last_visit: Option<Timestamp>,
    last_ok: Option<Timestamp>,
    next_visit: Option<Timestamp>,
    copy_of: Option<String>,
}

impl From<ArticleRow> for Line {
    fn from(row: ArticleRow) -> Self {
        Self {
            copy_of: (row.family != row.id).then_some(row.family),
            id: row.id,
            outlet: row.outlet,
            tier: tier_name(row.tier),
            title: row.title,
            url: row.url,
            versions: row.versions,
            state: row.last_state,
            reason: row.last_reason,
            published: row.published_at,
            first_seen: row.first_seen_at,
            last_visit: row.last_visit_at,
            last_ok: row.last_ok_at,
            next_visit: row.next_visit_at,
        }
    }
}

impl Row for Line {
    const HEADERS: &'static [&'static str] =
        &["ARTICLE", "FIRST SEEN", "OUTLET", "VERSIONS", "STATE", "TITLE"];
    const NONE: &'static str = "no articles yet: entries that name the deal are followed as feeds \
                                are polled; `pactwatch poll` makes one pass now";

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            super::moment(self.first_seen),
            self.outlet.clone(),
            self.versions.to_string(),
            self.state.clone().unwrap_or_else(|| "waiting".to_owned()),
            self.title.clone(),
        ]
    }
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let outlet = arguments.outlet.as_deref().unwrap_or_default();
    let rows = store.articles(outlet, arguments.listing.limit as usize).await?;
    let lines: Vec<Line> = rows.into_iter().map(Line::from).collect();
    context.list(&lines, arguments.listing.json)?;
    Ok(Exit::Done)
}
