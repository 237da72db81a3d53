//! The five fields of a crontab line, by the rules of cron itself: Sunday is 0 and 7, Monday 1;
//! names; steps; and two restricted day fields mean either day. It never guesses: what cron would
//! refuse is refused with the mend.

/// A crontab line, every field spelt out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) minutes: Vec<u8>,
    pub(super) hours: Vec<u8>,
    pub(super) days: Vec<u8>,
    pub(super) months: Vec<u8>,
    /// Sunday is 0.
    pub(super) weekdays: Vec<u8>,
    /// The day of the month is not `*`.
    pub(super) restricts_days: bool,
    pub(super) restricts_weekdays: bool,
    /// Minute or hour is a `*`: the line means a rhythm in real time, not times of day.
    pub(super) is_rhythm: bool,
}

struct Field {
    name: &'static str,
    low: u8,
    high: u8,
    names: &'static [&'static str],
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: [Field; 5] = [
    Field { name: "minute", low: 0, high: 59, names: &[] },
    Field { name: "hour", low: 0, high: 23, names: &[] },
    Field { name: "day of month", low: 1, high: 31, names: &[] },
    Field { name: "month", low: 1, high: 12, names: &MONTHS },
    Field { name: "day of week", low: 0, high: 7, names: &WEEKDAYS },
];

/// Reads a crontab line or one of the nicknames (`@hourly`...).
pub(super) fn parse(line: &str) -> Result<Line, String> {
    let line = nickname(line.trim())?;
    let parts: Vec<&str> = line.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = *parts.as_slice() else {
        return Err(wrong_count(&parts));
    };
    let [minute_field, hour_field, day_field, month_field, weekday_field] = &FIELDS;
    let mut weekdays = weekday_field.read(weekday)?;
    for value in &mut weekdays {
        *value %= 7;
    }
    weekdays.sort_unstable();
    weekdays.dedup();
    Ok(Line {
        minutes: minute_field.read(minute)?,
        hours: hour_field.read(hour)?,
        days: day_field.read(day)?,
        months: month_field.read(month)?,
        weekdays,
        restricts_days: !day.starts_with('*'),
        restricts_weekdays: !weekday.starts_with('*'),
        is_rhythm: minute.starts_with('*') || hour.starts_with('*'),
    })
}

fn nickname(line: &str) -> Result<&str, String> {
    Ok(match line {
        "@hourly" => "0 * * * *",
        "@daily" | "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" | "@annually" => "0 0 1 1 *",
        _ if line.starts_with('@') => {
            return Err(format!(
                "{line:?} is no nickname; use @hourly, @daily, @weekly or @monthly"
            ));
        }
        _ => line,
    })
}

fn wrong_count(parts: &[&str]) -> String {
    let mend = match parts.len() {
        0 => "write \"adaptive\", or a line such as \"*/10 * * * *\"".to_owned(),
        6 | 7 => {
            let five = parts.get(1..6).unwrap_or_default().join(" ");
            format!("there are no seconds or years in a crontab line; perhaps \"{five}\"")
        }
        _ => "minute, hour, day of month, month, day of week".to_owned(),
    };
    format!("a crontab line has five fields, this has {}: {mend}", parts.len())
}

impl Field {
    /// All values of a field, in order.
    fn read(&self, text: &str) -> Result<Vec<u8>, String> {
        let mut values = Vec::new();
        for part in text.split(',') {
            let (range, step) = match part.split_once('/') {
                Some((range, step)) => (range, Some(self.step(step)?)),
                None => (part, None),
            };
            let (low, high) = self.range(range, step)?;
            values.extend((low..=high).step_by(usize::from(step.unwrap_or(1))));
        }
        values.sort_unstable();
        values.dedup();
        Ok(values)
    }

    fn step(&self, text: &str) -> Result<u8, String> {
        let step = text.parse::<u8>().ok().filter(|step| (1..=self.high).contains(step));
        step.ok_or_else(|| self.error(text, &format!("a step is 1 to {}", self.high)))
    }

    fn range(&self, text: &str, step: Option<u8>) -> Result<(u8, u8), String> {
        if text == "*" {
            let high = if self.high == 7 { 6 } else { self.high };
            return Ok((self.low, high));
        }
        let Some((low, high)) = text.split_once('-') else {
            let value = self.value(text)?;
            if let Some(step) = step {
                let mend = format!("a step needs a range: \"{text}-{}/{step}\"", self.high);
                return Err(self.error(&format!("{text}/{step}"), &mend));
            }
            return Ok((value, value));
        };
        let (from, mut to) = (self.value(low)?, self.value(high)?);
        if self.high == 7 && to == 0 && from > 0 {
            to = 7;
        }
        if from > to {
            let (first, last) = (self.low, if self.high == 7 { 6 } else { self.high });
            let mend = format!("it runs backwards; write \"{from}-{last},{first}-{to}\"");
            return Err(self.error(text, &mend));
        }
        Ok((from, to))
    }

    fn value(&self, text: &str) -> Result<u8, String> {
        let lower = text.to_ascii_lowercase();
        let index = self.names.iter().position(|name| lower.get(..3) == Some(name));
        if let Some(index) = index.and_then(|index| u8::try_from(index).ok()) {
            return Ok(index + self.low);
        }
        let number = text.parse::<u8>().ok();
        number.filter(|n| (self.low..=self.high).contains(n)).ok_or_else(|| {
            let names = match self.names {
                [first, .., last] => format!(" or {first} to {last}"),
                _ => String::new(),
            };
            self.error(text, &format!("write {} to {}{names}", self.low, self.high))
        })
    }

    fn error(&self, text: &str, mend: &str) -> String {
        format!("{}: {text:?} cannot be read; {mend}", self.name)
    }
}
