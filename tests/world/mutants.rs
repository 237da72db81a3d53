//! Documents nobody would write on purpose, made from honest ones: the same seed and number give
//! the same bytes again. Knows what parsers stumble over, never what a parser of ours does.

// The path is written out because a bench takes this file in from elsewhere.
#[path = "mutants/words.rs"]
mod words;

pub(crate) use words::{FEEDS, PAGES, Vocabulary};

/// A small generator; what it gives depends on its seed alone.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(1);
        usize::try_from(self.next() % limit).unwrap_or_default()
    }

    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// Mostly small, now and then large: hostile shapes show when there is much of them.
    fn many(&mut self) -> usize {
        let most = match self.below(1000) {
            0..=849 => 12,
            850..=979 => 200,
            980..=997 => 3_000,
            _ => 40_000,
        };
        1 + self.below(most)
    }
}

/// Number `number` of a run of `seed`: one of the honest documents, or two, or none, after some
/// accidents.
pub(crate) fn mutant(
    honest: &[Vec<u8>],
    words: &Vocabulary,
    (seed, number): (u64, u64),
) -> Vec<u8> {
    let mut random = Random::new(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
    let mut bytes = match random.below(20) {
        0 => soup(words, &mut random),
        1 => {
            let (one, other) = (random.below(honest.len()), random.below(honest.len()));
            let (one, other) = (&honest[one], &honest[other]);
            let head = &one[..random.below(one.len() + 1)];
            [head, &other[random.below(other.len() + 1)..]].concat()
        }
        _ => honest[random.below(honest.len())].clone(),
    };
    for _ in 0..=random.below(5) {
        accident(&mut bytes, words, &mut random);
    }
    bytes
}

/// Markup without any plan.
fn soup(words: &Vocabulary, random: &mut Random) -> Vec<u8> {
    let mut text = String::new();
    for _ in 0..random.many() {
        match random.below(4) {
            0 => text.extend(["</", name(random.pick(words.tags)), ">"]),
            1 => text.extend(["<", random.pick(words.tags), ">"]),
            2 => text.push_str(random.pick(words.pieces)),
            _ => text.push_str("The licence runs until 2032, both companies said on Monday. "),
        }
    }
    text.into_bytes()
}

fn name(tag: &str) -> &str {
    tag.split(' ').next().unwrap_or_default()
}

fn accident(bytes: &mut Vec<u8>, words: &Vocabulary, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    match random.below(16) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..(at + random.many()).min(bytes.len()))),
        2 => {
            // Some of it again, somewhere else.
            let copy = bytes[at..(at + random.below(400)).min(bytes.len())].to_vec();
            let times = 1 + random.many() / 40;
            let to = random.below(bytes.len() + 1);
            drop(bytes.splice(to..to, copy.repeat(times)));
        }
        3 => {
            for _ in 0..random.below(12) {
                let at = random.below(bytes.len().max(1));
                let byte = random.next().to_le_bytes()[0];
                if let Some(place) = bytes.get_mut(at) {
                    *place = byte;
                }
            }
        }
        4 => charset(bytes, random),
        5 => unclose(bytes, random),
        _ => {
            let text = graft(words, random);
            drop(bytes.splice(at..at, text.into_bytes()));
        }
    }
}

/// Something to put in between.
fn graft(words: &Vocabulary, random: &mut Random) -> String {
    let tag = random.pick(words.tags);
    let count = random.many();
    match random.below(10) {
        0 => random.pick(words.pieces).to_owned(),
        1 => random.pick(words.pieces).repeat(count),
        2 => format!("<{tag}>").repeat(count),
        3 => format!(
            "{}x{}",
            format!("<{tag}>").repeat(count),
            format!("</{}>", name(tag)).repeat(count)
        ),
        4 => format!("<{tag}><{}>", random.pick(words.tags)).repeat(count),
        5 => {
            let attributes = (0..count).map(|n| attribute(words, random, n));
            format!("<{} {}>", name(tag), attributes.collect::<Vec<_>>().join(" "))
        }
        6 => format!(
            "<{} {}=\"{}\">",
            name(tag),
            random.pick(words.attributes),
            "x".repeat(count * 20)
        ),
        7 => (0..count)
            .map(|n| format!("&{}{n};", random.pick(&["a", "#", "#x", "amp", "z"])))
            .collect(),
        8 => {
            let row =
                format!("<tr>{}</tr>", "<td>1</td><th colspan=3>b".repeat(1 + random.below(30)));
            format!("<table>{}</table>", row.repeat(1 + count / 10))
        }
        _ => format!("<!--{}", random.pick(words.pieces).repeat(count)),
    }
}

fn attribute(words: &Vocabulary, random: &mut Random, number: usize) -> String {
    let name = random.pick(words.attributes);
    match random.below(5) {
        0 => name.to_owned(),
        1 => format!("{name}{number}={number}"),
        2 => format!("{name}='{}", random.pick(words.pieces)),
        3 => format!("{name}=\"{}\"", random.pick(words.pieces)),
        _ => format!("{name}={}", random.pick(words.pieces)),
    }
}

/// What a document says of its letters and what they are become two things.
fn charset(bytes: &mut Vec<u8>, random: &mut Random) {
    match random.below(6) {
        0 => drop(bytes.splice(0..0, *b"\xff\xfe")),
        1 => drop(bytes.splice(0..0, *b"\xfe\xff")),
        2 => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            *bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        }
        3 => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            *bytes = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
        }
        4 => bytes.iter_mut().step_by(1 + random.below(90)).for_each(|byte| *byte |= 0x80),
        _ => drop(bytes.splice(0..0, *b"\x1b$B\x1b(J")),
    }
}

/// Some of its end tags are gone.
fn unclose(bytes: &mut Vec<u8>, random: &mut Random) {
    let share = 1 + random.below(6);
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split("</").enumerate() {
        if at > 0 {
            if random.below(share) == 0 {
                out.push_str(part.split_once('>').map_or("", |(_, rest)| rest));
                continue;
            }
            out.push_str("</");
        }
        out.push_str(part);
    }
    *bytes = out.into_bytes();
}
