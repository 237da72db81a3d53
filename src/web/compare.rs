//! Two versions of an article: what changed in its claims, then what changed in its text.

use std::collections::BTreeSet;

use axum::extract::{Path, Query, State};
use axum::response::Html;
use maud::{Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};

use super::article::Paper;
use super::page::{self, Place};
use super::quote::Kept;
use super::trouble::Trouble;
use super::{Shared, Site};
use crate::article::diff::{self, Extent};
use crate::ledger::words::show as shown;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) from: String,
    pub(super) to: String,
}

/// A claim as two versions may share it: term, value, status.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct ClaimKey {
    pub(super) term: String,
    pub(super) value: String,
    pub(super) status: &'static str,
}

/// Two versions side by side.
pub(super) struct Pair {
    pub(super) paper: Paper,
    pub(super) from: (i64, Kept),
    pub(super) to: (i64, Kept),
}

impl Pair {
    /// The last two versions, unless others are asked for.
    pub(super) async fn read(site: &Site, id: &str, asked: &Asked) -> Result<Self, Trouble> {
        let newest = Paper::read(site, id, &asked.to).await?;
        let to = newest.chosen.as_ref().map_or(0, |snapshot| snapshot.seq);
        let before = newest.versions.iter().rev().find(|line| line.seq < to).map_or(to, |l| l.seq);
        let from = asked.from.parse().unwrap_or(before);
        let older = Paper::read(site, id, &from.to_string()).await?;
        let text = Trouble::Missing("text of that version any more");
        let (Some(old), Some(new)) = (older.kept, newest.kept.clone()) else { return Err(text) };
        Ok(Self { paper: newest, from: (from, old), to: (to, new) })
    }

    /// Claims only the first version makes, and claims only the second makes.
    pub(super) fn claims(&self) -> (Vec<ClaimKey>, Vec<ClaimKey>) {
        let (old, new) = (keys(&self.from.1), keys(&self.to.1));
        (old.difference(&new).cloned().collect(), new.difference(&old).cloned().collect())
    }
}

fn keys(kept: &Kept) -> BTreeSet<ClaimKey> {
    let direct = kept.reading.claims.iter().filter(|claim| !claim.derived);
    let key = |claim: &crate::claim::model::Claim| ClaimKey {
        term: claim.term.clone(),
        value: claim.value.clone(),
        status: claim.status.as_str(),
    };
    direct.map(key).collect()
}

pub(super) async fn show(
    State(site): Shared,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Trouble> {
    let pair = Pair::read(&site, &id, &asked).await?;
    let (old, new) = (&pair.from.1.article.text, &pair.to.1.article.text);
    let changes = diff::diff(old, new);
    let (gone, come) = pair.claims();
    let body = html! {
        p.kicker { "Version " (pair.from.0) " and version " (pair.to.0) }
        h1 { a href={ "/articles/" (id) } { (pair.paper.row.title) } }
        section { h2 { "Claims" }
            @if gone.is_empty() && come.is_empty() {
                p.muted { "Both versions make the same claims." } }
            ul.changes {
                @for claim in &gone { (change(&site, "gone", "no longer", claim)) }
                @for claim in &come { (change(&site, "come", "now", claim)) }
            }
        }
        section { h2 { "Text" }
            @match changes.extent {
                Extent::Identical => p.muted { "Not a letter differs." },
                Extent::Typographic => p.muted { "Only typography and line breaks differ." },
                Extent::Moved => p.muted { "Sentences changed places; nothing was rewritten." },
                Extent::Edited => {},
            }
            (PreEscaped(diff::to_html(&changes, old, new)))
        }
    };
    Ok(page::frame(&site, Place::Articles, &pair.paper.row.title, &body))
}

fn change(site: &Site, class: &str, word: &str, claim: &ClaimKey) -> Markup {
    html! { li class=(class) { span.word { (word) } " "
    a href={ "/terms/" (claim.term) } { (site.label(&claim.term)) } " "
    strong { (shown(&claim.value)) }
    @if claim.status != "current" { " " span class={ "status " (claim.status) } {
        (claim.status) } } } }
}
