//! Charts as inline SVG, made here and complete without script. Colours come from the style sheet.

use maud::{Markup, html};

use super::words::day;
use crate::base::Timestamp;
use crate::base::time::{from_micros, micros};
use crate::feed::model::Tier;
use crate::store::pages::coverage::{DAY_MICROS, DayCount};

/// Days the coverage chart spans.
pub(super) const DAYS: i64 = 60;
const WIDTH: i64 = 960;
const HEIGHT: i64 = 110;

/// Articles a day as stacked columns, the last day at the right. `None` when there is nothing.
pub(super) fn coverage(counts: &[DayCount], last_day: i64) -> Option<Markup> {
    let first_day = last_day - DAYS + 1;
    let column = |day: i64| {
        let of = |tier: Tier| -> i64 {
            let same = |count: &&DayCount| count.day == day && count.tier == tier;
            counts.iter().filter(same).map(|count| count.articles).sum()
        };
        [of(Tier::Primary), of(Tier::Press), of(Tier::Aggregator)]
    };
    let columns: Vec<(i64, [i64; 3])> =
        (first_day..=last_day).map(|day| (day, column(day))).collect();
    let most = columns.iter().map(|(_, parts)| parts.iter().sum::<i64>()).max().unwrap_or(0);
    if most == 0 {
        return None;
    }
    let total: i64 = columns.iter().map(|(_, parts)| parts.iter().sum::<i64>()).sum();
    let (from, to) = (day(moment(first_day)), day(moment(last_day)));
    let told = format!("{total} articles from {from} to {to}, at most {most} a day");
    Some(html! {
        figure.coverage {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(told)
                preserveAspectRatio="none" {
                @for (index, (at, parts)) in columns.iter().enumerate() {
                    (stack(i64::try_from(index).unwrap_or_default(), *at, *parts, most))
                }
            }
            figcaption { span { (from) } span.legend {
                span { span.key.t-primary {} "primary" } span { span.key.t-press {} "press" }
                span { span.key.t-aggregator {} "aggregator" }
                span { "at most " (most) " a day" } }
                span { (to) } }
        }
    })
}

/// The day a moment falls on, counted from 1970-01-01.
pub(super) fn day_of(at: Timestamp) -> i64 {
    micros(at).div_euclid(DAY_MICROS)
}

fn moment(day: i64) -> Timestamp {
    from_micros(day.saturating_mul(DAY_MICROS))
}

fn stack(index: i64, at: i64, parts: [i64; 3], most: i64) -> Markup {
    let step = WIDTH / DAYS;
    let scaled = |count: i64| (count * (HEIGHT - 4) + most - 1) / most.max(1);
    let [primary, press, aggregator] = parts.map(scaled);
    let x = index * step + 2;
    let told = parts.iter().sum::<i64>();
    html! {
        g {
            title { (day(moment(at))) ": " (told) }
            rect.rest x=(x) y=(HEIGHT - 1) width=(step - 4) height="1" {}
            @for (class, height, below) in [
                ("t-primary", primary, 0), ("t-press", press, primary),
                ("t-aggregator", aggregator, primary + press),
            ] {
                @if height > 0 {
                    rect class=(class) x=(x) y=(HEIGHT - below - height) width=(step - 4)
                        height=(height) {}
                }
            }
        }
    }
}

/// One stretch of a lane: from when to when something was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    /// Which colour: the value's place among the term's values.
    pub(super) colour: usize,
    /// Held as something else than current.
    pub(super) faint: bool,
    pub(super) told: String,
}

/// Colours there are; values beyond share the last one.
pub(super) const COLOURS: usize = 6;
const LANE: i64 = 1000;

/// A lane over the time from `start` to `end`; it stretches with the page.
pub(super) fn lane(stretches: &[Stretch], start: Timestamp, end: Timestamp) -> Markup {
    let span = (micros(end) - micros(start)).max(1);
    let place = |at: Timestamp| {
        let part = i128::from((micros(at) - micros(start)).clamp(0, span)) * i128::from(LANE);
        i64::try_from(part / i128::from(span)).unwrap_or_default()
    };
    let told: Vec<&str> = stretches.iter().map(|stretch| stretch.told.as_str()).collect();
    html! {
        svg.lane viewBox="0 0 1000 14" preserveAspectRatio="none" role="img"
            aria-label=(told.join("; ")) {
            rect.rail x="0" y="6" width="1000" height="2" {}
            @for stretch in stretches {
                @let from = place(stretch.from);
                rect class={ "c" (stretch.colour.min(COLOURS - 1)) @if stretch.faint { " faint" } }
                    x=(from) y="1" width=((place(stretch.to) - from).max(4)) height="12" {
                    title { (stretch.told) }
                }
            }
        }
    }
}
