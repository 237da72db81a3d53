//! The made-up finding: two versions of the daemon's own page, read and compared by the very code
//! that reads real ones. Nothing of it is kept as coverage.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use url::Url;

use super::Stuck;
use crate::alert::{Alert, AlertItem, Form};
use crate::app::WatchTerms;
use crate::app::reading::document;
use crate::article::model::Article;
use crate::base::{Timestamp, id};
use crate::claim::model::Reading;
use crate::claim::{Watch, read};
use crate::feed::model::Tier;
use crate::ledger::PreviousVersion;
use crate::ledger::model::ArticleRef;
use crate::ledger::{Finding, FindingKind, Input, LedgerPolicy, Mode, Outcome, compare};

const WATCH: &str = include_str!("canary.toml");
const OUTLET: &str = "canary.example";

/// Reads both versions of the page and compares them.
pub(super) fn find(versions: &[Article; 2], page: &Url, now: Timestamp) -> Result<Finding, Stuck> {
    let watch = Arc::new(Watch::compile(WATCH, "canary.toml").map_err(|_| Stuck::Read)?);
    let terms = WatchTerms::new(&watch);
    let read = versions.each_ref().map(|article| version(&watch, article, page, now));
    let [Some((first, before)), Some((second, after))] = read else {
        return Err(Stuck::Read);
    };
    let compared = |article: &ArticleRef, reading: &Reading, previous: Option<&PreviousVersion>| {
        let input = Input {
            watch: watch.id(),
            terms: &terms,
            article,
            claims: &reading.claims,
            open: &[],
            correction_notes: &[],
            previous,
            history: &[],
            standings: &BTreeMap::new(),
            known_clusters: &BTreeSet::new(),
            mode: Mode::Live,
        };
        compare(&input, &LedgerPolicy::default(), now)
    };
    let outcome: Outcome = compared(&first, &before, None);
    let previous = outcome.as_previous(&first, &[]);
    let findings = compared(&second, &after, Some(&previous)).findings;
    findings.into_iter().find(|found| found.kind == FindingKind::Changed).ok_or(Stuck::Find)
}

/// One version, when its claim was read.
fn version(
    watch: &Watch,
    article: &Article,
    page: &Url,
    now: Timestamp,
) -> Option<(ArticleRef, Reading)> {
    let reading = read(watch, &document(article, OUTLET));
    let snapshot_id = id::make("s", &["canary", &article.text]);
    let about = ArticleRef {
        id: "canary".to_owned(),
        url: page.to_string(),
        title: article.title.clone(),
        outlet: OUTLET.to_owned(),
        tier: Tier::Press,
        family: "canary".to_owned(),
        published: None,
        modified: None,
        snapshot_id,
        observed_at: now,
    };
    (!reading.claims.is_empty()).then_some((about, reading))
}

/// The finding as an alert of its own.
pub(super) fn alert(receiver: &str, mut item: AlertItem, now: Timestamp) -> Alert {
    item.headline = format!("Heartbeat: {}", item.headline);
    item.flags.push("test".to_owned());
    Alert {
        id: super::beat_id(&item.id, now),
        receiver: receiver.to_owned(),
        route: "heartbeat".to_owned(),
        group_key: id::make("group", &["heartbeat"]),
        form: Form::Findings,
        items: vec![item],
        notes: Vec::new(),
        at: now,
    }
}
