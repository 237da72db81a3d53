//! What a person means by an id, the start of one, or an address. It never guesses between two.

use super::Trouble;
use crate::base::id;
use crate::base::url::{identity, web_url};
use crate::store::Store;
use crate::store::record::ArticleRow;
use crate::store::review::FindingRow;

/// The one article that is meant.
pub(super) async fn article(store: &Store, wanted: &str) -> Result<ArticleRow, Trouble> {
    let mut found = articles(store, wanted).await?;
    match found.len() {
        1 => found.pop().ok_or_else(|| none(wanted)),
        0 => Err(none(wanted)),
        _ => {
            let ids: Vec<&str> = found.iter().map(|article| article.id.as_str()).collect();
            let ids = ids.join(", ");
            Err(anyhow::anyhow!("{wanted:?} fits several articles: {ids}; give more of it").into())
        }
    }
}

/// The articles that fit, a few at most; one alone when it fits exactly.
pub(super) async fn articles(store: &Store, wanted: &str) -> Result<Vec<ArticleRow>, Trouble> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    // All spellings of one address are one article: its id is made from what they share.
    let by_url = web_url(wanted).map(|url| id::make("a", &[&identity(&url)])).unwrap_or_default();
    let mut found = store.articles_like(wanted, &by_url).await?;
    if let Some(exact) = found.iter().position(|a| a.id == wanted || a.id == by_url) {
        found = vec![found.swap_remove(exact)];
    }
    Ok(found)
}

fn none(wanted: &str) -> Trouble {
    let mend = "`pactwatch articles` lists them";
    anyhow::anyhow!("no article has the id or address {wanted:?}; {mend}").into()
}

/// The one finding that is meant.
pub(super) async fn finding(store: &Store, wanted: &str) -> Result<FindingRow, Trouble> {
    let mut found =
        if wanted.is_empty() { Vec::new() } else { store.findings_like(wanted).await? };
    if let Some(exact) = found.iter().position(|finding| finding.id == wanted) {
        return Ok(found.swap_remove(exact));
    }
    let ids: Vec<&str> = found.iter().map(|finding| finding.id.as_str()).collect();
    let ids = ids.join(", ");
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(_), false) => {
            Err(anyhow::anyhow!("{wanted:?} fits several findings: {ids}; give more of it").into())
        }
        (None, _) => {
            let mend = "`pactwatch log` lists them";
            Err(anyhow::anyhow!("no finding has the id {wanted:?}; {mend}").into())
        }
    }
}
