//! Settings: what a good file means, what the environment changes, what is never shown.

mod environment;
mod settings;

use std::path::PathBuf;

use pactwatch::config::{self, Environment, Problem, Secrets, Settings};

pub(crate) fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/config").join(name)
}

fn load(name: &str, variables: &[(&str, &str)]) -> Result<Settings, Vec<Problem>> {
    let environment = Environment::from_pairs(variables.iter().copied());
    config::load_with(&data(name), &environment, Secrets::Read)
}

/// Settings of a file with this text, without an environment.
fn load_text(text: &str) -> Result<Settings, Vec<Problem>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pactwatch.toml");
    std::fs::write(&path, text).unwrap();
    config::load_with(&path, &Environment::default(), Secrets::Read)
}
