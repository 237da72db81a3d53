//! One mistake in a file a person wrote: where it is, what is wrong, how to mend it.

use std::fmt;

/// Printed as `file:line:column: key: what; mend`. Never holds a secret's text.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The file as it was named, or `environment`.
    pub file: String,
    /// From 1; 0 when the problem is with the whole file.
    pub line: usize,
    /// In characters, from 1; 0 when the problem is with the whole file.
    pub column: usize,
    /// As in the file: `feed[3].url` counts from 1. Empty when no key is concerned.
    pub key: String,
    pub what: String,
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.what)?;
        if self.mend.is_empty() { Ok(()) } else { write!(f, "; {}", self.mend) }
    }
}
