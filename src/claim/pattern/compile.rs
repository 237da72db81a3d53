//! Turns a syntax tree into a program, resolving classes, parties and sets to atoms.

use std::collections::BTreeMap;

use super::syntax::{self, Node, SyntaxError};
use super::vocabulary::{self, Sym, Vocabulary};
use crate::claim::english::{forms, verbs};

/// One step of a program. Targets are instruction numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Atom(usize),
    /// An atom that is the value of the match.
    Value(usize),
    /// Any token, not counted as consumed.
    Any,
    /// Try the first target, then the second.
    Split(usize, usize),
    Jump(usize),
    Start,
    End,
    Done,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Program {
    pub steps: Vec<Step>,
    /// Atoms without which it cannot match, rarest first: the cheap test before running it.
    pub needs: Vec<usize>,
    /// When nothing is needed for certain: atoms of which one must occur.
    pub any_of: Vec<usize>,
    /// The words it can start with, when it cannot start with a gap.
    pub first: Option<usize>,
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
}

const STEPS_MAX: usize = 2000;

impl Compiler {
    pub fn compile(&mut self, source: &str) -> Result<Program, SyntaxError> {
        let nodes = syntax::parse(source)?;
        self.compile_nodes(&nodes, source)
    }

    fn compile_nodes(&mut self, nodes: &[Node], source: &str) -> Result<Program, SyntaxError> {
        let mut program = Program {
            steps: Vec::new(),
            needs: Vec::new(),
            any_of: Vec::new(),
            first: None,
            source: source.to_owned(),
        };
        self.sequence(nodes, &mut program, true, 0)
            .map_err(|message| SyntaxError { at: 0, message })?;
        program.steps.push(Step::Done);
        self.order(&mut program);
        if program.needs.is_empty() && program.any_of.is_empty() {
            return Err(SyntaxError { at: 0, message: "nothing in it must match".to_owned() });
        }
        if program.steps.len() > STEPS_MAX {
            return Err(SyntaxError { at: 0, message: "the pattern is too large".to_owned() });
        }
        Ok(program)
    }

    fn sequence(
        &mut self,
        nodes: &[Node],
        program: &mut Program,
        must: bool,
        depth: usize,
    ) -> Result<(), String> {
        if depth > 12 {
            return Err("a class contains itself".to_owned());
        }
        for node in nodes {
            match node {
                Node::Gap(n) => gap(*n, program),
                Node::Start => program.steps.push(Step::Start),
                Node::End => program.steps.push(Step::End),
                Node::Maybe(inner) => {
                    let split = program.steps.len();
                    program.steps.push(Step::Split(split + 1, 0));
                    self.sequence(std::slice::from_ref(inner), program, false, depth + 1)?;
                    let after = program.steps.len();
                    set(program, split, Step::Split(split + 1, after));
                }
                Node::Either(options) => self.either(options, program, must, depth)?,
                Node::Class(name) => {
                    let options = self.class(name)?;
                    self.either(&options, program, must, depth)?;
                }
                Node::Value(name) => {
                    let atom = self.value_atom(name)?;
                    let step = if matches!(name.as_str(), "amount" | "when") {
                        Step::Atom(atom)
                    } else {
                        Step::Value(atom)
                    };
                    self.push(program, step, atom, must);
                }
                Node::Word(_)
                | Node::Verb(_)
                | Node::Noun(_)
                | Node::Party { .. }
                | Node::Set(_) => {
                    let members = self.members(node)?;
                    let atom = self.vocabulary.atom(members);
                    self.push(program, Step::Atom(atom), atom, must);
                }
            }
        }
        Ok(())
    }

    /// Puts the rarest need first; a program without any gets the atoms it can start with.
    fn order(&mut self, program: &mut Program) {
        let mut atoms = Vec::new();
        if entries(&program.steps, 0, &mut atoms, 0) {
            let members = atoms.iter().flat_map(|a| self.vocabulary.members(*a)).copied().collect();
            program.first = Some(self.vocabulary.atom(members));
        }
        let vocabulary = &self.vocabulary;
        program.needs.sort_by_key(|a| vocabulary.commonness(*a));
        program.needs.dedup();
        if program.needs.is_empty() {
            program.any_of = atoms;
        }
    }

    #[expect(clippy::unused_self, reason = "reads as one of the compiler's steps")]
    fn push(&self, program: &mut Program, step: Step, atom: usize, must: bool) {
        program.steps.push(step);
        if must {
            program.needs.push(atom);
        }
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

    /// Alternatives of one token each share an atom; longer ones get their own branch.
    fn either(
        &mut self,
        options: &[Vec<Node>],
        program: &mut Program,
        must: bool,
        depth: usize,
    ) -> Result<(), String> {
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
        if long.is_empty() {
            let atom = self.vocabulary.atom(single);
            self.push(program, Step::Atom(atom), atom, must);
            return Ok(());
        }
        let mut jumps = Vec::new();
        for option in &long {
            let split = program.steps.len();
            program.steps.push(Step::Split(split + 1, 0));
            self.sequence(option, program, false, depth + 1)?;
            jumps.push(program.steps.len());
            program.steps.push(Step::Jump(0));
            let next = program.steps.len();
            set(program, split, Step::Split(split + 1, next));
        }
        let atom = self.vocabulary.atom(single);
        program.steps.push(Step::Atom(atom));
        let end = program.steps.len();
        for jump in jumps {
            set(program, jump, Step::Jump(end));
        }
        Ok(())
    }

    fn members(&mut self, node: &Node) -> Result<Vec<Sym>, String> {
        let group = match node {
            Node::Word(word) => return Ok(vec![self.vocabulary.intern(word)]),
            Node::Verb(lemma) => {
                return Ok(forms(lemma).all().map(|f| self.vocabulary.intern(f)).collect());
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

/// The atoms a program can consume first from step `at`; false when a gap may come before them.
fn entries(steps: &[Step], at: usize, out: &mut Vec<usize>, depth: usize) -> bool {
    if depth > 200 {
        return false;
    }
    match steps.get(at) {
        Some(Step::Atom(atom) | Step::Value(atom)) => {
            if !out.contains(atom) {
                out.push(*atom);
            }
            true
        }
        Some(Step::Split(a, b)) => {
            let first = entries(steps, *a, out, depth + 1);
            entries(steps, *b, out, depth + 1) && first
        }
        Some(Step::Jump(to)) => entries(steps, *to, out, depth + 1),
        Some(Step::Start | Step::End) => entries(steps, at + 1, out, depth + 1),
        Some(Step::Any) => {
            entries(steps, at + 1, out, depth + 1);
            false
        }
        Some(Step::Done) | None => false,
    }
}

fn set(program: &mut Program, at: usize, step: Step) {
    if let Some(slot) = program.steps.get_mut(at) {
        *slot = step;
    }
}

/// `n` optional tokens, as few as possible.
fn gap(n: u8, program: &mut Program) {
    let end = program.steps.len() + 2 * usize::from(n);
    for _ in 0..n {
        let here = program.steps.len();
        program.steps.push(Step::Split(end, here + 1));
        program.steps.push(Step::Any);
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
