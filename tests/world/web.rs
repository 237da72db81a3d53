//! A scripted web: a small press, with answers set over single addresses. It keeps every request
//! with its moment. It answers at once and never times out by itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use pactwatch::base::Timestamp;
use pactwatch::base::http::{FetchError, Headers, Reply, Request};
use pactwatch::port::{Clock, Fetch};

use super::clock::SimClock;
use super::press::Press;

#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Page {
        status: u16,
        headers: Headers,
        body: Vec<u8>,
    },
    /// The reply of that address, as if it had been followed there.
    RedirectsTo(String),
    Fails(FetchError),
}

impl Answer {
    pub(crate) fn status(status: u16) -> Self {
        Self::Page { status, headers: Headers::default(), body: b"<p>no</p>".to_vec() }
    }

    pub(crate) fn html(body: &str) -> Self {
        Self::of("text/html; charset=utf-8", body)
    }

    pub(crate) fn text(body: &str) -> Self {
        Self::of("text/plain", body)
    }

    fn of(kind: &str, body: &str) -> Self {
        let headers = Headers(vec![("content-type".to_owned(), kind.to_owned())]);
        Self::Page { status: 200, headers, body: body.as_bytes().to_vec() }
    }
}

#[derive(Debug)]
pub(crate) struct SimWeb {
    clock: Arc<SimClock>,
    set: Mutex<HashMap<String, Answer>>,
    press: Mutex<Press>,
    seen: Mutex<Vec<(Timestamp, Request)>>,
}

impl SimWeb {
    pub(crate) fn new(clock: Arc<SimClock>) -> Self {
        let (set, press, seen) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { clock, set, press, seen }
    }

    /// From now on `url` answers so, whatever the press has there.
    pub(crate) fn set(&self, url: &str, answer: Answer) {
        self.set.lock().unwrap().insert(url.to_owned(), answer);
    }

    /// From now on `url` answers with this document.
    pub(crate) fn page(&self, url: &str, kind: &str, body: &str) {
        self.set(url, Answer::of(kind, body));
    }

    /// `url` is the press's again.
    pub(crate) fn mend(&self, url: &str) {
        self.set.lock().unwrap().remove(url);
    }

    pub(crate) fn press<T>(&self, change: impl FnOnce(&mut Press) -> T) -> T {
        change(&mut self.press.lock().unwrap())
    }

    /// Requests so far whose URL contains `part`, with their moments.
    pub(crate) fn requests(&self, part: &str) -> Vec<(Timestamp, Request)> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|(_, request)| request.url.as_str().contains(part)).cloned().collect()
    }

    fn answer(&self, request: &Request) -> Result<Reply, FetchError> {
        let url = request.url.to_string();
        let set = self.set.lock().unwrap().get(&url).cloned();
        match set {
            None => Ok(self.press.lock().unwrap().reply(request, self.clock.now())),
            Some(Answer::Fails(error)) => Err(error),
            Some(Answer::RedirectsTo(url)) => {
                let to = Request { url: url.parse().unwrap(), ..request.clone() };
                self.answer(&to)
            }
            Some(Answer::Page { status, headers, body }) => {
                Ok(Reply { status, headers, body, url: request.url.clone(), hops: vec![] })
            }
        }
    }
}

impl Fetch for SimWeb {
    async fn fetch(&self, request: Request) -> Result<Reply, FetchError> {
        self.seen.lock().unwrap().push((self.clock.now(), request.clone()));
        self.answer(&request)
    }
}
