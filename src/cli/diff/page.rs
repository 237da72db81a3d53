//! The same comparison as one page of HTML that needs nothing else. Every text in it is a
//! stranger's: all of it is escaped, and it can run and load nothing.

use std::io::{self, Write};

use super::compare::Edit;
use super::show::{headline, named};
use super::{Pair, Version};
use crate::article::diff::{diff, to_html};
use crate::cli::visible::visible;

const STYLE: &str = "body{font:16px/1.5 serif;max-width:44em;margin:2em auto;padding:0 1em}\
    del{background:#fdd}ins{background:#dfd;text-decoration:none}mark{background:#def}\
    .gap{color:#888}blockquote{margin:.3em 1em}";

pub(super) fn html(out: &mut dyn Write, pair: &Pair, edits: &[Edit]) -> io::Result<()> {
    let Pair { article, old, new } = pair;
    let title = escape(&new.snapshot.title);
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>{title}</title><style>{STYLE}</style></head>\n<body>\n<h1>{title}</h1>"
    )?;
    writeln!(out, "<p>{}</p>", escape(&article.url))?;
    writeln!(out, "<ul><li>{}</li><li>{}</li></ul>", line(old), line(new))?;
    writeln!(out, "<h2>Claims</h2>")?;
    if edits.is_empty() {
        writeln!(out, "<p>No claim changed.</p>")?;
    }
    for edit in edits {
        claim(out, edit)?;
    }
    let (before, after) = (&old.read.article.text, &new.read.article.text);
    writeln!(out, "<h2>Text</h2>\n{}</body></html>", to_html(&diff(before, after), before, after))
}

fn line(version: &Version) -> String {
    escape(&named(version))
}

fn claim(out: &mut dyn Write, edit: &Edit) -> io::Result<()> {
    let finding = &edit.finding;
    let quiet = if finding.flags.stealth { " (silently)" } else { "" };
    writeln!(out, "<h3>{}{quiet}</h3>", escape(&headline(edit)))?;
    for (mark, side) in [("del", &finding.from), ("ins", &finding.to)] {
        if let Some(side) = side {
            let quote = escape(&side.quote);
            writeln!(out, "<blockquote><{mark}>{quote}</{mark}></blockquote>")?;
        }
    }
    if let Some(note) = &finding.correction_note {
        writeln!(out, "<p>The outlet's note: {}</p>", escape(&note.text))?;
    }
    Ok(())
}

fn escape(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
