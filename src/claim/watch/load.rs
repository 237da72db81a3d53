//! From the text of a watch file to a compiled watch.

use toml::de::DeTable;

use super::names::{Name, Names};
use super::problem::Report;
use super::relevance::Telling;
use super::section::{Section, Text, section_of, texts};
use super::term::Term;
use super::{Events, Frame, OpenLane, Party, Problem, Role, Watch};
use crate::base::id;
use crate::base::time::Date;
use crate::claim::english::{Flags, cues};
use crate::claim::learned::classes::Classes;
use crate::claim::pattern::vocabulary::BOTH;
use crate::claim::pattern::{Compiler, Program, syntax};
use crate::claim::shortlist::Catalogue;
use crate::claim::switches::Switches;

mod learned;
mod terms;

pub(super) fn load(text: &str, file: &str) -> Result<Watch, Vec<Problem>> {
    let mut report = Report { file, text, problems: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |s| s.start);
        report.add(at, "(file)", error.message().trim(), "");
    }
    if !report.problems.is_empty() {
        return Err(report.problems);
    }
    let mut root = Section::new(table.get_ref(), "", 0);
    let watch = Loader::default().watch(&mut root, &mut report);
    root.finish(&mut report);
    if report.problems.is_empty() {
        Ok(watch)
    } else {
        report.problems.sort_by_key(|p| (p.line, p.column));
        Err(report.problems)
    }
}

#[derive(Default)]
struct Loader {
    compiler: Compiler,
    names: Names,
    parties: Vec<Party>,
    frames: Vec<Frame>,
    terms: Vec<Term>,
}

impl Loader {
    fn watch(mut self, root: &mut Section, report: &mut Report) -> Watch {
        if root.number("schema", report).is_none_or(|n| (n - 1.0).abs() > f64::EPSILON) {
            report.add(0, "schema", "this program reads schema 1", "write `schema = 1`");
        }
        let head = root.section("watch", report);
        if head.is_none() {
            report.add(0, "watch", "is missing", "add [watch] with id and label");
        }
        self.names(root, report);
        self.classes(root, report);
        let mut head = head.unwrap_or_else(|| Section::new(EMPTY.with_table(), "watch", 0));
        let id = head.required("id", report).text;
        let label = head.required("label", report).text;
        let sample_date = self.sample_date(&mut head, report);
        let deny_texts = head.list("deny", report);
        let deny = self.programs(&deny_texts, "watch.deny", report);
        head.finish(report);
        self.frames(root, report);
        self.terms(root, report);
        let open = self.open(root, report);
        let events = events(root, report);
        let classes = Classes::new(&mut self.compiler);
        let mut learned = self.learned(&classes, root, report);
        let roles = self.roles();
        self.names.seal();
        let cues = cues::Cues::compile(&mut self.compiler);
        self.compiler.vocabulary.seal();
        learned.index(&self.compiler.vocabulary);
        let words = &self.compiler.vocabulary;
        let catalogue = Catalogue::new((&self.terms, &self.frames), (&open, &cues), words);
        let telling = Telling::new(&self.names, deny.iter().chain(&open.gate), words);
        Watch {
            id,
            label,
            version: id::hash(report.text.as_bytes()),
            file: report.file.to_owned(),
            text: report.text.to_owned(),
            infos: self.terms.iter().filter(|t| !t.decoy).map(|t| t.info.clone()).collect(),
            parties: self.parties,
            names: self.names,
            vocabulary: self.compiler.vocabulary,
            frames: self.frames,
            terms: self.terms,
            cues,
            catalogue,
            roles,
            switches: Switches::default(),
            learned,
            classes,
            open,
            deny,
            telling,
            sample_date,
            events,
        }
    }

    #[expect(clippy::unused_self, reason = "one of the loader's steps")]
    fn sample_date(&self, head: &mut Section, report: &mut Report) -> Option<Date> {
        let text = head.string("sample_date", report)?;
        let date = text.text.parse::<Date>().ok();
        if date.is_none() {
            report.add(
                text.at,
                "watch.sample_date",
                "is not a date",
                "write it like \"2026-04-28\"",
            );
        }
        date
    }

    fn names(&mut self, root: &mut Section, report: &mut Report) {
        for (key, entry) in root.below("party", report) {
            let name = format!("party.{}", key.text);
            let Some(mut section) = section_of(entry, &name, report) else { continue };
            self.party(&key.text, &mut section, report);
            section.finish(report);
        }
        if self.parties.is_empty() {
            report.add(0, "party", "no party is named", "add [party.X] with names");
        }
        let others = root.list("others", report);
        for text in &others {
            self.name(&text.text, |n| n.other = true);
        }
        let outlets = root.list("outlets", report);
        for text in &outlets {
            self.name(&text.text, |n| n.outlet = true);
        }
        for (key, entry) in root.below("set", report) {
            let group = format!("[{}]", key.text);
            self.compiler.groups.entry(group.clone()).or_default();
            for text in texts(entry, &format!("set.{}", key.text), report) {
                let sym = self.name(&text.text, |_| ());
                self.group(&group, sym);
            }
        }
        for i in 0..self.names.list.len() {
            let Some(name) = self.names.list.get(i).cloned() else { continue };
            let group = match (name.other, name.outlet) {
                (true, _) => "[other]",
                (_, true) => "[outlet]",
                _ => continue,
            };
            self.group(group, name.sym);
        }
        for group in ["[other]", "[outlet]"] {
            self.compiler.groups.entry(group.to_owned()).or_default();
        }
        let mut any: Vec<_> = self.parties.iter().flat_map(|p| [p.sym, p.owner]).collect();
        any.push(BOTH);
        let named = self.parties.iter().map(|p| p.sym).chain([BOTH]).collect();
        self.compiler.groups.insert("{any!}".to_owned(), named);
        self.compiler.groups.insert("{any}".to_owned(), any);
        self.compiler.groups.insert("{both}".to_owned(), vec![BOTH]);
    }

    fn party(&mut self, id: &str, section: &mut Section, report: &mut Report) {
        let index = self.parties.len();
        let sym = self.compiler.vocabulary.fresh(Flags::NONE);
        let names = section.list("names", report);
        let label = section.string("label", report).map(|t| t.text);
        let first = names.first().map_or_else(|| id.to_owned(), |t| t.text.clone());
        if names.is_empty() {
            report.add(section.at, &section.key("names"), "is missing", "list the party's names");
        }
        let label = label.unwrap_or(first);
        let owner = self.compiler.vocabulary.fresh(Flags::DETERMINER);
        self.parties.push(Party {
            id: id.to_owned(),
            label: label.clone(),
            sym,
            owner,
            peers: Vec::new(),
        });
        let index_named = self.names.list.len();
        self.names.list.push(Name { label, sym, party: Some(index), ..Name::default() });
        for text in &names {
            self.names.add_spelling(&text.text, index_named, &mut self.compiler.vocabulary);
        }
        let described = self.names.list.len();
        let label = self.parties.last().map(|p| p.label.clone()).unwrap_or_default();
        let nominal = Name { label, sym, party: Some(index), nominal: true, ..Name::default() };
        self.names.list.push(nominal);
        for text in section.list("nominals", report) {
            self.names.add_spelling(&text.text, described, &mut self.compiler.vocabulary);
        }
        let common =
            Name { common: true, ..self.names.list.get(described).cloned().unwrap_or_default() };
        self.names.list.push(common);
        for text in section.list("common", report) {
            self.names.add_spelling(&text.text, described + 1, &mut self.compiler.vocabulary);
        }
        let (plain, with_brands) = (format!("{{{id}}}"), format!("{{{id}*}}"));
        for (group, syms) in [
            (plain.clone(), vec![sym, owner]),
            (with_brands.clone(), vec![sym, owner]),
            (format!("{{{id}'s}}"), vec![owner]),
            (format!("{{{id}!}}"), vec![sym]),
        ] {
            for sym in syms {
                self.group(&group, sym);
            }
        }
        for text in section.list("owns", report) {
            let brand = self.name(&text.text, |n| n.brand_of = Some(index));
            self.group(&with_brands, brand);
        }
        let peers = section.list("peers", report);
        let peers = peers.iter().map(|t| self.name(&t.text, |n| n.other = true)).collect();
        if let Some(party) = self.parties.last_mut() {
            party.peers = peers;
        }
        for text in section.list("people", report) {
            self.name(&text.text, |n| n.person_of = Some(index));
        }
    }

    /// The symbol of a name, made when new; `set` adds what it stands for. Ways of writing one name
    /// are parted by `|`.
    fn name(&mut self, written: &str, set: impl Fn(&mut Name)) -> u32 {
        let mut spellings = written.split('|').map(str::trim);
        let label = spellings.clone().next().unwrap_or_default().to_owned();
        if let Some(held) = self.names.list.iter_mut().find(|n| n.label == label && !n.nominal) {
            set(held);
            return held.sym;
        }
        let sym = self.compiler.vocabulary.fresh(Flags::NONE);
        let index = self.names.list.len();
        let mut name = Name { label, sym, ..Name::default() };
        set(&mut name);
        self.names.list.push(name);
        for spelling in spellings.by_ref() {
            self.names.add_spelling(spelling, index, &mut self.compiler.vocabulary);
        }
        sym
    }

    /// What each symbol is in the deal.
    fn roles(&self) -> Vec<Role> {
        let mut roles = Vec::new();
        let mut set = |sym: u32, role: Role| {
            let at = sym as usize;
            if roles.len() <= at {
                roles.resize(at + 1, Role::None);
            }
            if let Some(slot) = roles.get_mut(at) {
                *slot = role;
            }
        };
        self.names.list.iter().filter(|n| n.other).for_each(|n| set(n.sym, Role::Other));
        for (i, party) in self.parties.iter().enumerate() {
            set(party.sym, Role::Party(i));
            set(party.owner, Role::Party(i));
        }
        set(BOTH, Role::Both);
        roles
    }

    fn group(&mut self, name: &str, sym: u32) {
        let list = self.compiler.groups.entry(name.to_owned()).or_default();
        if !list.contains(&sym) {
            list.push(sym);
        }
    }

    fn classes(&mut self, root: &mut Section, report: &mut Report) {
        for (key, entry) in root.below("class", report) {
            let name = format!("class.{}", key.text);
            let mut options = Vec::new();
            for text in texts(entry, &name, report) {
                match syntax::parse(&text.text) {
                    Ok(nodes) => options.push(syntax::all_owned(nodes)),
                    Err(e) => report.add(text.at + 1 + e.at, &name, e.message, ""),
                }
            }
            self.compiler.classes.insert(key.text, options);
        }
    }

    /// Compiles patterns, noting the ones that do not compile.
    fn programs(&mut self, texts: &[Text], key: &str, report: &mut Report) -> Vec<Program> {
        let mut out = Vec::with_capacity(texts.len());
        for text in texts {
            match self.compiler.compile(&text.text) {
                Ok(program) => out.push(program),
                Err(e) => {
                    report.add(text.at + 1 + e.at, key, e.message, format!("in `{}`", text.text));
                }
            }
        }
        out
    }

    fn frames(&mut self, root: &mut Section, report: &mut Report) {
        for (key, entry) in root.below("frame", report) {
            let name = format!("frame.{}", key.text);
            let Some(mut section) = section_of(entry, &name, report) else { continue };
            let mut read = |list: &'static str, me: &mut Self, report: &mut Report| {
                let texts = section.list(list, report);
                me.programs(&texts, &format!("{name}.{list}"), report)
            };
            let anchors = read("anchors", self, report);
            let heads = read("heads", self, report);
            let deny = read("deny", self, report);
            let (topic, generic) = (section.flag("topic", report), section.flag("generic", report));
            section.string("label", report);
            let whole = section.string("of", report);
            let of = whole.as_ref().and_then(|w| self.frames.iter().position(|f| f.id == w.text));
            if let Some(text) = whole.filter(|_| of.is_none()) {
                report.add(text.at, &section.key("of"), "is no frame above", "name one");
            }
            section.finish(report);
            self.frames.push(Frame { id: key.text, anchors, heads, deny, of, topic, generic });
        }
    }

    fn open(&mut self, root: &mut Section, report: &mut Report) -> OpenLane {
        let Some(mut section) = root.section("open", report) else { return OpenLane::default() };
        let words = section.list("lexicon", report);
        let lexicon = self.programs(&words, "open.lexicon", report);
        let opening = section.list("gate", report);
        let gate = if opening.is_empty() { &words } else { &opening };
        let gate = self.programs(gate, "open.gate", report);
        let denied = section.list("deny", report);
        let deny = self.programs(&denied, "open.deny", report);
        let min_score = section.number("min_score", report).unwrap_or(4.0);
        let most = section.number("per_article_max", report).unwrap_or(12.0);
        section.finish(report);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let per_article_max = most.clamp(0.0, 1000.0) as usize;
        OpenLane { lexicon, gate, deny, min_score, per_article_max }
    }
}

fn events(root: &mut Section, report: &mut Report) -> Events {
    let mut events = Events::default();
    let Some(mut section) = root.section("events", report) else { return events };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let whole = |n: f64| n.clamp(0.0, 1000.0) as usize;
    if let Some(k) = section.number("consensus_k", report) {
        events.consensus_k = whole(k).max(1);
    }
    if let Some(days) = section.number("half_life_days", report) {
        events.half_life_days = days;
    }
    let steps = section.list("corroborate_at", report);
    if !steps.is_empty() {
        events.corroborate_at = steps.iter().filter_map(|t| t.text.parse().ok()).collect();
    }
    section.finish(report);
    events
}

/// A table with nothing in it, for what is missing.
struct Empty(std::sync::LazyLock<DeTable<'static>>);

impl Empty {
    fn with_table(&self) -> &DeTable<'static> {
        &self.0
    }
}

static EMPTY: Empty = Empty(std::sync::LazyLock::new(DeTable::new));
