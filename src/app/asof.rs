//! A claim in the words of the version that made it at a moment: the ledger keeps those of the newest.
//! It reads what is stored and decides nothing.

use std::collections::BTreeMap;

use super::reading::Read;
use crate::base::Timestamp;
use crate::claim::model::{Span, Status};
use crate::ledger::{Appearance, strongest};
use crate::store::json::{decode, encode};
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
    pub async fn quote(&mut self, lines: impl IntoIterator<Item = &mut ClaimLine>) -> Result<()> {
        for line in lines {
            self.quote_one(line).await?;
        }
        Ok(())
    }

    async fn quote_one(&mut self, line: &mut ClaimLine) -> Result<()> {
        if !self.known.contains_key(&line.article_id) {
            let version = self.version(&line.article_id).await?;
            self.known.insert(line.article_id.clone(), version);
        }
        let Some(Some((snapshot_id, read))) = self.known.get(&line.article_id) else {
            return Ok(());
        };
        let mut row: Appearance = decode(&line.body)?;
        let Some(status) = Status::parse(&line.status) else { return Ok(()) };
        let claims = strongest(&read.reading.claims);
        // Read again by newer rules, that version may not make it any more: the row's words stand.
        let Some(claim) = claims.get(&(line.term.as_str(), line.value.as_str(), status)) else {
            return Ok(());
        };
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
        line.title.clone_from(&read.article.title);
        line.body = encode(&row)?;
        Ok(())
    }

    async fn version(&self, article_id: &str) -> Result<Option<(String, Read)>> {
        let Some(snapshot) = self.store.snapshot_at(article_id, self.at).await? else {
            return Ok(None);
        };
        let read = Read::from_bytes(&self.store.reading(&snapshot).await?)?;
        Ok(Some((snapshot.id, read)))
    }
}
