//! A receiver that remembers everything and answers as told.

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;

use pactwatch::alert::Receiver;
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::Deliver;

#[derive(Debug, Default)]
pub(crate) struct SimInbox {
    got: Mutex<Vec<(Message, u16)>>,
    /// What every attempt is answered with; 200 when nothing is set.
    answer: Mutex<Option<u16>>,
}

impl SimInbox {
    /// From now on every attempt is answered with this code; `None`: with 200.
    pub(crate) fn answer(&self, code: Option<u16>) {
        *self.answer.lock().unwrap() = code;
    }

    /// Every attempt so far, with its answer.
    pub(crate) fn attempts(&self) -> Vec<(Message, u16)> {
        self.got.lock().unwrap().clone()
    }

    /// The messages that were taken, each id once, with the findings they tell.
    pub(crate) fn taken(&self) -> BTreeMap<String, Vec<String>> {
        let got = self.got.lock().unwrap();
        let taken = got.iter().filter(|(_, code)| *code == 200);
        taken.map(|(message, _)| (message.id.clone(), finding_ids(&message.payload.body))).collect()
    }

    /// The bodies of the messages that were taken, each id once, oldest first.
    pub(crate) fn bodies(&self) -> Vec<serde_json::Value> {
        let mut seen = HashSet::new();
        let got = self.got.lock().unwrap();
        got.iter()
            .filter(|(message, code)| *code == 200 && seen.insert(message.id.clone()))
            .map(|(message, _)| serde_json::from_str(&message.payload.body).unwrap())
            .collect()
    }
}

/// The ids of the findings in the body of a webhook.
pub(crate) fn finding_ids(body: &str) -> Vec<String> {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let findings = body["data"]["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["id"].as_str().unwrap().to_owned()).collect()
}

impl Deliver for SimInbox {
    async fn deliver(&self, _: &Receiver, message: &Message) -> Outcome {
        let status = self.answer.lock().unwrap().unwrap_or(200);
        self.got.lock().unwrap().push((message.clone(), status));
        Outcome::Answered { status, retry_after: None, detail: String::new() }
    }
}
