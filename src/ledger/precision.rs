//! How precisely a value is written: numbers and their roundings, a month and a day in it. It compares
//! texts of values and knows no term.

/// The number behind `20%`, `USD 5000000000` or `2032`; words have none.
pub(crate) fn magnitude(value: &str) -> Option<f64> {
    let digits = value.trim_end_matches('%').rsplit(' ').next()?;
    digits.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Are two numbers within `share` of the larger one? Only for the same unit, and never for years:
/// "about 2030" is not 2032.
pub(crate) fn within(left: &str, right: &str, share: f64) -> bool {
    let unit = |value: &str| {
        value.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect::<String>()
    };
    let (left_unit, right_unit) = (unit(left), unit(right));
    if left_unit.is_empty() || left_unit != right_unit {
        return false;
    }
    match (magnitude(left), magnitude(right)) {
        (Some(a), Some(b)) => (a - b).abs() <= share * a.abs().max(b.abs()),
        _ => false,
    }
}

/// Is one number the other one, rounded to fewer digits? 13.8 is 13.75, and 850 is 852.
pub(crate) fn is_rounding(left: &str, right: &str) -> bool {
    let (Some(a), Some(b)) = (magnitude(left), magnitude(right)) else { return false };
    let near = |x: f64, y: f64| (x - y).abs() <= 1e-9 * x.abs().max(y.abs());
    near(rounded(a, significant(right)), b) || near(rounded(b, significant(left)), a)
}

/// Digits that say something: two of 850000000000, three of 26.8.
fn significant(value: &str) -> i32 {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    let count = if value.contains('.') { digits } else { digits.trim_end_matches('0') }.len();
    i32::try_from(count).unwrap_or(i32::MAX).clamp(1, 15)
}

fn rounded(number: f64, digits: i32) -> f64 {
    if number == 0.0 {
        return 0.0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the exponent of a double is below 400")]
    let place = number.abs().log10().floor() as i32;
    let scale = 10f64.powi(digits - 1 - place);
    (number * scale).round() / scale
}

/// Does `value` say less than `other`, which refines it: a word for an amount, a month for a day?
pub(crate) fn is_coarser(value: &str, other: &str) -> bool {
    let worded = magnitude(value).is_none() && magnitude(other).is_some();
    worded || (value.len() < other.len() && other.starts_with(value))
}
