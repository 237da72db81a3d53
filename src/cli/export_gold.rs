//! `export gold`: what people said of findings, as gold that `eval` measures against. What was found
//! right is wanted, what was found wrong is not, and what nobody judged counts neither way.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use super::Trouble;
use crate::app::reading::Read;
use crate::base::{Timestamp, time::Date};
use crate::claim::evaluate::{GoldClaim, GoldDocument};
use crate::claim::model::Claim;
use crate::ledger::Finding;
use crate::ledger::model::Side;
use crate::store::Store;
use crate::store::json::decode;
use crate::store::pages::judged::Judgement;

/// Verdicts read at a time.
const PIECE: usize = 500;

/// Term, value and status: what a reader can be right or wrong about.
type Key = (String, String, &'static str);

/// What was said of the claims of one version.
#[derive(Default)]
struct Judged {
    right: BTreeSet<Key>,
    wrong: BTreeSet<Key>,
}

/// Writes a list of documents, one a line. Returns how many there are.
pub(super) async fn write(store: &Store, out: &mut dyn Write) -> Result<usize, Trouble> {
    let judged = judged(store).await?;
    let mut written = 0;
    writeln!(out, "[")?;
    for (snapshot, judged) in &judged {
        let Some(document) = document(store, snapshot, judged).await? else { continue };
        let line = serde_json::to_string(&document).map_err(std::io::Error::other)?;
        let comma = if written == 0 { "" } else { ",\n" };
        write!(out, "{comma}{line}")?;
        written += 1;
    }
    writeln!(out, "{}]", if written == 0 { "" } else { "\n" })?;
    Ok(written)
}

/// The newest verdict on each finding, spread over the versions whose claims it is about.
async fn judged(store: &Store) -> Result<BTreeMap<String, Judged>, Trouble> {
    let mut judged: BTreeMap<String, Judged> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let (mut at, mut id) = (Timestamp::MAX, String::new());
    loop {
        let piece = store.verdict_page((at, &id), PIECE).await?;
        for said in &piece {
            if !seen.insert(said.finding.clone()) {
                continue;
            }
            let Some(row) = store.finding(&said.finding).await? else { continue };
            let finding: Finding = decode(&row.body)?;
            match Judgement::parse(&said.verdict) {
                // Right is said of both quotes.
                Some(Judgement::Right) => {
                    for side in [&finding.from, &finding.to].into_iter().flatten() {
                        of(&mut judged, side).right.insert(key(&finding.term, side));
                    }
                }
                // Wrong is said of what the article is taken to say; the other side may well stand.
                Some(Judgement::Wrong) => {
                    if let Some(side) = &finding.to {
                        of(&mut judged, side).wrong.insert(key(&finding.term, side));
                    }
                }
                Some(Judgement::Ignore) | None => {}
            }
        }
        match piece.last().filter(|_| piece.len() == PIECE) {
            Some(last) => (at, id) = (last.at, last.id.clone()),
            None => return Ok(judged),
        }
    }
}

fn of<'a>(judged: &'a mut BTreeMap<String, Judged>, side: &Side) -> &'a mut Judged {
    judged.entry(side.source.snapshot_id.clone()).or_default()
}

fn key(term: &str, side: &Side) -> Key {
    (term.to_owned(), side.value.clone(), side.status.as_str())
}

/// One version with its claims; `None` when its text was pruned, or nothing is said of it.
async fn document(
    store: &Store,
    snapshot: &str,
    judged: &Judged,
) -> Result<Option<GoldDocument>, Trouble> {
    let Some(snapshot) = store.snapshot(snapshot).await? else { return Ok(None) };
    let Some(bytes) = store.blob(&snapshot.reading_hash).await? else { return Ok(None) };
    let Some(article) = store.article(&snapshot.article_id).await? else { return Ok(None) };
    let read = Read::from_bytes(&bytes)?;
    let claims = read.reading.claims.iter().filter(|claim| !claim.derived);
    let gold = |claim: &Claim| {
        let key = (claim.term.clone(), claim.value.clone(), claim.status.as_str());
        (!judged.wrong.contains(&key)).then(|| GoldClaim {
            term: claim.term.clone(),
            value: claim.value.clone(),
            status: claim.status,
            by: claim.by.clone(),
            evidence: claim.evidence.text.clone(),
            optional: !judged.right.contains(&key),
        })
    };
    Ok(Some(GoldDocument {
        id: snapshot.id,
        file: None,
        outlet: article.outlet,
        published: snapshot.published_at.map(day),
        title: read.article.title.clone(),
        text: read.article.text.clone(),
        claims: claims.filter_map(gold).collect(),
    }))
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}
