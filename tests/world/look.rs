//! What a test asks a world afterwards: findings, alerts, observations, in lines to compare.

use pactwatch::base::Timestamp;
use pactwatch::ledger::{Finding, FindingKind};
use pactwatch::store::Store;
use pactwatch::store::record::{ArticleRow, ObservationRow};

use super::World;

impl World {
    /// Every finding on record, in the order of being found.
    pub(crate) async fn findings(&self) -> Vec<Finding> {
        findings(self.store()).await
    }

    /// Findings since a moment, as lines; those of a first pass left out.
    pub(crate) async fn news(&self, since: Timestamp) -> Vec<String> {
        let mut lines: Vec<String> = self
            .findings()
            .await
            .iter()
            .filter(|f| f.found_at >= since && !f.flags.baseline)
            .map(line)
            .collect();
        lines.sort();
        lines
    }

    pub(crate) async fn article(&self, url: &str) -> ArticleRow {
        self.store().find_article(url).await.unwrap().unwrap_or_else(|| panic!("no article {url}"))
    }

    /// States and reasons of the looks at an article, oldest first, repeats folded into one.
    pub(crate) async fn looks(&self, url: &str) -> Vec<String> {
        let id = self.article(url).await.id;
        let mut looks = observations(self.store(), &id).await;
        looks.reverse();
        let mut words: Vec<String> =
            looks.iter().map(|look| format!("{} {}", look.state, look.reason)).collect();
        words.dedup();
        words
    }

    /// Headlines of what the desk was told, one list for each message it took.
    pub(crate) fn told(&self) -> Vec<Vec<String>> {
        let headline =
            |finding: &serde_json::Value| finding["headline"].as_str().unwrap().to_owned();
        let of = |body: &serde_json::Value| {
            body["data"]["findings"].as_array().unwrap().iter().map(headline).collect()
        };
        self.inbox.bodies().iter().map(of).collect()
    }
}

pub(crate) async fn findings(store: &Store) -> Vec<Finding> {
    let mut rows = store.findings(Timestamp::MIN, 10_000).await.unwrap();
    rows.reverse();
    rows.iter().map(|row| serde_json::from_str(&row.body).unwrap()).collect()
}

async fn observations(store: &Store, subject: &str) -> Vec<ObservationRow> {
    store.observations(subject, Timestamp::MIN, 100_000).await.unwrap()
}

/// A finding as tests write it: `kind term from>to @outlet stealth`.
pub(crate) fn line(finding: &Finding) -> String {
    if finding.kind == FindingKind::Baseline {
        return "baseline".to_owned();
    }
    let value = |side: &Option<pactwatch::ledger::model::Side>| {
        side.as_ref().map_or(String::new(), |side| side.value.clone())
    };
    let outlet = finding.article.as_ref().map_or("", |article| article.outlet.as_str());
    let (from, to) = (value(&finding.from), value(&finding.to));
    let mut line = format!("{} {} {from}>{to} @{outlet}", finding.kind.as_str(), finding.term);
    for (set, word) in [
        (finding.flags.stealth, " stealth"),
        (finding.flags.technical, " technical"),
        (finding.correction_note.is_some(), " note"),
    ] {
        line.push_str(if set { word } else { "" });
    }
    line
}
