//! The demo's press: a small HTTP server on loopback with a feed and pages for every outlet. Its
//! pages carry the usual clutter, and the clutter changes with every request: the daemon must not
//! mind.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::story::{Outlet, Story, StoryArticle, Version};
use crate::base::{Timestamp, id};
use crate::port::Clock;

const LARGEST_REQUEST: usize = 16 << 10;

/// Serves until the task is dropped.
pub(super) async fn serve<C: Clock + 'static>(listener: TcpListener, story: Arc<Story>, clock: C) {
    let port = listener.local_addr().map_or(0, |a| a.port());
    let press = Arc::new(Press { story, port, clock, requests: AtomicU64::new(0) });
    while let Ok((stream, _)) = listener.accept().await {
        let press = Arc::clone(&press);
        tokio::spawn(async move {
            // A reader that hangs up early is the reader's business.
            drop(press.answer(stream).await);
        });
    }
}

struct Press<C> {
    story: Arc<Story>,
    port: u16,
    clock: C,
    requests: AtomicU64,
}

struct Page {
    status: &'static str,
    kind: &'static str,
    etag: Option<String>,
    body: String,
}

impl<C: Clock> Press<C> {
    async fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let request = read_head(&mut stream).await?;
        let page = self.page(&request);
        let mut head = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n",
            page.status,
            page.kind,
            page.body.len()
        );
        if let Some(etag) = &page.etag {
            let _infallible = write!(head, "ETag: {etag}\r\n");
        }
        stream.write_all(format!("{head}\r\n{}", page.body).as_bytes()).await?;
        stream.shutdown().await
    }

    fn page(&self, request: &str) -> Page {
        let now = self.clock.now();
        let path = request.split_ascii_whitespace().nth(1).unwrap_or("/");
        let host = header(request, "host").split(':').next().unwrap_or_default().to_owned();
        let Some(outlet) = self.story.outlet.iter().find(|o| o.host == host) else {
            return text("404 Not Found", "no such outlet");
        };
        if path == "/feed.xml" {
            return self.feed(outlet, request, now);
        }
        let article = self.articles(outlet, now).find(|(a, _)| path == format!("/{}", a.slug));
        match article {
            Some((article, version)) => self.article(outlet, article, version),
            None => text("404 Not Found", "no such page"),
        }
    }

    fn articles<'a>(
        &'a self,
        outlet: &'a Outlet,
        now: Timestamp,
    ) -> impl Iterator<Item = (&'a StoryArticle, &'a Version)> {
        let mine = self.story.article.iter().filter(|a| a.outlet == outlet.host);
        mine.filter_map(move |a| Some((a, self.story.standing(a, now)?)))
    }

    fn feed(&self, outlet: &Outlet, request: &str, now: Timestamp) -> Page {
        let mut items = String::new();
        for (article, _) in self.articles(outlet, now) {
            let _infallible = write!(
                items,
                "<item><title>{}</title><link>http://{}:{}/{}</link><guid>{}</guid>\
                 <pubDate>{}</pubDate></item>",
                article.title,
                outlet.host,
                self.port,
                article.slug,
                article.slug,
                article.published.strftime("%a, %d %b %Y %H:%M:%S GMT"),
            );
        }
        let body = format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>{}</title>\
             <link>http://{}:{}/</link><description>{}</description>{items}</channel></rss>",
            outlet.name, outlet.host, self.port, outlet.say
        );
        let etag = format!("\"{}\"", id::hash(body.as_bytes()).get(..16).unwrap_or_default());
        if header(request, "if-none-match") == etag {
            let body = String::new();
            return Page { status: "304 Not Modified", kind: "text/xml", etag: Some(etag), body };
        }
        Page { status: "200 OK", kind: "application/rss+xml", etag: Some(etag), body }
    }

    fn article(&self, outlet: &Outlet, article: &StoryArticle, version: &Version) -> Page {
        let request = self.requests.fetch_add(1, Ordering::Relaxed);
        let mut paragraphs = String::new();
        for (index, paragraph) in version.text.trim().split("\n\n").enumerate() {
            let _infallible = writeln!(paragraphs, "<p>{paragraph}</p>");
            if index == 1 {
                let _infallible = writeln!(
                    paragraphs,
                    "<aside class=\"ad slot-{request}\"><a href=\"/buy\">Offer {request}: one \
                     month for one coin</a></aside>"
                );
            }
        }
        let byline = article.byline.as_deref().unwrap_or_default();
        let modified = version.modified.unwrap_or(article.published);
        let body = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | \
             {site}</title><meta property=\"og:title\" content=\"{title}\"><meta \
             property=\"og:site_name\" content=\"{site}\"><meta name=\"author\" \
             content=\"{byline}\"><meta property=\"article:published_time\" content=\"{published}\">\
             <meta property=\"article:modified_time\" content=\"{modified}\"></head><body><header>\
             <nav><a href=\"/\">{site}</a> <a href=\"/business\">Business</a> <a \
             href=\"/technology\">Technology</a></nav></header><main><article><h1>{title}</h1>\
             <p class=\"byline\">{byline}</p>\n{paragraphs}</article></main><section \
             class=\"related\"><h2>Most read</h2><ul><li><a href=\"/r{request}\">Reader favourite \
             number {request}</a></li></ul></section><footer><p>{likes} people read this page. \
             Copyright {site}.</p></footer></body></html>",
            title = article.title,
            site = outlet.name,
            published = article.published,
            likes = 100 + request * 7,
        );
        Page { status: "200 OK", kind: "text/html; charset=utf-8", etag: None, body }
    }
}

fn text(status: &'static str, body: &str) -> Page {
    Page { status, kind: "text/plain", etag: None, body: body.to_owned() }
}

pub(super) fn header<'a>(request: &'a str, name: &str) -> &'a str {
    request
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map_or("", |(_, value)| value.trim())
}

/// Reads up to the blank line after the headers.
pub(super) async fn read_head(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    let mut piece = [0_u8; 1024];
    while !bytes.windows(4).any(|w| w == b"\r\n\r\n") && bytes.len() < LARGEST_REQUEST {
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            break;
        }
        bytes.extend_from_slice(piece.get(..read).unwrap_or_default());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
