//! What is odd about routes before anything is routed: patterns that can match nothing, receivers
//! nobody names, findings nobody is told of. Warnings, never errors: it may be meant.

use super::glob::matches;
use super::route::Route;
use crate::base::Warning;

/// The words that routes may speak of.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub kinds: &'a [String],
    pub terms: &'a [String],
    pub outlets: &'a [String],
    pub receivers: &'a [String],
}

/// One warning for each oddity, in the order of the routes.
pub fn warnings(routes: &[Route], known: &Known<'_>) -> Vec<Warning> {
    let mut found = Vec::new();
    for route in routes {
        let matching = &route.matching;
        dead_patterns(&mut found, route, ("findings", &matching.findings), known.kinds);
        dead_patterns(&mut found, route, ("terms", &matching.terms), known.terms);
        dead_patterns(&mut found, route, ("outlets", &matching.outlets), known.outlets);
        for receiver in route.to.iter().filter(|receiver| !known.receivers.contains(receiver)) {
            let detail = format!("route {} names receiver {receiver}, which is none", route.name);
            found.push(Warning::new("route_receiver_unknown", detail));
        }
        if route.to.is_empty() {
            let detail = format!("route {} tells nobody", route.name);
            found.push(Warning::new("route_tells_nobody", detail));
        }
    }
    for receiver in known.receivers {
        if !routes.iter().any(|route| route.to.contains(receiver)) {
            let detail = format!("no route names receiver {receiver}");
            found.push(Warning::new("receiver_without_route", detail));
        }
    }
    for kind in ["contradicts", "incident_opened"] {
        if !routes.iter().any(|route| asks_for(route, kind)) {
            let detail = format!("no route asks for {kind}: nobody would be told");
            found.push(Warning::new("kind_without_route", detail));
        }
    }
    found
}

fn dead_patterns(
    found: &mut Vec<Warning>,
    route: &Route,
    (key, patterns): (&str, &[String]),
    words: &[String],
) {
    let dead = |pattern: &&String| !words.iter().any(|word| matches(pattern, word));
    for pattern in patterns.iter().filter(dead) {
        let detail = format!("route {}: {pattern:?} in {key} matches nothing known", route.name);
        found.push(Warning::new("route_matches_nothing", detail));
    }
}

fn asks_for(route: &Route, kind: &str) -> bool {
    let findings = &route.matching.findings;
    findings.is_empty() || findings.iter().any(|pattern| matches(pattern, kind))
}
