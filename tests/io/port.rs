//! The ports can be faked with plain values, used generically and moved between threads.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use pactwatch::alert::{Kind, Receiver};
use pactwatch::base::http::{FetchError, Headers, Reply, Request};
use pactwatch::outbox::{Message, Outcome};
use pactwatch::port::{Clock, Deliver, Fetch, Ids};

/// A world without sockets whose time moves only when somebody sleeps.
#[derive(Default)]
struct World {
    now: Mutex<Timestamp>,
    sent: Mutex<Vec<String>>,
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    async fn sleep_until(&self, at: Timestamp) {
        let mut now = self.now.lock().unwrap();
        *now = (*now).max(at);
    }
}

impl Fetch for World {
    async fn fetch(&self, request: Request) -> Result<Reply, FetchError> {
        let (url, headers) = (request.url, Headers::default());
        Ok(Reply { status: 200, headers, body: b"x".to_vec(), url, hops: Vec::new() })
    }
}

impl Deliver for World {
    async fn deliver(&self, _receiver: &Receiver, message: &Message) -> Outcome {
        self.sent.lock().unwrap().push(message.id.clone());
        Outcome::Written
    }
}

impl Ids for World {
    fn token(&self) -> String {
        "t_1".to_owned()
    }

    fn jitter(&self) -> f64 {
        0.5
    }
}

async fn pass<P: Clock + Fetch + Deliver + Ids>(ports: P, until: Timestamp) -> (Timestamp, u16) {
    ports.sleep_until(until).await;
    let url = "https://news.example/".parse().unwrap();
    let asked =
        Request { url, headers: Headers::default(), max_bytes: 1, max_redirects: 0, own: false };
    let status = ports.fetch(asked).await.unwrap().status;
    let receiver = Receiver { name: ports.token(), kind: Kind::Log };
    let sent = super::receivers::message("x");
    assert_eq!(ports.deliver(&receiver, &sent).await, Outcome::Written);
    (ports.now(), status)
}

#[tokio::test]
async fn one_fake_serves_as_every_port_on_another_thread() {
    let world = Arc::new(World::default());
    let until = Timestamp::from_second(86_400).unwrap();
    let done = tokio::spawn(pass(world.clone(), until)).await.unwrap();
    assert_eq!(done, (until, 200), "a day passed at once");
    assert_eq!(*world.sent.lock().unwrap(), ["msg_1"]);
}
