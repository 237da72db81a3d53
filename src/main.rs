//! The program: for now only `eval`.

use std::path::PathBuf;

use pactwatch::cli::eval::{self, Detail};

fn main() -> anyhow::Result<()> {
    let mut detail = Detail::Full;
    let mut watch = PathBuf::from("config/partnership.toml");
    let mut paths = Vec::new();
    let mut arguments = std::env::args().skip(2);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => detail = Detail::Json,
            "--only-totals" => detail = Detail::Totals,
            "--watch" => watch = arguments.next().unwrap_or_default().into(),
            _ => paths.push(PathBuf::from(argument)),
        }
    }
    eval::run(&paths, &watch, detail, &mut std::io::stdout().lock())
}
