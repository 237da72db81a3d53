//! From what an article claims to what must be stored and told: the ledger's comparison, with the
//! statements that commit it. It decides nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Timestamp;
use crate::claim::model::Reading;
use crate::ledger::model::ArticleRef;
use crate::ledger::need::Question;
use crate::ledger::standing::TermStanding;
use crate::ledger::{Appearance, Finding, FindingKind, Input, Mode, Outcome, Terms, compare};
use crate::store::findings::{add_to_baseline, keep_finding, recount};
use crate::store::json::decode;
use crate::store::standing::{ArticlePast, fence, move_on, post, report_cluster};
use crate::store::{Batch, Result, Store};

use super::Plan;

/// One version of an article, read.
pub(super) struct Case<'a> {
    pub(super) article: &'a ArticleRef,
    pub(super) reading: &'a Reading,
    pub(super) notes: &'a [String],
    /// What every version of the article says, where that is known anew: its clocks are taken over.
    pub(super) clocks: &'a [Appearance],
    /// Baseline: it was met in a first pass. Technical: old bytes, read again.
    pub(super) mode: Mode,
    pub(super) now: Timestamp,
}

/// What a comparison came to, and the statements that keep it.
pub(super) struct Judged {
    pub(super) outcome: Outcome,
    pub(super) batch: Batch,
}

/// Compares, reading the store as it is now. Statements carry fences: if another comparison of the
/// same terms is committed first, committing these is a conflict and the case is judged again.
pub(super) async fn judge(store: &Store, plan: &Plan, case: &Case<'_>) -> Result<Judged> {
    let past = store.article_past(&case.article.id).await?;
    let (terms, policy) = (&*plan.terms as &dyn Terms, &plan.ledger);
    let asked = Question { terms, policy, claims: &case.reading.claims };
    let standings = store.standings(&asked).await?;
    let clusters = case.reading.open.iter().map(|open| open.cluster.clone()).collect();
    let known_clusters = store.known_clusters(&clusters).await?;
    let mut outcome = compared(plan, case, &past, &standings, &known_clusters);
    take_clocks(&mut outcome.appearances, case.clocks);
    let mut batch = statements(case, &past, &standings, &outcome)?;
    batch.0.extend(recounted(store, &outcome).await?.0);
    if case.mode == Mode::Baseline {
        batch.0.extend(count_in_baseline(store, &outcome).await?.0);
    }
    Ok(Judged { outcome, batch })
}

fn compared(
    plan: &Plan,
    case: &Case<'_>,
    past: &ArticlePast,
    standings: &BTreeMap<String, TermStanding>,
    known_clusters: &BTreeSet<String>,
) -> Outcome {
    let input = Input {
        watch: plan.watch.id(),
        terms: &*plan.terms as &dyn Terms,
        article: case.article,
        claims: &case.reading.claims,
        open: &case.reading.open,
        correction_notes: case.notes,
        previous: past.previous.as_ref(),
        history: &past.history,
        standings,
        known_clusters,
        mode: case.mode,
    };
    compare(&input, &plan.ledger, case.now)
}

fn statements(
    case: &Case<'_>,
    past: &ArticlePast,
    standings: &BTreeMap<String, TermStanding>,
    outcome: &Outcome,
) -> Result<Batch> {
    let mut batch = Batch::default();
    for (term, read) in standings {
        let mut written = read.clone();
        for update in outcome.updates.iter().filter(|update| update.term == *term) {
            update.apply(&mut written);
        }
        batch.push(fence(term, read, &written)?);
    }
    let old = past.previous.as_ref().map_or(&[][..], |previous| &previous.appearances);
    let lost =
        old.iter().map(|row| row.term.as_str()).filter(|term| !standings.contains_key(*term));
    batch.0.extend(lost.collect::<BTreeSet<_>>().into_iter().map(move_on));
    batch.0.extend(post(&case.article.id, old, &outcome.appearances, case.now)?);
    for open in &case.reading.open {
        batch.push(report_cluster(&open.cluster, case.now));
    }
    for finding in &outcome.findings {
        batch.push(keep_finding(finding)?);
    }
    Ok(batch)
}

/// A finding met again under its id is the first one; only its counts are taken over.
async fn recounted(store: &Store, outcome: &Outcome) -> Result<Batch> {
    let mut batch = Batch::default();
    for again in outcome.findings.iter().filter(|f| f.kind == FindingKind::Oscillating) {
        if let Some(row) = store.finding(&again.id).await? {
            let first: Finding = decode(&row.body)?;
            batch.push(recount(&Finding { counts: again.counts, ..first })?);
        }
    }
    Ok(batch)
}

async fn count_in_baseline(store: &Store, outcome: &Outcome) -> Result<Batch> {
    let Some(baseline) = store.open_baseline().await? else { return Ok(Batch::default()) };
    let mut tally = baseline.tally.clone();
    tally.add(outcome);
    Ok(Batch(vec![add_to_baseline(&baseline, &tally)?]))
}

fn take_clocks(rows: &mut [Appearance], known: &[Appearance]) {
    for row in rows {
        if let Some(known) = known.iter().find(|known| known.is_same_claim(row)) {
            row.side.observed_at = known.side.observed_at;
            row.side.asserted_at = known.side.asserted_at;
        }
    }
}
