//! Finds the development corpus beside the project, where there is one. Its texts never enter it.

use std::path::PathBuf;

/// The corpus folder, or `None` said loudly: a test that needs it then returns early.
#[expect(clippy::disallowed_methods, reason = "a test may be told where the corpus lies")]
pub(crate) fn corpus() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let path = std::env::var_os("PACTWATCH_CORPUS").map_or(beside, PathBuf::from);
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("SKIPPED: no development corpus at {}", path.display());
    None
}
