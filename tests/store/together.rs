//! Batches that wait at the same time share a transaction, and none of them knows: each stands or
//! falls alone, in the order in which they came.

use futures_util::future::join_all;
use pactwatch::store::{Batch, Stmt, StoreError};

use super::stores;

/// Sets a counter that must stand at `from` to `to`.
fn step(from: i64, to: i64) -> Batch {
    let name = format!("looked at {from}");
    let note = "insert into meta (key, value) values ($1, '') on conflict (key) do nothing";
    let turn = "update standing set revision = $2 where term = 'counter' and revision = $1";
    Batch(vec![
        Stmt::new(note, vec![name.into()]),
        Stmt::new(turn, vec![from.into(), to.into()]).expect(1),
    ])
}

/// What a file holds of the steps: where the counter stands, and what was noted beside it.
fn read(path: &std::path::Path) -> (i64, Vec<String>) {
    let file = rusqlite::Connection::open(path).unwrap();
    let counter = file.query_row("select revision from standing", [], |row| row.get(0)).unwrap();
    let mut keys = file.prepare("select key from meta order by length(key), key").unwrap();
    let keys = keys.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    (counter, keys)
}

/// Of a hundred batches sent at once every third is made on a state that is not there: it alone is
/// a conflict, leaves nothing behind, and undoes nothing of those before and after it.
#[tokio::test]
async fn a_batch_that_conflicts_undoes_no_other() {
    for (name, store, folder) in stores().await {
        let counter = "insert into standing values ('counter', 0, '')";
        store.apply(Batch(vec![Stmt::new(counter, Vec::new())])).await.unwrap();
        let (mut at, mut wanted, mut sent) = (0, Vec::new(), Vec::new());
        for number in 0..100 {
            let fits = number % 3 != 1;
            sent.push(if fits { step(at, at + 1) } else { step(1000 + number, 0) });
            if fits {
                wanted.push(format!("looked at {at}"));
                at += 1;
            }
        }
        let answers = join_all(sent.into_iter().map(|batch| store.apply(batch))).await;
        for (number, answer) in answers.iter().enumerate() {
            match (number % 3 == 1, answer) {
                (true, Err(StoreError::Conflict(_))) | (false, Ok(())) => {}
                other => panic!("{name}, {number}: {other:?}"),
            }
        }
        if let Some(folder) = folder {
            assert_eq!(read(&folder.path().join("deep/p.db")), (at, wanted), "{name}");
        }
    }
}

/// What was acknowledged is in the file, for whoever opens it at that moment.
#[tokio::test]
async fn an_answer_means_that_it_is_committed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.db");
    let store = pactwatch::store::Store::open(&path, pactwatch::store::Mode::ReadWrite);
    let store = store.await.unwrap();
    let counter = "insert into standing values ('counter', 0, '')";
    store.apply(Batch(vec![Stmt::new(counter, Vec::new())])).await.unwrap();
    let each = (0..40).map(|at| {
        let (store, path) = (&store, &path);
        async move {
            store.apply(step(at, at + 1)).await.unwrap();
            assert!(read(path).0 > at, "step {at} was acknowledged, and is not there");
        }
    });
    join_all(each).await;
}
