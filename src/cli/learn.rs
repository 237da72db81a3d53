//! `learn PATH...`: what annotated texts teach about typed values and about sentences that state fixed
//! ones, as a table for the watch file.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::eval::{documents, watch_path};
use super::{Context, Exit, Trouble, service};
use crate::claim::learned::teach;
use crate::config;

/// The table stands last in the file, below this line.
const HEAD: &str = "# ---------------------------------------------------------------- learned\n";

/// Learn from annotated articles what stands around the values of each term.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders of annotated articles, or single files
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The watch file [default: that of the configuration]
    #[arg(long, value_name = "FILE")]
    pub watch: Option<PathBuf>,
    /// Put the table into the watch file instead of printing it
    #[arg(long)]
    pub write: bool,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let path = watch_path(arguments.watch.as_ref(), context)?;
    let text = config::read_text(&path).map_err(|problem| Trouble::Config(vec![problem]))?;
    // What was learned before must not stand in the way of learning anew.
    let kept = text.split_once(HEAD).map_or(text.as_str(), |(kept, _)| kept);
    let watch = service::compiled(kept, &path).map_err(Trouble::Config)?;
    let mut gold = Vec::new();
    for path in &arguments.paths {
        gold.extend(documents(path)?);
    }
    let lesson = teach::teach(&watch, &gold);
    let table = format!(
        "{HEAD}# What stands around the values of a term. Written by `pactwatch learn`, not by hand.\n{}",
        lesson.table
    );
    context.tell(&format!(
        "{} texts, {} values, {} weights",
        gold.len(),
        lesson.values,
        lesson.weights
    ))?;
    if arguments.write {
        std::fs::write(&path, format!("{}\n\n{table}", kept.trim_end()))
            .with_context(|| format!("writing {}", path.display()))?;
    } else {
        write!(context.out, "{table}")?;
    }
    Ok(Exit::Done)
}
