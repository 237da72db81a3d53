//! A small press for the ledger's tests: terms, articles and claims in one line each, and a book
//! that keeps what they said. It decides nothing the ledger decides.

use std::collections::BTreeMap;

use pactwatch::base::Timestamp;
use pactwatch::claim::model::{Claim, Evidence, Status, Unclassified};
use pactwatch::feed::model::Tier;
use pactwatch::ledger::book::{Book, Rulebook};
use pactwatch::ledger::model::ArticleRef;
use pactwatch::ledger::{
    Cardinality, Finding, Input, LedgerPolicy, Mode, Outcome, Relation, Severity, TermRules, Terms,
    compare,
};
use serde::Deserialize;

/// Terms with a plain comparison: words, years, dates, money and percent, within a tolerance.
pub(crate) struct Catalogue {
    rules: BTreeMap<String, TermRules>,
    tolerance: BTreeMap<String, f64>,
}

impl Catalogue {
    pub(crate) fn new() -> Self {
        let one = Cardinality::One;
        let mut catalogue = Self { rules: BTreeMap::new(), tolerance: BTreeMap::new() };
        for (id, label) in [
            ("license.until", "Licence runs until"),
            ("license.exclusivity", "Licence is"),
            ("cloud.exclusivity", "Cloud is"),
            ("revshare.rate", "Revenue share is"),
            ("revshare.cap", "Revenue share is"),
        ] {
            catalogue.add(id, label, Severity::High, one);
        }
        catalogue.add("stake.percent", "Stake is", Severity::Medium, one);
        catalogue.add("damages", "Damages sought are", Severity::Medium, one);
        catalogue.add("valuation", "Valuation is", Severity::Low, one);
        catalogue.add("worth", "Worth", Severity::Low, one);
        catalogue.add("announced.on", "Announced on", Severity::Low, Cardinality::Many);
        catalogue.add("amazon.deal", "Amazon deal is", Severity::Medium, Cardinality::Many);
        if let Some(rules) = catalogue.rules.get_mut("announced.on") {
            rules.announces = true;
        }
        catalogue.tolerance.insert("damages".to_owned(), 0.02);
        catalogue
    }

    pub(crate) fn add(
        &mut self,
        id: &str,
        label: &str,
        severity: Severity,
        cardinality: Cardinality,
    ) {
        let (id, label) = (id.to_owned(), label.to_owned());
        let dated = ["valuation.", "investment.", "amazon.", "lawsuit."]
            .iter()
            .any(|of| id.starts_with(of))
            || id == "worth"
            || id == "equity.microsoft_stake_value";
        let announces = false;
        let rules = TermRules { id: id.clone(), label, severity, cardinality, announces, dated };
        self.rules.insert(id, rules);
    }
}

impl Catalogue {
    pub(crate) fn is_new(&self, id: &str) -> bool {
        !self.rules.contains_key(id)
    }
}

impl Terms for Catalogue {
    fn rules(&self, term: &str) -> Option<&TermRules> {
        self.rules.get(term)
    }

    fn relate(&self, term: &str, left: &str, right: &str) -> Relation {
        if left == right {
            return Relation::Same;
        }
        let (a, b) = (kind(left), kind(right));
        match (a, b) {
            (Form::Number(unit, a), Form::Number(other, b)) if unit == other => {
                let share = self.tolerance.get(term).copied().unwrap_or(0.0);
                let close = (a - b).abs() <= share * a.max(b);
                if close { Relation::Equal } else { Relation::Differs }
            }
            (Form::Word("capped"), Form::Number(..)) | (Form::Number(..), Form::Word("capped")) => {
                Relation::Refines
            }
            (Form::Word(a), Form::Word(b)) if [a, b].contains(&"same") => Relation::CannotCompare,
            (Form::Word(_), Form::Word(_))
            | (Form::Word("uncapped"), Form::Number(..))
            | (Form::Number(..), Form::Word("uncapped")) => Relation::Differs,
            (Form::Word(_) | Form::Number(..), _) => Relation::CannotCompare,
        }
    }
}

enum Form<'a> {
    Number(&'a str, f64),
    Word(&'a str),
}

fn kind(value: &str) -> Form<'_> {
    let (unit, digits) = match value.split_once(' ') {
        Some((unit, digits)) => (unit, digits),
        None => value.strip_suffix('%').map_or(("", value), |digits| ("%", digits)),
    };
    digits.parse().map_or(Form::Word(value), |number| Form::Number(unit, number))
}

/// One version of one article, as a scenario file writes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Step {
    pub(crate) outlet: String,
    /// Which of the outlet's articles; its only one by default.
    pub(crate) article: String,
    pub(crate) tier: String,
    /// Shared by copies; the article's own by default.
    pub(crate) family: String,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) seen: String,
    pub(crate) notes: Vec<String>,
    pub(crate) mode: String,
    pub(crate) claims: Vec<String>,
    pub(crate) open: Vec<String>,
    pub(crate) expect: Vec<String>,
    /// The reasons of the appearances, where a scenario is about silence: `term=value reason`.
    pub(crate) reasons: Vec<String>,
}

impl Step {
    pub(crate) fn article(&self, version: usize) -> ArticleRef {
        let id = if self.article.is_empty() { self.outlet.clone() } else { self.article.clone() };
        let family =
            if self.family.is_empty() { format!("family of {id}") } else { self.family.clone() };
        ArticleRef {
            url: format!("https://{}/{id}", self.outlet),
            title: format!("What {} says", self.outlet),
            outlet: self.outlet.clone(),
            tier: match self.tier.as_str() {
                "primary" => Tier::Primary,
                "aggregator" => Tier::Aggregator,
                _ => Tier::Press,
            },
            family,
            published: self.published.as_deref().map(moment),
            modified: self.modified.as_deref().map(moment),
            snapshot_id: format!("{id}#{version}"),
            observed_at: moment(&self.seen),
            id,
        }
    }
}

/// `2026-04-27` or `2026-04-27 15:30`, UTC.
pub(crate) fn moment(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    format!("{day}T{time}:00Z").parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// `term=value @status by:Name from:Outlet conf:0.5 ~ derived`, the sentence being made up.
pub(crate) fn claim(line: &str, at: usize) -> Claim {
    let (key, rest) = line.split_once('=').expect("term=value");
    let mut parts = rest.split(" | ");
    let value = parts.next().expect("a value").trim().to_owned();
    let mut claim =
        Claim { term: key.trim().to_owned(), value, confidence: 0.9, ..Claim::default() };
    for part in parts.map(str::trim) {
        match part.split_once(':') {
            Some(("by", name)) => claim.by = Some(name.to_owned()),
            Some(("from", name)) => claim.origin = Some(name.to_owned()),
            Some(("conf", share)) => claim.confidence = share.parse().expect("a confidence"),
            Some(_) => panic!("unknown part {part}"),
            None if part == "~" => claim.approximate = true,
            None if part == "derived" => claim.derived = true,
            None => claim.status = Status::parse(part).unwrap_or_else(|| panic!("unknown {part}")),
        }
    }
    let text = format!("The {} is {} ({}).", claim.term, claim.value, claim.status.as_str());
    let start = at * 100;
    claim.evidence =
        Evidence { end: start + text.len(), text, start, block: at, ..Evidence::default() };
    claim
}

/// A book, its terms and how many versions each article has had.
pub(crate) struct Press {
    pub(crate) catalogue: Catalogue,
    pub(crate) policy: LedgerPolicy,
    pub(crate) book: Book,
    versions: BTreeMap<String, usize>,
}

impl Press {
    pub(crate) fn new() -> Self {
        Self::with(Catalogue::new())
    }

    pub(crate) fn with(catalogue: Catalogue) -> Self {
        Self {
            catalogue,
            policy: LedgerPolicy::default(),
            book: Book::default(),
            versions: BTreeMap::new(),
        }
    }

    pub(crate) fn rules(&self) -> Rulebook<'_> {
        Rulebook { watch: "deal", terms: &self.catalogue, policy: &self.policy }
    }

    /// Compare and commit one step; on the way, check what must hold for every step there is.
    pub(crate) fn publish(&mut self, step: &Step) -> Outcome {
        let claims: Vec<Claim> =
            step.claims.iter().enumerate().map(|(at, line)| claim(line, at)).collect();
        let open: Vec<Unclassified> =
            step.open.iter().map(|cluster| unclassified(cluster)).collect();
        let id = step.article(0).id;
        let version = self.versions.entry(id).or_default();
        *version += 1;
        let article = step.article(*version);
        let outcome = self.compare(step, &article, &claims, &open);
        let backwards: Vec<Claim> = claims.iter().rev().cloned().collect();
        assert_eq!(self.compare(step, &article, &claims, &open), outcome, "not deterministic");
        assert_eq!(
            self.compare(step, &article, &backwards, &open),
            outcome,
            "order of claims matters"
        );
        let extract = self.book.extract(&self.rules(), &article.id, &claims, &open);
        let input = input(&self.catalogue, step, &article, (&claims, &open), &extract);
        self.book.commit(&input, &outcome);
        let again = self.compare(step, &article, &claims, &open);
        assert_eq!(again.findings, [], "the same version again is news");
        assert_eq!(again.updates, [], "the same version again moves something");
        outcome
    }

    /// Compare and commit, without the checks: for crowds.
    pub(crate) fn publish_unchecked(&mut self, step: &Step) {
        let claims: Vec<Claim> =
            step.claims.iter().enumerate().map(|(at, line)| claim(line, at)).collect();
        let article = step.article(1);
        let extract = self.book.extract(&self.rules(), &article.id, &claims, &[]);
        let input = input(&self.catalogue, step, &article, (&claims, &[]), &extract);
        let outcome = compare(&input, &self.policy, article.observed_at);
        self.book.commit(&input, &outcome);
    }

    fn compare(
        &self,
        step: &Step,
        article: &ArticleRef,
        claims: &[Claim],
        open: &[Unclassified],
    ) -> Outcome {
        let extract = self.book.extract(&self.rules(), &article.id, claims, open);
        let input = input(&self.catalogue, step, article, (claims, open), &extract);
        compare(&input, &self.policy, article.observed_at)
    }
}

pub(crate) fn input<'a>(
    catalogue: &'a Catalogue,
    step: &'a Step,
    article: &'a ArticleRef,
    read: (&'a [Claim], &'a [Unclassified]),
    extract: &'a pactwatch::ledger::book::Extract,
) -> Input<'a> {
    Input {
        watch: "deal",
        terms: catalogue,
        article,
        claims: read.0,
        open: read.1,
        correction_notes: &step.notes,
        previous: extract.previous.as_ref(),
        history: &extract.history,
        standings: &extract.standings,
        known_clusters: &extract.known_clusters,
        mode: match step.mode.as_str() {
            "baseline" => Mode::Baseline,
            "technical" => Mode::Technical,
            _ => Mode::Live,
        },
    }
}

pub(crate) fn unclassified(cluster: &str) -> Unclassified {
    let evidence = Evidence { text: format!("Something about {cluster}."), ..Evidence::default() };
    Unclassified { cluster: cluster.to_owned(), score: 5.0, evidence }
}

/// A finding as the scenario files write it: `kind term from>to +also flag`.
pub(crate) fn line(finding: &Finding) -> String {
    let end = |side: &Option<pactwatch::ledger::model::Side>| {
        side.as_ref().map_or("", |s| s.value.as_str()).to_owned()
    };
    let mut words = vec![finding.kind.as_str().to_owned()];
    if !finding.term.is_empty() {
        words.push(finding.term.clone());
        words.push(format!("{}>{}", end(&finding.from), end(&finding.to)));
    }
    words.extend(finding.also.iter().map(|kind| format!("+{}", kind.as_str())));
    let flags = finding.flags;
    for (set, name) in [
        (flags.stealth, "stealth"),
        (flags.primary, "primary"),
        (flags.baseline, "baseline"),
        (finding.correction_note.is_some(), "note"),
    ] {
        words.extend(set.then(|| name.to_owned()));
    }
    if finding.counts.returns > 0 {
        words.push(format!("x{}", finding.counts.returns));
    }
    words.join(" ")
}
