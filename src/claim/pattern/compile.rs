//! Turns a syntax tree into a program, resolving classes, parties and sets to atoms.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::syntax::{self, Node, SyntaxError};
use super::vocabulary::{self, Hashed, Sym, Vocabulary};
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
    cover: Option<Arc<[Sym]>>,
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
    pub classes: BTreeMap<String, Vec<Vec<Node<'static>>>>,
    /// Group name (`{A}`, `{A*}`, `[set]`) -> symbols.
    pub groups: BTreeMap<String, Vec<Sym>>,
    by_ways: HashMap<Vec<Vec<Step>>, usize, Hashed>,
    /// `None` while a class is being resolved.
    by_class: HashMap<String, Option<Rc<Class>>, Hashed>,
    by_verb: HashMap<String, Vec<Sym>, Hashed>,
    /// Kept so that not every word needs a list of its own.
    symbols: Vec<Sym>,
}

/// The alternatives of a class or a group: those of one token, and the longer ones.
#[derive(Debug, Default)]
struct Options {
    single: Vec<Sym>,
    long: Vec<Vec<Step>>,
}

#[derive(Debug)]
struct Class {
    options: Options,
    step: Step,
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
                    self.covered(step).map(|symbols| self.vocabulary.atom_of(&symbols))
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
            Node::Either(written) => {
                let mut options = Options::default();
                self.gather(written, depth, &mut options)?;
                self.either(&options)
            }
            Node::Class(name) => self.class(name, depth)?.step,
            Node::Value(name) => {
                let value = !matches!(name.as_ref(), "amount" | "when");
                Step::Atom { atom: self.value_atom(name)?, value }
            }
            Node::Word(_) | Node::Verb(_) | Node::Noun(_) | Node::Group(_) => {
                let mut members = std::mem::take(&mut self.symbols);
                members.clear();
                let known = self.members(node, &mut members);
                let atom = self.vocabulary.atom(&mut members);
                self.symbols = members;
                known?;
                Step::Atom { atom, value: false }
            }
        })
    }

    /// The part with exactly these ways.
    fn part(&mut self, ways: Vec<Vec<Step>>) -> Step {
        if let Some(number) = self.by_ways.get(&ways) {
            return Step::Part(*number);
        }
        let mut part = Part::default();
        let mut cover = Some(Vec::new());
        for shape in ways.iter().map(|way| self.shape(way)) {
            part.first.extend(shape.first);
            cover = cover.zip(shape.cover).map(|(all, more)| [&all, &*more].concat());
            part.empty |= shape.empty;
            part.typed |= shape.typed;
            part.size = part.size.saturating_add(shape.size + 1);
        }
        part.first.sort_unstable();
        part.first.dedup();
        part.cover = cover.map(|mut symbols| {
            symbols.sort_unstable();
            symbols.dedup();
            symbols.into()
        });
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
    fn covered(&self, step: &Step) -> Option<Arc<[Sym]>> {
        match *step {
            Step::Atom { atom, .. } => self.vocabulary.shared(atom),
            Step::Part(number) => self.vocabulary.part(number)?.cover.clone(),
            Step::Gap(_) | Step::Start | Step::End => None,
        }
    }

    /// The classes, parties and sets, by how patterns write them, with their single words.
    pub fn named(&mut self) -> Vec<(String, Vec<Sym>)> {
        let classes: Vec<String> = self.classes.keys().cloned().collect();
        let mut out = Vec::new();
        for name in classes {
            let class = self.class(&name, 0);
            let words = class.map_or_else(|_| Vec::new(), |class| self.single(class.step));
            out.push((format!("@{name}"), words));
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

    /// A class, resolved when it is first named.
    fn class(&mut self, name: &str, depth: usize) -> Result<Rc<Class>, String> {
        match self.by_class.get(name) {
            Some(Some(known)) => return Ok(Rc::clone(known)),
            Some(None) => return Err("a class contains itself".to_owned()),
            None => {}
        }
        let Some(written) = self.classes.get_mut(name).map(std::mem::take) else {
            let known = self.classes.keys().map(String::as_str);
            return Err(unknown(&format!("class `@{name}`"), name, known));
        };
        self.by_class.insert(name.to_owned(), None);
        let mut options = Options::default();
        let gathered = self.gather(&written, depth, &mut options);
        self.by_class.remove(name);
        self.classes.insert(name.to_owned(), written);
        gathered?;
        let class = Rc::new(Class { step: self.either(&options), options });
        self.by_class.insert(name.to_owned(), Some(Rc::clone(&class)));
        Ok(class)
    }

    fn value_atom(&mut self, name: &str) -> Result<usize, String> {
        let found = vocabulary::TYPES.iter().find(|(n, _)| *n == name);
        match found {
            Some((_, syms)) => Ok(self.vocabulary.atom(&mut syms.to_vec())),
            None => Err(unknown(
                &format!("type `<{name}>`"),
                name,
                vocabulary::TYPES.iter().map(|(n, _)| *n),
            )),
        }
    }

    /// Alternatives of one token each share an atom; longer ones are ways of their own before it.
    fn either(&mut self, options: &Options) -> Step {
        let single =
            Step::Atom { atom: self.vocabulary.atom(&mut options.single.clone()), value: false };
        if options.long.is_empty() {
            return single;
        }
        let mut ways = options.long.clone();
        ways.push(vec![single]);
        self.part(ways)
    }

    fn gather(
        &mut self,
        written: &[Vec<Node>],
        depth: usize,
        options: &mut Options,
    ) -> Result<(), String> {
        for option in written {
            match option.as_slice() {
                [Node::Either(inner)] => self.gather(inner, depth, options)?,
                [Node::Class(name)] => {
                    let class = self.class(name, depth)?;
                    options.single.extend(&class.options.single);
                    options.long.extend_from_slice(&class.options.long);
                }
                [node @ (Node::Word(_) | Node::Verb(_) | Node::Noun(_) | Node::Group(_))] => {
                    self.members(node, &mut options.single)?;
                }
                _ => options.long.push(self.sequence(option, depth + 1)?),
            }
        }
        Ok(())
    }

    /// Adds the symbols that a node of one token stands for.
    fn members(&mut self, node: &Node, out: &mut Vec<Sym>) -> Result<(), String> {
        let group = match node {
            Node::Word(word) => {
                let mark = vocabulary::MARKS.iter().find(|(written, _)| written == word);
                let sym = mark.map(|(_, sym)| *sym);
                out.push(sym.unwrap_or_else(|| self.vocabulary.intern(word)));
                return Ok(());
            }
            Node::Verb(lemma) => {
                if let Some(known) = self.by_verb.get(lemma.as_ref()) {
                    out.extend(known);
                    return Ok(());
                }
                let all: Vec<Sym> = forms(lemma).all().map(|f| self.vocabulary.intern(f)).collect();
                out.extend(&all);
                self.by_verb.insert(lemma.to_string(), all);
                return Ok(());
            }
            Node::Noun(noun) => {
                out.push(self.vocabulary.intern(noun));
                out.push(self.vocabulary.intern(&verbs::plural(noun)));
                return Ok(());
            }
            Node::Group(name) => name.as_ref(),
            Node::Class(_)
            | Node::Value(_)
            | Node::Gap(_)
            | Node::Either(_)
            | Node::Maybe(_)
            | Node::Start
            | Node::End => return Err("not a single word".to_owned()),
        };
        let Some(symbols) = self.groups.get(group) else {
            let known = self.groups.keys().map(String::as_str);
            return Err(unknown(&format!("`{group}`"), group, known));
        };
        out.extend(symbols);
        Ok(())
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
