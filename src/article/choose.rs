//! Finds the part of the page that is the article: paragraphs vote for the elements around them,
//! the best element wins, and neighbours that hold running text of the same weight join it.
//! Linear in lines times depth; the same lines always give the same choice.

use super::filter;
use super::html::{NodeId, Tree};
use super::unit::Unit;

/// Levels above a paragraph that share in its score, and by what they divide it.
const SHARES: [u64; 5] = [1, 2, 6, 9, 12];
/// Scores are whole numbers: one point of the usual scheme.
const POINT: u64 = 36;
/// Lines of a neighbour that are looked at.
const MOST_BESIDE: usize = 8;
/// Levels above the winner without a neighbour after which the search for more ends.
const LEVELS_UP: usize = 6;

#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    /// Decayed score, for electing.
    score: u64,
    /// Undecayed score of everything below, for comparing neighbours.
    mass: u64,
    chars: u64,
    links: u64,
}

/// The roots of the article's subtrees, in document order; empty when nothing reads like prose.
pub(super) fn choose(tree: &Tree, units: &[Unit]) -> Vec<NodeId> {
    let weights = weigh(tree, units);
    let weight = |id: NodeId| weights.get(id).copied().unwrap_or_default();
    let mut best = None;
    let mut best_score = 0;
    for id in 0..tree.len() {
        let found = weight(id);
        if found.score == 0 {
            continue;
        }
        let plain = found.chars.saturating_sub(found.links);
        let score = found.score * plain / found.chars.max(1);
        if score > best_score {
            best_score = score;
            best = Some(id);
        }
    }
    let Some(top) = best.map(|best| out_of_rows(tree, &weights, best)) else { return Vec::new() };
    match marked_body(tree, &weights, weight(top).mass) {
        Some(marked) => vec![marked],
        None => with_neighbours(tree, units, &weights, top),
    }
}

/// Rows and items are part of what stands around them: a list of films has its introduction above.
fn out_of_rows(tree: &Tree, weights: &[Weight], mut top: NodeId) -> NodeId {
    while matches!(tree.tag(top), "tbody" | "table" | "ul" | "ol" | "dl") {
        let parent = tree.node(top).parent;
        let around = weights.get(parent).copied().unwrap_or_default();
        if parent == 0 || around.links * 4 >= around.chars {
            break;
        }
        top = parent;
    }
    top
}

fn weigh(tree: &Tree, units: &[Unit]) -> Vec<Weight> {
    let mut weights = vec![Weight::default(); tree.len()];
    for unit in units {
        let score = score(tree, unit);
        if let Some(own) = weights.get_mut(unit.block) {
            own.mass += score;
            own.chars += u64::try_from(unit.chars).unwrap_or(0);
            own.links += u64::try_from(unit.links).unwrap_or(0);
        }
        let skip = usize::from(!takes_own_score(tree.tag(unit.block)));
        // A fragment without a body has only the document above its paragraphs.
        let lineage = std::iter::once(unit.block)
            .chain(tree.ancestors(unit.block))
            .chain(std::iter::once(0))
            .skip(skip);
        for (id, divide) in lineage.zip(SHARES) {
            if let Some(weight) = weights.get_mut(id) {
                weight.score += score / divide;
            }
        }
    }
    // Children stand after their parents: one pass backwards sums up every subtree.
    for id in (1..tree.len()).rev() {
        let below = weights.get(id).copied().unwrap_or_default();
        if let Some(parent) = weights.get_mut(tree.node(id).parent) {
            parent.mass += below.mass;
            parent.chars += below.chars;
            parent.links += below.links;
        }
    }
    weights
}

/// A paragraph's score goes to its parent; text straight in a division scores for the division.
fn takes_own_score(tag: &str) -> bool {
    !matches!(
        tag,
        "p" | "li"
            | "td"
            | "th"
            | "pre"
            | "blockquote"
            | "dd"
            | "dt"
            | "figcaption"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
    )
}

fn score(tree: &Tree, unit: &Unit) -> u64 {
    let tag = tree.tag(unit.block);
    if unit.chars < 25 || unit.linked(50) || filter::is_heading(tag) || tag == "figcaption" {
        return 0;
    }
    let length = unit.text.chars().count();
    let commas = unit.text.chars().filter(|c| matches!(c, ',' | '，' | '、' | '،')).count();
    let points = 1 + commas.min(12) + (length / 100).min(3);
    let points = u64::try_from(points).unwrap_or(1) * POINT;
    if tag == "li" { points / 2 } else { points }
}

/// The element the page itself marks as the article's body, if most of the prose is in it.
fn marked_body(tree: &Tree, weights: &[Weight], top_mass: u64) -> Option<NodeId> {
    tree.elements()
        .filter(|id| {
            tree.attr(*id, "itemprop")
                .is_some_and(|p| p.split_whitespace().any(|w| w == "articleBody"))
        })
        .find(|id| weights.get(*id).is_some_and(|w| w.mass > 0 && w.mass * 10 >= top_mass * 8))
}

/// The winner and those of its neighbours that are running text too. An article cut into chunks
/// has its chunks side by side some levels up, so neighbours are looked for at several levels.
fn with_neighbours(tree: &Tree, units: &[Unit], weights: &[Weight], top: NodeId) -> Vec<NodeId> {
    let weight = |id: NodeId| weights.get(id).copied().unwrap_or_default();
    let least = (weight(top).mass / 5).max(1);
    let joins = |id: NodeId| {
        let found = weight(id);
        (found.mass >= least && found.links * 4 < found.chars) || reads_on(tree, units, id)
    };
    let mut roots = vec![top];
    let mut at = top;
    let mut barren = 0;
    while barren < LEVELS_UP && !is_whole(tree.tag(at)) {
        let parent = tree.node(at).parent;
        if parent == 0 || matches!(tree.tag(parent), "html" | "#document") {
            break;
        }
        // An only child is as near to its parent's neighbours as the parent is.
        let nearby = weight(at).chars == weight(top).chars;
        let chunk = |id: NodeId| is_chunk(tree, id, at, weight(id));
        let found: Vec<NodeId> = tree
            .children(parent)
            .filter(|id| {
                *id == at || (joins(*id) && (nearby || same_shape(tree, *id, at))) || chunk(*id)
            })
            .collect();
        if found.len() > 1 {
            roots = found;
            barren = 0;
        } else {
            barren += 1;
        }
        at = parent;
    }
    whole_article(tree, weights, top, &roots).map_or(roots, |article| vec![article])
}

/// The `article` element around the winner, when the winner is the lesser part of its prose.
fn whole_article(tree: &Tree, weights: &[Weight], top: NodeId, roots: &[NodeId]) -> Option<NodeId> {
    let weight = |id: NodeId| weights.get(id).copied().unwrap_or_default();
    let article = tree.ancestors(top).find(|a| tree.tag(*a) == "article")?;
    let found: u64 = roots.iter().map(|id| weight(*id).mass).sum();
    let around = weight(article);
    (found * 2 < around.mass && around.links * 5 < around.chars).then_some(article)
}

/// Chunks of one article come out of one template.
fn same_shape(tree: &Tree, one: NodeId, other: NodeId) -> bool {
    tree.tag(one) == tree.tag(other) && tree.attr(one, "class") == tree.attr(other, "class")
}

/// A piece of the same article, of any length: out of the same named template as the winner, with
/// a sentence in it and hardly a link.
fn is_chunk(tree: &Tree, id: NodeId, winner: NodeId, found: Weight) -> bool {
    let named = tree.attr(id, "class").is_some_and(|class| !class.trim().is_empty());
    named && same_shape(tree, id, winner) && found.mass > 0 && found.links * 5 < found.chars
}

/// Elements an article does not reach out of.
fn is_whole(tag: &str) -> bool {
    matches!(tag, "article" | "main" | "body" | "html" | "#document")
}

/// A neighbour that is a sentence or more, and holds next to nothing else.
fn reads_on(tree: &Tree, units: &[Unit], id: NodeId) -> bool {
    let end = tree.node(id).end;
    let first = units.partition_point(|u| u.first < id);
    let below = units.get(first..).unwrap_or_default().iter().take_while(|u| u.first < end);
    let (mut sentences, mut scraps) = (0, 0);
    for unit in below.take(MOST_BESIDE) {
        if unit.text.chars().count() > 80 && !unit.linked(25) {
            sentences += 1;
        } else {
            scraps += 1;
        }
    }
    sentences > 0 && scraps == 0
}
