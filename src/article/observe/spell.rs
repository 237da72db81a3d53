//! When an article, or a feed, was out of sight: every answer can say "not seen between A and B".

use crate::base::Timestamp;
use crate::feed::model::ObservationState;

/// A time in which whatever happened to the subject was not seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// The last good look before; `None`: it was never seen before.
    pub from: Option<Timestamp>,
    /// The next good look; `None`: it is still out of sight.
    pub until: Option<Timestamp>,
    /// What the attempts within it met, in order, each state once.
    pub states: Vec<ObservationState>,
}

/// The spells without sight in a row of observations, oldest first.
pub fn unseen(looks: impl IntoIterator<Item = (Timestamp, ObservationState)>) -> Vec<Unseen> {
    let mut spells = Vec::new();
    let mut last_good = None;
    let mut open: Option<Unseen> = None;
    for (at, state) in looks {
        if matches!(state, ObservationState::Ok | ObservationState::NotModified) {
            if let Some(spell) = open.take() {
                spells.push(Unseen { until: Some(at), ..spell });
            }
            last_good = Some(at);
            continue;
        }
        let spell =
            open.get_or_insert_with(|| Unseen { from: last_good, until: None, states: Vec::new() });
        if !spell.states.contains(&state) {
            spell.states.push(state);
        }
    }
    spells.extend(open);
    spells
}
