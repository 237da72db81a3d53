//! Names of months, weekdays and time zones in the languages that feeds are written in.

/// Month names by their first letters (lower case), January first.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan",
        "ene",
        "gen",
        "j\u{e4}n",
        "\u{3b9}\u{3b1}\u{3bd}",
        "\u{44f}\u{43d}\u{432}",
        "led",
        "sty",
        "oca",
    ],
    &[
        "feb",
        "fev",
        "f\u{e9}v",
        "\u{3c6}\u{3b5}\u{3b2}",
        "\u{444}\u{435}\u{432}",
        "hel",
        "\u{fa}no",
        "lut",
        "\u{15f}ub",
    ],
    &[
        "mar",
        "m\u{e4}r",
        "m\u{e1}r",
        "mrt",
        "maa",
        "\u{3bc}\u{3b1}\u{3c1}",
        "\u{3bc}\u{3ac}\u{3c1}",
        "\u{43c}\u{430}\u{440}",
        "b\u{159}e",
    ],
    &[
        "apr",
        "abr",
        "avr",
        "\u{e1}pr",
        "huh",
        "dub",
        "kwi",
        "nis",
        "\u{3b1}\u{3c0}\u{3c1}",
        "\u{430}\u{43f}\u{440}",
    ],
    &[
        "may",
        "mai",
        "mag",
        "mei",
        "maj",
        "m\u{e1}j",
        "tou",
        "kv\u{11b}",
        "\u{3bc}\u{3b1}\u{3b9}",
        "\u{3bc}\u{3ac}\u{3b9}",
        "\u{3bc}\u{3b1}\u{3ca}",
        "\u{43c}\u{430}\u{439}",
        "\u{43c}\u{430}\u{44f}",
    ],
    &[
        "jun",
        "j\u{fa}n",
        "juin",
        "giu",
        "kes",
        "cze",
        "haz",
        "\u{3b9}\u{3bf}\u{3c5}\u{3bd}",
        "\u{3b9}\u{3bf}\u{3cd}\u{3bd}",
        "\u{3b9}\u{3bf}\u{3bd}",
        "\u{438}\u{44e}\u{43d}",
    ],
    &[
        "jul",
        "j\u{fa}l",
        "juil",
        "lug",
        "hei",
        "lip",
        "tem",
        "\u{3b9}\u{3bf}\u{3c5}\u{3bb}",
        "\u{3b9}\u{3bf}\u{3cd}\u{3bb}",
        "\u{3b9}\u{3bf}\u{3bb}",
        "\u{438}\u{44e}\u{43b}",
    ],
    &[
        "aug",
        "ago",
        "aou",
        "ao\u{fb}",
        "elo",
        "srp",
        "sie",
        "\u{3b1}\u{3c5}\u{3b3}",
        "\u{3b1}\u{3cd}\u{3b3}",
        "\u{430}\u{432}\u{433}",
    ],
    &[
        "sep",
        "set",
        "szep",
        "syy",
        "z\u{e1}\u{159}",
        "wrz",
        "eyl",
        "\u{3c3}\u{3b5}\u{3c0}",
        "\u{441}\u{435}\u{43d}",
    ],
    &[
        "oct",
        "okt",
        "ott",
        "out",
        "lok",
        "pa\u{17a}",
        "eki",
        "\u{3bf}\u{3ba}\u{3c4}",
        "\u{43e}\u{43a}\u{442}",
    ],
    &["nov", "kas", "\u{3bd}\u{3bf}\u{3b5}", "\u{3bd}\u{3bf}\u{3ad}", "\u{43d}\u{43e}\u{44f}"],
    &[
        "dec",
        "dez",
        "dic",
        "d\u{e9}c",
        "jou",
        "pro",
        "gru",
        "ara",
        "\u{3b4}\u{3b5}\u{3ba}",
        "\u{434}\u{435}\u{43a}",
    ],
];

/// Names whose first letters are another month's.
const EXCEPTIONS: [(&str, i32); 4] =
    [("mars", 3), ("marras", 11), ("list", 11), ("\u{10d}ervenec", 7)];

/// Weekdays by their first letters that are also months' or could be taken for one.
const WEEKDAYS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "lun", "mar", "mer", "mi\u{e9}", "mie", "jeu",
    "jue", "gio", "ven", "vie", "sam", "s\u{e1}b", "sab", "dim", "dom", "mo", "di", "mi", "do",
    "fr", "sa", "so", "seg", "ter", "qua", "qui", "sex", "ma", "wo", "vr", "za", "zo",
];

/// The number of a month by its name or any abbreviation of three letters and more.
pub fn month(text: &str) -> Option<i32> {
    let text = text.trim_end_matches(['.', ',']).to_lowercase();
    if text.chars().count() < 3 {
        return None;
    }
    let exception = EXCEPTIONS.iter().find(|(name, _)| text.starts_with(name));
    if let Some((_, month)) = exception {
        return Some(*month);
    }
    let found = MONTHS.iter().position(|names| names.iter().any(|name| text.starts_with(name)))?;
    i32::try_from(found + 1).ok()
}

/// The text behind a leading weekday name; a text that starts otherwise comes back whole.
pub(super) fn without_weekday(text: &str) -> &str {
    let Some((first, rest)) = text.split_once([' ', ',']) else { return text };
    let word = first.trim_end_matches('.').to_lowercase();
    let alphabetic = !word.is_empty() && word.chars().all(char::is_alphabetic);
    let known = WEEKDAYS.iter().any(|day| match day.len() {
        2 => word == *day,
        _ => word.starts_with(day),
    });
    let rest = rest.trim_start_matches([' ', ',', '.', '-']);
    let comma = text.get(first.len()..).is_some_and(|after| after.starts_with(','));
    // `Mar 3, 2020` is in March, `Mar, 3 mar 2020` is a Tuesday.
    let is_month = month(&word).is_some() && !comma;
    let month_follows = rest.split_whitespace().take(2).any(|part| month(part).is_some());
    let is_weekday = alphabetic && (known || comma) && (!is_month || month_follows);
    if is_weekday { rest } else { text }
}

const HOUR: i32 = 3600;

/// Seconds east of UTC, by abbreviation. Ambiguous ones mean what English-language news means.
fn abbreviation(name: &str) -> Option<i32> {
    Some(match name {
        "Z" | "UT" | "UTC" | "GMT" | "WET" | "GMT0" => 0,
        "CET" | "MEZ" | "MET" | "BST" | "WEST" | "WAT" => HOUR,
        "CEST" | "MESZ" | "MEST" | "EET" | "SAST" | "CAT" => 2 * HOUR,
        "IST" => 5 * HOUR + 1800,
        "EEST" | "MSK" | "EAT" | "TRT" => 3 * HOUR,
        "GST" | "SAMT" => 4 * HOUR,
        "PKT" => 5 * HOUR,
        "ICT" | "WIB" => 7 * HOUR,
        "SGT" | "HKT" | "AWST" | "PHT" => 8 * HOUR,
        "JST" | "KST" => 9 * HOUR,
        "ACST" => 9 * HOUR + 1800,
        "ACDT" => 10 * HOUR + 1800,
        "AEST" => 10 * HOUR,
        "AEDT" => 11 * HOUR,
        "NZST" => 12 * HOUR,
        "NZDT" => 13 * HOUR,
        "NST" => -3 * HOUR - 1800,
        "NDT" => -2 * HOUR - 1800,
        "BRT" | "ART" | "ADT" => -3 * HOUR,
        "AST" | "EDT" | "AT" => -4 * HOUR,
        "EST" | "CDT" | "ET" | "COT" | "PET" => -5 * HOUR,
        "CST" | "MDT" | "CT" => -6 * HOUR,
        "MST" | "PDT" | "MT" => -7 * HOUR,
        "PST" | "AKDT" | "PT" => -8 * HOUR,
        "AKST" => -9 * HOUR,
        "HST" => -10 * HOUR,
        _ => return None,
    })
}

/// A zone as written behind a time: an abbreviation, an offset, both, or a tz database name.
#[derive(Clone, Debug)]
pub(super) enum Zone {
    Fixed(i32),
    Named(jiff::tz::TimeZone),
}

pub(super) fn zone(text: &str) -> Option<Zone> {
    let text = text.trim().trim_end_matches(['.', ',', ';']);
    let upper = text.to_ascii_uppercase();
    let upper = upper.strip_prefix("ETC/").unwrap_or(&upper);
    if let Some(seconds) = abbreviation(upper) {
        return Some(Zone::Fixed(seconds));
    }
    let bare = ["GMT", "UTC", "UT"].iter().find_map(|name| upper.strip_prefix(name));
    if let Some(seconds) = offset(bare.unwrap_or(upper).trim_start()) {
        return Some(Zone::Fixed(seconds));
    }
    let named = text.contains('/').then(|| jiff::tz::TimeZone::get(text).ok()).flatten();
    named.map(Zone::Named)
}

/// `+01:00`, `-0800`, `+1`, `+5:30`, and the same with a spurious `Z` behind.
fn offset(text: &str) -> Option<i32> {
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix(['-', '\u{2212}'])?),
    };
    let rest = rest.trim_end_matches('Z').trim();
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) => (hours, minutes.get(..2)?),
        None => match rest.len() {
            1 | 2 => (rest, "0"),
            3 => (rest.get(..1)?, rest.get(1..)?),
            4 => (rest.get(..2)?, rest.get(2..)?),
            _ => return None,
        },
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let valid = (0..=14).contains(&hours) && (0..60).contains(&minutes);
    valid.then_some(sign * (hours * HOUR + minutes * 60))
}
