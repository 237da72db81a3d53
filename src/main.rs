//! The program: for now only `eval`.

use std::path::PathBuf;

use pactwatch::cli::eval::{self, Detail};

fn main() -> anyhow::Result<()> {
    let mut detail = Detail::Full;
    let mut watch = PathBuf::from("config/partnership.toml");
    let mut paths = Vec::new();
    let mut switches = pactwatch::claim::switches::Switches::default();
    let mut arguments = std::env::args().skip(2);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => detail = Detail::Json,
            "--only-totals" => detail = Detail::Totals,
            "--without" => {
                let name = arguments.next().unwrap_or_default();
                for (n, m) in pactwatch::claim::switches::Mechanism::ALL {
                    if n == name {
                        switches = switches.without(m);
                    }
                }
            }
            "--watch" => watch = arguments.next().unwrap_or_default().into(),
            _ => paths.push(PathBuf::from(argument)),
        }
    }
    if std::env::args().nth(1).as_deref() == Some("explain") {
        let text = std::fs::read_to_string(&watch)?;
        let watch =
            pactwatch::claim::Watch::compile(&text, "w").map_err(|p| anyhow::anyhow!("{p:?}"))?;
        let text = paths.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(" ");
        let blocks = pactwatch::claim::blocks::from_plain(&text);
        let d = pactwatch::claim::Document {
            text: &text,
            blocks: &blocks,
            title: "",
            published: "2026-05-01".parse().ok(),
            outlet: "",
            language: None,
        };
        use std::io::Write;
        let mut out = std::io::stdout().lock();
        write!(out, "{}", pactwatch::claim::explain::explain(&watch, &d))?;
        for c in pactwatch::claim::read(&watch, &d).claims {
            writeln!(
                out,
                "  -> {} = {} @{} {:.2} {}",
                c.term,
                c.value,
                c.status.as_str(),
                c.confidence,
                if c.derived { "derived" } else { "" }
            )?;
        }
        return Ok(());
    }
    eval::run_without(&paths, &watch, detail, switches, &mut std::io::stdout().lock())
}
