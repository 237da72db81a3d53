//! robots.txt by RFC 9309: groups by product token, the longest match wins, allow wins a tie. Runs
//! in linear time on whatever a site sends.

use crate::base::time::SignedDuration;

/// How much of a robots.txt is read, in bytes; the RFC asks for at least 500 KiB.
pub const MAX_BYTES: usize = 500 * 1024;
/// Longer paths are cut before they are matched.
const LONGEST_PATH: usize = 8 * 1024;
/// Longer delays are mistakes or attempts to stop us.
const LONGEST_DELAY: SignedDuration = SignedDuration::from_mins(10);

/// The rules of one origin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots {
    groups: Vec<Group>,
    /// The rules could not be had because of the server's own trouble: stay out.
    unreachable: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    /// Lower-case product tokens; `*` stands for everybody.
    agents: Vec<String>,
    rules: Vec<Rule>,
    delay: Option<SignedDuration>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    allow: bool,
    /// Normalised octets, with `*` and a final `$` as written.
    pattern: Vec<u8>,
}

/// May this path be fetched, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RobotsVerdict {
    /// No rule speaks of this path.
    NoRule,
    Allowed(String),
    Disallowed(String),
    /// The server could not say.
    Unreachable,
}

impl RobotsVerdict {
    pub fn is_allowed(&self) -> bool {
        match self {
            Self::NoRule | Self::Allowed(_) => true,
            Self::Disallowed(_) | Self::Unreachable => false,
        }
    }
}

impl Robots {
    /// What an answer to `GET /robots.txt` means: 4xx is no restriction, 5xx and a rate limit are a
    /// closed door for now.
    pub fn of_reply(status: u16, body: &[u8]) -> Self {
        match status {
            200..=299 => Self::parse(body),
            429 | 500.. => Self::unreachable(),
            _ => Self::default(),
        }
    }

    /// No answer at all.
    pub fn unreachable() -> Self {
        Self { groups: Vec::new(), unreachable: true }
    }

    pub fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let read = bytes.get(..MAX_BYTES).unwrap_or(bytes);
        let mut lines: Vec<&[u8]> = read.split(|byte| matches!(byte, b'\n' | b'\r')).collect();
        if read.len() < bytes.len() {
            // The last line may be half a rule, which would be another one.
            lines.pop();
        }
        let mut robots = Self::default();
        let mut after_agent = false;
        for line in lines {
            if let Some((key, value)) = field(line) {
                after_agent = robots.take(&key, value, after_agent);
            }
        }
        robots
    }

    /// Takes a line in; returns whether it continues a list of agents.
    fn take(&mut self, key: &str, value: &[u8], after_agent: bool) -> bool {
        match key {
            "user-agent" | "useragent" | "user agent" => {
                if !after_agent {
                    self.groups.push(Group::default());
                }
                if let Some(group) = self.groups.last_mut() {
                    group.agents.push(product_token(value));
                }
                true
            }
            "allow" | "disallow" => {
                if let Some(group) = self.groups.last_mut()
                    && !value.is_empty()
                {
                    group.rules.push(Rule { allow: key == "allow", pattern: normalise(value) });
                }
                false
            }
            "crawl-delay" => {
                if let Some(group) = self.groups.last_mut() {
                    group.delay = delay(value).or(group.delay);
                }
                false
            }
            // Sitemaps and unknown lines belong to no group and end none.
            _ => after_agent,
        }
    }

    /// All groups that name this agent, else those for everybody.
    fn groups_for(&self, agent: &str) -> impl Iterator<Item = &Group> {
        let agent = product_token(agent.as_bytes());
        let is_known = self.groups.iter().any(|group| group.agents.contains(&agent));
        let wanted = if is_known { agent } else { "*".to_owned() };
        self.groups.iter().filter(move |group| group.agents.contains(&wanted))
    }

    /// May an agent with this product token fetch this path (with its query)?
    pub fn allows(&self, agent: &str, path: &str) -> RobotsVerdict {
        if path == "/robots.txt" {
            return RobotsVerdict::NoRule;
        }
        if self.unreachable {
            return RobotsVerdict::Unreachable;
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let mut path = normalise(path.as_bytes());
        path.truncate(LONGEST_PATH);
        let rules = self.groups_for(agent).flat_map(|group| &group.rules);
        let matching = rules.filter(|rule| rule.matches(&path));
        let best = matching.max_by_key(|rule| (rule.pattern.len(), rule.allow));
        best.map_or(RobotsVerdict::NoRule, |rule| {
            let pattern = String::from_utf8_lossy(&rule.pattern).into_owned();
            if rule.allow {
                RobotsVerdict::Allowed(pattern)
            } else {
                RobotsVerdict::Disallowed(pattern)
            }
        })
    }

    /// The pause asked for between two requests.
    pub fn crawl_delay(&self, agent: &str) -> Option<SignedDuration> {
        self.groups_for(agent).filter_map(|group| group.delay).max()
    }
}

impl Rule {
    /// Each part between stars is searched once, from where the one before ended: linear.
    fn matches(&self, path: &[u8]) -> bool {
        let anchored = self.pattern.last() == Some(&b'$');
        let length = self.pattern.len() - usize::from(anchored);
        let pattern = self.pattern.get(..length).unwrap_or_default();
        let mut parts = pattern.split(|byte| *byte == b'*');
        let first = parts.next().unwrap_or_default();
        let Some(mut rest) = path.strip_prefix(first) else { return false };
        let mut parts: Vec<&[u8]> = parts.collect();
        let last = if anchored { parts.pop() } else { None };
        for part in parts {
            match memchr::memmem::find(rest, part) {
                Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
                None => return false,
            }
        }
        match last {
            Some(last) => rest.ends_with(last),
            None => !anchored || rest.is_empty(),
        }
    }
}

/// Key and value of a line, without its comment.
fn field(line: &[u8]) -> Option<(String, &[u8])> {
    let line = line.split(|byte| *byte == b'#').next().unwrap_or_default();
    let colon = memchr::memchr(b':', line)?;
    let (key, value) = line.split_at_checked(colon)?;
    let key = String::from_utf8_lossy(key).trim().to_ascii_lowercase();
    Some((key, value.get(1..).unwrap_or_default().trim_ascii()))
}

/// `ExampleBot/1.2 (+https://...)` is `examplebot`.
fn product_token(value: &[u8]) -> String {
    if value.starts_with(b"*") {
        return "*".to_owned();
    }
    let is_token = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    value.iter().take_while(is_token).map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

fn delay(value: &[u8]) -> Option<SignedDuration> {
    let seconds: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    let delay = SignedDuration::try_from_secs_f64(seconds).ok()?;
    delay.is_positive().then(|| delay.min(LONGEST_DELAY))
}

/// One spelling for every path: what need not be escaped is not, what must be is, in upper case.
fn normalise(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path;
    while let [first, tail @ ..] = rest {
        rest = tail;
        let escaped = match (first, tail) {
            (b'%', [high, low, after @ ..]) => hex(*high, *low).map(|byte| (byte, after)),
            _ => None,
        };
        match escaped {
            Some((byte, after)) => {
                rest = after;
                let plain =
                    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
                if plain { out.push(byte) } else { push_escaped(&mut out, byte) }
            }
            None if first.is_ascii_graphic() => out.push(*first),
            None => push_escaped(&mut out, *first),
        }
    }
    out
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

fn push_escaped(out: &mut Vec<u8>, byte: u8) {
    out.extend_from_slice(format!("%{byte:02X}").as_bytes());
}
