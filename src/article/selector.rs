//! The part of CSS selectors that an outlet's rules need, matched on our own bounded tree, so that
//! a rule can never cost more than the page allows: elements, `#id`, `.class`, `[attribute]` with
//! `=`, `^=`, `$=`, `*=` and `~=`, inside (a space) and directly inside (`>`), and lists.

use super::html::{NodeId, Tree, kept_attribute};

/// A list of selectors; an element is meant when one of them fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selector(Vec<Vec<Step>>);

/// One element of a path, and whether it stands directly inside the step before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Step {
    direct: bool,
    tag: Option<String>,
    tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Test {
    attribute: &'static str,
    how: How,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Present,
    Equals,
    Starts,
    Ends,
    Contains,
    Word,
}

impl Selector {
    /// Reads a selector, or says in a sentence what cannot be read of it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let paths: Result<Vec<_>, _> = text.split(',').map(path).collect();
        paths.map(Self)
    }

    /// The outermost elements it means, in document order.
    pub(super) fn find(&self, tree: &Tree) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut covered = 0;
        for id in tree.elements().filter(|id| *id != 0) {
            if id >= covered && self.0.iter().any(|path| fits(tree, id, path)) {
                covered = tree.node(id).end;
                found.push(id);
            }
        }
        found
    }
}

fn path(text: &str) -> Result<Vec<Step>, String> {
    let spaced = text.replace('>', " > ");
    let mut steps: Vec<Step> = Vec::new();
    let mut direct = false;
    for word in words(&spaced) {
        if word == ">" {
            if direct || steps.is_empty() {
                return Err("a > without an element before it".to_owned());
            }
            direct = true;
            continue;
        }
        steps.push(Step { direct, ..step(word)? });
        direct = false;
    }
    if steps.is_empty() || direct {
        return Err("an element is missing".to_owned());
    }
    Ok(steps)
}

/// Split at white space outside of brackets.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let split = text.split(move |c: char| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_whitespace()
    });
    split.filter(|word| !word.is_empty())
}

fn step(word: &str) -> Result<Step, String> {
    let end = word.find(['#', '.', '[', ':']).unwrap_or(word.len());
    let (tag, mut rest) = word.split_at(end);
    let mut step = Step::default();
    if !tag.is_empty() && tag != "*" {
        step.tag = Some(plain(tag)?.to_ascii_lowercase());
    }
    while let Some(kind) = rest.chars().next() {
        rest = rest.get(1..).unwrap_or_default();
        let end = match kind {
            '[' => rest.find(']').ok_or_else(|| format!("{word:?} has no closing ]"))?,
            _ => rest.find(['#', '.', '[', ':']).unwrap_or(rest.len()),
        };
        let (inner, after) = rest.split_at(end);
        rest = after;
        step.tests.push(match kind {
            '#' => Test { attribute: "id", how: How::Equals, value: plain(inner)?.to_owned() },
            '.' => Test { attribute: "class", how: How::Word, value: plain(inner)?.to_owned() },
            '[' => {
                rest = rest.get(1..).unwrap_or_default();
                attribute_test(inner)?
            }
            _ => return Err(format!(":{inner} is not understood")),
        });
    }
    Ok(step)
}

fn plain(name: &str) -> Result<&str, String> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(format!("{name:?} is no name"));
    }
    Ok(name)
}

fn attribute_test(inner: &str) -> Result<Test, String> {
    let (name, how, value) = match inner.split_once('=') {
        None => (inner, How::Present, ""),
        Some((left, value)) => match left.chars().last() {
            Some('^') => (left.trim_end_matches('^'), How::Starts, value),
            Some('$') => (left.trim_end_matches('$'), How::Ends, value),
            Some('*') => (left.trim_end_matches('*'), How::Contains, value),
            Some('~') => (left.trim_end_matches('~'), How::Word, value),
            _ => (left, How::Equals, value),
        },
    };
    let name = name.trim();
    let attribute = kept_attribute(name)
        .ok_or_else(|| format!("the attribute {name:?} is not among those that are read"))?;
    let value = value.trim().trim_matches(['"', '\'']).to_owned();
    Ok(Test { attribute, how, value })
}

/// Whether an element is at the end of this path.
fn fits(tree: &Tree, id: NodeId, path: &[Step]) -> bool {
    let Some((last, before)) = path.split_last() else { return true };
    if !fits_step(tree, id, last) {
        return false;
    }
    // Anywhere above is enough, unless a step asks for the parent: then the place is fixed.
    let mut at = id;
    let mut direct = last.direct;
    for (index, step) in before.iter().enumerate().rev() {
        let mut above = tree.ancestors(at);
        let found = if direct {
            above.next().filter(|id| fits_step(tree, *id, step))
        } else {
            let needs_parent = step.direct;
            above.find(|id| {
                let rest = before.get(..=index).unwrap_or_default();
                if needs_parent { fits(tree, *id, rest) } else { fits_step(tree, *id, step) }
            })
        };
        let Some(found) = found else { return false };
        at = found;
        direct = step.direct;
    }
    true
}

fn fits_step(tree: &Tree, id: NodeId, step: &Step) -> bool {
    step.tag.as_deref().is_none_or(|tag| tree.tag(id) == tag)
        && step.tests.iter().all(|test| fits_test(tree, id, test))
}

fn fits_test(tree: &Tree, id: NodeId, test: &Test) -> bool {
    let Some(value) = tree.attr(id, test.attribute) else { return false };
    let wanted = test.value.as_str();
    match test.how {
        How::Present => true,
        How::Equals => value == wanted,
        How::Starts => !wanted.is_empty() && value.starts_with(wanted),
        How::Ends => !wanted.is_empty() && value.ends_with(wanted),
        How::Contains => !wanted.is_empty() && value.contains(wanted),
        How::Word => value.split_whitespace().any(|word| word == wanted),
    }
}
