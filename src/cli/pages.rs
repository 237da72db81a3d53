//! Starts the review pages beside the daemon, when the configuration names an address for them.

use std::future::Future;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tracing::{error, info};

use super::Trouble;
use super::service::Live;
use crate::config::{Settings, StoreAddress};
use crate::port::{Clock, Ids as _};
use crate::store::{Mode, Store};
use crate::web::{self, Access, Guards, Pen, Places, ReceiverName, Site};

/// Articles whose words are kept in one piece of work; between two others may write.
const WORDS: usize = 50;

/// Makes older articles findable, once, beside everything else.
async fn index_words<C: Clock + Clone + 'static>(app: Arc<Live<C>>, stop: CancellationToken) {
    let mut last = String::new();
    while !stop.is_cancelled() {
        match app.store.index_words_after(&last, WORDS).await {
            Ok(Some(next)) => last = next,
            Ok(None) => return,
            Err(error) => return error!(%error, "the words of older articles could not be kept"),
        }
    }
}

/// Serves from now on until `stop`; the future ends when the pages have. An address that is taken
/// is trouble at once: a daemon whose pages nobody can open would be noticed too late.
pub(super) async fn serve<C: Clock + Clone + 'static>(
    app: &Arc<Live<C>>,
    settings: &Settings,
    stop: &CancellationToken,
) -> Result<impl Future<Output = ()> + use<C>, Trouble> {
    let task = match settings.listen {
        None => None,
        Some(address) => {
            let listener = TcpListener::bind(address)
                .await
                .with_context(|| format!("listen = \"{address}\": the review pages"))?;
            let StoreAddress::Sqlite(path) = &settings.store;
            let name = |receiver: &crate::alert::Receiver| ReceiverName {
                name: receiver.name.clone(),
                kind: receiver.kind.as_str(),
            };
            let listen = listener.local_addr()?;
            let guards = Guards {
                tokens: settings.review.tokens.clone(),
                hosts: settings.review.hosts.clone(),
                url: settings.review.url.clone(),
            };
            // The configuration has seen to it; a second look costs nothing.
            if guards.tokens.is_empty() && !listen.ip().is_loopback() {
                return Err(anyhow::anyhow!("listen = \"{address}\" needs a token").into());
            }
            let site = Site {
                store: Store::open(path, Mode::ReadOnly).await?,
                pen: Pen::new(Store::open(path, Mode::ReadWrite).await?),
                watch: Arc::clone(&app.plan.watch),
                receivers: settings.receivers.iter().map(name).collect(),
                time: Arc::new(app.ports.clock.clone()),
                token: app.ports.ids.token(),
                access: Access::new(guards, listen, &app.ports.ids.token()),
                stop: stop.clone(),
                places: Places::default(),
            };
            tokio::spawn(index_words(Arc::clone(app), stop.clone()));
            info!("review pages at http://{listen}");
            Some(tokio::spawn(web::serve(listener, Arc::new(site))))
        }
    };
    Ok(async move {
        let Some(task) = task else { return };
        match task.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => error!(%error, "the review pages ended"),
            Err(error) => error!(%error, "the review pages ended"),
        }
    })
}
