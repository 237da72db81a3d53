//! Gathers the links of the chain from the store. What is no longer there is left out, not guessed.

use serde::Serialize;

use crate::alert::reason::Decision;
use crate::alert::{Alert, Group};
use crate::app::reading::Read;
use crate::base::Timestamp;
use crate::cli::Trouble;
use crate::ledger::Finding;
use crate::ledger::model::Side;
use crate::store::json::decode;
use crate::store::record::ArticleRow;
use crate::store::review::FindingRow;
use crate::store::trace::{AlertRow, EntryOrigin};
use crate::store::{Store, StoreError};

/// So many of an article's observations, and of a finding's verdicts, are shown.
const LOOKS: usize = 10;
const VERDICTS: usize = 20;

#[derive(Serialize)]
#[serde(rename_all = "snake_case", tag = "about")]
pub(super) enum Answer {
    Finding(Box<FindingTrace>),
    Alert(AlertTrace),
    Article(ArticleTrace),
    /// Entries whose page was never fetched.
    Entries {
        entries: Vec<EntryLine>,
    },
}

/// A finding with everything before and after it.
#[derive(Serialize)]
pub(super) struct FindingTrace {
    pub(super) finding: Finding,
    pub(super) headline: String,
    /// What stood before, what stands now, and what coverage holds, each back to its fetch.
    pub(super) evidence: Vec<EvidenceTrace>,
    pub(super) decisions: Vec<DecisionLine>,
    /// Groups in which it still waits for company.
    pub(super) waiting: Vec<WaitingLine>,
    pub(super) alerts: Vec<Told>,
    /// What persons said of it, newest first.
    pub(super) verdicts: Vec<VerdictLine>,
}

#[derive(Serialize)]
pub(super) struct VerdictLine {
    pub(super) at: Timestamp,
    pub(super) verdict: String,
    pub(super) note: String,
}

/// One side of a finding, back to the bytes.
#[derive(Serialize)]
pub(super) struct EvidenceTrace {
    /// from, to or prevailing
    pub(super) side: &'static str,
    pub(super) claim: Side,
    /// Whether the stored text has the quote at these bytes; `None` when the text is gone.
    pub(super) quote_stands: Option<bool>,
    pub(super) snapshot: Option<SnapshotLine>,
    pub(super) observation: Option<ObservationLine>,
    pub(super) entries: Vec<EntryLine>,
}

#[derive(Serialize)]
pub(super) struct SnapshotLine {
    pub(super) id: String,
    pub(super) version: i64,
    pub(super) observed: Timestamp,
    pub(super) url: String,
    pub(super) raw_hash: String,
    pub(super) text_hash: String,
    extractor: String,
    watch: String,
}

#[derive(Serialize)]
pub(super) struct ObservationLine {
    pub(super) id: String,
    pub(super) at: Timestamp,
    pub(super) state: String,
    pub(super) reason: String,
    pub(super) http_status: Option<u16>,
    pub(super) bytes: usize,
}

#[derive(Serialize)]
pub(super) struct EntryLine {
    pub(super) feed: String,
    pub(super) key: String,
    pub(super) title: String,
    pub(super) published: Option<Timestamp>,
    pub(super) first_seen: Timestamp,
    pub(super) follow: String,
}

#[derive(Serialize)]
pub(super) struct DecisionLine {
    pub(super) at: Timestamp,
    #[serde(flatten)]
    pub(super) decision: Decision,
}

#[derive(Serialize)]
pub(super) struct WaitingLine {
    pub(super) receiver: String,
    pub(super) due: Option<Timestamp>,
    /// Held by quiet hours, until they end.
    pub(super) quiet: bool,
}

/// An alert with what became of it.
#[derive(Serialize)]
pub(super) struct Told {
    pub(super) alert: String,
    pub(super) receiver: String,
    pub(super) created: Timestamp,
    pub(super) subject: String,
    pub(super) deliveries: Vec<DeliveryLine>,
}

#[derive(Serialize)]
pub(super) struct DeliveryLine {
    pub(super) id: String,
    pub(super) state: String,
    pub(super) reason: String,
    pub(super) attempts: Vec<AttemptLine>,
}

#[derive(Serialize)]
pub(super) struct AttemptLine {
    pub(super) number: i64,
    pub(super) at: Timestamp,
    pub(super) outcome: String,
    pub(super) detail: String,
}

/// An alert with the chain of each of its findings.
#[derive(Serialize)]
pub(super) struct AlertTrace {
    #[serde(flatten)]
    pub(super) told: Told,
    pub(super) findings: Vec<FindingTrace>,
    /// What it tells that is no finding: incidents.
    pub(super) others: Vec<String>,
}

/// An article with how it came here and what was made of it.
#[derive(Serialize)]
pub(super) struct ArticleTrace {
    pub(super) id: String,
    pub(super) url: String,
    pub(super) outlet: String,
    pub(super) title: String,
    pub(super) versions: i64,
    pub(super) entries: Vec<EntryLine>,
    /// The last looks at it, newest first.
    pub(super) observations: Vec<ObservationLine>,
    /// What it claims now, and why each was reported or not.
    pub(super) claims: Vec<ClaimLine>,
    pub(super) findings: Vec<FindingTrace>,
}

#[derive(Serialize)]
pub(super) struct ClaimLine {
    pub(super) term: String,
    pub(super) value: String,
    pub(super) status: &'static str,
    pub(super) reason: &'static str,
    pub(super) because: &'static str,
    pub(super) quote: String,
}

pub(super) async fn finding(store: &Store, row: &FindingRow) -> Result<FindingTrace, Trouble> {
    let finding: Finding = decode(&row.body)?;
    let mut evidence = Vec::new();
    for (name, side) in
        [("from", &finding.from), ("to", &finding.to), ("prevailing", &finding.prevailing)]
    {
        if let Some(side) = side {
            evidence.push(evidence_of(store, name, side).await?);
        }
    }
    let mut decisions = Vec::new();
    for line in store.decisions(&row.id).await? {
        decisions.push(DecisionLine { at: line.at, decision: decode(&line.detail)? });
    }
    let groups = store.waiting_groups().await?.into_iter().map(|known| known.group);
    let groups: Vec<_> = groups.collect();
    let waits = |group: &&Group| group.items.iter().any(|item| item.id == row.id);
    let waiting = groups.iter().filter(waits);
    let waiting = waiting
        .map(|group| WaitingLine {
            receiver: group.receiver.clone(),
            due: group.due_at,
            quiet: group.quiet,
        })
        .collect();
    let mut alerts = Vec::new();
    for alert in store.alerts_of_finding(&row.id).await? {
        alerts.push(told(store, &alert).await?);
    }
    let verdicts = store.verdicts(&row.id, VERDICTS).await?.into_iter();
    let verdicts =
        verdicts.map(|row| VerdictLine { at: row.at, verdict: row.verdict, note: row.note });
    let (headline, verdicts) = (row.headline.clone(), verdicts.collect());
    Ok(FindingTrace { finding, headline, evidence, decisions, waiting, alerts, verdicts })
}

async fn evidence_of(
    store: &Store,
    name: &'static str,
    side: &Side,
) -> Result<EvidenceTrace, Trouble> {
    let mut trace = EvidenceTrace {
        side: name,
        claim: side.clone(),
        quote_stands: None,
        snapshot: None,
        observation: None,
        entries: entries(store, &side.source.article_id).await?,
    };
    let Some(snapshot) = store.snapshot(&side.source.snapshot_id).await? else { return Ok(trace) };
    trace.quote_stands = match store.reading(&snapshot).await {
        Ok(bytes) => {
            let text = Read::from_bytes(&bytes)?.article.text;
            Some(text.get(side.span.start..side.span.end) == Some(side.quote.as_str()))
        }
        Err(StoreError::Corrupt(_)) => None,
        Err(error) => return Err(error.into()),
    };
    trace.observation = store.observation_of(&snapshot).await?.map(observation_line);
    trace.snapshot = Some(SnapshotLine {
        id: snapshot.id,
        version: snapshot.seq,
        observed: snapshot.observed_at,
        url: snapshot.url,
        raw_hash: snapshot.raw_hash,
        text_hash: snapshot.text_hash,
        extractor: snapshot.extractor,
        watch: snapshot.watch,
    });
    Ok(trace)
}

fn observation_line(row: crate::store::record::ObservationRow) -> ObservationLine {
    ObservationLine {
        id: row.id,
        at: row.at,
        state: row.state,
        reason: row.reason,
        http_status: row.http_status,
        bytes: row.bytes,
    }
}

async fn entries(store: &Store, article_id: &str) -> Result<Vec<EntryLine>, Trouble> {
    Ok(store.entries_of(article_id).await?.into_iter().map(entry_line).collect())
}

/// Entries with this link or key, whether or not their page was fetched.
pub(super) async fn entries_like(store: &Store, wanted: &str) -> Result<Vec<EntryLine>, Trouble> {
    Ok(store.entries_like(wanted).await?.into_iter().map(entry_line).collect())
}

fn entry_line(row: EntryOrigin) -> EntryLine {
    EntryLine {
        feed: row.feed_name,
        key: row.key,
        title: row.title,
        published: row.published_at,
        first_seen: row.first_seen_at,
        follow: row.follow,
    }
}

async fn told(store: &Store, alert: &AlertRow) -> Result<Told, Trouble> {
    let mut deliveries = Vec::new();
    for row in store.deliveries_of_alert(&alert.id).await? {
        let attempts = store.attempts(&row.id).await?.into_iter();
        let attempts = attempts.map(|attempt| AttemptLine {
            number: attempt.number,
            at: attempt.at,
            outcome: attempt.outcome,
            detail: attempt.detail,
        });
        let attempts = attempts.collect();
        let (id, state, reason) = (row.id, row.state, row.reason);
        deliveries.push(DeliveryLine { id, state, reason, attempts });
    }
    Ok(Told {
        alert: alert.id.clone(),
        receiver: alert.receiver.clone(),
        created: alert.created_at,
        subject: alert.subject.clone(),
        deliveries,
    })
}

pub(super) async fn alert(store: &Store, row: &AlertRow) -> Result<AlertTrace, Trouble> {
    let body: Alert = decode(&row.body)?;
    let (mut findings, mut others) = (Vec::new(), Vec::new());
    for item in &body.items {
        let found = store.findings_like(&item.id).await?;
        match found.iter().find(|finding| finding.id == item.id) {
            Some(known) => findings.push(finding(store, known).await?),
            None => others.push(item.headline.clone()),
        }
    }
    Ok(AlertTrace { told: told(store, row).await?, findings, others })
}

pub(super) async fn article(store: &Store, row: &ArticleRow) -> Result<ArticleTrace, Trouble> {
    let looks = store.observations(&row.id, Timestamp::MIN, LOOKS).await?;
    let claims = store.appearances(&row.id).await?.into_iter().map(|claim| ClaimLine {
        term: claim.term,
        value: claim.side.value,
        status: claim.side.status.as_str(),
        reason: claim.reason.as_str(),
        because: claim.reason.sentence(),
        quote: claim.side.quote,
    });
    let claims = claims.collect();
    let mut findings = Vec::new();
    for found in store.findings_of_article(&row.id).await? {
        findings.push(finding(store, &found).await?);
    }
    Ok(ArticleTrace {
        id: row.id.clone(),
        url: row.url.clone(),
        outlet: row.outlet.clone(),
        title: row.title.clone(),
        versions: row.versions,
        entries: entries(store, &row.id).await?,
        observations: looks.into_iter().map(observation_line).collect(),
        claims,
        findings,
    })
}
