//! Every broken but readable document gives what its author meant.

use serde_json::Value;

use super::{data, read};

#[test]
fn every_malformed_feed_gives_the_expected_outcome() {
    let folder = data("malformed");
    let expected = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: serde_json::Map<String, Value> = serde_json::from_str(&expected).unwrap();
    let mut wrong = Vec::new();
    for (file, want) in &expected {
        if let Err(why) = outcome(&std::fs::read(folder.join(file)).unwrap(), want) {
            wrong.push(format!("{file}: {why}"));
        }
    }
    assert_eq!(expected.len(), 53);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn outcome(bytes: &[u8], want: &Value) -> Result<(), String> {
    let feed = read(bytes).map_err(|error| error.to_string())?;
    let text = |name: &str| want.get(name).map(|value| value.as_str().unwrap_or_default());
    let first = feed.entries.first().ok_or("no entries")?;
    let same = |name: &str, got: &str| match text(name) {
        Some(want) if want != got => Err(format!("{name}: {got:?}, expected {want:?}")),
        _ => Ok(()),
    };
    if let Some(count) = want.get("n").and_then(Value::as_u64)
        && count != feed.entries.len() as u64
    {
        return Err(format!("{} entries, expected {count}", feed.entries.len()));
    }
    same("ftitle", &feed.title)?;
    same("title", &first.title)?;
    same("link", first.link.as_deref().unwrap_or_default())?;
    same("body", &first.summary)?;
    same("title2", feed.entries.get(1).map_or("", |entry| &entry.title))
}
