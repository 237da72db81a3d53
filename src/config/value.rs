//! One value each: from a node of the file to a checked type, or to what is wrong with it.

use std::time::Duration;

use url::Url;

use super::source::{Node, Place, Value};

/// What is wrong with a value, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub what: String,
    pub mend: String,
}

impl Fault {
    pub(super) fn new(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what: what.into(), mend: mend.into() }
    }

    fn expected(kind: &str, node: &Node, mend: &str) -> Self {
        Self::new(format!("expected {kind}, found {}", node.value.kind()), mend)
    }
}

pub(super) fn text(node: &Node) -> Result<String, Fault> {
    match &node.value {
        Value::Text(text) => Ok(text.clone()),
        Value::Integer(_)
        | Value::Boolean(_)
        | Value::List(_)
        | Value::Table(_)
        | Value::Other(_) => Err(Fault::expected("text", node, "put it in \"quotes\"")),
    }
}

/// Text that names something: not empty, one line, nothing invisible.
pub(super) fn name(node: &Node) -> Result<String, Fault> {
    let text = text(node)?;
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        return Err(Fault::new("is empty or has control characters", "give it a plain name"));
    }
    Ok(text)
}

pub(super) fn boolean(node: &Node) -> Result<bool, Fault> {
    match (&node.value, &node.place) {
        (Value::Boolean(flag), _) => Ok(*flag),
        (Value::Text(text), Place::Variable(_)) if text == "true" => Ok(true),
        (Value::Text(text), Place::Variable(_)) if text == "false" => Ok(false),
        _ => Err(Fault::expected("true or false", node, "write true or false, without quotes")),
    }
}

/// A whole number within bounds.
pub(super) fn number(low: i64, high: i64) -> impl Fn(&Node) -> Result<i64, Fault> {
    move |node| {
        let mend = format!("write a whole number from {low} to {high}");
        let number = match (&node.value, &node.place) {
            (Value::Integer(number), _) => Some(*number),
            (Value::Text(text), Place::Variable(_)) => text.trim().parse().ok(),
            _ => None,
        };
        match number {
            Some(number) if (low..=high).contains(&number) => Ok(number),
            Some(number) => Err(Fault::new(format!("{number} is out of bounds"), mend)),
            None => Err(Fault::expected("a number", node, &mend)),
        }
    }
}

/// A list. From the environment: comma-separated text.
pub(super) fn items(node: &Node) -> Result<Vec<Node>, Fault> {
    match (&node.value, &node.place) {
        (Value::List(items), _) => Ok(items.clone()),
        (Value::Text(text), Place::Variable(_)) => Ok(text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(|item| Node { value: Value::Text(item.to_owned()), place: node.place.clone() })
            .collect()),
        _ => Err(Fault::expected("a list", node, "write [\"...\"]")),
    }
}

/// A span of time with its unit, within bounds: `500ms`, `30s`, `5m`, `2h`, `1d`, `1h30m`.
pub(super) fn duration(low: Duration, high: Duration) -> impl Fn(&Node) -> Result<Duration, Fault> {
    move |node| {
        let bounds = format!(
            "write one from {} to {}, as \"30s\", \"5m\", \"2h\" or \"1d\"",
            show_duration(low),
            show_duration(high)
        );
        let Value::Text(text) = &node.value else {
            return Err(Fault::expected("a duration with its unit", node, &bounds));
        };
        let length = parse_duration(text)
            .ok_or_else(|| Fault::new(format!("{text:?} is no duration"), bounds.clone()))?;
        if (low..=high).contains(&length) {
            Ok(length)
        } else {
            Err(Fault::new(format!("{text} is out of bounds"), bounds))
        }
    }
}

const UNITS: [(&str, u64); 5] =
    [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// Numbers with units, one after another. `None` when it is anything else, or overflows.
pub(super) fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total_ms: u64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (count, tail) = rest.split_at(digits);
        let letters = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let unit_ms = UNITS.iter().find(|(name, _)| *name == unit)?.1;
        total_ms = total_ms.checked_add(count.parse::<u64>().ok()?.checked_mul(unit_ms)?)?;
        rest = tail.trim_start();
    }
    Some(Duration::from_millis(total_ms))
}

/// The largest unit that says it exactly.
fn show_duration(length: Duration) -> String {
    let ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
    if ms == 0 {
        return "0s".to_owned();
    }
    let unit = UNITS.iter().rev().find(|(_, unit_ms)| ms >= *unit_ms && ms % unit_ms == 0);
    unit.map_or_else(|| format!("{ms}ms"), |(name, unit_ms)| format!("{}{name}", ms / unit_ms))
}

/// A size in bytes: a number, or text with `kB` or `MB` (powers of ten).
pub(super) fn bytes(low: i64, high: i64) -> impl Fn(&Node) -> Result<usize, Fault> {
    move |node| {
        let mend = format!(
            "write a size from {} kB to {} MB, as \"10 MB\"",
            low / 1_000,
            high / 1_000_000
        );
        let size = match &node.value {
            Value::Integer(number) => Some(*number),
            Value::Text(text) => parse_bytes(text),
            Value::Boolean(_) | Value::List(_) | Value::Table(_) | Value::Other(_) => None,
        };
        size.filter(|size| (low..=high).contains(size))
            .and_then(|size| usize::try_from(size).ok())
            .ok_or_else(|| Fault::new("is no size within bounds", mend))
    }
}

fn parse_bytes(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (count, unit) = text.split_at(digits);
    let factor = match unit.trim() {
        "" => 1,
        "kB" | "KB" => 1_000,
        "MB" => 1_000_000,
        _ => return None,
    };
    count.parse::<i64>().ok()?.checked_mul(factor)
}

/// An `http` or `https` address with a host and no password. Its text is never repeated in a
/// fault: the address of a webhook is itself a secret.
pub(super) fn url(node: &Node) -> Result<Url, Fault> {
    const MEND: &str = "write the whole address, as \"https://example.com/feed.xml\"";
    let text = text(node)?;
    let url = Url::parse(text.trim()).map_err(|error| {
        let is_relative = error == url::ParseError::RelativeUrlWithoutBase;
        let what = if is_relative { "has no https:// before it" } else { "is no URL" };
        Fault::new(what, MEND)
    })?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(Fault::new(format!("{:?} is no web address", url.scheme()), MEND));
    }
    if url.password().is_some() || !url.username().is_empty() {
        return Err(Fault::new("holds a user name or password", "take it out of the address"));
    }
    Ok(url)
}

/// A range of addresses, or one address.
pub(super) fn network(node: &Node) -> Result<ipnet::IpNet, Fault> {
    let text = text(node)?;
    let network =
        text.parse().or_else(|_| text.parse::<std::net::IpAddr>().map(ipnet::IpNet::from));
    network.map_err(|_| {
        let mend = "write a range in CIDR form, as \"10.0.0.0/8\" or \"fd00::/8\"";
        Fault::new(format!("{text:?} is no range of addresses"), mend)
    })
}

/// A name of the time zone database.
pub(super) fn time_zone(node: &Node) -> Result<String, Fault> {
    let text = text(node)?;
    match jiff::tz::TimeZone::get(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(Fault::new(
            format!("{text:?} is no time zone"),
            "write a name of the time zone database, as \"Europe/Berlin\" or \"UTC\"",
        )),
    }
}

/// One of some words, each standing for a value.
pub(super) fn word<T: Copy>(choices: &[(&'static str, T)]) -> impl Fn(&Node) -> Result<T, Fault> {
    move |node| {
        let text = text(node)?;
        choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
            let words: Vec<&'static str> = choices.iter().map(|(word, _)| *word).collect();
            Fault::new(format!("{text:?} is not known"), nearest(&text, &words))
        })
    }
}

/// A pattern over names: letters, digits and `. - _`, with `*` for any run of characters.
pub(super) fn glob(node: &Node) -> Result<String, Fault> {
    let text = text(node)?;
    let plain = |c: char| c.is_alphanumeric() || ".-_*".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return Ok(text);
    }
    Err(Fault::new(format!("{text:?} is no pattern"), "write a name, with * for any characters"))
}

/// "did you mean `tier`?", or the words there are.
pub(super) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w &'w str>) -> String {
    let known: Vec<&str> = known.into_iter().copied().collect();
    let word = word.to_lowercase();
    let closeness = |other: &str| strsim::jaro_winkler(&word, other);
    let best = known.iter().max_by(|a, b| closeness(a).total_cmp(&closeness(b)));
    match best {
        Some(best) if closeness(best) >= 0.8 => format!("did you mean {best}?"),
        Some(_) | None => format!("choose from {}", known.join(", ")),
    }
}
