//! What a feed says about how often it changes. Only ever a lower bound for the next poll.

use super::model::{Hints, UpdatePeriod};
use super::xml::namespace::Vocabulary;
use super::xml::tree::{Element, Tree};

const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

pub(super) fn from_elements(tree: &Tree, fields: &[&Element]) -> Hints {
    let core = |name: &str| fields.iter().find(|e| e.is(Vocabulary::Core, name));
    let number = |name: &str| core(name).and_then(|e| e.text.trim().parse::<u32>().ok());
    let listed = |name: &str, item: &str| -> Vec<String> {
        let inside = core(name).map(|e| tree.children(e)).into_iter().flatten();
        inside.filter(|c| c.name == item).map(|c| c.text.trim().to_ascii_lowercase()).collect()
    };
    let day =
        |name: &String| DAYS.iter().position(|d| d == name).and_then(|i| u8::try_from(i).ok());
    Hints {
        ttl_minutes: number("ttl").filter(|&minutes| minutes > 0),
        // RSS 0.91 counts hours from 1 to 24.
        skip_hours: {
            let hours = listed("skiphours", "hour").into_iter().filter_map(|h| h.parse().ok());
            let mut hours: Vec<u8> = hours.filter(|&h| h <= 24).map(|h: u8| h % 24).collect();
            hours.sort_unstable();
            hours.dedup();
            hours
        },
        skip_days: {
            let mut days: Vec<u8> = listed("skipdays", "day").iter().filter_map(day).collect();
            days.sort_unstable();
            days.dedup();
            days
        },
        update_seconds: update_seconds(fields),
    }
}

/// `sy:updatePeriod` over `sy:updateFrequency`.
fn update_seconds(fields: &[&Element]) -> Option<u32> {
    let sy = |name: &str| fields.iter().find(|e| e.is(Vocabulary::Syndication, name));
    let period = match sy("updateperiod")?.text.trim().to_ascii_lowercase().as_str() {
        "hourly" => UpdatePeriod::Hourly,
        "daily" => UpdatePeriod::Daily,
        "weekly" => UpdatePeriod::Weekly,
        "monthly" => UpdatePeriod::Monthly,
        "yearly" => UpdatePeriod::Yearly,
        _ => return None,
    };
    let frequency = sy("updatefrequency").and_then(|e| e.text.trim().parse::<u32>().ok());
    Some(period.seconds() / frequency.filter(|&f| f > 0).unwrap_or(1))
}
