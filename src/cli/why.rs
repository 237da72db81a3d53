//! `why`: the whole chain behind an alert, from the delivery back to the fetch; or every reason why
//! something was not told. It repeats what is on record and judges nothing again.

mod show;
mod trace;

use clap::Args;

use super::{Context, Exit, Trouble, find, table};
use crate::store::{Mode, Store};

use trace::Answer;

#[derive(Debug, Args)]
pub struct Arguments {
    /// A finding, an alert, a delivery (as `log` shows them) or an article; the start of its id is
    /// enough. Or the address of a page: also one that was not fetched
    pub id: String,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let answer = answer(&store, &arguments.id).await?;
    if arguments.json {
        table::print_json(context.out, &answer)?;
    } else {
        show::answer(context.out, &answer)?;
    }
    Ok(Exit::Done)
}

/// Feeds and findings share the first letter of their ids, so everything is asked.
async fn answer(store: &Store, wanted: &str) -> Result<Answer, Trouble> {
    if wanted.is_empty() {
        return Err(anyhow::anyhow!("the id is empty; `pactwatch log` lists ids").into());
    }
    let findings = store.findings_like(wanted).await?;
    let alerts = store.alerts_like(wanted).await?;
    let articles = find::articles(store, wanted).await?;
    match (findings.as_slice(), alerts.as_slice(), articles.as_slice()) {
        ([finding], [], []) => Ok(Answer::Finding(Box::new(trace::finding(store, finding).await?))),
        ([], [alert], []) => Ok(Answer::Alert(trace::alert(store, alert).await?)),
        ([], [], [article]) => Ok(Answer::Article(trace::article(store, article).await?)),
        ([], [], []) => {
            let entries = trace::entries_like(store, wanted).await?;
            if !entries.is_empty() {
                return Ok(Answer::Entries { entries });
            }
            let mend = "`pactwatch log` and `pactwatch articles` list ids";
            Err(anyhow::anyhow!("nothing on record has the id {wanted:?}; {mend}").into())
        }
        _ => {
            let ids = findings.iter().map(|row| &row.id);
            let ids = ids.chain(alerts.iter().map(|row| &row.id));
            let ids = ids.chain(articles.iter().map(|row| &row.id));
            let ids: Vec<&str> = ids.map(String::as_str).collect();
            let ids = ids.join(", ");
            Err(anyhow::anyhow!("{wanted:?} fits several: {ids}; give more of it").into())
        }
    }
}
