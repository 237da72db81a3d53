//! What an outlet repeats is left out of its articles, except what concerns the deal: a line that
//! carries a claim, or that the gate would follow, always stays.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::reading::Read;
use super::{App, Ports};
use crate::article::furniture::{Furniture, FurniturePolicy, OutletMemory, keys};
use crate::article::model::Article;
use crate::article::observe::OutletHabit;

/// An article as it goes into a version.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) article: Article,
    pub(super) left_out: Vec<String>,
    /// The lines of the whole page, to learn from.
    shown: BTreeSet<String>,
}

impl Settled {
    /// The outlet's habit with one more version; a copy of another text teaches nothing.
    pub(super) fn teach(&self, habit: OutletHabit, last: Option<&Read>, copy: bool) -> OutletHabit {
        let mut habit = habit.with(self.article.text.chars().count());
        if !copy {
            let known = last.map(shown_before).unwrap_or_default();
            habit.memory.learn(&self.shown, &known);
        }
        habit
    }
}

fn shown_before(last: &Read) -> BTreeSet<String> {
    let mut known = keys(&last.article);
    known.extend(Furniture::recorded(&last.left_out).into_keys());
    known
}

impl<P: Ports> App<P> {
    /// Leaves out what the outlet repeats, as far as that is new to the article.
    pub(super) async fn without_furniture(
        self: &Arc<Self>,
        article: Article,
        outlet: &str,
        memory: &OutletMemory,
        last: Option<&Read>,
    ) -> Settled {
        let furniture = memory.furniture(&FurniturePolicy::default());
        let shown = keys(&article);
        let before = last.map(|last| (&last.article, last.left_out.as_slice()));
        let (settled, left_out) =
            furniture.settle(&article, before, &|line| self.concerns_the_deal(line));
        let is_known = before.is_some_and(|(last, _)| last.text == settled.text);
        if left_out.is_empty() || is_known {
            return Settled { article: settled, left_out, shown };
        }
        // Something would go for the first time: what carries a claim stays, party or not.
        let mut claims = self.lines_with_claims(article.clone(), outlet).await;
        claims.extend(last.map(claim_lines).unwrap_or_default());
        let protected = |line: &str| claims.contains(line) || self.concerns_the_deal(line);
        let (article, left_out) = furniture.settle(&article, before, &protected);
        Settled { article, left_out, shown }
    }

    /// A stored version read again loses what it lost when it was new, and nothing else.
    pub(super) async fn without_recorded(
        self: &Arc<Self>,
        article: Article,
        outlet: &str,
        left_out: &[String],
    ) -> (Article, Vec<String>) {
        if left_out.is_empty() {
            return (article, Vec::new());
        }
        let claims = self.lines_with_claims(article.clone(), outlet).await;
        let protected = |line: &str| claims.contains(line) || self.concerns_the_deal(line);
        Furniture::recorded(left_out).strip(&article, &protected)
    }

    fn concerns_the_deal(&self, line: &str) -> bool {
        self.plan.watch.relevance(line).follow()
    }

    async fn lines_with_claims(
        self: &Arc<Self>,
        article: Article,
        outlet: &str,
    ) -> BTreeSet<String> {
        claim_lines(&self.read(article, outlet.to_owned()).await)
    }
}

/// The lines that claims and open sentences stand in.
fn claim_lines(read: &Read) -> BTreeSet<String> {
    let claims = read.reading.claims.iter().map(|claim| claim.evidence.block);
    let open = read.reading.open.iter().map(|open| open.evidence.block);
    let block = |at: usize| read.article.blocks.get(at);
    let blocks = claims.chain(open).filter_map(block);
    let line = |block: &crate::article::model::Block| read.article.text.get(block.start..block.end);
    blocks.filter_map(line).map(str::to_owned).collect()
}
