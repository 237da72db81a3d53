//! `man`: the manual pages, made from the same words as `--help`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, CommandFactory as _};

use super::{Context, Exit, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {
    /// Write a page for the program and one for each command into this folder, instead of printing
    /// the program's
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let command = super::Arguments::command();
    let Some(folder) = &arguments.dir else {
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        context.out.write_all(&page)?;
        return Ok(Exit::Done);
    };
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    clap_mangen::generate_to(command, folder).with_context(|| folder.display().to_string())?;
    let pages = std::fs::read_dir(folder)?.count();
    writeln!(context.out, "{pages} pages in {}", folder.display())?;
    Ok(Exit::Done)
}
