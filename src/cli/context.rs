//! What a command works with: its settings and where it prints.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::table::{self, Row};
use super::visible::visible;
use super::{Exit, Global};
use crate::config::{self, Environment, Problem, Secrets, Settings, StoreAddress};
use crate::store::{Mode, Store, StoreError};

/// The name of the watch file that ships.
const SHIPPED: &str = "partnership.toml";

/// Passed to every command. Output and errors are arguments, so that tests can read them.
pub struct Context<'a> {
    pub global: Global,
    pub environment: Environment,
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
    /// Columns of the terminal that `out` is; `None` when it is none, and lines are not folded.
    pub width: Option<u16>,
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// Mistakes in the files a person wrote.
    #[error("{} problems in the configuration", .0.len())]
    Config(Vec<Problem>),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Other(error.into())
    }
}

impl Context<'_> {
    /// The settings for a command that lists or reads; the secrets are left where they are.
    pub fn settings(&self) -> Result<Settings, Trouble> {
        config::load_with(&self.file()?, &self.environment, Secrets::Leave).map_err(Trouble::Config)
    }

    /// The settings for a command that sends.
    pub fn settings_with_secrets(&self) -> Result<Settings, Trouble> {
        config::load_with(&self.file()?, &self.environment, Secrets::Read).map_err(Trouble::Config)
    }

    /// The settings for a command that works without any: `None` when there is no configuration.
    pub fn settings_if_any(&self) -> Result<Option<Settings>, Trouble> {
        if self.global.config.is_none() && config::find(None).is_err() {
            return Ok(None);
        }
        self.settings().map(Some)
    }

    /// The watch file: the one named, else the configuration's, else the shipped one where the
    /// configuration would be.
    pub fn watch_file(
        &self,
        named: Option<&Path>,
        settings: Option<&Settings>,
    ) -> Result<PathBuf, Trouble> {
        if let Some(path) = named.or(settings.map(|settings| settings.watch.as_path())) {
            return Ok(path.to_owned());
        }
        let beside = config::DEFAULT_FILES.map(|file| Path::new(file).with_file_name(SHIPPED));
        beside.iter().find(|path| path.is_file()).cloned().ok_or_else(|| {
            let [first, second] = beside.map(|path| path.display().to_string());
            Trouble::Config(vec![Problem {
                file: first,
                what: format!("there is no watch file here, nor at {second}"),
                mend: "name one with --watch FILE, or a configuration with --config FILE"
                    .to_owned(),
                ..Problem::default()
            }])
        })
    }

    /// One line about something that went wrong while the command goes on.
    pub fn tell(&mut self, line: &str) -> std::io::Result<()> {
        writeln!(self.err, "pactwatch: {}", visible(line))
    }

    /// Prints a listing; on a terminal folded to it, and in colour unless `NO_COLOR` is set.
    pub fn list<R: Row>(&mut self, rows: &[R], json: bool) -> std::io::Result<()> {
        let colour = self.width.is_some() && self.environment.get("NO_COLOR").is_none();
        if json || !colour {
            return table::print(self.out, rows, json, self.width);
        }
        let mut plain = Vec::new();
        table::print(&mut plain, rows, json, self.width)?;
        let plain = String::from_utf8_lossy(&plain);
        self.out.write_all(table::coloured(&plain).as_bytes())
    }

    /// The configuration this command line asks for.
    pub fn file(&self) -> Result<PathBuf, Trouble> {
        config::find(self.global.config.as_deref())
            .map_err(|problem| Trouble::Config(vec![problem]))
    }

    /// The store those settings name.
    pub async fn store(&self, mode: Mode) -> Result<Store, Trouble> {
        let StoreAddress::Sqlite(path) = self.settings()?.store;
        Ok(Store::open(&path, mode).await?)
    }

    /// The same to change something in it: a store that is not there is not made for that.
    pub async fn store_to_change(&self) -> Result<Store, Trouble> {
        drop(self.store(Mode::ReadOnly).await?);
        self.store(Mode::ReadWrite).await
    }

    /// Prints what went wrong and says how to end. A reader that hung up is no trouble.
    pub fn explain(&mut self, trouble: &Trouble) -> Exit {
        let (lines, exit) = match trouble {
            Trouble::Config(problems) => {
                (problems.iter().map(ToString::to_string).collect(), Exit::Config)
            }
            Trouble::Other(error) if is_broken_pipe(error) => return Exit::Done,
            Trouble::Other(error) => (vec![format!("pactwatch: {error:#}")], Exit::Failed),
        };
        for line in lines {
            // Nobody is left to tell when standard error is closed too.
            if writeln!(self.err, "{}", visible(&line)).is_err() {
                break;
            }
        }
        exit
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
