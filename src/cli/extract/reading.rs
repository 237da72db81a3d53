//! From bytes to what is read: a page through the extractor, a text as it stands, anything else to
//! a warning. On a thread of its own, so that no input can keep or end the program.

use std::sync::Arc;
use std::time::Duration;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use tokio::sync::oneshot;
use url::Url;

use crate::app::reading::document;
use crate::article::model::{Article, BlockKind, Dated};
use crate::article::{Page, Refusal, extract};
use crate::base::time::{SignedDuration, after};
use crate::base::url::{outlet, registrable_domain, web_url};
use crate::base::{Timestamp, Warning};
use crate::claim::language::is_english;
use crate::claim::model::Reading;
use crate::claim::watch::Watch;
use crate::claim::{blocks, read};
use crate::cli::input::Input;
use crate::io::clock::SystemClock;
use crate::port::Clock as _;

/// For the page alone; a page takes milliseconds.
const EXTRACT_TIME: SignedDuration = SignedDuration::from_secs(10);
/// For the page and its claims.
const ALL_TIME: Duration = Duration::from_secs(30);
/// Of the reading thread; deep nesting costs stack.
const STACK_BYTES: usize = 64 << 20;
/// Bytes in which a page shows that it is one.
const HEAD: usize = 16 * 1024;

/// What the command line adds to what a source says of itself.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Hints {
    pub(in crate::cli) published: Option<Date>,
    pub(in crate::cli) outlet: Option<String>,
}

/// Reads an input. What goes wrong is a warning of an otherwise empty article.
pub(in crate::cli) async fn read_input(
    watch: &Arc<Watch>,
    input: Input,
    hints: &Hints,
) -> (Article, Reading) {
    let (reply, answer) = oneshot::channel();
    let (watch, hints) = (Arc::clone(watch), hints.clone());
    let work = move || drop(reply.send(read_now(&watch, &input, &hints)));
    let thread = std::thread::Builder::new().name("extract".to_owned()).stack_size(STACK_BYTES);
    if let Err(error) = thread.spawn(work) {
        return failed("not_read", format!("no thread to read it on: {error}"));
    }
    match tokio::time::timeout(ALL_TIME, answer).await {
        Ok(Ok(read)) => read,
        Ok(Err(_)) => failed("not_read", "reading it failed; please report it".to_owned()),
        Err(_) => failed("too_slow", format!("not read in {} s", ALL_TIME.as_secs())),
    }
}

fn failed(code: &str, detail: String) -> (Article, Reading) {
    let warnings = vec![Warning::new(code, detail)];
    (Article { warnings, ..Article::default() }, Reading::default())
}

fn read_now(watch: &Watch, input: &Input, hints: &Hints) -> (Article, Reading) {
    let mut article = article(input, hints);
    if article.published.is_none() {
        article.published = hints.published.and_then(given);
    }
    if article.text.trim().is_empty() {
        return (article, Reading::default());
    }
    let outlet = outlet_of(&article, input, hints);
    let reading = read(watch, &document(&article, &outlet));
    (article, reading)
}

/// The word of the command line goes before what the page says of itself.
fn outlet_of(article: &Article, input: &Input, hints: &Hints) -> String {
    let named = hints.outlet.as_deref().map(registrable_domain);
    let canonical = || article.canonical.as_deref().and_then(web_url);
    let found = || input.url.clone().or_else(canonical).map(|url| outlet(&url));
    named.or_else(found).unwrap_or_default()
}

fn given(date: Date) -> Option<Dated> {
    let at = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(Dated { at, date, source: "command line".to_owned() })
}

fn article(input: &Input, hints: &Hints) -> Article {
    if input.too_large {
        return failed("too_large", "larger than is read at all".to_owned()).0;
    }
    let now = SystemClock.now();
    match page(input, hints, now) {
        Ok(article) if looks_like_page(input) => article,
        Ok(_) => plain(&input.bytes),
        Err(Refusal::NotHtml(kind)) if kind == "plain text" => plain(&input.bytes),
        // A text may begin with a bracket; a document of brackets is no text.
        Err(Refusal::NotHtml(kind)) if kind == "json" && !is_json(&input.bytes) => {
            plain(&input.bytes)
        }
        Err(refusal) => failed(code(&refusal), refusal.to_string()).0,
    }
}

fn page(input: &Input, hints: &Hints, now: Timestamp) -> Result<Article, Refusal> {
    let base = input.url.clone().or_else(|| base(hints)).ok_or(Refusal::Empty)?;
    let content_type = input.content_type.as_deref();
    let page = Page { bytes: &input.bytes, content_type, url: &base, now };
    let limit = after(now, EXTRACT_TIME);
    let mut extraction = extract(&page, &|| SystemClock.now() > limit)?;
    for sign in &extraction.signs {
        let word = serde_json::to_value(sign).ok();
        let word = word.as_ref().and_then(|word| word.as_str()).unwrap_or_default();
        let warning = Warning::new("wall", format!("the page shows a mark of a wall: {word}"));
        extraction.article.warnings.push(warning);
    }
    Ok(extraction.article)
}

/// What relative links of a local page are relative to: links of a file lead nowhere.
fn base(hints: &Hints) -> Option<Url> {
    let host = hints.outlet.as_ref().and_then(|host| web_url(&format!("https://{host}/")));
    host.or_else(|| Url::parse("file:///").ok())
}

/// A text may speak of `<b>` and still be one; a page has at least one of these near its start.
fn looks_like_page(input: &Input) -> bool {
    const MARKS: [&str; 14] = [
        "<!doctype",
        "<html",
        "<head",
        "<body",
        "<title",
        "<meta",
        "<article",
        "<main",
        "<div",
        "<section",
        "<p>",
        "<p ",
        "<h1",
        "<h2",
    ];
    let head = input.bytes.get(..HEAD).unwrap_or(&input.bytes);
    // Of two-byte encodings every other byte is zero.
    let head: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let declared = input.content_type.as_deref().unwrap_or_default().to_lowercase();
    declared.starts_with("text/html")
        || head.trim_start_matches('\u{feff}').trim_start().starts_with('<')
        || MARKS.iter().any(|mark| head.contains(mark))
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// The stable word of a refusal is its serialised form.
fn code(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotHtml(_) => "not_html",
        Refusal::TooDeep(_) => "too_deep",
        Refusal::TooManyNodes(_) => "too_many_nodes",
        Refusal::TooLarge(_) => "too_large",
        Refusal::TooSlow => "too_slow",
        Refusal::Empty => "empty",
        Refusal::Hostile(_) => "hostile",
    }
}

/// A text as it stands: its offsets are those of the file.
fn plain(bytes: &[u8]) -> Article {
    let mut warnings = Vec::new();
    let text = decoded(bytes, &mut warnings);
    let blocks = blocks::from_plain(&text);
    let first = blocks.first().filter(|block| block.kind == BlockKind::Heading);
    let title = first.and_then(|block| text.get(block.start..block.end)).unwrap_or_default();
    let enough = text.split_whitespace().nth(11).is_some();
    let language = (enough && is_english(&text, None)).then(|| "en".to_owned());
    Article { title: title.to_owned(), language, blocks, warnings, text, ..Article::default() }
}

fn decoded(bytes: &[u8], warnings: &mut Vec<Warning>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    warnings.push(Warning::new("charset-guessed", format!("read as {}", encoding.name())));
    encoding.decode(bytes).0.into_owned()
}
