//! `completions`: what a shell needs to complete this program's commands and options.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Context, Exit, Trouble};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The shell it is for
    #[arg(value_enum)]
    pub shell: Shell,
}

pub(super) fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    // Made in memory first: the generator takes a reader that hangs up for a mistake of its own.
    let mut script = Vec::new();
    let mut command = super::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "pactwatch", &mut script);
    context.out.write_all(&script)?;
    Ok(Exit::Done)
}
