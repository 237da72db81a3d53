//! The extract and the comparison stay as small in a large ledger as in a small one.

use pactwatch::ledger::book::Extract;
use pactwatch::ledger::standing::{MAX_VALUES, RECENT_SUPPORTS};

use super::press::{Press, Step, claim};

const TERMS: [&str; 4] = ["license.until", "cloud.exclusivity", "valuation", "stake.percent"];

fn crowd(articles: usize) -> Press {
    let mut press = Press::new();
    for at in 0..articles {
        let claims = TERMS.iter().map(|term| match *term {
            "valuation" => format!("valuation=USD {}", 1_000_000 + at),
            "license.until" => format!("license.until={}", 2030 + at % 3),
            "cloud.exclusivity" => "cloud.exclusivity=exclusive".to_owned(),
            other => format!("{other}={}%", 20 + at % 9),
        });
        let step = Step {
            outlet: format!("{at}.example"),
            seen: format!("2026-01-{:02} {:02}:{:02}", 1 + at % 28, at % 24, at % 60),
            claims: claims.collect(),
            ..Step::default()
        };
        press.publish_unchecked(&step);
    }
    press
}

fn extract(press: &Press) -> Extract {
    let claims: Vec<_> = TERMS.iter().map(|term| claim(&format!("{term}=2031"), 0)).collect();
    press.book.extract(&press.rules(), "newcomer", &claims, &[])
}

/// However many articles there are, a term hands over a bounded number of values and supports.
#[test]
fn the_extract_is_bounded() {
    let press = crowd(3000);
    let extract = extract(&press);
    assert_eq!(extract.standings.len(), TERMS.len());
    for standing in extract.standings.values() {
        let decided = standing.prevailing.len() + standing.former.len();
        assert!(standing.values.len() <= MAX_VALUES + decided + 1, "{}", standing.values.len());
        assert!(standing.values.iter().all(|value| value.recent.len() <= RECENT_SUPPORTS));
    }
    let exclusive = &extract.standings["cloud.exclusivity"].values[0];
    assert_eq!(
        (exclusive.articles, exclusive.supports, exclusive.recent.len()),
        (3000, 3000, RECENT_SUPPORTS)
    );
}
