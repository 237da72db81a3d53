//! Programs of others that the tests ask for a second opinion: Python and node with packages that
//! the checks unpack below `target`. What is not there is said loudly, by name.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Nothing is proved, and nothing failed: what should have judged is not installed.
const MISSING: i32 = 77;

/// The Python of `target/python`, where the checks made one, else the machine's.
pub(crate) fn python() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/python3");
    if own.is_file() { own } else { PathBuf::from("python3") }
}

/// Runs a script over an input: whether it accepts it. `None`, loudly, where the interpreter or the
/// package is missing.
pub(crate) fn judged_by(
    (name, interpreter, flag): (&str, &Path, &str),
    script: &str,
    input: &serde_json::Value,
) -> Option<bool> {
    let spawned = Command::new(interpreter)
        .args([flag, script])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("target"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = spawned else { return missing(name) };
    let text = input.to_string();
    // A script that stops early closes the pipe: its exit code says why.
    child.stdin.take().unwrap().write_all(text.as_bytes()).ok();
    match child.wait().unwrap().code() {
        Some(MISSING) => missing(name),
        Some(0) => Some(true),
        Some(1) => Some(false),
        code => panic!("{name} broke off with {code:?} over {input}"),
    }
}

pub(crate) fn missing<T>(what: &str) -> Option<T> {
    eprintln!("\n*** SKIPPED: {what} is not here; .ci/run installs it ***\n");
    None
}
