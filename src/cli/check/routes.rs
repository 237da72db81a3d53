//! What is odd about the routes of the configuration and the silences of the store, as notes: with
//! file, key and mend. Nobody would notice it until an alert is missed.

use crate::alert::Silence;
use crate::alert::check::{Known, Oddity, Place, oddities};
use crate::base::url::outlet;
use crate::claim::watch::Watch;
use crate::cli::{Trouble, service};
use crate::config::{Problem, Settings, StoreAddress, kinds};
use crate::feed::model::Tier;
use crate::io::clock::SystemClock;
use crate::port::Clock as _;
use crate::store::{Mode, Store, StoreError};

pub(super) async fn notes(settings: &Settings, watch: &Watch) -> Result<Vec<Problem>, Trouble> {
    let routes = service::routes(settings)?;
    let (silences, mut notes) = match silences(settings).await {
        Ok(silences) => (silences, Vec::new()),
        // It is the files that are checked; a store that cannot be read now is no mistake in them.
        Err(trouble) => (Vec::new(), vec![unread(settings, &trouble)]),
    };
    let words: Vec<String> = kinds().into_iter().map(str::to_owned).collect();
    let terms = terms(watch);
    let outlets: Vec<String> = settings.feeds.iter().map(|feed| outlet(&feed.url)).collect();
    let known = Known {
        kinds: &words,
        terms: &terms,
        outlets: &outlets,
        any_outlet: settings.feeds.iter().any(|feed| feed.tier == Tier::Aggregator),
    };
    let found = oddities(&routes, &silences, &known);
    notes.extend(found.into_iter().map(|oddity| note(settings, oddity)));
    Ok(notes)
}

/// The silences in force; none before the first run, when there is no store.
async fn silences(settings: &Settings) -> Result<Vec<Silence>, StoreError> {
    let StoreAddress::Sqlite(path) = &settings.store;
    if !path.exists() {
        return Ok(Vec::new());
    }
    Store::open(path, Mode::ReadOnly).await?.silences(SystemClock.now()).await
}

fn unread(settings: &Settings, trouble: &StoreError) -> Problem {
    let StoreAddress::Sqlite(path) = &settings.store;
    Problem {
        file: path.display().to_string(),
        what: format!("cannot be read, so its silences were not looked at: {trouble}"),
        mend: "check its permissions, or run the daemon once".to_owned(),
        ..Problem::default()
    }
}

/// The ids of a watch's terms.
pub(crate) fn terms(watch: &Watch) -> Vec<String> {
    watch.terms().iter().map(|term| term.id.clone()).collect()
}

fn note(settings: &Settings, oddity: Oddity) -> Problem {
    let StoreAddress::Sqlite(store) = &settings.store;
    let (file, key) = match oddity.place {
        Place::Route(at, "") => (&settings.file, format!("route[{}]", at + 1)),
        Place::Route(at, key) => (&settings.file, format!("route[{}].{key}", at + 1)),
        Place::Routes => (&settings.file, "route".to_owned()),
        Place::Silence(id, key) => (store, format!("{id}.{key}")),
    };
    let file = file.display().to_string();
    Problem { file, key, what: oddity.what, mend: oddity.mend, ..Problem::default() }
}
