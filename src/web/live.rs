//! Tells open pages that something has happened. It sends no content: the page asks for that.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt as _, stream};
use tokio::sync::Semaphore;

use super::{Shared, Site};
use crate::base::time::{SignedDuration, after};
use crate::store::pages::health::Pulse;

/// Between two looks at the store.
const PACE: SignedDuration = SignedDuration::from_secs(3);
/// Looks without news after which a line is sent, so that a gone reader is noticed.
const QUIET: u32 = 10;
/// Pages kept up to date at once; further ones simply stay as they are.
const MOST: usize = 64;

/// The places for listening pages.
#[derive(Clone, Debug)]
pub struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST)))
    }
}

pub(super) async fn stream(State(site): Shared) -> Response {
    let Ok(place) = Arc::clone(&site.places.0).try_acquire_owned() else {
        return axum::http::StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let headers =
        [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    let stop = site.stop.clone();
    let lines = events(site).take_until(async move {
        stop.cancelled().await;
        drop(place);
    });
    (headers, Body::from_stream(lines)).into_response()
}

fn events(site: Arc<Site>) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let start = (site, None::<Pulse>, 0_u32);
    stream::unfold(start, |(site, known, quiet)| async move { next_line(site, known, quiet).await })
}

type Step = (Result<Bytes, Infallible>, (Arc<Site>, Option<Pulse>, u32));

async fn next_line(site: Arc<Site>, known: Option<Pulse>, mut quiet: u32) -> Option<Step> {
    loop {
        let pulse = site.store.pulse().await.ok()?;
        let line = match &known {
            None => ": listening\n\n".to_owned(),
            Some(known) if *known != pulse => "event: news\ndata: {}\n\n".to_owned(),
            Some(_) if quiet >= QUIET => ": still here\n\n".to_owned(),
            Some(_) => {
                quiet += 1;
                site.time.sleep_until(after(site.now(), PACE)).await;
                continue;
            }
        };
        return Some((Ok(Bytes::from(line)), (site, Some(pulse), 0)));
    }
}
