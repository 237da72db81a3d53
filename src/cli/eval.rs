//! `eval PATH...`: precision and recall of a watch file against gold. Reads files, writes a report.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::claim::evaluate::{self, GoldDocument, gold};
use crate::claim::switches::Switches;
use crate::claim::{self, Document, Reading, Watch, blocks};

/// How much to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    Totals,
    Full,
    Json,
}

/// Reads the gold under `paths`, reads its texts with the watch at `watch`, prints the comparison.
pub fn run(
    paths: &[PathBuf],
    watch: &Path,
    detail: Detail,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    run_without(paths, watch, detail, Switches::default(), out)
}

/// The same with mechanisms off, to measure what they are worth.
pub fn run_without(
    paths: &[PathBuf],
    watch: &Path,
    detail: Detail,
    switches: Switches,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let name = watch.display().to_string();
    let text = std::fs::read_to_string(watch).with_context(|| format!("reading {name}"))?;
    let watch = Watch::compile(&text, &name).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })?;
    let watch = watch.with_switches(switches);
    let mut pairs = Vec::new();
    for path in paths {
        for document in documents(path)? {
            let reading = reading(&watch, &document);
            pairs.push((document, reading));
        }
    }
    let report = evaluate::evaluate(&pairs);
    match detail {
        Detail::Json => serde_json::to_writer_pretty(&mut *out, &report)?,
        Detail::Full => write!(out, "{report}")?,
        Detail::Totals => {
            let mut text = String::new();
            report.totals(&mut text)?;
            write!(out, "{text}")?;
        }
    }
    Ok(())
}

fn reading(watch: &Watch, gold: &GoldDocument) -> Reading {
    let blocks = blocks::from_plain(&gold.text);
    let document = Document {
        text: &gold.text,
        blocks: &blocks,
        title: &gold.title,
        published: gold.published,
        outlet: &gold.outlet,
        language: None,
    };
    claim::read(watch, &document)
}

/// The gold documents of a file, or of every `.json` file of a folder in the order of their names.
fn documents(path: &Path) -> anyhow::Result<Vec<GoldDocument>> {
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
