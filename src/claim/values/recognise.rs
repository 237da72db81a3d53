//! Replaces runs of tokens by typed values: `[about] [$] [13.5] [billion]` becomes one token.

use super::{Found, Value, dates, numbers};
use crate::base::time::Date;
use crate::claim::pattern::vocabulary::{self as vocab, Sym, Vocabulary};
use crate::claim::tokens::{Decimal, Kind, Token, Tokens};

/// The tokens with values in place, and the values.
pub fn recognise(
    tokens: &Tokens,
    words: &Vocabulary,
    published: Option<Date>,
) -> (Vec<Token>, Vec<Found>) {
    let reader = Reader { tokens, words, published };
    let mut out: Vec<Token> = Vec::with_capacity(tokens.list.len());
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.list.get(at) {
        let Some((mut found, length, sym)) = reader.value(at) else {
            out.push(*token);
            at += 1;
            continue;
        };
        if matches!(sym, vocab::MONEY | vocab::PERCENT) {
            found.approximate |= drop_approximator(&mut out, words);
        }
        let last = tokens.list.get(at + length - 1).unwrap_or(token);
        out.push(Token {
            sym,
            word: sym,
            kind: Kind::Value(values.len()),
            end: last.end,
            possessive: last.possessive,
            ..*token
        });
        values.push(found);
        at += length;
        if tokens.list.get(at).is_some_and(|t| t.kind == Kind::Mark('+')) {
            at += 1;
        }
    }
    (out, values)
}

/// Removes "up to", "about", "more than" from the end of `out`.
fn drop_approximator(out: &mut Vec<Token>, words: &Vocabulary) -> bool {
    let mut dropped = false;
    if out.last().is_some_and(|t| t.kind == Kind::Mark('~')) {
        out.pop();
        dropped = true;
    }
    loop {
        let fits = |phrase: &&&[&str]| {
            out.len() >= phrase.len()
                && phrase
                    .iter()
                    .rev()
                    .zip(out.iter().rev())
                    .all(|(word, t)| words.spelled(t.word) == *word)
        };
        let Some(phrase) = numbers::APPROXIMATORS.iter().find(fits) else { return dropped };
        // "no more than 5" is a bound, not a guess.
        let before = out.len().checked_sub(phrase.len() + 1).and_then(|i| out.get(i));
        let negated = before.is_some_and(|t| matches!(words.spelled(t.word), "no" | "not"));
        if negated && phrase.first() == Some(&"more") {
            return dropped;
        }
        out.truncate(out.len() - phrase.len());
        dropped = true;
    }
}

pub(super) type Read = Option<(Found, usize, Sym)>;

pub(super) struct Reader<'a> {
    tokens: &'a Tokens,
    words: &'a Vocabulary,
    published: Option<Date>,
}

#[expect(clippy::unnecessary_wraps, reason = "every reader of a value answers this way")]
pub(super) fn single(value: Value, length: usize, sym: Sym) -> Read {
    Some((Found { value, upper: None, approximate: false }, length, sym))
}

impl Reader<'_> {
    fn value(&self, at: usize) -> Read {
        let token = self.get(at)?;
        match token.kind {
            Kind::Mark(c) if numbers::currency_mark(c).is_some() => self.money(at),
            Kind::Number(_) => self
                .percent(at)
                .or_else(|| self.of_a_dollar(at))
                .or_else(|| self.shared_percent(at))
                .or_else(|| self.money(at))
                .or_else(|| self.date(at))
                .or_else(|| self.duration(at))
                .or_else(|| self.year(at)),
            Kind::Word if !self.words.opens_value(token.word) => None,
            Kind::Word => self
                .date(at)
                .or_else(|| self.money(at))
                .or_else(|| self.percent(at))
                .or_else(|| self.of_a_dollar(at))
                .or_else(|| self.fraction(at))
                .or_else(|| self.duration(at)),
            Kind::Mark(_) | Kind::Value(_) | Kind::Name(_) => None,
        }
    }

    fn get(&self, at: usize) -> Option<&Token> {
        self.tokens.list.get(at)
    }

    pub(super) fn spelled(&self, at: usize) -> &str {
        self.get(at).filter(|t| t.kind == Kind::Word).map_or("", |t| self.words.spelled(t.word))
    }

    fn is_mark(&self, at: usize, mark: char) -> bool {
        self.get(at).is_some_and(|t| t.kind == Kind::Mark(mark))
    }

    pub(super) fn number(&self, at: usize) -> Option<Decimal> {
        self.counted(at).map(|(number, _)| number)
    }

    /// A number and how many tokens it takes: "13.5" one, "two hundred and fifty" four.
    fn counted(&self, at: usize) -> Option<(Decimal, usize)> {
        match self.get(at)?.kind {
            Kind::Number(i) => self.tokens.numbers.get(i).map(|d| (*d, 1)),
            Kind::Word => numbers::part_of_one([0, 1, 2, 3, 4].map(|n| self.spelled(at + n)))
                .or_else(|| self.in_words(at)),
            Kind::Mark(_) | Kind::Value(_) | Kind::Name(_) => None,
        }
    }

    fn in_words(&self, at: usize) -> Option<(Decimal, usize)> {
        let part = |i: usize| numbers::word_number(self.spelled(i)).map(|d| d.digits);
        let mut sum = part(at)?;
        let mut next = at + 1;
        loop {
            let joint = usize::from(self.spelled(next) == "and" && sum >= 100);
            match part(next + joint).filter(|_| !matches!(self.spelled(next + joint), "a" | "an")) {
                Some(100) if joint == 0 && sum < 100 => sum *= 100,
                Some(n) if n < 10 && sum >= 20 && sum % 10 == 0 => sum += n,
                Some(n) if n < 100 && sum >= 100 && sum % 100 == 0 => sum += n,
                _ => return Some((Decimal { digits: sum, scale: 0 }, next - at)),
            }
            next += joint + 1;
        }
    }

    fn digits(&self, at: usize) -> Option<u128> {
        match self.get(at)?.kind {
            Kind::Number(i) => {
                self.tokens.numbers.get(i).filter(|d| d.scale == 0).map(|d| d.digits)
            }
            Kind::Word | Kind::Mark(_) | Kind::Value(_) | Kind::Name(_) => None,
        }
    }

    /// `$5bn`, `US$5 billion`, `USD 5 billion`, `5 billion dollars`, `$10 to $15 billion`.
    fn money(&self, at: usize) -> Read {
        let (low, low_scale, next) = self.amount(at)?;
        let between = at > 0 && self.spelled(at - 1) == "between";
        let joined = self.get(next).is_some_and(|t| t.hyphen && self.number(next).is_some());
        let linked = match self.spelled(next) {
            "to" => !self.leaves(at),
            "or" => true,
            "and" => between,
            _ => false,
        };
        // "$5-$7 billion": the dash before a sign is a mark of its own.
        let dashed = self.is_mark(next, '-')
            && matches!(self.get(next + 1).map(|t| t.kind), Some(Kind::Mark(c)) if numbers::currency_mark(c).is_some());
        if joined || linked || dashed {
            let second = if joined { next } else { next + 1 };
            if let Some((high, Some(scale), end)) = self.amount(second) {
                let low_scale = low_scale.unwrap_or(scale);
                let (currency, low) = low;
                let currency = currency.or(high.0)?;
                let value = Value::Money { currency, units: numbers::scaled(low, low_scale) };
                let upper = Value::Money { currency, units: numbers::scaled(high.1, scale) };
                let found = Found { value, upper: Some(upper), approximate: false };
                return Some((found, end - at, vocab::MONEY));
            }
        }
        let currency = low.0?;
        let units = numbers::scaled(low.1, low_scale.unwrap_or(1));
        single(Value::Money { currency, units }, next - at, vocab::MONEY)
    }

    /// ((currency, number), multiplier, index after).
    #[expect(clippy::type_complexity, reason = "one private step of `money`")]
    fn amount(&self, at: usize) -> Option<((Option<&'static str>, Decimal), Option<u128>, usize)> {
        let mut next = at;
        if matches!(self.spelled(next), "us" | "u.s.") && self.is_mark(next + 1, '$') {
            next += 1;
        }
        let mut currency = match self.get(next)?.kind {
            Kind::Mark(c) => numbers::currency_mark(c),
            Kind::Word => numbers::currency_word(self.spelled(next)),
            Kind::Number(_) | Kind::Value(_) | Kind::Name(_) => None,
        };
        next += usize::from(currency.is_some());
        let (number, length) = self.half(next).or_else(|| self.counted(next))?;
        let in_words = self.digits(next).is_none() && self.get(next)?.kind == Kind::Word;
        next += length;
        let unit = self.spelled(next);
        let multiplier = numbers::multiplier(unit)
            .filter(|_| unit.len() > 1 || currency.is_some() || self.glued(next));
        next += usize::from(multiplier.is_some());
        if currency.is_none() {
            currency = numbers::currency_word(self.spelled(next));
            next += usize::from(currency.is_some());
        }
        if in_words && multiplier.is_none()
            || currency.is_none() && multiplier.is_none() && self.get(at)?.kind == Kind::Word
        {
            return None;
        }
        Some(((currency, number), multiplier, next))
    }

    /// "from X to Y" is a change; "anywhere from X to Y" a range.
    fn leaves(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).map_or("", |i| self.spelled(i));
        before(1) == "from" && !numbers::RANGE_WORDS.contains(&before(2))
    }

    /// True when the token starts where the one before ends.
    fn glued(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|i| self.get(i));
        before.zip(self.get(at)).is_some_and(|(a, b)| a.end == b.start)
    }

    fn percent_sign(&self, at: usize) -> Option<usize> {
        if self.is_mark(at, '%') {
            return Some(1);
        }
        match (self.spelled(at), self.spelled(at + 1)) {
            ("percent" | "pct", _) => Some(1),
            ("per", "cent") | ("percentage", "point" | "points") => Some(2),
            _ => None,
        }
    }

    /// "from 20 to 10 percent", "from 20 percent to 10": one sign for both.
    fn shared_percent(&self, at: usize) -> Read {
        let (number, length) = self.counted(at)?;
        let before = at.checked_sub(1).map_or("", |i| self.spelled(i));
        let opens = self.leaves(at) && self.spelled(at + length) == "to" && {
            let (_, second) = self.counted(at + length + 1)?;
            self.percent_sign(at + length + 1 + second).is_some()
        };
        let closes = before == "to" && self.get(at)?.kind != Kind::Word && {
            let sign = (2..=3).find(|back| {
                at.checked_sub(*back).is_some_and(|i| self.percent_sign(i) == Some(back - 1))
            });
            let first = sign.and_then(|back| at.checked_sub(back + 2));
            first.is_some_and(|i| self.spelled(i) == "from") && self.year_number(at).is_none()
        };
        let units = u64::try_from(numbers::scaled(number, 1000)).ok()?;
        (opens || closes).then(|| single(Value::Percent(units), length, vocab::PERCENT))?
    }

    fn percent(&self, at: usize) -> Read {
        let low = self.number(at).filter(|_| !matches!(self.spelled(at), "a" | "an"))?;
        let as_value =
            |d: Decimal| Some(Value::Percent(u64::try_from(numbers::scaled(d, 1000)).ok()?));
        let (_, digits) = self.counted(at)?;
        let sign = self.percent_sign(at + digits);
        let next = at + digits + sign.unwrap_or(0);
        let joined = self.get(next).is_some_and(|t| t.hyphen);
        let linked = match self.spelled(next) {
            "to" => !self.leaves(at),
            "or" => true,
            "and" => at > 0 && self.spelled(at - 1) == "between",
            _ => false,
        };
        if joined || linked {
            let second = if joined { next } else { next + 1 };
            let high = self.number(second).filter(|_| !matches!(self.spelled(second), "a" | "an"));
            if let Some((high, length)) = high.zip(self.percent_sign(second + 1)) {
                let found =
                    Found { value: as_value(low)?, upper: as_value(high), approximate: false };
                return Some((found, second + 1 + length - at, vocab::PERCENT));
            }
        }
        sign?;
        single(as_value(low)?, next - at, vocab::PERCENT)
    }

    fn year_number(&self, at: usize) -> Option<i16> {
        let digits = self.digits(at).filter(|n| (1990..=2099).contains(n))?;
        let token = self.get(at)?;
        (token.end - token.start == 4).then(|| i16::try_from(digits).ok())?
    }

    fn year(&self, at: usize) -> Read {
        single(Value::Year(self.year_number(at)?), 1, vocab::YEAR)
    }

    fn duration(&self, at: usize) -> Read {
        let count = u64::try_from(self.number(at)?.digits).ok()?;
        let unit = match self.spelled(at + 1).trim_end_matches('s') {
            "year" => "years",
            "month" => "months",
            "week" => "weeks",
            "day" => "days",
            "decade" => "decades",
            _ => return None,
        };
        (!matches!(self.spelled(at), "a" | "an"))
            .then(|| single(Value::Duration { count, unit }, 2, vocab::DURATION))?
    }

    fn date(&self, at: usize) -> Read {
        self.iso(at).or_else(|| self.month_first(at)).or_else(|| self.day_first(at))
    }

    fn iso(&self, at: usize) -> Read {
        let year = self.year_number(at)?;
        let part = |i: usize| self.get(i).filter(|t| t.hyphen).and_then(|_| self.digits(i));
        let month = i8::try_from(part(at + 1)?).ok()?;
        let day = i8::try_from(part(at + 2)?).ok()?;
        single(Value::Date(Date::new(year, month, day).ok()?), 3, vocab::DATE)
    }

    fn month_at(&self, at: usize) -> Option<i8> {
        self.get(at).filter(|t| t.capital).and_then(|_| dates::month(self.spelled(at)))
    }

    fn day_number(&self, at: usize) -> Option<i8> {
        self.digits(at).filter(|n| (1..=31).contains(n)).and_then(|n| i8::try_from(n).ok())
    }

    fn full(&self, year: Option<i16>, month: i8, day: i8) -> Option<Date> {
        match year {
            Some(year) => Date::new(year, month, day).ok(),
            None => dates::day(self.published?, month, day),
        }
    }

    /// "April 27", "Apr. 27th, 2026", "April 2026", "in October".
    fn month_first(&self, at: usize) -> Read {
        let month = self.month_at(at)?;
        let mut next = at + 1 + usize::from(self.is_mark(at + 1, '.'));
        if let Some(day) = self.day_number(next).filter(|_| !self.is_mark(next + 1, '%')) {
            next += 1;
            next += usize::from(matches!(self.spelled(next), "st" | "nd" | "rd" | "th"));
            let comma = usize::from(self.is_mark(next, ','));
            let year = self.year_number(next + comma);
            let end = if year.is_some() { next + comma + 1 } else { next };
            return single(Value::Date(self.full(year, month, day)?), end - at, vocab::DATE);
        }
        let comma = usize::from(self.is_mark(next, ',') || self.spelled(next) == "of");
        if let Some(year) = self.year_number(next + comma) {
            return single(Value::Month { year, month }, next + comma + 1 - at, vocab::DATE);
        }
        let before = at.checked_sub(1).map_or("", |i| self.spelled(i));
        let placed = matches!(
            before,
            "in" | "since"
                | "last"
                | "this"
                | "late"
                | "early"
                | "mid"
                | "until"
                | "before"
                | "after"
        );
        let year = dates::year_of_month(self.published.filter(|_| placed)?, month);
        single(Value::Month { year, month }, 1, vocab::DATE)
    }

    /// "27 April", "27th of April 2026".
    fn day_first(&self, at: usize) -> Read {
        let day = self.day_number(at)?;
        let mut next = at + 1;
        next += usize::from(matches!(self.spelled(next), "st" | "nd" | "rd" | "th"));
        next += usize::from(self.spelled(next) == "of");
        let month = self.month_at(next)?;
        next += 1;
        let comma = usize::from(self.is_mark(next, ','));
        let year = self.year_number(next + comma);
        let end = if year.is_some() { next + comma + 1 } else { next };
        single(Value::Date(self.full(year, month, day)?), end - at, vocab::DATE)
    }
}
