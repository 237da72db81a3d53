//! Receivers that remember everything and answer as told.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Mutex;

use pactwatch::alert::Receiver;
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::Deliver;

/// What an attempt is answered with.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Status(u16),
    /// With a wish for when to come again.
    Later(u16, &'static str),
    /// It takes the message, and whoever sent it dies before the answer.
    Never,
}

/// One attempt at one receiver.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) receiver: String,
    pub(crate) message: Message,
    pub(crate) status: u16,
}

#[derive(Debug, Default)]
pub(crate) struct SimInbox {
    got: Mutex<Vec<Attempt>>,
    /// What every attempt is answered with; 200 when nothing is set.
    answer: Mutex<Option<u16>>,
    /// The same for single receivers.
    answers: Mutex<HashMap<String, Answer>>,
}

impl SimInbox {
    /// From now on every attempt is answered with this code; `None`: with 200.
    pub(crate) fn answer(&self, code: Option<u16>) {
        *self.answer.lock().unwrap() = code;
    }

    /// From now on this receiver answers so.
    pub(crate) fn answer_of(&self, receiver: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(receiver.to_owned(), answer);
    }

    /// Every attempt so far, with its answer.
    pub(crate) fn attempts(&self) -> Vec<(Message, u16)> {
        let got = self.got.lock().unwrap();
        got.iter().map(|attempt| (attempt.message.clone(), attempt.status)).collect()
    }

    /// Every attempt at one receiver so far.
    pub(crate) fn attempts_at(&self, receiver: &str) -> Vec<Attempt> {
        let got = self.got.lock().unwrap();
        got.iter().filter(|attempt| attempt.receiver == receiver).cloned().collect()
    }

    /// The messages that were taken, each id once, with the findings they tell.
    pub(crate) fn taken(&self) -> BTreeMap<String, Vec<String>> {
        let taken = self.attempts().into_iter().filter(|(_, code)| *code == 200);
        taken.map(|(message, _)| (message.id.clone(), finding_ids(&message.payload.body))).collect()
    }

    /// The bodies of the messages that were taken, each id once, oldest first.
    pub(crate) fn bodies(&self) -> Vec<serde_json::Value> {
        let mut seen = HashSet::new();
        let taken = self.attempts().into_iter();
        let new = taken.filter(|(message, code)| *code == 200 && seen.insert(message.id.clone()));
        new.map(|(message, _)| serde_json::from_str(&message.payload.body).unwrap()).collect()
    }
}

/// The ids of the findings in the body of a webhook.
pub(crate) fn finding_ids(body: &str) -> Vec<String> {
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    let findings = body["data"]["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["id"].as_str().unwrap().to_owned()).collect()
}

impl Deliver for SimInbox {
    async fn deliver(&self, receiver: &Receiver, message: &Message) -> Outcome {
        let usual = Answer::Status(self.answer.lock().unwrap().unwrap_or(200));
        let own = self.answers.lock().unwrap().get(&receiver.name).cloned();
        let (status, retry_after) = match own.unwrap_or(usual) {
            Answer::Status(status) => (status, None),
            Answer::Later(status, wish) => (status, Some(wish.to_owned())),
            Answer::Never => (0, None),
        };
        let (receiver, message) = (receiver.name.clone(), message.clone());
        self.got.lock().unwrap().push(Attempt { receiver, message, status });
        if status == 0 {
            std::future::pending::<()>().await;
        }
        Outcome::Answered { status, retry_after, detail: String::new() }
    }
}
