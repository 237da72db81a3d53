//! What coverage held at a moment: claims in the words of the version that made them then (the ledger
//! keeps those of the newest), and values left behind. It reads what is stored and decides nothing.

use std::collections::BTreeMap;

use super::reading::Read;
use crate::base::Timestamp;
use crate::claim::model::{Span, Status};
use crate::ledger::{Appearance, Finding, strongest};
use crate::store::json::{decode, encode};
use crate::store::pages::held::HeldLine;
use crate::store::review::ClaimLine;
use crate::store::{Result, Store};

/// Versions of articles as they stood at one moment, each fetched once.
#[derive(Debug)]
pub struct AsOf<'a> {
    store: &'a Store,
    at: Timestamp,
    known: BTreeMap<String, Option<(String, Read)>>,
}

impl<'a> AsOf<'a> {
    pub fn new(store: &'a Store, at: Timestamp) -> Self {
        Self { store, at, known: BTreeMap::new() }
    }

    /// Gives claims the quotes they had then.
    pub async fn quote(&mut self, lines: &mut [ClaimLine]) -> Result<()> {
        for line in lines {
            let key = (line.term.as_str(), line.value.as_str(), line.status.as_str());
            if let Some((body, title)) = self.words(&line.article_id, key, &line.body).await? {
                line.body = body;
                line.title = title;
            }
        }
        Ok(())
    }

    /// The same for values, each quoted from the first article that held it.
    pub async fn quote_held(&mut self, lines: &mut [HeldLine]) -> Result<()> {
        for line in lines {
            let key = (line.term.as_str(), line.value.as_str(), line.status.as_str());
            if let Some((body, _)) = self.words(&line.article_id, key, &line.body).await? {
                line.body = body;
            }
        }
        Ok(())
    }

    /// The stored appearance `body` with the words of that moment, and the title then.
    async fn words(
        &mut self,
        article_id: &str,
        (term, value, status): (&str, &str, &str),
        body: &str,
    ) -> Result<Option<(String, String)>> {
        if !self.known.contains_key(article_id) {
            let version = self.version(article_id).await?;
            self.known.insert(article_id.to_owned(), version);
        }
        let Some(Some((snapshot_id, read))) = self.known.get(article_id) else {
            return Ok(None);
        };
        let mut row: Appearance = decode(body)?;
        let Some(status) = Status::parse(status) else { return Ok(None) };
        let claims = strongest(&read.reading.claims);
        // Read again by newer rules, that version may not make it any more: the row's words stand.
        let Some(claim) = claims.get(&(term, value, status)) else { return Ok(None) };
        let (side, evidence) = (&mut row.side, &claim.evidence);
        side.quote.clone_from(&evidence.text);
        side.span = Span { start: evidence.start, end: evidence.end };
        side.block = evidence.block;
        side.by.clone_from(&claim.by);
        side.origin.clone_from(&claim.origin);
        side.confidence = claim.confidence;
        side.approximate = claim.approximate;
        side.source.snapshot_id.clone_from(snapshot_id);
        side.source.title.clone_from(&read.article.title);
        Ok(Some((encode(&row)?, read.article.title.clone())))
    }

    async fn version(&self, article_id: &str) -> Result<Option<(String, Read)>> {
        let Some(snapshot) = self.store.snapshot_at(article_id, self.at).await? else {
            return Ok(None);
        };
        let read = Read::from_bytes(&self.store.reading(&snapshot).await?)?;
        Ok(Some((snapshot.id, read)))
    }
}

/// Values of a term that a shift had replaced by a moment and none had brought back, and since when.
pub async fn left_behind(
    store: &Store,
    term: &str,
    at: Timestamp,
) -> Result<BTreeMap<String, Timestamp>> {
    let mut left = BTreeMap::new();
    for row in store.shifts_of_term(term).await? {
        let shift: Finding = decode(&row.body)?;
        if shift.found_at > at {
            break;
        }
        left.extend(shift.from.map(|from| (from.value, shift.found_at)));
        if let Some(to) = shift.to {
            left.remove(&to.value);
        }
    }
    Ok(left)
}
