//! `review`, `export`, `backup`, `verify`, `suggest`: what is kept, and that it stays what it was.

use std::process::{Command, Stdio};

use super::stored::{QUAY, story};
use super::text;

#[test]
fn a_verdict_is_added_to_what_was_said_before_and_shows_everywhere() {
    let stored = story();
    let id = stored.finding("changed");
    stored.shown(&["review", &id[..12], "--verdict", "wrong", "--note", "a \u{1b}[31mtest"]);
    let said = stored.shown(&["review", &id, "--verdict", "right"]);
    assert!(said.contains(&format!("{id}: right")), "{said}");
    let lines = stored.lines(&["review", "--json"]);
    let verdicts: Vec<&str> = lines.iter().map(|line| line["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["right", "wrong"], "newest first, nothing erased");
    assert_eq!(lines[1]["note"], "a \u{1b}[31mtest");
    assert_eq!(lines[0]["finding"], id.as_str());
    assert!(!stored.shown(&["review"]).contains('\u{1b}'));
    let trace = &stored.lines(&["why", &id, "--json"])[0];
    assert_eq!(trace["verdicts"][0]["verdict"], "right");
    let rows = stored.lines(&["export", "findings"]);
    let row = rows.iter().find(|row| row["id"] == id.as_str()).unwrap();
    assert_eq!(row["verdict"], "right");

    for arguments in [&["review", "f_absent", "--verdict", "right"][..], &["review", "f_"]] {
        let done = stored.run(arguments);
        assert_eq!(done.status.code(), Some(1), "{arguments:?}");
    }
    for arguments in [&["review", &id, "--verdict", "maybe"][..], &["review", "--verdict", "right"]]
    {
        assert_eq!(stored.run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn an_export_has_one_row_for_each_claim_in_both_forms() {
    let stored = story();
    let rows = stored.lines(&["export", "claims"]);
    let lease: Vec<_> = rows.iter().filter(|row| row["term"] == "lease.until").collect();
    assert_eq!(lease.len(), 3);
    let gone = lease.iter().find(|row| row["value"] == "2043").unwrap();
    assert!(gone["gone"].is_string(), "{gone}");
    assert_eq!(gone["quote"], "Brookfield leases the quay at Halden until 2043.");
    assert_eq!((&gone["outlet"], &gone["tier"]), (&"quay-news.example".into(), &"press".into()));
    assert_eq!(gone["url"], QUAY);

    let csv = stored.shown(&["export", "claims", "--format", "csv"]);
    let lines: Vec<&str> = csv.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), rows.len() + 1);
    assert!(lines[0].starts_with("term,value,status,by,"), "{}", lines[0]);
    let names = stored.shown(&["export", "claims"]);
    let order: Vec<usize> =
        lines[0].split(',').map(|name| names.find(&format!("\"{name}\":")).unwrap()).collect();
    assert!(order.is_sorted(), "both forms have one order: {order:?}");
    let title = ",\"'=Halden, its quay and \"\"more\"\"";
    assert!(csv.contains(title) && !csv.contains('\u{1b}'), "{csv}");

    let findings = stored.lines(&["export", "findings"]);
    let changed = findings.iter().find(|row| row["kind"] == "changed").unwrap();
    assert_eq!((&changed["from_value"], &changed["to_value"]), (&"2043".into(), &"2041".into()));
    assert_eq!(changed["stealth"], true);
}

#[test]
fn an_export_of_versions_has_their_clocks_and_hashes_in_both_forms() {
    let stored = story();
    let rows = stored.lines(&["export", "snapshots"]);
    let quay: Vec<_> = rows.iter().filter(|row| row["url"] == QUAY).collect();
    assert!(quay.len() >= 2, "{rows:?}");
    for row in &quay {
        assert!(row["observed"].is_string() && row["headers"].is_array(), "{row}");
        assert_eq!((&row["pruned"], &row["unread"]), (&false.into(), &serde_json::Value::Null));
        assert_eq!(
            row["raw_hash"].as_str().unwrap().len(),
            row["text_hash"].as_str().unwrap().len()
        );
    }
    let mut versions: Vec<i64> = quay.iter().map(|row| row["version"].as_i64().unwrap()).collect();
    versions.sort_unstable();
    let counted: Vec<i64> = (1_i64..).take(versions.len()).collect();
    assert_eq!(versions, counted, "one row a version");
    let csv = stored.shown(&["export", "snapshots", "--format", "csv"]);
    assert_eq!(csv.split_terminator("\r\n").count(), rows.len() + 1);
    assert!(csv.starts_with("id,article,version,outlet,url,"), "{csv}");

    let connection = rusqlite::Connection::open(stored.database()).unwrap();
    let hash = quay[0]["raw_hash"].as_str().unwrap();
    let prune = "update blob set codec = 'pruned', bytes = x'' where hash = ?1";
    connection.execute(prune, [hash]).unwrap();
    drop(connection);
    let checked = &stored.lines(&["verify", "--json"])[0];
    assert_eq!((&checked["sound"], &checked["pruned"]), (&true.into(), &1.into()));
    let said = stored.shown(&["verify"]);
    assert!(said.contains("1 pruned pages, 0 problems: nothing is wrong"), "{said}");
    let rows = stored.lines(&["export", "snapshots"]);
    assert_eq!(rows.iter().filter(|row| row["pruned"] == true).count(), 1);
}

/// `pactwatch export claims | head -1` is no error.
#[test]
fn a_reader_that_hangs_up_is_no_error() {
    let stored = story();
    for arguments in [&["export", "claims"][..], &["log", "--json"], &["why", QUAY]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pactwatch"))
            .args(["--config", "p.toml"])
            .args(arguments)
            .current_dir(stored.folder.path())
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let done = child.wait_with_output().unwrap();
        assert_eq!((done.status.code(), text(&done.stderr)), (Some(0), String::new()));
    }
}

#[test]
fn a_backup_is_the_whole_store_and_overwrites_nothing() {
    let stored = story();
    let shown = stored.shown(&["backup", "copy.db"]);
    assert!(shown.starts_with("copy.db: ") && shown.contains("checked"), "{shown}");
    let before = stored.shown(&["log", "--json"]);
    let again = stored.run(&["backup", "copy.db"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("copy.db: is there already"));
    std::fs::rename(stored.folder.path().join("copy.db"), stored.database()).unwrap();
    for end in ["-wal", "-shm"] {
        let mut beside = stored.database().into_os_string();
        beside.push(end);
        drop(std::fs::remove_file(beside));
    }
    assert_eq!(stored.shown(&["log", "--json"]), before);
    assert!(stored.shown(&["verify"]).contains("0 problems: nothing is wrong"));
    let files: Vec<_> = std::fs::read_dir(stored.folder.path()).unwrap().collect();
    let names: Vec<_> = files.into_iter().map(|file| file.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().contains("partial")), "{names:?}");
}

#[test]
fn one_changed_byte_in_a_kept_page_is_found() {
    let stored = story();
    let sound = &stored.lines(&["verify", "--json"])[0];
    assert_eq!((&sound["sound"], &sound["problems"]), (&true.into(), &serde_json::json!([])));
    assert!(sound["blobs"].as_u64().unwrap() >= 6, "{sound}");
    let connection = rusqlite::Connection::open(stored.database()).unwrap();
    let hash: String = connection
        .query_row("select raw_hash from snapshot order by id limit 1", [], |row| row.get(0))
        .unwrap();
    let packed = zstd::bulk::compress(b"another page", 6).unwrap();
    connection
        .execute("update blob set bytes = ?1, size = 12 where hash = ?2", (packed, &hash))
        .unwrap();
    let done = stored.run(&["verify"]);
    assert_eq!(done.status.code(), Some(1));
    let shown = text(&done.stdout);
    assert!(shown.contains(&hash) && shown.contains("1 problems: restore"), "{shown}");
}

#[test]
fn what_no_term_types_becomes_a_draft_a_person_can_finish() {
    let stored = story();
    let shown = stored.shown(&["suggest"]);
    assert!(shown.contains("nothing that 2 texts say"), "{shown}");
    let drafts = stored.lines(&["suggest", "--texts", "1", "--json"]);
    for draft in &drafts {
        assert!(draft["draft"].as_str().unwrap().starts_with("[term.\"draft."), "{draft}");
    }
}

#[test]
fn nothing_is_made_where_there_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p.toml"), "watch = \"w.toml\"\nstore = \"sqlite:p.db\"\n")
        .unwrap();
    let cases: [&[&str]; 8] = [
        &["review", "f_1", "--verdict", "right"],
        &["outbox", "retry", "msg_1"],
        &["export", "claims"],
        &["backup", "copy.db"],
        &["verify"],
        &["suggest"],
        &["why", "f_1"],
        &["timeline", "lease.until"],
    ];
    for arguments in cases {
        let mut all = vec!["--config", "p.toml"];
        all.extend(arguments);
        let done = super::run_in(folder.path(), &all, b"");
        assert_eq!(done.status.code(), Some(1), "{arguments:?}");
        let shown = text(&done.stderr);
        assert!(shown.contains("p.db does not exist yet"), "{arguments:?}: {shown}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// Before the edit the other value stood; before anything was seen there was nothing.
#[test]
fn the_ledger_shows_what_it_held_at_a_moment() {
    let stored = story();
    let held = |time: &str| {
        let all = ["claims", "--term", "lease.until", "--json", "--as-of", time];
        let mut values: Vec<String> = stored
            .lines(&all)
            .iter()
            .filter(|line| line["value"].is_string())
            .map(|line| format!("{} {}", line["value"], line["articles"]))
            .collect();
        values.sort();
        values
    };
    assert_eq!(held("2024-03-03"), Vec::<String>::new());
    assert_eq!(held("2024-03-04T09:00:00Z"), ["\"2041\" 1"]);
    assert_eq!(held("2024-03-04T12:00:00Z"), ["\"2041\" 1", "\"2043\" 1"]);
    assert_eq!(held("2024-03-04"), ["\"2041\" 2"], "a day is its end");
    let shown = stored.shown(&["claims", "--as-of", "2024-03-04T09:00:00Z"]);
    assert!(shown.contains("2041"), "{shown}");
    assert_eq!(stored.run(&["claims", "--as-of", "yesterday"]).status.code(), Some(2));
}
