//! A mistake in a watch file: where it is and how to mend it. All are listed at once.

use std::fmt;

/// Line and column count from one; the column counts characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    pub line: usize,
    pub column: usize,
    /// The dotted key: `term."x.y".match`.
    pub key: String,
    pub message: String,
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}: {}", self.file, self.line, self.column, self.key, self.message)?;
        if self.mend.is_empty() { Ok(()) } else { write!(f, "; {}", self.mend) }
    }
}

/// Collects the problems of one file.
#[derive(Debug)]
pub struct Report<'a> {
    pub file: &'a str,
    pub text: &'a str,
    pub problems: Vec<Problem>,
}

impl Report<'_> {
    /// Notes a problem at byte `at` of the file.
    pub fn add(
        &mut self,
        at: usize,
        key: &str,
        message: impl Into<String>,
        mend: impl Into<String>,
    ) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            column,
            key: key.to_owned(),
            message: message.into(),
            mend: mend.into(),
        });
    }
}
