//! Which patterns of a watch file no text has ever matched. It only counts: whether a match would
//! have become a claim is not asked.

use std::collections::BTreeSet;

use super::model::Document;
use super::pattern::{Stream, matcher};
use super::shortlist::Shortlist;
use super::watch::Watch;
use super::watch::term::TermPattern;
use super::{clauses, coref};

/// The patterns that some text has matched, by term and place.
#[derive(Clone, Debug, Default)]
pub struct Fired(BTreeSet<(usize, usize)>);

impl Fired {
    /// Notes what `document` matches.
    pub fn note(&mut self, watch: &Watch, document: &Document) {
        for sentence in coref::resolved(watch, document) {
            let stream = |indices: &mut dyn Iterator<Item = usize>| {
                let syms = indices.filter_map(|i| sentence.tokens.get(i)).map(|t| t.sym).collect();
                Stream::new(syms, &watch.vocabulary)
            };
            self.stream(watch, &stream(&mut (0..sentence.tokens.len())));
            for clause in clauses::cut(&sentence.tokens, &watch.vocabulary, false) {
                self.stream(watch, &stream(&mut clause.tokens.iter().copied()));
            }
        }
    }

    fn stream(&mut self, watch: &Watch, stream: &Stream) {
        let shortlist = Shortlist::of(watch, stream);
        for place in shortlist.terms.into_iter().chain(shortlist.wide) {
            let found = watch.terms.get(place.0).and_then(|t| t.patterns.get(place.1));
            let occurs = |p: &TermPattern| matcher::occurs(&p.program, stream, &watch.vocabulary);
            if !self.0.contains(&place) && found.is_some_and(occurs) {
                self.0.insert(place);
            }
        }
    }

    /// Term and pattern of every one that nothing has matched, in the file's order.
    pub fn never<'w>(&self, watch: &'w Watch) -> Vec<(&'w str, &'w str)> {
        let all = watch.terms.iter().enumerate().flat_map(|(term, t)| {
            t.patterns.iter().enumerate().map(move |(place, p)| {
                ((term, place), (t.info.id.as_str(), p.program.source.as_str()))
            })
        });
        all.filter(|(place, _)| !self.0.contains(place)).map(|(_, names)| names).collect()
    }
}
