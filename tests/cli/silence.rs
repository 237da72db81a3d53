//! `silence` and `alert-test`, as a person types them.

use super::{pactwatch, text};

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "watch = \"w.toml\"\nstore = \"sqlite:{}\"\n[[receiver]]\nname = \"desk\"\nkind = \"log\"\n",
            folder.path().join("p.db").display()
        );
        std::fs::write(folder.path().join("p.toml"), config).unwrap();
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let config = self.0.path().join("p.toml");
        let done = pactwatch(&[&["--config", config.to_str().unwrap()], arguments].concat());
        (done.status.code(), text(&done.stdout), text(&done.stderr))
    }
}

#[test]
fn a_silence_is_added_listed_and_lifted() {
    let place = Place::new();
    let (code, out, err) = place.run(&[
        "silence",
        "add",
        "--term",
        "license.*",
        "--value",
        "2030",
        "--for",
        "7d",
        "--author",
        "ann",
        "--reason",
        "known",
    ]);
    assert_eq!(code, Some(0), "{err}");
    let id = out.split(':').next().unwrap().to_owned();
    assert!(out.contains("quiet about term=license.* value=2030 until 20"), "{out}");
    let (_, out, _) = place.run(&["silence", "list", "--json"]);
    let line: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&line["id"], &line["state"]), (&id.clone().into(), &"active".into()));
    assert_eq!((&line["author"], &line["reason"]), (&"ann".into(), &"known".into()));
    let (code, out, _) = place.run(&["silence", "lift", &id]);
    assert_eq!((code, out), (Some(0), format!("{id}: lifted\n")));
    let (_, out, _) = place.run(&["silence", "list", "--active"]);
    assert!(!out.contains(&id), "{out}");
    let (_, out, _) = place.run(&["silence", "list"]);
    assert!(out.contains(&id) && out.contains("over"), "{out}");
    let (code, _, err) = place.run(&["silence", "lift", &id]);
    assert_eq!(code, Some(1));
    assert!(err.contains("no such silence that still holds"), "{err}");
}

#[test]
fn a_silence_that_would_make_blind_or_has_no_end_is_refused() {
    let place = Place::new();
    let table: [(&[&str], &str); 4] = [
        (&["silence", "add", "--for", "7d"], "say what to keep quiet"),
        (&["silence", "add", "--term", "x", "--for", "soon"], "write a time such as 2h or 7d"),
        (&["silence", "add", "--term", "x"], "--until-changed"),
        (&["silence", "add", "--term", "x", "--until-changed"], "holds no value of it yet"),
    ];
    for (arguments, expected) in table {
        let (code, _, err) = place.run(arguments);
        assert_ne!(code, Some(0), "{arguments:?}");
        assert!(err.contains(expected), "{err}");
    }
}

#[test]
fn samples_of_every_kind_go_to_a_receiver_and_say_that_they_are_none() {
    let place = Place::new();
    let (code, out, err) = place.run(&["alert-test", "desk"]);
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(out.lines().count(), 19, "{out}");
    assert!(out.lines().all(|line| line.starts_with("taken: ")), "{out}");
    assert_eq!(out.matches("Test: ").count(), 18, "and a digest: {out}");
    for kind in pactwatch::config::kinds() {
        let said = out.contains(&format!("\"{}\"", kind.replace('_', " ")));
        assert!(said || kind.starts_with("incident"), "{kind}: {out}");
    }
    let (code, _, err) = place.run(&["alert-test", "dsk"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("\"dsk\" is no receiver; choose from desk"), "{err}");
}
