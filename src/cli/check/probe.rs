//! Whether a receiver would take alerts, as far as it can be asked without sending one.

use serde::Serialize;

use crate::alert::Receiver;
use crate::cli::table::Row;
use crate::io::failure::Refused;
use crate::io::receivers::{Found, Receivers};

#[derive(Serialize)]
pub(super) struct ReceiverLine {
    what: &'static str,
    name: String,
    kind: &'static str,
    pub(super) ok: bool,
    /// How it answered, or why it did not.
    detail: String,
    /// What to do about it; empty when it answered well.
    mend: String,
}

impl Row for ReceiverLine {
    const HEADERS: &'static [&'static str] = &["RECEIVER", "KIND", "STATUS", "DETAIL", "MEND"];
    const NONE: &'static str = "no receiver";

    fn cells(&self) -> Vec<String> {
        let status = if self.ok { "ok" } else { "error" };
        let kind = self.kind.to_owned();
        let (detail, mend) = (self.detail.clone(), self.mend.clone());
        vec![self.name.clone(), kind, status.to_owned(), detail, mend]
    }
}

pub(super) async fn probe(receiver: &Receiver, receivers: &Receivers) -> ReceiverLine {
    let (ok, detail, mend) = match receivers.probe(receiver).await {
        Ok(found) => (true, in_words(found), String::new()),
        Err(Refused { what, mend }) => (false, what, mend),
    };
    let name = receiver.name.clone();
    ReceiverLine { what: "receiver", name, kind: receiver.kind.as_str(), ok, detail, mend }
}

fn in_words(found: Found) -> String {
    match found {
        Found::NeedsNone => "needs no connection".to_owned(),
        Found::Answers(status) => format!("its machine answers (HTTP {status})"),
        Found::Knows(status) => format!("address and access are right (HTTP {status})"),
        Found::LetIn => "the mail server lets us in".to_owned(),
    }
}
