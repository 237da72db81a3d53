//! Stores of older programs are brought up with everything in them.

use std::path::Path;

use pactwatch::base::Timestamp;
use pactwatch::store::{Mode, Store};

use super::t;

/// The schema as it was before entries and looks lay by their feed.
const BEFORE: [&str; 3] = [
    include_str!("../../src/store/schema/sqlite/001_start.sql"),
    include_str!("../../src/store/schema/sqlite/002_pages.sql"),
    include_str!("../../src/store/schema/sqlite/003_ledger.sql"),
];

/// Rows as the third schema keeps them: entries left out, sampled and followed over two days, and
/// two looks of one feed at one moment.
const ROWS: &str = "
    insert into feed (id, name, url, outlet, tier, host, state, next_poll_at, added_at)
        values ('f_1', 'One', 'https://a.example/f', 'a.example', 'press', 'a.example', '{}', 0, 0);
    insert into article (id, url, host, outlet, tier, title, state, first_seen_at, family, versions)
        values ('a_1', 'https://a.example/1', 'a.example', 'a.example', 'press', 'Four', '{}', 5,
                'a_1', 1);
    insert into entry (feed_id, key, title, link, published_at, first_seen_at, follow, article_id)
        values ('f_1', 'k3', 'Three', null, null, 86400000000, 'unrelated', null),
               ('f_1', 'k1', 'One', 'https://a.example/one', 7, 5, 'unrelated', null),
               ('f_1', 'k2', 'Two', null, null, 6, 'unrelated', null),
               ('f_1', 'k4', 'Four', 'https://a.example/1', null, 86400000001, 'sample', 'a_1');
    insert into observation (id, subject, at, state, reason, http_status, url, body_hash, bytes, detail)
        values ('o_2', 'f_1', 9, 'error', 'timeout', null, 'https://a.example/f', null, 0, 'cut'),
               ('o_1', 'f_1', 9, 'ok', 'baseline', 200, 'https://a.example/f', 'abc', 3, ''),
               ('o_3', 'a_1', 9, 'ok', 'read', 200, 'https://a.example/1', 'def', 4, '');
";

fn old_store(path: &Path) {
    let file = rusqlite::Connection::open(path).unwrap();
    for script in BEFORE {
        file.execute_batch(script).unwrap();
    }
    file.execute_batch(ROWS).unwrap();
}

/// Every row of a table, as text, in the order of its first columns.
fn rows(path: &Path, table: &str) -> Vec<String> {
    let file = rusqlite::Connection::open(path).unwrap();
    let columns: String = file
        .query_row(
            "select group_concat('quote(' || name || ')', ' || '' '' || ')
               from pragma_table_info(?1)",
            [table],
            |row| row.get(0),
        )
        .unwrap();
    let mut all = file.prepare(&format!("select {columns} as row from {table} order by row"));
    let all = all.as_mut().unwrap().query_map([], |row| row.get(0)).unwrap();
    all.map(Result::unwrap).collect()
}

#[tokio::test]
async fn a_store_of_an_older_program_keeps_every_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.db");
    old_store(&path);
    let tables = ["feed", "article", "entry", "observation"];
    let before = tables.map(|table| rows(&path, table));
    let refused = Store::open(&path, Mode::ReadOnly).await.unwrap_err().to_string();
    assert!(refused.contains("schema 3 is older than 4"), "{refused}");
    assert_eq!(tables.map(|table| rows(&path, table)), before, "a look changes nothing");

    let store = Store::open(&path, Mode::ReadWrite).await.unwrap();
    assert_eq!(tables.map(|table| rows(&path, table)), before);
    assert_eq!(store.integrity().await.unwrap(), Vec::<String>::new());
    let looks = store.observations("f_1", Timestamp::UNIX_EPOCH, 9).await.unwrap();
    assert_eq!(looks.iter().map(|look| look.id.as_str()).collect::<Vec<_>>(), ["o_1", "o_2"]);
    assert_eq!(store.entries_of("a_1").await.unwrap().len(), 1);

    // Counted from the rows, and by the whole day from then on.
    let all = store.gate_figures(Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!((all.left_out, all.sampled, all.read, all.relevant), (3, 1, 1, 0));
    let second = Timestamp::from_second(86_400).unwrap();
    let later = store.gate_figures(second).await.unwrap();
    assert_eq!((later.left_out, later.sampled), (1, 1));
    assert_eq!(store.gate_figures(t(0)).await.unwrap().left_out, 0);
    drop(store);
    let again = Store::open(&path, Mode::ReadOnly).await.unwrap();
    assert_eq!(again.observations("", Timestamp::UNIX_EPOCH, 9).await.unwrap().len(), 3);
}
