//! Parts of a whole in words: "a fifth of", "20 cents of every dollar", "half a trillion". Grammar
//! only; it never says what the whole is.

use super::recognise::{Read, Reader, single};
use super::{Value, numbers};
use crate::claim::pattern::vocabulary as vocab;
use crate::claim::tokens::Decimal;

impl Reader<'_> {
    /// "a fifth of", "two thirds of", "one-quarter stake".
    pub(super) fn fraction(&self, at: usize) -> Read {
        let (count, part, length) = match self.spelled(at) {
            "half" => (1, 50_000, 1),
            "a" | "an" | "one" => (1, numbers::fraction(self.spelled(at + 1))?, 2),
            "two" | "three" | "four" => {
                let count = match self.spelled(at) {
                    "two" => 2,
                    "three" => 3,
                    _ => 4,
                };
                let noun = self.spelled(at + 1).strip_suffix('s')?;
                (count, numbers::fraction(noun)?, 2)
            }
            _ => return None,
        };
        let next = self.spelled(at + length);
        if next == "of" && matches!(self.spelled(at + length + 1), "a" | "an") {
            return None;
        }
        let whole = next == "of" || numbers::HELD.contains(&next);
        whole.then(|| single(Value::Percent(count * part), length, vocab::PERCENT))?
    }

    /// "20 cents of every dollar", "one dollar in five", "every fifth dollar".
    pub(super) fn of_a_dollar(&self, at: usize) -> Read {
        let word = |i: usize| self.spelled(at + i);
        let dollar = |i: usize| matches!(word(i), "dollar" | "dollars");
        let (thousandths, length) = if word(0) == "every" && dollar(2) {
            (numbers::fraction(word(1))?, 3)
        } else if word(0) == "one" && (dollar(1) || matches!(word(1), "in" | "of" | "out")) {
            let start = usize::from(dollar(1)) + 1;
            let skipped =
                (start..start + 4).find(|i| !matches!(word(*i), "in" | "of" | "out" | "every"))?;
            let parts = u64::try_from(self.number(at + skipped)?.digits).ok()?;
            let closing = usize::from(dollar(skipped + 1));
            if skipped == start || start == 1 && closing == 0 || !(2..=20).contains(&parts) {
                return None;
            }
            (100_000 / parts, skipped + 1 + closing)
        } else {
            let cents = self.number(at).filter(|_| matches!(word(1), "cent" | "cents"))?;
            let each = (2..5).find(|i| matches!(word(*i), "every" | "each" | "the"))?;
            if !dollar(each + 1) {
                return None;
            }
            (u64::try_from(numbers::scaled(cents, 1000)).ok()?, each + 2)
        };
        single(Value::Percent(thousandths), length, vocab::PERCENT)
    }

    /// "half a trillion", "a half billion": the half, and how many tokens it takes.
    pub(super) fn half(&self, at: usize) -> Option<(Decimal, usize)> {
        let article = |i: usize| usize::from(matches!(self.spelled(i), "a" | "an"));
        let before = article(at);
        if self.spelled(at + before) != "half" {
            return None;
        }
        let length = before + 1 + article(at + before + 1);
        numbers::multiplier(self.spelled(at + length))
            .map(|_| (Decimal { digits: 5, scale: 1 }, length))
    }
}

#[cfg(test)]
mod tests {
    use crate::base::text::normalise;
    use crate::claim::pattern::Vocabulary;
    use crate::claim::tokens::tokenize;
    use crate::claim::values::recognise::recognise;

    #[test]
    fn parts_in_words() {
        let words = Vocabulary::default();
        for (text, wanted) in [
            ("gives a fifth of its sales", vec!["20%"]),
            ("holds an eighth of it", vec!["12.5%"]),
            ("gives two fifths of its sales", vec!["40%"]),
            ("a quarter of an hour", vec![]),
            ("20 cents of every dollar it earns", vec!["20%"]),
            ("20 cents on the dollar", vec!["20%"]),
            ("20 cents a share", vec![]),
            ("one dollar in five", vec!["20%"]),
            ("one of every four dollars", vec!["25%"]),
            ("one in five", vec![]),
            ("every tenth dollar", vec!["10%"]),
            ("worth half a trillion dollars", vec!["USD 500000000000"]),
            ("a half billion dollars", vec!["USD 500000000"]),
            ("a trillion dollars", vec!["USD 1000000000000"]),
            ("figures from $30 billion to $60 billion", vec!["USD 30000000000..USD 60000000000"]),
            ("from $30 billion to $60 billion", vec!["USD 30000000000", "USD 60000000000"]),
        ] {
            let (_, found) = {
                let normal = normalise(text);
                let cut = tokenize(&normal, 0, normal.text.len(), 0, &words);
                recognise(&cut, &words, None)
            };
            let read: Vec<String> = found
                .iter()
                .map(|f| match &f.upper {
                    Some(upper) => format!("{}..{upper}", f.value),
                    None => f.value.to_string(),
                })
                .collect();
            assert_eq!(read, wanted, "{text}");
        }
    }
}
