//! What pactwatch could not see at a moment: printed below what it holds of that moment.

use std::io::{self, Write};

use serde::Serialize;

use super::table::print_json;
use crate::article::sight::{Blindness, Gap, Look, gaps};
use crate::base::Timestamp;
use crate::base::time::{SignedDuration, after};
use crate::store::looks::OutletLook;
use crate::store::{Result, Store};

/// A feed is asked at least once a day, and a little later for its jitter.
const USUAL: SignedDuration = SignedDuration::from_hours(27);
/// What happened further away from the moment is not looked through.
const AROUND: SignedDuration = SignedDuration::from_hours(60 * 24);

/// One outlet that was not seen at a moment.
#[derive(Serialize)]
pub(super) struct Unseen {
    outlet: String,
    #[serde(flatten)]
    gap: Gap,
}

/// The outlets in whose gaps `at` lies.
pub(super) async fn unseen(store: &Store, at: Timestamp, now: Timestamp) -> Result<Vec<Unseen>> {
    let (from, to) = (after(at, -AROUND), after(at, AROUND).min(now));
    let looks = store.looks("", from, to).await?;
    let mut found = Vec::new();
    for outlet in looks.chunk_by(|a, b| a.outlet == b.outlet) {
        let Some(OutletLook { outlet: name, .. }) = outlet.first() else { continue };
        let looks: Vec<Look> = outlet.iter().map(|look| look.look).collect();
        let gap = gaps(&looks, Some(USUAL), to).into_iter().find(|gap| gap.holds(at));
        found.extend(gap.map(|gap| Unseen { outlet: name.clone(), gap }));
    }
    Ok(found)
}

/// Prints them, one to a line.
pub(super) fn print(out: &mut dyn Write, unseen: &[Unseen], json: bool) -> io::Result<()> {
    #[derive(Serialize)]
    struct NotSeen<'a> {
        not_seen: &'a Unseen,
    }
    if json {
        return unseen.iter().try_for_each(|one| print_json(out, &NotSeen { not_seen: one }));
    }
    if unseen.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nOutlets of which nothing was seen at that moment:")?;
    unseen.iter().try_for_each(|one| writeln!(out, "  {}", sentence(one)))
}

fn sentence(one: &Unseen) -> String {
    let gap = &one.gap;
    let from = gap.from.map_or("the start".to_owned(), super::moment);
    let until = gap.until.map_or("now".to_owned(), super::moment);
    let why = match gap.why {
        Blindness::NotLooked => "nobody looked".to_owned(),
        Blindness::Failed => {
            let states: Vec<&str> = gap.states.iter().map(|state| state.as_str()).collect();
            let looks = if gap.looks == 1 { "look" } else { "looks" };
            format!("{} {looks}: {}", gap.looks, states.join(", "))
        }
    };
    format!("{}: not between {from} and {until} ({why})", one.outlet)
}
