//! The only way the pages write: verdicts and silences, nothing else of the store.

use crate::alert::silence::Silence;
use crate::base::Timestamp;
use crate::store::pages::judged::Judgement;
use crate::store::{Result, Store};

/// A store reduced to what people may write.
#[derive(Debug)]
pub struct Pen(Store);

impl Pen {
    /// Takes a store that was opened for writing.
    pub fn new(store: Store) -> Self {
        Self(store)
    }

    pub(super) async fn judge(
        &self,
        findings: &[String],
        said: Judgement,
        note: &str,
        at: Timestamp,
    ) -> Result<()> {
        self.0.judge(findings, said, note, at).await
    }

    pub(super) async fn silence(&self, silence: &Silence) -> Result<()> {
        self.0.add_silence(silence).await
    }

    pub(super) async fn lift_silence(&self, id: &str, now: Timestamp) -> Result<bool> {
        self.0.end_silence(id, now).await
    }
}
