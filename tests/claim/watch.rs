//! The watch files: the shipped one passes its own examples, mistakes are all listed with places.

use std::sync::LazyLock;

use pactwatch::claim::Watch;

pub(crate) fn shipped() -> &'static Watch {
    static SHIPPED: LazyLock<Watch> =
        LazyLock::new(|| compiled(concat!(env!("CARGO_MANIFEST_DIR"), "/config/partnership.toml")));
    &SHIPPED
}

/// Compiles a watch file of the project, which must have no mistake.
pub(crate) fn compiled(path: &str) -> Watch {
    let text = std::fs::read_to_string(path).unwrap();
    Watch::compile(&text, path).unwrap_or_else(|problems| {
        let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", all.join("\n"))
    })
}

#[test]
fn the_shipped_watch_passes_its_own_examples() {
    let problems: Vec<String> = shipped().self_check().iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_shipped_watch_holds_the_catalogue() {
    let watch = shipped();
    assert_eq!(watch.id(), "msft-openai");
    let ids: Vec<&str> = watch.terms().iter().map(|t| t.id.as_str()).collect();
    for id in [
        "cloud.exclusivity",
        "cloud.primary",
        "cloud.azure_first",
        "cloud.commitment",
        "license.exclusivity",
        "license.until",
        "research_ip.until",
        "revshare.microsoft_to_openai",
        "revshare.openai_to_microsoft",
        "revshare.openai_to_microsoft.until",
        "revshare.openai_to_microsoft.rate",
        "revshare.openai_to_microsoft.cap",
        "agi.clause",
        "api.exclusivity",
        "equity.microsoft_stake",
        "equity.microsoft_stake_value",
        "investment.microsoft_total",
        "valuation.openai",
        "announced.on",
        "collab.datacenter",
        "collab.silicon",
        "collab.cybersecurity",
        "amazon.deal",
        "lawsuit.musk_damages",
    ] {
        assert!(ids.contains(&id), "{id} is missing");
    }
    for term in watch.terms() {
        assert!(!term.label.is_empty());
    }
}

#[test]
fn every_mistake_is_listed_with_line_column_and_mend() {
    let text = "schema = 1\n[watch]\nid = \"x\"\n[party.A]\nnames = [\"Acme\"]\nnmes = 3\n[class]\nlic = [\"n:license\"]\n\
                [term.\"t\"]\nlabel = \"T\"\ntype = \"yeer\"\nmatch = [\"@licc until <year>\", \"(a|b <year>\"]\n";
    let problems = Watch::compile(text, "w.toml").unwrap_err();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let all = lines.join("\n");
    for part in [
        "w.toml:2:1: watch.label: is missing",
        "w.toml:6:1: party.A.nmes: is not a key of this table; did you mean `names`?",
        "w.toml:11:8: term.\"t\".type: `yeer` is not known",
        "did you mean `lic`?",
        "`(` without `)`",
    ] {
        assert!(all.contains(part), "missing {part:?} in\n{all}");
    }
}

/// Whoever writes a watch file finds every key that a table takes in the guide beside the shipped one.
#[test]
fn the_guide_names_every_key() {
    let guide = include_str!("../../config/README.md");
    let table = "[watch]\nid = \"x\"\nlabel = \"x\"\n[party.A]\nnames = [\"Acme\"]\nbogus = 1\n\
        [frame.f]\nanchors = [\"a\"]\nbogus = 1\n[term.\"t\"]\nlabel = \"t\"\nmatch = [\"<year>\"]\n\
        type = \"year\"\nbogus = 1\n[open]\nlexicon = [\"a\"]\nbogus = 1\n[events]\nconsensus_k = 2\nbogus = 1\n";
    let problems = Watch::compile(&format!("schema = 1\n{table}"), "w.toml").unwrap_err();
    let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let known: Vec<&str> =
        all.iter().filter_map(|p| Some(p.split_once("known here: ")?.1)).collect();
    assert_eq!(known.len(), 5, "{all:?}");
    for key in known.iter().flat_map(|list| list.split(", ")) {
        let named = guide.contains(&format!("`{key}`")) || guide.contains(&format!("`{key}.X`"));
        assert!(named, "{key} is not in config/README.md");
    }
}
