//! Claims that are not current: history, plans, rumours and denials. They never contradict and
//! never move a consensus; the first of their kind is worth a line.

use crate::claim::model::Status;

use super::coverage::Judgement;
use super::model::FindingKind;
use super::reason::Reason;
use super::sheet::Line;
use super::view::View;

impl View<'_> {
    /// Judge a claim held in any other way than current. `elsewhere`: the article itself states
    /// another current value of the term, which tells the same story better.
    pub(crate) fn judge_other(&self, line: &Line, elsewhere: bool) -> Judgement {
        let side = &line.side;
        let alike = self.alike(side);
        let told = |reason| Judgement {
            kind: Some(FindingKind::FirstSeen),
            reason,
            against: None,
            update: None,
        };
        if alike.is_empty() {
            return told(Reason::FirstSeen);
        }
        let never = |status: Status| alike.iter().all(|value| value.seen.of(status) == 0);
        let prevailing =
            self.standing.prevailing.iter().find(|held| self.relate(&held.side, side).is_alike());
        let against = prevailing.map(|held| held.side.clone());
        match side.status {
            Status::Denied if never(Status::Denied) => {
                Judgement { against, ..told(Reason::FirstDenied) }
            }
            Status::Previous if prevailing.is_some() && !elsewhere && never(Status::Previous) => {
                Judgement { against, ..told(Reason::NowCalledFormer) }
            }
            Status::Current
            | Status::Previous
            | Status::Planned
            | Status::Hedged
            | Status::Denied => Judgement::silent(Reason::KnownWithStatus),
        }
    }
}
