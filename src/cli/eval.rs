//! `eval PATH...`: precision and recall of a watch file against gold. Reads files, writes a report.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::{Context, Exit, Trouble, service, table};
use crate::claim::evaluate::{self, GoldDocument, gold};
use crate::claim::switches::{Mechanism, Switches};
use crate::claim::{self, Reading, Watch, blocks};

/// How well a watch file reads annotated articles.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Folders of annotated articles, or single files
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The watch file [default: that of the configuration]
    #[arg(long, value_name = "FILE")]
    pub watch: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Leave out the single misses and extras
    #[arg(long, conflicts_with = "json")]
    pub totals: bool,
    /// Switch a mechanism of the reading off, to see what it is worth; may be repeated
    #[arg(long, value_name = "MECHANISM", value_parser = mechanism_names())]
    pub without: Vec<String>,
}

fn mechanism_names() -> Vec<&'static str> {
    Mechanism::ALL.iter().map(|(name, _)| *name).collect()
}

fn switches(off: &[String]) -> Switches {
    let named = Mechanism::ALL.iter().filter(|(name, _)| off.iter().any(|word| word == name));
    named.fold(Switches::default(), |switches, (_, mechanism)| switches.without(*mechanism))
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let path = watch_path(arguments.watch.as_ref(), context)?;
    let watch = service::watch(&path).map_err(Trouble::Config)?;
    let watch = watch.with_switches(switches(&arguments.without));
    let mut pairs = Vec::new();
    for path in &arguments.paths {
        for document in documents(path)? {
            let reading = reading(&watch, &document);
            pairs.push((document, reading));
        }
    }
    let report = evaluate::evaluate(&pairs);
    if arguments.json {
        table::print_json(context.out, &report)?;
    } else if arguments.totals {
        let mut text = String::new();
        report.totals(&mut text).context("formatting")?;
        write!(context.out, "{text}")?;
    } else {
        write!(context.out, "{report}")?;
    }
    Ok(Exit::Done)
}

/// The watch file named, else the configuration's, which is not read for the other.
pub(super) fn watch_path(
    named: Option<&PathBuf>,
    context: &Context<'_>,
) -> Result<PathBuf, Trouble> {
    named.map_or_else(|| Ok(context.settings()?.watch), |path| Ok(path.clone()))
}

fn reading(watch: &Watch, gold: &GoldDocument) -> Reading {
    let blocks = blocks::from_plain(&gold.text);
    claim::read(watch, &gold.document(&blocks))
}

/// The gold documents of a file, or of every `.json` file of a folder in the order of their names.
pub(super) fn documents(path: &Path) -> anyhow::Result<Vec<GoldDocument>> {
    let mut files = Vec::new();
    if path.is_dir() {
        for entry in
            std::fs::read_dir(path).with_context(|| format!("reading {}", path.display()))?
        {
            files.push(entry?.path());
        }
        files.retain(|f| f.extension().is_some_and(|e| e == "json"));
        files.sort();
    } else {
        files.push(path.to_owned());
    }
    let mut out = Vec::new();
    for file in files {
        let json = std::fs::read_to_string(&file)
            .with_context(|| format!("reading {}", file.display()))?;
        let documents =
            gold::parse(&json).with_context(|| format!("{} is no gold", file.display()))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        for mut document in documents {
            if let Some(name) = &document.file {
                let beside = [folder.join(name), folder.join("seeds").join(name)];
                let found = beside
                    .iter()
                    .find(|p| p.is_file())
                    .with_context(|| format!("{name} is missing"))?;
                document.text = std::fs::read_to_string(found)?;
            }
            out.push(document);
        }
    }
    Ok(out)
}
