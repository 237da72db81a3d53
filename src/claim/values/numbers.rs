//! Numbers in words and digits, multipliers, currencies, approximators. Grammar only.

use super::dates;
use crate::claim::tokens::Decimal;

/// "nine" -> 9. `a` counts as one only where a multiplier follows.
pub fn word_number(word: &str) -> Option<Decimal> {
    let whole = match word {
        "a" | "an" | "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        "hundred" => 100,
        _ => return None,
    };
    Some(Decimal { digits: whole, scale: 0 })
}

/// What stands before "billion" and how many words it takes: "half a", "three quarters of a", "two
/// and a half".
pub fn part_of_one(words: [&str; 5]) -> Option<(Decimal, usize)> {
    let (hundredths, length) = match words {
        ["half", "a" | "an", ..] => (50, 2),
        ["half", ..] => (50, 1),
        ["a" | "one", "quarter", "of", "a", _] => (25, 4),
        ["three", "quarters", "of", "a", _] => (75, 4),
        [whole, "and", "a", "half", _] => (word_number(whole)?.digits * 100 + 50, 4),
        _ => return None,
    };
    words.get(length).and_then(|word| multiplier(word)).filter(|m| *m > 1000)?;
    Some((Decimal { digits: hundredths, scale: 2 }, length))
}

/// "bn" -> 10^9. Single letters only count right behind a number with a currency.
pub fn multiplier(word: &str) -> Option<u128> {
    Some(match word {
        "thousand" | "k" => 1_000,
        "million" | "m" | "mn" | "mln" | "mio" => 1_000_000,
        "billion" | "bn" | "b" | "bln" => 1_000_000_000,
        "trillion" | "tn" | "trn" | "t" => 1_000_000_000_000,
        _ => return None,
    })
}

pub fn currency_mark(mark: char) -> Option<&'static str> {
    Some(match mark {
        '$' => "USD",
        '\u{20AC}' => "EUR",
        '\u{A3}' => "GBP",
        '\u{A5}' => "JPY",
        _ => return None,
    })
}

pub fn currency_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "dollar" | "dollars" | "usd" => "USD",
        "euro" | "euros" | "eur" => "EUR",
        "pound" | "pounds" | "gbp" | "sterling" => "GBP",
        "yen" | "jpy" => "JPY",
        _ => return None,
    })
}

/// `decimal * multiplier`, whole units.
pub fn scaled(decimal: Decimal, multiplier: u128) -> u128 {
    let divisor = 10_u128.checked_pow(decimal.scale).unwrap_or(u128::MAX);
    decimal.digits.saturating_mul(multiplier) / divisor.max(1)
}

/// "a fifth" -> thousandths of a percent.
pub fn fraction(word: &str) -> Option<u64> {
    Some(match word {
        "half" => 50_000,
        "third" => 33_000,
        "quarter" => 25_000,
        "fifth" => 20_000,
        "eighth" => 12_500,
        "tenth" => 10_000,
        "twentieth" => 5_000,
        _ => return None,
    })
}

/// Phrases before a value that make it approximate; longest first. They leave the token stream.
pub const APPROXIMATORS: [&[&str]; 70] = [
    &["a", "little", "over"],
    &["a", "little", "under"],
    &["a", "bit", "more", "than"],
    &["a", "bit", "over"],
    &["slightly", "more", "than"],
    &["slightly", "over"],
    &["slightly", "less", "than"],
    &["slightly", "under"],
    &["a", "shade", "over"],
    &["a", "shade", "under"],
    &["a", "hair", "over"],
    &["a", "hair", "under"],
    &["not", "quite"],
    &["just", "about"],
    &["just", "short", "of"],
    &["just", "above"],
    &["just", "below"],
    &["a", "minimum", "of"],
    &["something", "like"],
    &["on", "the", "order", "of"],
    &["in", "the", "order", "of"],
    &["marginally", "more", "than"],
    &["marginally", "less", "than"],
    &["no", "less", "than"],
    &["no", "fewer", "than"],
    &["somewhere", "in", "the", "region", "of"],
    &["in", "the", "neighborhood", "of"],
    &["in", "the", "region", "of"],
    &["a", "little", "more", "than"],
    &["to", "the", "tune", "of"],
    &["a", "total", "of"],
    &["as", "much", "as"],
    &["as", "many", "as"],
    &["as", "high", "as"],
    &["as", "low", "as"],
    &["upwards", "of"],
    &["north", "of"],
    &["in", "excess", "of"],
    &["just", "over"],
    &["just", "under"],
    &["just", "shy", "of"],
    &["well", "over"],
    &["more", "than"],
    &["less", "than"],
    &["at", "least"],
    &["close", "to"],
    &["up", "to"],
    &["up", "by"],
    &["an", "estimated"],
    &["a", "whopping"],
    &["a", "staggering"],
    &["a", "cool"],
    &["a", "cumulative"],
    &["a", "combined"],
    &["some"],
    &["about"],
    &["around"],
    &["approximately"],
    &["approx"],
    &["roughly"],
    &["nearly"],
    &["almost"],
    &["over"],
    &["exceeding"],
    &["under"],
    &["circa"],
    &["est"],
    &["estimated"],
    &["perhaps"],
    &["below"],
];

/// Whether a typed value can start with this word: "two", "June", "half".
pub fn opens_value(word: &str) -> bool {
    matches!(word, "us" | "u.s." | "half" | "every")
        || fraction(word).is_some()
        || word_number(word).is_some()
        || currency_word(word).is_some()
        || dates::month(word).is_some()
}

/// Before "from X to Y" they make it a range and not a change.
pub const RANGE_WORDS: [&str; 13] = [
    "anywhere",
    "somewhere",
    "anything",
    "range",
    "ranges",
    "ranged",
    "ranging",
    "figures",
    "figure",
    "estimates",
    "sums",
    "numbers",
    "guesses",
];

/// What a fraction is of when no "of" follows.
pub const HELD: [&str; 9] =
    ["stake", "share", "interest", "holding", "position", "slice", "cut", "owner", "shareholder"];

/// Every word the value recogniser looks at, for the vocabulary.
pub fn known_words() -> impl Iterator<Item = &'static str> {
    let list = "a an one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty \
        forty fifty sixty seventy eighty ninety hundred thousand k million m mn mln mio billion bn b bln trillion tn trn t dollar dollars usd euro \
        euros eur pound pounds gbp sterling yen jpy half third quarter fifth tenth thirds quarters fifths percent per cent pct percentage \
        point points year years month months week weeks day days decade decades us to and or between from st nd rd th \
        january jan february feb march mar april apr may june jun july jul august aug september sep sept october oct \
        november nov december dec of in since last late early mid by until during before after stake share interest shares from every each out four cent cents eighth twentieth tenths";
    let approximators = APPROXIMATORS.iter().flat_map(|words| words.iter().copied());
    list.split_whitespace().chain(approximators).chain(RANGE_WORDS).chain(HELD)
}
