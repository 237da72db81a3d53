//! A scripted web: URL to what it answers now. It keeps every request it saw.

use std::collections::HashMap;
use std::sync::Mutex;

use pactwatch::base::http::{FetchError, Headers, Reply, Request};
use pactwatch::port::Fetch;

#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Page { status: u16, headers: Headers, body: Vec<u8> },
    Fails(FetchError),
}

#[derive(Debug, Default)]
pub(crate) struct SimWeb {
    pages: Mutex<HashMap<String, Answer>>,
    seen: Mutex<Vec<Request>>,
}

impl SimWeb {
    /// From now on `url` answers so.
    pub(crate) fn set(&self, url: &str, answer: Answer) {
        self.pages.lock().unwrap().insert(url.to_owned(), answer);
    }

    pub(crate) fn page(&self, url: &str, kind: &str, body: &str) {
        let headers = Headers(vec![("content-type".to_owned(), kind.to_owned())]);
        self.set(url, Answer::Page { status: 200, headers, body: body.as_bytes().to_vec() });
    }

    /// Requests so far whose URL contains `part`.
    pub(crate) fn requests(&self, part: &str) -> Vec<Request> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|request| request.url.as_str().contains(part)).cloned().collect()
    }
}

impl Fetch for SimWeb {
    async fn fetch(&self, request: Request) -> Result<Reply, FetchError> {
        let answer = self.pages.lock().unwrap().get(request.url.as_str()).cloned();
        let url = request.url.clone();
        self.seen.lock().unwrap().push(request);
        match answer {
            None => Ok(Reply {
                status: 404,
                headers: Headers::default(),
                body: vec![],
                url,
                hops: vec![],
            }),
            Some(Answer::Fails(error)) => Err(error),
            Some(Answer::Page { status, headers, body }) => {
                Ok(Reply { status, headers, body, url, hops: vec![] })
            }
        }
    }
}
