//! Shows how a text was cut and what each clause was taken to be about: for a person who writes
//! patterns. It reads as `read` does and decides nothing.

use std::fmt::Write;

use super::model::Document;
use super::pattern::{Stream, matcher};
use super::shortlist::Shortlist;
use super::tokens::{Kind, Token};
use super::watch::{Role, Watch};
use super::{clauses, coref, frames};

/// One line per clause: its tokens, then frames and cues.
pub fn explain(watch: &Watch, document: &Document) -> String {
    let mut out = String::new();
    for sentence in coref::resolved(watch, document) {
        for clause in clauses::cut(&sentence.tokens, &watch.vocabulary, false) {
            let tokens: Vec<&Token> =
                clause.tokens.iter().filter_map(|i| sentence.tokens.get(*i)).collect();
            let shown: Vec<String> =
                tokens.iter().map(|t| spell(watch, t, document.text)).collect();
            let stream = Stream::new(tokens.iter().map(|t| t.sym).collect(), &watch.vocabulary);
            let shortlist = Shortlist::of(watch, &stream);
            let about: Vec<&str> = frames::anchors(watch, &shortlist.anchors, &stream)
                .iter()
                .filter_map(|a| watch.frames.get(a.frame).map(|f| f.id.as_str()))
                .collect();
            let cues: Vec<String> = watch
                .cues
                .find(&shortlist.cues, &stream, &watch.vocabulary)
                .iter()
                .map(|c| format!("{:?}@{}", c.cue, c.start))
                .collect();
            let hits: Vec<String> = watch
                .terms
                .iter()
                .flat_map(|t| t.patterns.iter().map(move |p| (t, p)))
                .filter(|(_, p)| matcher::occurs(&p.program, &stream, &watch.vocabulary))
                .map(|(t, p)| format!("\n      {} {}", t.info.id, p.program.source))
                .collect();
            // A String never fails to be written to.
            writeln!(
                out,
                "{:?} {}\n    about {} | {}{}",
                clause.kind,
                shown.join(" "),
                about.join(","),
                cues.join(" "),
                hits.concat()
            )
            .unwrap_or_default();
        }
    }
    out
}

fn spell(watch: &Watch, token: &Token, text: &str) -> String {
    let written = text.get(token.start..token.end).unwrap_or_default().replace(' ', "_");
    match (token.kind, watch.role(token.sym)) {
        (_, Role::Party(i)) => {
            format!("{{{}:{written}}}", watch.parties.get(i).map_or("", |p| p.id.as_str()))
        }
        (Kind::Value(_), _) => format!("<{written}>"),
        (Kind::Name(_), _) => format!("[{written}]"),
        (Kind::Word | Kind::Mark(_) | Kind::Number(_), _) => written,
    }
}
