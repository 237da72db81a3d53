//! Reads once, after the start, what the pages read: so that the first person who looks does not
//! wait for the disk. It keeps nothing; what it read lies in the caches below.

use std::sync::Arc;

use super::Site;
use super::chart;
use super::overview::Glance;
use super::term::Topic;
use super::trouble::Trouble;
use crate::base::Timestamp;
use crate::base::time::between;
use crate::store::pages::PAGE;
use crate::store::pages::coverage::ArticleFilter;
use crate::store::pages::inbox::FindingFilter;
use crate::store::pages::stream::Event;

/// Gives up without a word where a page would: the person who asks is told.
pub(super) async fn warm(site: Arc<Site>) {
    let read = async {
        let start = site.now();
        if all(&site).await.is_ok() {
            let took = between(start, site.now());
            tracing::debug!("the review pages are warm after {took:#}");
        }
    };
    tokio::select! {
        () = read => {}
        () = site.stop.cancelled() => {}
    }
}

async fn all(site: &Site) -> Result<(), Trouble> {
    let store = &site.store;
    Glance::read(site).await?;
    store.articles_by_day(chart::day_of(site.now()), chart::DAYS).await?;
    store.delivery_counts().await?;
    let page = FindingFilter { limit: PAGE, ..FindingFilter::default() };
    store.finding_page(&page).await?;
    // No kind is called so: the whole list is gone through, as for a rare one.
    store.finding_page(&FindingFilter { kind: "none".to_owned(), ..page }).await?;
    store.article_page(&ArticleFilter { limit: PAGE, ..ArticleFilter::default() }).await?;
    store.stream(&Event::ALL, &(Timestamp::MAX, String::new()), PAGE).await?;
    for term in site.watch.terms() {
        Topic::read(site, &term.id).await?;
    }
    Ok(())
}
