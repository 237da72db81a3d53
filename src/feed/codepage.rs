//! Code pages that the web platform does not list and old publishing systems still write: those of
//! DOS and the Macintosh, and EBCDIC. Tables only; what a document is in is decided by `charset`.

/// A line for each: labels without signs between their parts, a tab, and the characters of the
/// upper 128 bytes, or of all 256 where the lower ones are not those of ASCII.
static TABLE: &str = include_str!("codepages.txt");

/// Stands in the table for the end of a line.
const NEWLINE: char = '\u{2424}';

/// One code page.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodePage(&'static str);

/// By label, however it is spelt.
pub(super) fn by_label(label: &str) -> Option<CodePage> {
    let plain = label.to_ascii_lowercase().replace(['-', '_', ' '], "");
    let plain = plain.strip_prefix('x').filter(|rest| rest.starts_with("mac")).unwrap_or(&plain);
    TABLE.lines().find_map(|line| {
        let (names, characters) = line.split_once('\t')?;
        names.split(' ').any(|name| name == plain).then_some(CodePage(characters))
    })
}

/// What a document in EBCDIC starts with: `<?xml`.
pub(super) fn is_ebcdic(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x4c, 0x6f, 0xa7, 0x94, 0x93])
}

impl CodePage {
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let characters: Vec<char> = self.0.chars().collect();
        let from = 256_usize.saturating_sub(characters.len());
        let read = |byte: &u8| {
            let place = usize::from(*byte).checked_sub(from);
            let found = place.and_then(|place| characters.get(place).copied());
            found.map_or(char::from(*byte), |c| if c == NEWLINE { '\n' } else { c })
        };
        bytes.iter().map(read).collect()
    }
}
