//! A receiver that remembers everything and answers as told.

use std::collections::VecDeque;
use std::sync::Mutex;

use pactwatch::alert::Receiver;
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::Deliver;

#[derive(Debug, Default)]
pub(crate) struct SimInbox {
    got: Mutex<Vec<(String, Message)>>,
    answers: Mutex<VecDeque<u16>>,
}

impl SimInbox {
    /// The next attempts are answered with these codes; afterwards with 200.
    pub(crate) fn answer(&self, codes: &[u16]) {
        self.answers.lock().unwrap().extend(codes);
    }

    /// Every attempt so far: receiver and message.
    pub(crate) fn attempts(&self) -> Vec<(String, Message)> {
        self.got.lock().unwrap().clone()
    }

    /// The bodies of the messages that arrived, each id once.
    pub(crate) fn bodies(&self) -> Vec<String> {
        let mut seen = std::collections::HashSet::new();
        let got = self.got.lock().unwrap();
        got.iter()
            .filter(|(_, message)| seen.insert(message.id.clone()))
            .map(|(_, message)| message.payload.body.clone())
            .collect()
    }
}

impl Deliver for SimInbox {
    async fn deliver(&self, receiver: &Receiver, message: &Message) -> Outcome {
        self.got.lock().unwrap().push((receiver.name.clone(), message.clone()));
        let status = self.answers.lock().unwrap().pop_front().unwrap_or(200);
        Outcome::Answered { status, retry_after: None, detail: String::new() }
    }
}
