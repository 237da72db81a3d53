//! What a bench's articles say: made-up words, claims on the shipped watch's terms, outlets.

use pactwatch::app::reading::Read;
use pactwatch::article::model::{Article, Block, BlockKind};
use pactwatch::base::Timestamp;
use pactwatch::base::time::{SignedDuration, after};
use pactwatch::claim::model::{Claim, Evidence, Reading, Span, Status};
use pactwatch::feed::model::Tier;
use pactwatch::ledger::model::{ArticleRef, Side, SideSource};

pub(crate) const CLAIMS: usize = 10;
pub(crate) const OUTLETS: usize = 400;

/// An arbitrary but repeatable number.
pub(crate) fn draw(seed: usize, below: usize) -> usize {
    let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23).wrapping_mul(0xd6e8_feb8);
    (mixed >> 16) % below.max(1)
}

pub(crate) fn moment(article: usize) -> Timestamp {
    let minutes = i64::try_from(article * 10).unwrap_or_default();
    after("2024-06-01T00:00:00Z".parse().unwrap(), SignedDuration::from_mins(minutes))
}

/// A word that is no word; common ones are drawn more often.
fn word(seed: usize) -> String {
    const PARTS: [&str; 16] = [
        "ba", "ne", "li", "so", "tur", "gan", "mel", "ro", "vi", "pek", "dar", "uno", "sha", "ki",
        "lor", "est",
    ];
    let rank = draw(seed, 200) * draw(seed + 1, 200);
    let parts = (0..3).map(|at| PARTS.get((rank >> (4 * at)) % 16).copied().unwrap_or("ba"));
    parts.collect()
}

/// A stored version's text and claims, as the daemon keeps them.
pub(crate) fn reading(number: usize, terms: &[String]) -> Read {
    let mut text = String::new();
    let mut blocks = Vec::new();
    for paragraph in 0..14 {
        let start = text.len();
        for at in 0..45 {
            text.push_str(&word(number * 1000 + paragraph * 50 + at));
            text.push(' ');
        }
        text.push_str("partnership.");
        blocks.push(Block { kind: BlockKind::Paragraph, start, end: text.len() });
        text.push('\n');
    }
    let claims = (0..CLAIMS).filter_map(|at| {
        let block = blocks.get(at)?;
        Some(claim(terms.get((number + at * 5) % terms.len())?, "2030", block, at, &text))
    });
    let reading = Reading { claims: claims.collect(), read: true, ..Reading::default() };
    let title = format!("What the partnership says about {}", word(number));
    Read {
        article: Article { title, text, blocks, ..Article::default() },
        reading,
        left_out: Vec::new(),
    }
}

fn claim(term: &str, value: &str, block: &Block, at: usize, text: &str) -> Claim {
    Claim {
        term: term.to_owned(),
        value: value.to_owned(),
        confidence: 0.9,
        evidence: Evidence {
            text: text.get(block.start..block.end).unwrap_or_default().to_owned(),
            start: block.start,
            end: block.end,
            block: at,
            ..Evidence::default()
        },
        ..Claim::default()
    }
}

pub(crate) fn article(number: usize) -> ArticleRef {
    let outlet = draw(number, OUTLETS);
    let id = format!("a_{number:020}");
    ArticleRef {
        url: format!("https://outlet-{outlet}.example/articles/{number}"),
        title: format!("Article {number}: what the partnership says about {}", word(number)),
        outlet: format!("outlet-{outlet}.example"),
        tier: if outlet < 3 { Tier::Primary } else { Tier::Press },
        family: id.clone(),
        published: Some(moment(number)),
        modified: None,
        snapshot_id: format!("s_{number:020}"),
        observed_at: after(moment(number), SignedDuration::from_mins(10)),
        id,
    }
}

pub(crate) fn tier_word(tier: Tier) -> &'static str {
    match tier {
        Tier::Primary => "primary",
        Tier::Press => "press",
        Tier::Aggregator => "aggregator",
    }
}

pub(crate) fn side(article: &ArticleRef, value: &str, text: &Read, block: usize) -> Side {
    let at = text.article.blocks.get(block).map_or((0, 0), |block| (block.start, block.end));
    Side {
        value: value.to_owned(),
        status: Status::Current,
        quote: text.article.text.get(at.0..at.1).unwrap_or_default().to_owned(),
        span: Span { start: at.0, end: at.1 },
        block,
        by: None,
        origin: None,
        confidence: 0.9,
        approximate: false,
        source: SideSource::from(article),
        valid_from: None,
        asserted_at: article.published.unwrap_or_default(),
        observed_at: article.observed_at,
    }
}
