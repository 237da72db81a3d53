//! Selectors for the one outlet that needs a hand: a small, strict part of CSS. Names, `#id`,
//! `.class`, `[attribute]`, `[attribute=value]`, descendants, children (`>`), lists with commas.
//! Anything else is an error that says what it is, never a selector that matches nothing.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::html::{NodeId, Tree};

/// A parsed selector; it is written back as it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Selector {
    source: String,
    /// Alternatives; each is a path from the outermost element inwards.
    paths: Vec<Vec<Step>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Step {
    /// Directly below the step before it.
    child: bool,
    tag: Option<String>,
    tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Id(String),
    Class(String),
    Has(String),
    Is(String, String),
}

/// What is wrong with a selector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the selector `{selector}` is not understood at `{at}`: use names, #id, .class, [attribute=value], spaces, > and commas"
)]
pub struct SelectorError {
    pub selector: String,
    pub at: String,
}

/// What a configuration says about one outlet's pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Overrides {
    /// The article is what these match, and nothing else: when they match nothing any more, the
    /// page is refused as empty, so that a changed layout is noticed instead of guessed around.
    pub keep: Vec<Selector>,
    /// What these match is never the article.
    pub drop: Vec<Selector>,
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(source: &str) -> Result<Self, SelectorError> {
        let paths = source.split(',').map(path).collect::<Result<Vec<_>, String>>();
        paths
            .map(|paths| Self { source: source.to_owned(), paths })
            .map_err(|at| SelectorError { selector: source.to_owned(), at })
    }
}

impl TryFrom<String> for Selector {
    type Error = SelectorError;

    fn try_from(source: String) -> Result<Self, SelectorError> {
        source.parse()
    }
}

impl From<Selector> for String {
    fn from(selector: Selector) -> Self {
        selector.source
    }
}

fn path(source: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let mut child = false;
    for word in source.replace('>', " > ").split_whitespace() {
        if word == ">" {
            if child || steps.is_empty() {
                return Err(word.to_owned());
            }
            child = true;
        } else {
            steps.push(Step { child, ..step(word)? });
            child = false;
        }
    }
    if steps.is_empty() || child { Err(source.trim().to_owned()) } else { Ok(steps) }
}

fn step(word: &str) -> Result<Step, String> {
    let fail = || word.to_owned();
    let mut step = Step::default();
    let (tag, mut rest) = name(word);
    if !tag.is_empty() {
        step.tag = Some(tag.to_ascii_lowercase());
    }
    while let Some(mark) = rest.chars().next() {
        let inner = rest.get(1..).ok_or_else(fail)?;
        if mark == '[' {
            let (test, after) = inner.split_once(']').ok_or_else(fail)?;
            step.tests.push(attribute(test).ok_or_else(fail)?);
            rest = after;
            continue;
        }
        let (found, after) = name(inner);
        if found.is_empty() {
            return Err(fail());
        }
        step.tests.push(match mark {
            '#' => Test::Id(found.to_owned()),
            '.' => Test::Class(found.to_owned()),
            _ => return Err(fail()),
        });
        rest = after;
    }
    if step.tag.is_none() && step.tests.is_empty() { Err(fail()) } else { Ok(step) }
}

fn attribute(test: &str) -> Option<Test> {
    let Some((key, value)) = test.split_once('=') else {
        return (name(test).1.is_empty() && !test.is_empty()).then(|| Test::Has(test.to_owned()));
    };
    let value = value.trim_matches(['"', '\'']);
    (name(key).1.is_empty() && !key.is_empty()).then(|| Test::Is(key.to_owned(), value.to_owned()))
}

/// The name at the start, and what follows it.
fn name(text: &str) -> (&str, &str) {
    let end =
        text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(text.len());
    text.split_at(end)
}

impl Selector {
    pub(super) fn matches(&self, tree: &Tree, id: NodeId) -> bool {
        self.paths.iter().any(|path| match path.split_last() {
            Some((last, outer)) => fits(tree, id, last) && below(tree, id, last.child, outer),
            None => false,
        })
    }
}

/// Whether `outer` is found among the ancestors, nearest first; without backtracking, which is
/// exact for descendants and enough for the children one writes by hand.
fn below(tree: &Tree, id: NodeId, child: bool, outer: &[Step]) -> bool {
    let Some((last, rest)) = outer.split_last() else { return true };
    let mut ancestors = tree.ancestors(id);
    let found = if child {
        ancestors.next().filter(|a| fits(tree, *a, last))
    } else {
        ancestors.find(|a| fits(tree, *a, last))
    };
    found.is_some_and(|a| below(tree, a, last.child, rest))
}

fn fits(tree: &Tree, id: NodeId, step: &Step) -> bool {
    let named = step.tag.as_deref().is_none_or(|tag| tree.tag(id) == tag);
    named
        && step.tests.iter().all(|test| match test {
            Test::Id(wanted) => tree.attr(id, "id") == Some(wanted),
            Test::Class(wanted) => tree
                .attr(id, "class")
                .is_some_and(|c| c.split_ascii_whitespace().any(|word| word == wanted)),
            Test::Has(key) => tree.attr(id, key).is_some(),
            Test::Is(key, value) => tree.attr(id, key) == Some(value),
        })
}

/// The outermost elements that any of `selectors` matches.
pub(super) fn outermost(tree: &Tree, selectors: &[Selector]) -> Vec<NodeId> {
    let mut found = Vec::new();
    let mut id = 1;
    while id < tree.len() {
        let node = tree.node(id);
        if !node.is_text() && selectors.iter().any(|s| s.matches(tree, id)) {
            found.push(id);
            id = node.end.max(id + 1);
        } else {
            id += 1;
        }
    }
    found
}
