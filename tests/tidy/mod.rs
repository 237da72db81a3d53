//! The rules of the house, read off the sources: layers, purity, size, names, shipped files.

mod layers;
mod lexer;
mod shape;
mod shipped;

use std::path::{Path, PathBuf};

/// The project's own folder.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file and its text; the path is relative to the project.
pub(crate) struct File {
    pub path: String,
    pub text: String,
}

impl File {
    /// The top module a source belongs to: `feed` of `src/feed/poll.rs`; none for main and lib.
    fn module(&self) -> Option<&str> {
        let inner = self.path.strip_prefix("src/")?;
        let module = inner.split('/').next()?.trim_end_matches(".rs");
        (module != "main" && module != "lib").then_some(module)
    }
}

/// Every Rust file below a folder, in a fixed order.
pub(crate) fn rust_files(folder: &str) -> Vec<File> {
    files_with(folder, |path| path.extension().is_some_and(|end| end == "rs"))
}

fn files_with(folder: &str, wanted: impl Fn(&Path) -> bool) -> Vec<File> {
    let mut paths = Vec::new();
    walk(&root().join(folder), &mut paths);
    paths.sort();
    let read = |path: &PathBuf| File {
        path: path.strip_prefix(root()).unwrap().display().to_string(),
        text: std::fs::read_to_string(path).unwrap(),
    };
    paths.iter().filter(|path| wanted(path)).map(read).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Fails with the whole list, so that one run shows all there is to mend.
fn assert_none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}
