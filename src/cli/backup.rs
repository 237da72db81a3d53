//! `backup`: a consistent copy of the store, taken while the daemon works. It never writes over
//! anything: a copy that fails leaves nothing behind under its name.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;

use super::{Context, Exit, Trouble};
use crate::store::{Mode, Store};

#[derive(Debug, Args)]
pub struct Arguments {
    /// The copy to make; nothing may be there yet
    pub file: PathBuf,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let store = context.store(Mode::ReadOnly).await?;
    let (target, shown) = (&arguments.file, arguments.file.display());
    if target.exists() {
        return Err(anyhow::anyhow!("{shown}: is there already; name another file").into());
    }
    let mut name = target.file_name().map_or_else(OsString::new, OsString::from);
    name.push(".partial");
    let partial = target.with_file_name(name);
    remove(&partial)?;
    let done = copy(&store, &partial, target).await;
    if done.is_err() {
        remove(&partial)?;
    }
    let bytes = done.with_context(|| format!("{shown}"))?;
    writeln!(
        context.out,
        "{shown}: {bytes} bytes, checked; `store = \"sqlite:{shown}\"` reads it"
    )?;
    Ok(Exit::Done)
}

/// Copies, checks what was copied, and only then gives it its name.
async fn copy(store: &Store, partial: &Path, target: &Path) -> anyhow::Result<u64> {
    store.backup(partial.to_owned()).await?;
    let copied = Store::open(partial, Mode::ReadOnly).await?;
    let wrong = copied.integrity().await?;
    drop(copied);
    anyhow::ensure!(wrong.is_empty(), "the copy is not sound: {}", wrong.join("; "));
    let bytes = std::fs::metadata(partial)?.len();
    std::fs::File::open(partial)?.sync_all()?;
    // Not a rename: another file may have come there meanwhile.
    std::fs::hard_link(partial, target)?;
    remove(partial)?;
    Ok(bytes)
}

/// The file and what the engine keeps beside it.
fn remove(partial: &Path) -> std::io::Result<()> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = partial.as_os_str().to_owned();
        name.push(end);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}
