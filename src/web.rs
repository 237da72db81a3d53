//! The review pages, their JSON, feed, metrics and health, served by the daemon. It reads through
//! a handle that cannot write; the two things people write go through [`pen::Pen`] alone.

mod access;
mod api;
mod article;
mod articles;
mod assets;
mod atom;
mod chart;
mod compare;
mod finding;
mod findings;
mod form;
mod guard;
mod live;
mod log;
mod login;
mod metrics;
mod openapi;
mod overview;
mod page;
mod pen;
mod quote;
mod search;
mod sources;
mod story;
mod term;
mod terms;
mod trouble;
mod warm;
mod words;
mod writes;

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};
use crate::claim::Watch;
use crate::port::Clock;
use crate::store::Store;

pub use access::{Access, Guards};
pub use live::Places;
pub use openapi::DOCUMENT as OPENAPI;
pub use pen::Pen;

/// How long open connections may take to end after the daemon was told to stop.
const GRACE: SignedDuration = SignedDuration::from_secs(2);

/// A clock of any kind.
pub trait Time: Send + Sync {
    fn now(&self) -> Timestamp;
    fn sleep_until(&self, at: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

impl<C: Clock> Time for C {
    fn now(&self) -> Timestamp {
        Clock::now(self)
    }

    fn sleep_until(&self, at: Timestamp) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(Clock::sleep_until(self, at))
    }
}

/// A receiver as the pages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiverName {
    pub name: String,
    /// The word of the config file: `slack`, `email` ...
    pub kind: &'static str,
}

/// Everything a page needs.
pub struct Site {
    /// A handle that only reads.
    pub store: Store,
    pub pen: Pen,
    pub watch: Arc<Watch>,
    pub receivers: Vec<ReceiverName>,
    pub time: Arc<dyn Time>,
    /// Unguessable and new with every start; a form that carries it was made by this program.
    pub token: String,
    pub access: Access,
    pub stop: CancellationToken,
    pub places: Places,
}

impl Site {
    fn now(&self) -> Timestamp {
        self.time.now()
    }

    /// A term's name for people; a term the watch no longer has is called by its id.
    fn label<'a>(&'a self, term: &'a str) -> &'a str {
        self.watch.term(term).map_or(term, |info| info.label.as_str())
    }
}

type Shared = axum::extract::State<Arc<Site>>;

/// Every path that is answered, with its guards.
pub fn routes(site: Arc<Site>) -> Router {
    let pages = Router::new()
        .route("/", get(overview::show))
        .route("/findings", get(findings::show))
        .route("/findings/{id}", get(finding::show))
        .route("/terms", get(overview::terms))
        .route("/terms/{id}", get(term::show))
        .route("/articles", get(articles::show))
        .route("/articles/{id}", get(article::show))
        .route("/articles/{id}/compare", get(compare::show))
        .route("/articles/{id}/versions/{seq}/raw", get(article::raw))
        .route("/sources", get(sources::show))
        .route("/log", get(log::show))
        .route("/search", get(search::show))
        .route("/silences", get(writes::silences).post(writes::silence))
        .route("/silences/{id}/lift", post(writes::lift_silence))
        .route("/verdicts", post(writes::verdicts))
        .route("/login", get(login::show).post(login::enter))
        .route("/logout", post(login::leave));
    pages
        .merge(api::routes())
        .route("/live", get(live::stream))
        .route("/feed.atom", get(atom::show))
        .route("/metrics", get(metrics::show))
        .route("/healthz", get(metrics::healthz))
        .route("/readyz", get(metrics::readyz))
        .merge(assets::routes())
        .fallback(trouble::nowhere)
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&site), guard::check))
        .with_state(site)
}

/// Serves until the site's stop, then lets open requests end, but not for long.
pub async fn serve(listener: TcpListener, site: Arc<Site>) -> std::io::Result<()> {
    let (stop, time) = (site.stop.clone(), Arc::clone(&site.time));
    let asked = stop.clone();
    tokio::spawn(warm::warm(Arc::clone(&site)));
    let app = routes(site).into_make_service_with_connect_info::<SocketAddr>();
    let served =
        axum::serve(listener, app).with_graceful_shutdown(async move { asked.cancelled().await });
    tokio::select! {
        done = served.into_future() => done,
        () = async {
            stop.cancelled().await;
            time.sleep_until(after(time.now(), GRACE)).await;
        } => Ok(()),
    }
}
