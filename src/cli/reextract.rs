//! `reextract`: reads every stored version again with today's extractor and watch file. A technical
//! change: it finds nothing and alerts nobody, and may be stopped and started again.

use std::io::Write as _;

use clap::Args;

use super::service::open;
use super::{Context, Exit, Trouble};
use crate::app::{PacePlan, Reextracted};
use crate::io::clock::SystemClock;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Only this article, by id or address, whatever read it last
    #[arg(long, value_name = "ID")]
    pub article: Option<String>,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let settings = context.settings()?;
    let app = open(&settings, SystemClock, PacePlan::default()).await?;
    let article = match &arguments.article {
        None => None,
        Some(wanted) => match app.store.find_article(wanted).await? {
            Some(row) => Some(row.id),
            None => return Err(anyhow::anyhow!("no article is {wanted:?}").into()),
        },
    };
    let mut last = String::new();
    let on_terminal = context.width.is_some();
    let done = app
        .reextract(article.as_deref(), &mut |done| {
            let line = progress(done);
            if on_terminal && line != last {
                // A progress line that cannot be shown is not worth stopping for.
                drop(write!(std::io::stderr(), "\r{line}"));
                last = line;
            }
        })
        .await?;
    if on_terminal && !last.is_empty() {
        writeln!(context.err)?;
    }
    writeln!(
        context.out,
        "{} articles, {} versions read again; {} have another text now; {} kept their old reading \
         because their bytes were pruned, {} because they cannot be read any more",
        done.articles,
        done.versions - done.pruned - done.unreadable,
        done.other_text,
        done.pruned,
        done.unreadable
    )?;
    Ok(Exit::Done)
}

/// `[#####.....]  52 % of 400 articles`, in steps a person can see.
fn progress(done: &Reextracted) -> String {
    let percent = done.articles * 100 / done.of_articles.max(1);
    let bar: String = (0..20).map(|step| if step * 5 < percent { '#' } else { '.' }).collect();
    format!("[{bar}] {percent:3} % of {} articles", done.of_articles)
}
