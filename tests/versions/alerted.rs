//! The coverage of seven years published day by day to the whole program, with the route that holds
//! when none is written: how often an article makes somebody's screen light up.

use std::collections::{BTreeMap, BTreeSet};

use pactwatch::base::time::{SignedDuration, after};
use pactwatch::claim::evaluate::gold::GoldDocument;
use pactwatch::claim::follow::Gate;
use pactwatch::feed::model::Tier;
use pactwatch::feed::schedule::Schedule;
use pactwatch::ledger::{Finding, FindingKind};

use super::coverage::{Story, beside, in_order, own};
use crate::world::World;
use crate::world::inbox::finding_ids;
use crate::world::markup::{escape, markup};
use crate::world::press::Story as Printed;
use crate::world::setup::Setup;

/// From this day on everything is news: the feeds were empty when watching began.
const START: &str = "2018-12-31 00:00";

fn host(document: &GoldDocument) -> String {
    let name: String = document
        .outlet
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' })
        .collect();
    if name.contains('.') { name } else { format!("{name}.example") }
}

fn setup(stories: &[Story]) -> Setup {
    let mut tiers: BTreeMap<String, Tier> = BTreeMap::new();
    for story in stories {
        let tier = if story.primary { Tier::Primary } else { Tier::Press };
        tiers.insert(host(&story.document), tier);
    }
    let outlets: Vec<(&str, Tier)> =
        tiers.iter().map(|(host, tier)| (host.as_str(), *tier)).collect();
    Setup {
        start: crate::world::at(START),
        schedule: Schedule::parse("0 * * * *", None).unwrap(),
        gate: Gate::All,
        group_wait: SignedDuration::from_secs(30),
        ..Setup::new(&outlets)
    }
}

fn printed(story: &Story) -> Printed {
    let title = escape(&story.document.title);
    let paragraphs = markup(story.document.text.lines());
    let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    Printed::new(&title, story.at, &paragraphs)
}

/// What publishing everything came to.
struct Told {
    /// Findings by id, and the alerts that were taken, as the ids of their findings.
    findings: BTreeMap<String, Finding>,
    alerts: Vec<Vec<String>>,
    /// Addresses in the order of publication.
    urls: Vec<String>,
    /// How many of the articles were read: nothing may be quiet for want of being seen.
    read: usize,
}

async fn published(stories: &[Story]) -> Told {
    let world = World::new(setup(stories)).await;
    world.run_for(2).await;
    let mut urls = Vec::new();
    for (index, story) in stories.iter().enumerate() {
        // One after the other, however many came on a day.
        let minutes = i64::try_from(index).unwrap() * 20;
        world.clock.jump_to(after(story.at, SignedDuration::from_mins(minutes)));
        let (host, slug) = (host(&story.document), &story.document.id);
        urls.push(world.publish_story(&host, slug, printed(story)));
        world.run_for(3).await;
    }
    let findings = world.findings().await;
    let findings = findings.into_iter().map(|finding| (finding.id.clone(), finding)).collect();
    let taken = world.inbox.attempts().into_iter().filter(|(_, code)| *code == 200);
    let alerts = taken.map(|(message, _)| finding_ids(&message.payload.body)).collect();
    let mut read = 0;
    for url in &urls {
        read += usize::from(world.looks(url).await.iter().any(|look| look.starts_with("ok ")));
    }
    Told { findings, alerts, urls, read }
}

impl Told {
    /// Alerts about each article of the last two thirds.
    fn by_article(&self) -> BTreeMap<&str, usize> {
        let late: BTreeSet<&str> =
            self.urls[self.urls.len() / 3..].iter().map(String::as_str).collect();
        let mut count: BTreeMap<&str, usize> = late.iter().map(|url| (*url, 0)).collect();
        for alert in &self.alerts {
            let articles = alert.iter().filter_map(|id| self.findings.get(id)?.article.as_ref());
            let about: BTreeSet<&str> = articles.map(|article| article.url.as_str()).collect();
            for url in about {
                if let Some(count) = count.get_mut(url) {
                    *count += 1;
                }
            }
        }
        count
    }
}

impl Told {
    /// Did a shift of the term to non-exclusive leave in an alert?
    fn shifted(&self, term: &str) -> bool {
        let told = self.alerts.iter().flatten().filter_map(|id| self.findings.get(id));
        told.filter(|finding| finding.kind == FindingKind::ConsensusShift)
            .filter(|finding| finding.term == term)
            .any(|finding| finding.to.as_ref().is_some_and(|to| to.value == "non-exclusive"))
    }

    fn print(&self) {
        for alert in &self.alerts {
            let findings = alert.iter().filter_map(|id| self.findings.get(id));
            let lines = findings.map(crate::world::look::line);
            println!("  {}", lines.collect::<Vec<_>>().join("; "));
        }
    }
}

/// Once the ledger is warm no article makes more than one alert, and some make none.
#[tokio::test]
async fn an_article_makes_at_most_one_alert() {
    let sets = [("the project's own articles", Some(own("dev"))), ("the coverage", beside())];
    for (name, documents) in sets {
        let Some(documents) = documents else { continue };
        let stories = in_order(documents);
        let told = published(&stories).await;
        let count = told.by_article();
        told.print();
        let (alerts, most) =
            (count.values().sum::<usize>(), count.values().copied().max().unwrap_or(0));
        println!(
            "{name}: {} read; {alerts} alerts about the last {} articles, at most {most} about one",
            told.read,
            count.len()
        );
        let all = told.urls.len();
        assert!(told.read * 10 >= all * 9, "{name}: {} of {all} articles read", told.read);
        assert!(alerts > 0, "{name}: nobody was told of anything");
        for term in ["license.exclusivity", "cloud.exclusivity"] {
            assert!(told.shifted(term), "{name}: nobody heard of the shift of {term}");
        }
        assert!(most <= 1, "{name}: {count:#?}");
        assert!(alerts <= count.len(), "{name}: {alerts} alerts");
    }
}
