//! What of a page beside its text makes a version, over several visits.

use pactwatch::article::Extraction;
use pactwatch::article::face::Part;
use pactwatch::article::observe::{ArticleState, OutletHabit, Reason, Visit, interpret};
use pactwatch::article::revisit::RevisitPolicy;
use pactwatch::base::Timestamp;
use pactwatch::base::http::{Headers, Reply};
use pactwatch::base::time::{SignedDuration, after};

use super::page::{Page, at, extraction};

const URL: &str = "https://harbour.example/2026/deal";

struct Visitor {
    state: ArticleState,
    text: Option<String>,
    now: Timestamp,
}

impl Visitor {
    fn new() -> Self {
        let now = at("2026-04-28T09:00:00Z");
        Self { state: ArticleState::new(URL.parse().unwrap(), now), text: None, now }
    }

    /// Looks at the page an hour after the last look.
    fn sees(&mut self, page: &Page) -> (Reason, Vec<Part>) {
        self.now = after(self.now, SignedDuration::from_hours(1));
        let body = page.html().into_bytes();
        let url: url::Url = URL.parse().unwrap();
        let extracted: Extraction = extraction(&body, URL, self.now);
        let reply = Reply { status: 200, headers: Headers::default(), body, url, hops: vec![] };
        let visit = Visit {
            state: &self.state,
            reply: Ok(&reply),
            extracted: Some(Ok(&extracted)),
            habit: &OutletHabit::default(),
            last_good: self.text.as_deref(),
            cited: true,
            now: self.now,
            jitter: 0.0,
        };
        let report = interpret(&visit, &RevisitPolicy::default());
        self.state = report.next;
        self.text = report.article.map(|article| article.text);
        (report.reason, report.parts)
    }
}

fn page() -> Page {
    let line = |n: u32| {
        format!("Paragraph {n} says at some length what the lawyers of both had discussed.")
    };
    Page { dek: None, ..Page::new("What they signed", (1..6).map(line).collect()) }
}

fn with(change: fn(&mut Page)) -> Page {
    let mut page = page();
    change(&mut page);
    page
}

/// A page that shows the same text with another headline, byline or date is a version, and says
/// which of them changed.
#[test]
fn a_part_that_changed_alone_makes_a_version_and_is_named() {
    let cases: [(&str, fn(&mut Page), &[Part]); 6] = [
        ("title", |page| page.title = "What they did not sign".to_owned(), &[Part::Title]),
        ("byline", |page| page.byline = Some("Tomas Weld".to_owned()), &[Part::Byline]),
        (
            "published",
            |page| page.published = "2026-04-27T08:00:00Z".to_owned(),
            &[Part::Published],
        ),
        (
            "modified",
            |page| page.modified = Some("2026-04-28T10:20:00Z".to_owned()),
            &[Part::Modified],
        ),
        (
            "text and title",
            |page| {
                page.title = "What they did not sign".to_owned();
                page.paragraphs
                    .push("A sentence more, and it is not a short one either.".to_owned());
            },
            &[Part::Text, Part::Title],
        ),
        (
            "text",
            |page| page.paragraphs.push("A sentence more, and it is not a short one.".to_owned()),
            &[Part::Text],
        ),
    ];
    for (name, change, parts) in cases {
        let mut visitor = Visitor::new();
        assert_eq!(visitor.sees(&page()), (Reason::FirstVersion, vec![]), "{name}");
        assert_eq!(visitor.sees(&page()), (Reason::SameText, vec![]), "{name}");
        let reason = if parts.contains(&Part::Text) { Reason::NewVersion } else { Reason::NewFace };
        let heated = visitor.state.changed_at;
        assert_eq!(visitor.sees(&with(change)), (reason, parts.to_vec()), "{name}");
        let wording = parts.iter().any(|part| part.is_wording());
        assert_eq!(visitor.state.changed_at != heated, wording, "{name} heats the revisits");
        assert_eq!(visitor.sees(&with(change)).0, Reason::SameText, "{name} is one version");
    }
}

/// Typography, letter case, clutter and what is only missing make none.
#[test]
fn what_only_looks_different_makes_no_version() {
    let cases: [(&str, fn(&mut Page)); 6] = [
        ("letter case", |page| page.title = "WHAT THEY SIGNED".to_owned()),
        ("spaces", |page| page.title = "What  they&nbsp;signed".to_owned()),
        ("no byline", |page| page.byline = None),
        ("a counter in the byline", |page| page.byline = Some("Ines Calloway 3".to_owned())),
        ("clutter", |page| *page = Page { modified: None, ..page.clone().refreshed() }),
        ("the same moment in another zone", |page| {
            page.published = "2026-04-28T10:00:00+02:00".to_owned();
        }),
    ];
    for (name, change) in cases {
        let mut visitor = Visitor::new();
        visitor.sees(&page());
        assert_eq!(visitor.sees(&with(change)), (Reason::SameText, vec![]), "{name}");
        assert_eq!(visitor.sees(&page()), (Reason::SameText, vec![]), "{name}, back again");
    }
}

/// A site that stamps every page with the moment it was made does not make a version each time.
#[test]
fn a_modification_date_that_is_the_visits_own_moment_is_no_edit() {
    let mut visitor = Visitor::new();
    for hour in 10..20 {
        let stamped = Page { modified: Some(format!("2026-04-28T{hour}:00:30Z")), ..page() };
        let (reason, _) = visitor.sees(&stamped);
        assert_eq!(reason == Reason::FirstVersion, hour == 10, "{reason:?} at {hour}");
    }
    let edited = Page { modified: Some("2026-04-28T19:10:00Z".to_owned()), ..page() };
    assert_eq!(visitor.sees(&edited), (Reason::NewFace, vec![Part::Modified]), "a real date");
}

/// A site that tries two headlines in turn makes two versions, not one at every visit; a headline
/// that came back to stay is seen.
#[test]
fn a_headline_tried_in_turn_is_not_a_version_each_time() {
    let (one, other) = (page(), with(|page| page.title = "The fine print".to_owned()));
    let mut visitor = Visitor::new();
    visitor.sees(&one);
    assert_eq!(visitor.sees(&other).0, Reason::NewFace);
    for _ in 0..5 {
        assert_eq!(visitor.sees(&one).0, Reason::SameText, "perhaps a trial");
        assert_eq!(visitor.sees(&other).0, Reason::SameText);
    }
    assert_eq!(visitor.sees(&one).0, Reason::SameText);
    assert_eq!(visitor.sees(&one), (Reason::NewFace, vec![Part::Title]), "it came back to stay");
}
