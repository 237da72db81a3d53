//! What ships works as it is: the configuration, the licence, the unit, the README's commands.

use clap::{CommandFactory as _, Parser as _};
use pactwatch::alert::Kind;
use pactwatch::cli::Arguments;
use pactwatch::config::{self, Environment, Follow, Secrets, StoreAddress};
use pactwatch::feed::model::Tier;

use super::root;

fn text_of(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

#[test]
fn the_shipped_configuration_needs_no_change() {
    let path = root().join("config/pactwatch.toml");
    let settings = config::load_with(&path, &Environment::default(), Secrets::Read).unwrap();
    assert_eq!(settings.notes, []);
    assert_eq!(settings.watch, root().join("config/partnership.toml"));
    assert_eq!(settings.store, StoreAddress::Sqlite("state/pactwatch.db".into()));
    assert!(settings.receivers.iter().all(|receiver| receiver.kind == Kind::Log));
    assert!(settings.fetch.robots);
}

#[test]
fn fourteen_outlets_are_watched_three_of_them_the_parties() {
    let path = root().join("config/pactwatch.toml");
    let settings = config::load_with(&path, &Environment::default(), Secrets::Read).unwrap();
    let hosts = |tier: Tier| -> Vec<&str> {
        let feeds = settings.feeds.iter().filter(|feed| feed.tier == tier);
        feeds.filter_map(|feed| feed.url.host_str()).collect()
    };
    assert_eq!(hosts(Tier::Primary), ["openai.com", "blogs.microsoft.com", "azure.microsoft.com"]);
    assert_eq!(hosts(Tier::Press).len(), 11);
    for feed in &settings.feeds {
        let expected = if feed.tier == Tier::Primary { Follow::All } else { Follow::Gated };
        assert_eq!((feed.follow, feed.url.scheme()), (expected, "https"), "{}", feed.name);
    }
}

#[test]
fn the_licence_is_there_and_is_the_one_declared() {
    assert!(text_of("LICENSE").starts_with("MIT License"));
    assert!(text_of("Cargo.toml").contains("license = \"MIT\""));
}

#[test]
fn the_unit_starts_the_program_with_arguments_it_understands() {
    let unit = text_of("systemd/pactwatch.service");
    let line = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
    let arguments = Arguments::try_parse_from(line.split_whitespace()).unwrap();
    let named = arguments.global.config.unwrap();
    assert!(config::DEFAULT_FILES.iter().any(|file| named.as_os_str() == *file), "{line}");
}

#[test]
fn the_unit_does_not_retry_what_cannot_succeed() {
    let unit = text_of("systemd/pactwatch.service");
    let line = unit.lines().find(|line| line.starts_with("RestartPreventExitStatus=")).unwrap();
    for exit in [pactwatch::cli::Exit::Usage, pactwatch::cli::Exit::Config] {
        let code = (exit as u8).to_string();
        assert!(line.split([' ', '=']).any(|word| word == code), "{line} lacks {code}");
    }
}

/// Every command the README shows exists; the two that do all the set-up are among them.
#[test]
fn the_readme_shows_commands_that_exist() {
    let Ok(readme) = std::fs::read_to_string(root().join("README.md")) else {
        eprintln!("SKIPPED: no README.md yet");
        return;
    };
    for command in ["cargo run --release\n", "cargo test", "cargo run --release -- demo"] {
        assert!(readme.contains(command), "README.md lacks {command:?}");
    }
    let program = Arguments::command();
    let blocks = readme.split("```").skip(1).step_by(2);
    for line in blocks.flat_map(str::lines).map(str::trim) {
        let rest = line.strip_prefix("cargo run --release -- ").or(line.strip_prefix("pactwatch "));
        let word = rest.and_then(|rest| rest.split_whitespace().find(|w| !w.starts_with('-')));
        if let Some(word) = word.filter(|word| word.chars().all(|c| c.is_ascii_lowercase())) {
            assert!(program.find_subcommand(word).is_some(), "README.md: no command in {line:?}");
        }
    }
}
