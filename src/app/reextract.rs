//! Reading every stored version again with today's extractor and watch file: one article at a time,
//! oldest first, each in one transaction. A technical change: it finds and tells nothing.

use std::sync::Arc;

use tracing::warn;

use super::judge::{Case, judge};
use super::reading::{Read, reference};
use super::reread::{Renewed, Unread, as_read};
use super::{App, Ports};
use crate::article::copies::{Sketch, shingles};
use crate::article::observe::ArticleState;
use crate::ledger::history::{Told, history};
use crate::ledger::{Mode, Terms};
use crate::port::Clock as _;
use crate::store::articles::{leave_unread, renew, renew_sketch, renew_state};
use crate::store::json::{decode, encode};
use crate::store::record::{ArticleRow, SnapshotRow};
use crate::store::standing::replace_past;
use crate::store::{Batch, Result, StoreError};

/// An article that a visit changed in the meantime is taken up again so many times.
const TRIES: usize = 5;

/// How far a run has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reextracted {
    pub articles: usize,
    pub of_articles: usize,
    pub versions: usize,
    /// Versions whose text is now another one.
    pub other_text: usize,
    /// Versions whose old reading stands, because their bytes were pruned,
    pub pruned: usize,
    /// or because the extractor refuses them by now.
    pub unreadable: usize,
}

impl<P: Ports> App<P> {
    /// Reads again what an older extractor or watch file read, or one article whatever read it.
    /// Stopped at any point, it goes on there when called again.
    pub async fn reextract(
        self: &Arc<Self>,
        only: Option<&str>,
        tell: &mut (dyn FnMut(&Reextracted) + Send),
    ) -> Result<Reextracted> {
        let articles = if let Some(id) = only {
            vec![id.to_owned()]
        } else {
            self.store.outdated_articles(self.readers()).await?
        };
        let mut done = Reextracted { of_articles: articles.len(), ..Reextracted::default() };
        for id in articles {
            self.reextract_article(&id, &mut done).await?;
            done.articles += 1;
            tell(&done);
        }
        Ok(done)
    }

    async fn reextract_article(self: &Arc<Self>, id: &str, done: &mut Reextracted) -> Result<()> {
        for _ in 0..TRIES {
            let Some(row) = self.store.article(id).await? else { return Ok(()) };
            let versions = self.versions(&row).await?;
            let _turn = self.judging.lock().await;
            let batch = self.statements(&row, &versions).await?;
            match self.store.apply(batch).await {
                Err(StoreError::Conflict(_)) => {}
                other => {
                    other?;
                    count(done, &versions);
                    return Ok(());
                }
            }
        }
        warn!(article.id = id, "visited all the time; left for the next run");
        Ok(())
    }

    async fn versions(self: &Arc<Self>, row: &ArticleRow) -> Result<Vec<Version>> {
        let mut versions = Vec::new();
        for old in self.store.snapshots(&row.id).await? {
            let version = match self.renewed(row, &old).await? {
                Ok(new) => Version { old, new, unread: None },
                Err(reason) => self.as_stored(old, reason).await?,
            };
            versions.push(version);
        }
        Ok(versions)
    }

    async fn as_stored(&self, old: SnapshotRow, unread: Unread) -> Result<Version> {
        let stored = self.store.reading(&old).await?;
        let read = Read::from_bytes(&stored)?;
        let new = Renewed { snapshot: old.clone(), read, stored };
        Ok(Version { old, new, unread: Some(unread) })
    }

    async fn statements(&self, row: &ArticleRow, versions: &[Version]) -> Result<Batch> {
        let mut batch = Batch::default();
        for Version { old, new, unread } in versions {
            match unread {
                None => batch.0.extend(renew(old, &new.snapshot, &new.stored)?.0),
                Some(why) => batch.push(leave_unread(&old.id, why.as_str(), self.readers())),
            }
        }
        if let Some(first) = versions.first().filter(|first| first.has_other_text()) {
            let sketch = Sketch::of(&shingles(&first.new.read.article.text));
            batch.0.extend(renew_sketch(&row.id, sketch.to_bytes(), &sketch.keys()));
        }
        let Some(newest) = versions.last() else { return Ok(batch) };
        let state: ArticleState = decode(&row.state)?;
        batch.push(renew_state(row, &encode(&as_read(state, &newest.new))?));
        let judged: Vec<&Version> =
            versions.iter().filter(|version| version.new.read.reading.read).collect();
        let told: Vec<Told> = judged.iter().map(|version| version.told(row)).collect();
        let terms = &*self.plan.terms as &dyn Terms;
        let history = history(self.plan.watch.id(), terms, &self.plan.ledger, &told);
        if let (Some(version), Some(told)) = (judged.last(), told.last()) {
            let case = Case {
                article: &told.article,
                reading: &version.new.read.reading,
                notes: &told.correction_notes,
                clocks: &history.now,
                mode: Mode::Technical,
                now: self.ports.clock().now(),
            };
            batch.0.extend(judge(&self.store, &self.plan, &case).await?.batch.0);
        }
        batch.0.extend(replace_past(&row.id, &history.past)?);
        Ok(batch)
    }
}

/// One version before and after.
struct Version {
    old: SnapshotRow,
    new: Renewed,
    unread: Option<Unread>,
}

impl Version {
    fn has_other_text(&self) -> bool {
        self.old.text_hash != self.new.snapshot.text_hash
    }

    fn told(&self, row: &ArticleRow) -> Told {
        Told {
            article: reference(row, &self.new.snapshot, &self.new.read),
            claims: self.new.read.reading.claims.clone(),
            correction_notes: self.new.read.notes(),
        }
    }
}

fn count(done: &mut Reextracted, versions: &[Version]) {
    done.versions += versions.len();
    let left = |why| versions.iter().filter(|version| version.unread == Some(why)).count();
    done.pruned += left(Unread::Pruned);
    done.unreadable += left(Unread::Unreadable);
    done.other_text += versions.iter().filter(|version| version.has_other_text()).count();
}
