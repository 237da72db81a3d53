//! Turns a syntax tree into a program, resolving classes, parties and sets to atoms.

use std::collections::{BTreeMap, HashMap};

use super::syntax::{self, Node, SyntaxError};
use super::vocabulary::{self, Sym, Vocabulary};
use crate::claim::english::{forms, verbs};

/// One step of a program; the steps of a program follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// One token of an atom; `value` when it is the value of the match.
    Atom {
        atom: usize,
        value: bool,
    },
    /// Up to this many tokens of any kind, as few as possible; not counted as consumed.
    Gap(u8),
    /// One of the ways of a part, by the part's number.
    Part(usize),
    Start,
    End,
}

/// Ways to go on, the preferred first: the alternatives of a class or a group, or an optional word.
/// Parts that are equal are one, so what many patterns share is matched once a clause.
#[derive(Clone, Debug, Default)]
pub struct Part {
    pub ways: Vec<Vec<Step>>,
    /// The atoms it can consume first.
    first: Vec<usize>,
    /// Symbols without which it cannot match, if there are any for certain.
    cover: Option<Vec<Sym>>,
    /// It can do without any token.
    empty: bool,
    typed: bool,
    size: usize,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Program {
    pub steps: Vec<Step>,
    /// Atoms without which it cannot match, rarest first: the cheap test before running it.
    pub needs: Vec<usize>,
    /// When nothing is needed for certain: atoms of which one must occur.
    pub any_of: Vec<usize>,
    /// Holds a typed value, which may end the match in several places.
    pub typed: bool,
    /// The pattern as written, for reports.
    pub source: String,
}

/// What names in patterns mean; filled from the watch file before any pattern is compiled.
#[derive(Debug, Default)]
pub struct Compiler {
    pub vocabulary: Vocabulary,
    /// Class name -> its alternatives, parsed.
    pub classes: BTreeMap<String, Vec<Vec<Node>>>,
    /// Group name (`{A}`, `{A*}`, `[set]`) -> symbols.
    pub groups: BTreeMap<String, Vec<Sym>>,
    by_ways: HashMap<Vec<Vec<Step>>, usize>,
    by_class: HashMap<String, Step>,
    by_verb: HashMap<String, Vec<Sym>>,
}

const STEPS_MAX: usize = 2000;

impl Compiler {
    pub fn compile(&mut self, source: &str) -> Result<Program, SyntaxError> {
        let nodes = syntax::parse(source)?;
        self.compile_nodes(&nodes, source)
    }

    fn compile_nodes(&mut self, nodes: &[Node], source: &str) -> Result<Program, SyntaxError> {
        let steps = self.sequence(nodes, 0).map_err(|message| SyntaxError { at: 0, message })?;
        let shape = self.shape(&steps);
        if shape.size > STEPS_MAX {
            return Err(SyntaxError { at: 0, message: "the pattern is too large".to_owned() });
        }
        if shape.empty {
            return Err(SyntaxError { at: 0, message: "nothing in it must match".to_owned() });
        }
        let mut needs: Vec<usize> = Vec::new();
        for step in &steps {
            needs.extend(match step {
                Step::Atom { atom, .. } => Some(*atom),
                Step::Part(_) | Step::Gap(_) | Step::Start | Step::End => {
                    self.covered(step).map(|symbols| self.vocabulary.atom(symbols))
                }
            });
        }
        needs.sort_by_key(|a| self.vocabulary.commonness(self.vocabulary.members(*a)));
        needs.dedup();
        let any_of = if needs.is_empty() { shape.first } else { Vec::new() };
        Ok(Program { steps, needs, any_of, typed: shape.typed, source: source.to_owned() })
    }

    fn sequence(&mut self, nodes: &[Node], depth: usize) -> Result<Vec<Step>, String> {
        if depth > 12 {
            return Err("a class contains itself".to_owned());
        }
        nodes.iter().map(|node| self.step(node, depth)).collect()
    }

    fn step(&mut self, node: &Node, depth: usize) -> Result<Step, String> {
        Ok(match node {
            Node::Gap(n) => Step::Gap(*n),
            Node::Start => Step::Start,
            Node::End => Step::End,
            Node::Maybe(inner) => {
                let inner = self.sequence(std::slice::from_ref(inner), depth + 1)?;
                self.part(vec![inner, Vec::new()])
            }
            Node::Either(options) => self.either(options, depth)?,
            Node::Class(name) => {
                if let Some(step) = self.by_class.get(name) {
                    return Ok(*step);
                }
                let options = self.class(name)?;
                let step = self.either(&options, depth)?;
                self.by_class.insert(name.clone(), step);
                step
            }
            Node::Value(name) => {
                let value = !matches!(name.as_str(), "amount" | "when");
                Step::Atom { atom: self.value_atom(name)?, value }
            }
            Node::Word(_) | Node::Verb(_) | Node::Noun(_) | Node::Party { .. } | Node::Set(_) => {
                let members = self.members(node)?;
                Step::Atom { atom: self.vocabulary.atom(members), value: false }
            }
        })
    }

    /// The part with exactly these ways.
    fn part(&mut self, ways: Vec<Vec<Step>>) -> Step {
        if let Some(number) = self.by_ways.get(&ways) {
            return Step::Part(*number);
        }
        let mut part = Part { cover: Some(Vec::new()), ..Part::default() };
        for shape in ways.iter().map(|way| self.shape(way)) {
            part.first.extend(shape.first);
            part.cover = part.cover.zip(shape.cover).map(|(all, more)| [all, more].concat());
            part.empty |= shape.empty;
            part.typed |= shape.typed;
            part.size = part.size.saturating_add(shape.size + 1);
        }
        part.first.sort_unstable();
        part.first.dedup();
        part.ways.clone_from(&ways);
        let number = self.vocabulary.add_part(part);
        self.by_ways.insert(ways, number);
        Step::Part(number)
    }

    /// What a run of steps is like, as if it were a part of its own.
    fn shape(&self, steps: &[Step]) -> Part {
        let mut shape = Part { empty: true, ..Part::default() };
        let covers = steps.iter().filter_map(|step| self.covered(step));
        shape.cover = covers.min_by_key(|symbols| self.vocabulary.commonness(symbols));
        for step in steps {
            let size = match *step {
                Step::Atom { atom, value } => {
                    if std::mem::take(&mut shape.empty) {
                        shape.first.push(atom);
                    }
                    shape.typed |= value;
                    1
                }
                Step::Part(number) => {
                    let Some(part) = self.vocabulary.part(number) else { continue };
                    if shape.empty {
                        shape.first.extend(&part.first);
                        shape.empty = part.empty;
                    }
                    shape.typed |= part.typed;
                    part.size
                }
                Step::Gap(_) | Step::Start | Step::End => 1,
            };
            shape.size = shape.size.saturating_add(size);
        }
        shape
    }

    /// The symbols of which a step needs one; none for one that can do without.
    fn covered(&self, step: &Step) -> Option<Vec<Sym>> {
        match *step {
            Step::Atom { atom, .. } => Some(self.vocabulary.members(atom).to_vec()),
            Step::Part(number) => self.vocabulary.part(number)?.cover.clone(),
            Step::Gap(_) | Step::Start | Step::End => None,
        }
    }

    /// The classes, parties and sets, by how patterns write them, with their single words.
    pub fn named(&mut self) -> Vec<(String, Vec<Sym>)> {
        let classes: Vec<String> = self.classes.keys().cloned().collect();
        let mut out = Vec::new();
        for name in classes {
            let step = self.step(&Node::Class(name.clone()), 0);
            out.push((format!("@{name}"), step.map_or_else(|_| Vec::new(), |s| self.single(s))));
        }
        let groups = self.groups.iter().filter(|(name, _)| !name.contains(['!', '*', '\'']));
        out.extend(groups.map(|(name, members)| (name.clone(), members.clone())));
        out
    }

    /// The words that are a way of the step alone.
    fn single(&self, step: Step) -> Vec<Sym> {
        let words = |step: &Step| step.atom().map_or(&[][..], |atom| self.vocabulary.members(atom));
        let Step::Part(number) = step else { return words(&step).to_vec() };
        let ways = self.vocabulary.part(number).map_or(&[][..], |part| &part.ways);
        let alone =
            ways.iter().filter_map(|way| if let [step] = &**way { Some(step) } else { None });
        alone.flat_map(words).copied().collect()
    }

    fn class(&self, name: &str) -> Result<Vec<Vec<Node>>, String> {
        self.classes.get(name).cloned().ok_or_else(|| {
            unknown(&format!("class `@{name}`"), name, self.classes.keys().map(String::as_str))
        })
    }

    fn value_atom(&mut self, name: &str) -> Result<usize, String> {
        let found = vocabulary::TYPES.iter().find(|(n, _)| *n == name);
        match found {
            Some((_, syms)) => Ok(self.vocabulary.atom(syms.to_vec())),
            None => Err(unknown(
                &format!("type `<{name}>`"),
                name,
                vocabulary::TYPES.iter().map(|(n, _)| *n),
            )),
        }
    }

    /// Alternatives of one token each share an atom; longer ones are ways of their own before it.
    fn either(&mut self, options: &[Vec<Node>], depth: usize) -> Result<Step, String> {
        let mut single = Vec::new();
        let mut long: Vec<Vec<Node>> = Vec::new();
        let mut queue: Vec<Vec<Node>> = options.iter().rev().cloned().collect();
        let mut budget = 4000_u32;
        while let Some(option) = queue.pop() {
            budget = budget.checked_sub(1).ok_or("a class contains itself")?;
            match option.as_slice() {
                [Node::Either(inner)] => queue.extend(inner.iter().rev().cloned()),
                [Node::Class(name)] => queue.extend(self.class(name)?.into_iter().rev()),
                [
                    node @ (Node::Word(_)
                    | Node::Verb(_)
                    | Node::Noun(_)
                    | Node::Party { .. }
                    | Node::Set(_)),
                ] => {
                    single.extend(self.members(node)?);
                }
                _ => long.push(option),
            }
        }
        let single = Step::Atom { atom: self.vocabulary.atom(single), value: false };
        if long.is_empty() {
            return Ok(single);
        }
        let mut ways = Vec::with_capacity(long.len() + 1);
        for option in &long {
            ways.push(self.sequence(option, depth + 1)?);
        }
        ways.push(vec![single]);
        Ok(self.part(ways))
    }

    fn members(&mut self, node: &Node) -> Result<Vec<Sym>, String> {
        let group = match node {
            Node::Word(word) => {
                let mark = vocabulary::MARKS.iter().find(|(written, _)| written == word);
                let sym = mark.map(|(_, sym)| *sym);
                return Ok(vec![sym.unwrap_or_else(|| self.vocabulary.intern(word))]);
            }
            Node::Verb(lemma) => {
                if let Some(known) = self.by_verb.get(lemma) {
                    return Ok(known.clone());
                }
                let all: Vec<Sym> = forms(lemma).all().map(|f| self.vocabulary.intern(f)).collect();
                self.by_verb.insert(lemma.clone(), all.clone());
                return Ok(all);
            }
            Node::Noun(noun) => {
                return Ok([noun.clone(), verbs::plural(noun)]
                    .iter()
                    .map(|f| self.vocabulary.intern(f))
                    .collect());
            }
            Node::Party { id, owned: true } => format!("{{{id}*}}"),
            Node::Party { id, owned: false } => format!("{{{id}}}"),
            Node::Set(name) => format!("[{name}]"),
            Node::Class(_)
            | Node::Value(_)
            | Node::Gap(_)
            | Node::Either(_)
            | Node::Maybe(_)
            | Node::Start
            | Node::End => return Err("not a single word".to_owned()),
        };
        self.groups.get(&group).cloned().ok_or_else(|| {
            unknown(&format!("`{group}`"), &group, self.groups.keys().map(String::as_str))
        })
    }
}

impl Step {
    pub fn atom(&self) -> Option<usize> {
        match self {
            Self::Atom { atom, .. } => Some(*atom),
            Self::Gap(_) | Self::Part(_) | Self::Start | Self::End => None,
        }
    }
}

/// "class `@licens` is unknown; did you mean `licence`?"
pub fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = known
        .map(|k| (strsim::jaro_winkler(k, name), k))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    match near {
        Some((_, k)) => format!("{what} is unknown; did you mean `{k}`?"),
        None => format!("{what} is unknown"),
    }
}
