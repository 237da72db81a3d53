//! The chain for a person: each link below the one it rests on.

use std::io::{self, Write};

use super::trace::{
    AlertTrace, Answer, ArticleTrace, ClaimLine, DecisionLine, EntryLine, EvidenceTrace,
    FindingTrace, ObservationLine, Told,
};
use crate::cli::moment;
use crate::cli::visible::visible;
use crate::ledger::words::{explain, show};
use crate::outbox::Outcome;

type Done = io::Result<()>;

pub(super) fn answer(out: &mut dyn Write, answer: &Answer) -> Done {
    match answer {
        Answer::Finding(trace) => finding(out, trace),
        Answer::Alert(trace) => alert(out, trace),
        Answer::Article(trace) => article(out, trace),
        Answer::Entries { entries } => entries.iter().try_for_each(|entry| feed_entry(out, entry)),
    }
}

fn alert(out: &mut dyn Write, trace: &AlertTrace) -> Done {
    told(out, "", &trace.told)?;
    for other in &trace.others {
        writeln!(out, "\n  {}", visible(other))?;
    }
    for trace in &trace.findings {
        writeln!(out)?;
        finding(out, trace)?;
    }
    Ok(())
}

fn told(out: &mut dyn Write, indent: &str, told: &Told) -> Done {
    let created = moment(told.created);
    writeln!(out, "{indent}alert {} to {}, {created}", told.alert, visible(&told.receiver))?;
    writeln!(out, "{indent}  {}", visible(&told.subject))?;
    for delivery in &told.deliveries {
        let reason = visible(&delivery.reason);
        writeln!(out, "{indent}  delivery {}: {} ({reason})", delivery.id, delivery.state)?;
        for attempt in &delivery.attempts {
            let (at, outcome) = (moment(attempt.at), visible(&attempt.outcome));
            let answer = answered(&attempt.detail);
            let answer = visible(&answer);
            writeln!(out, "{indent}    attempt {} {at} {outcome}{answer}", attempt.number)?;
        }
    }
    Ok(())
}

/// What the receiver said, as the record of the attempt has it.
fn answered(record: &str) -> String {
    let (answer, detail) = match serde_json::from_str(record) {
        Ok(Outcome::Written) => return String::new(),
        Ok(Outcome::Answered { status, detail, .. }) => (format!(", HTTP {status}"), detail),
        Ok(Outcome::Smtp { code, detail }) => (format!(", SMTP {code}"), detail),
        Ok(Outcome::Failed { kind, detail }) => (format!(", {kind}"), detail),
        Ok(Outcome::Misconfigured { detail }) => (String::new(), detail),
        Err(_) => (String::new(), record.to_owned()),
    };
    if detail.is_empty() { answer } else { format!("{answer}: {detail}") }
}

fn finding(out: &mut dyn Write, trace: &FindingTrace) -> Done {
    let found = &trace.finding;
    writeln!(out, "finding {}  {}", found.id, visible(&trace.headline))?;
    let also: Vec<&str> = found.also.iter().map(|kind| kind.as_str()).collect();
    let also = if also.is_empty() { String::new() } else { format!(", also {}", also.join(", ")) };
    let (kind, severity) = (found.kind.as_str(), found.severity.as_str());
    let reason = found.reason.as_str();
    let term = if found.term.is_empty() { String::new() } else { format!("; {}", found.term) };
    let (term, at) = (visible(&term), moment(found.found_at));
    writeln!(out, "  {kind}{also}; {severity}{term}; found {at}")?;
    writeln!(out, "  because ({reason}): {}", visible(&explain(found)))?;
    for evidence in &trace.evidence {
        writeln!(out)?;
        side(out, evidence)?;
    }
    writeln!(out)?;
    decisions(out, trace)?;
    for alert in &trace.alerts {
        told(out, "  ", alert)?;
    }
    for line in &trace.verdicts {
        let (at, note) = (moment(line.at), visible(&line.note));
        writeln!(out, "  reviewed {at}: {} {note}", line.verdict)?;
    }
    Ok(())
}

fn decisions(out: &mut dyn Write, trace: &FindingTrace) -> Done {
    for line in &trace.decisions {
        decision(out, line)?;
    }
    if trace.decisions.is_empty() {
        let flags = trace.finding.flags;
        let why = match (flags.baseline, flags.technical) {
            (true, _) => "baseline: met in a first pass, which is told in one summary",
            (_, true) => "technical: old bytes read anew, not an edit",
            (false, false) => "nothing was decided about it",
        };
        writeln!(out, "  not told: {why}")?;
    }
    for line in &trace.waiting {
        let due = line.due.map_or_else(|| "later".to_owned(), moment);
        let what = if line.quiet { "the end of quiet hours" } else { "company" };
        writeln!(out, "  waits for {what}, leaves for {} at {due}", visible(&line.receiver))?;
    }
    Ok(())
}

fn decision(out: &mut dyn Write, line: &DecisionLine) -> Done {
    let decision = &line.decision;
    let who = decision.receiver.as_deref().unwrap_or("everybody");
    let route = decision.route.as_ref().map(|route| format!(" by {route}")).unwrap_or_default();
    let word = decision.reason.as_str();
    let at = moment(line.at);
    let sentence = decision.reason.sentence();
    let told = if decision.reason.is_routed() { "told" } else { "not told" };
    let (who, route, sentence) = (visible(who), visible(&route), visible(&sentence));
    writeln!(out, "  {told}: {who}{route}, {at}: {word}: {sentence}")
}

fn side(out: &mut dyn Write, trace: &EvidenceTrace) -> Done {
    let claim = &trace.claim;
    let by = claim.by.as_ref().map(|by| format!(", said by {by}")).unwrap_or_default();
    let origin = claim.origin.as_ref().map(|o| format!(", from {o}")).unwrap_or_default();
    let (name, status) = (trace.side, claim.status.as_str());
    let held = match claim.value.as_str() {
        "" => "the sentence:".to_owned(),
        value => format!("{name}: {} ({status}{by}{origin})", show(value)),
    };
    writeln!(out, "  {}", visible(&held))?;
    writeln!(out, "    \"{}\"", visible(&claim.quote))?;
    let of = claim.valid_from.as_ref().map(|day| format!(", of the agreement of {day}"));
    let (stated, seen) = (moment(claim.asserted_at), moment(claim.observed_at));
    writeln!(out, "    stated {stated}, first seen {seen}{}", visible(&of.unwrap_or_default()))?;
    let stands = match trace.quote_stands {
        Some(true) => "the stored text has it there",
        Some(false) => "the version was read again since: the text has moved",
        None => "the text is no longer stored",
    };
    let (start, end) = (claim.span.start, claim.span.end);
    writeln!(out, "    bytes {start} to {end} of the text; {stands}")?;
    let (article, url) = (&claim.source.article_id, visible(&claim.source.url));
    writeln!(out, "    article {article}  {url}")?;
    if let Some(snapshot) = &trace.snapshot {
        let (version, at) = (snapshot.version, moment(snapshot.observed));
        writeln!(out, "    snapshot {}, version {version}, {at}", snapshot.id)?;
        writeln!(out, "      page {}", snapshot.raw_hash)?;
        writeln!(out, "      text {}", snapshot.text_hash)?;
    }
    if let Some(look) = &trace.observation {
        write!(out, "    ")?;
        observation(out, look)?;
    }
    for entry in &trace.entries {
        write!(out, "    ")?;
        feed_entry(out, entry)?;
    }
    Ok(())
}

fn observation(out: &mut dyn Write, look: &ObservationLine) -> Done {
    let ObservationLine { id, at, state, reason, http_status, bytes } = look;
    let status = http_status.map_or_else(|| "no reply".to_owned(), |code| format!("HTTP {code}"));
    writeln!(out, "observation {id}, {}: {state} ({reason}), {status}, {bytes} bytes", moment(*at))
}

fn feed_entry(out: &mut dyn Write, entry: &EntryLine) -> Done {
    let (feed, key, at) = (visible(&entry.feed), visible(&entry.key), moment(entry.first_seen));
    let (title, follow) = (visible(&entry.title), entry.follow.as_str());
    let word = match follow {
        "whole_feed" | "names_party" | "lexicon_word" | "sample" => "followed",
        _ => "not followed",
    };
    writeln!(out, "entry of {feed}, {at}, {word} ({follow}): {title} [{key}]")
}

fn article(out: &mut dyn Write, trace: &ArticleTrace) -> Done {
    let (title, url) = (visible(&trace.title), visible(&trace.url));
    writeln!(out, "article {}  {title}\n  {url}, {} versions", trace.id, trace.versions)?;
    for entry in &trace.entries {
        write!(out, "  ")?;
        feed_entry(out, entry)?;
    }
    for look in &trace.observations {
        write!(out, "  ")?;
        observation(out, look)?;
    }
    for claim in &trace.claims {
        writeln!(out)?;
        held(out, claim)?;
    }
    for trace in &trace.findings {
        writeln!(out)?;
        finding(out, trace)?;
    }
    Ok(())
}

fn held(out: &mut dyn Write, claim: &ClaimLine) -> Done {
    let ClaimLine { term, value, status, reason, because, quote } = claim;
    let (value, quote) = (show(value), visible(quote));
    writeln!(out, "  {} = {}  ({status})", visible(term), visible(&value))?;
    writeln!(out, "    \"{quote}\"")?;
    writeln!(out, "    {reason}: {because}")
}
