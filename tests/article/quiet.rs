//! The quietness bench: seventeen layouts, twelve kinds of change around the article, and edits of
//! the article itself. What stands around an article must not change its text; what is in it must.

use std::collections::BTreeMap;

use super::{layouts, read};

/// Variants of every kind tried on every layout.
const ROUNDS: u64 = 6;

/// A small generator: the bench must not depend on luck.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let wide = u64::try_from(below.max(1)).expect("small");
        usize::try_from(self.0 % wide).expect("small")
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const HEADLINES: [&str; 8] = [
    "Ferry workers accept new rota after long night of talks",
    "Why the harbour wall is being moved by eleven metres",
    "Storm warning lifted for the western fjords",
    "Five questions about the new grid tariff, answered",
    "A winter on the weather ship",
    "Rope prices fall for the first time since 2028",
    "Interview: the woman who counts the seals",
    "Council delays vote on the drains again",
];

fn headline(dice: &mut Dice) -> &'static str {
    dice.pick(&HEADLINES)
}

fn links(dice: &mut Dice, count: usize) -> String {
    (0..count)
        .map(|i| format!("<li><a href=\"/l{i}{}\">{}</a></li>", dice.roll(999), headline(dice)))
        .collect::<Vec<_>>()
        .concat()
}

/// Puts `html` into some of the slots named `name`, at least one.
fn fill(page: &str, name: &str, html: &str, dice: &mut Dice) -> String {
    let slot = format!("<!--slot:{name}-->");
    let count = page.matches(&slot).count();
    if count == 0 {
        return page.to_owned();
    }
    let must = dice.roll(count);
    let mut out = String::new();
    for (at, part) in page.split(&slot).enumerate() {
        if at > 0 {
            let here = at - 1 == must || dice.roll(3) == 0;
            out.push_str(if here { html } else { "" });
            out.push_str(&slot);
        }
        out.push_str(part);
    }
    out
}

fn advertisements(page: &str, dice: &mut Dice) -> String {
    let ads = [
        "<div class=\"ad-slot ad-slot--inline\"><span>Advertisement</span><p>Insure your boat today with Norlife and save up to a fifth of the yearly premium.</p></div>",
        "<div id=\"dfp-ad-3\" class=\"dfp\"><a href=\"/out\">Ad: Warm socks for cold decks, now in wool</a></div>",
        "<aside class=\"sponsored\"><h4>Sponsored</h4><p>This bank would like to be your bank, and says so here at some length.</p></aside>",
        "<ins class=\"adsbygoogle\" style=\"display:block\"></ins>",
        "<div class=\"article-ad\"><p class=\"ad-label\">Story continues below advertisement</p><iframe src=\"/ad\"></iframe></div>",
    ];
    let page = fill(page, "between", dice.pick(&ads), dice);
    let page = fill(&page, "top", dice.pick(&ads), dice);
    fill(&page, "side", dice.pick(&ads), dice)
}

fn related_after(page: &str, dice: &mut Dice) -> String {
    let shapes = [
        format!("<div class=\"related-content\"><h2>Related</h2><ul>{}</ul></div>", links(dice, 4)),
        format!(
            "<section class=\"more-stories\"><h3>More stories</h3><ul>{}</ul></section>",
            links(dice, 3)
        ),
        format!("<aside><h3>See also</h3><ul>{}</ul></aside>", links(dice, 2)),
    ];
    fill(page, "after", &shapes[dice.roll(3)], dice)
}

/// Takes away the furniture lists the layout came with.
fn related_removed(page: &str, _: &mut Dice) -> String {
    let mut page = page.to_owned();
    for (open, close) in [
        ("<section class=\"related-articles\">", "</section>"),
        ("<div class=\"Recirc-tGbHn recirc\">", "</main>"),
        ("<div class=\"most-viewed\">", "</ol></div>"),
        ("<div class=\"related-news\">", "</main>"),
        ("<div class=\"teaserliste\">", "</ul></div>"),
        ("<div class=\"Page-below\">", "</c7-list></div>"),
        ("<div class=\"o-teaser-collection\">", "</div></div>"),
        ("<div id=\"jp-relatedposts\"", "</div>"),
    ] {
        let Some(from) = page.find(open) else { continue };
        let Some(length) = page[from..].find(close) else { continue };
        let keep = if close == "</main>" { 0 } else { close.len() };
        page.replace_range(from..from + length + keep, "");
    }
    page
}

fn related_between(page: &str, dice: &mut Dice) -> String {
    let title = headline(dice);
    let shapes = [
        format!("<p><strong>Read more:</strong> <a href=\"/r\">{title}</a></p>"),
        format!("<p><a href=\"/r\"><em>{title}</em></a></p>"),
        format!("<p>Related: <a href=\"/r\">{title}</a></p>"),
        format!("<div class=\"read-also\"><span>Read also</span><a href=\"/r\">{title}</a></div>"),
        format!("<p><b>SEE ALSO: <a href=\"/r\">{title}</a></b></p>"),
        format!(
            "<ul><li><a href=\"/r\">{title}</a></li><li><a href=\"/s\">{}</a></li></ul>",
            headline(dice)
        ),
    ];
    fill(page, "between", &shapes[dice.roll(shapes.len())], dice)
}

fn comment_counts(page: &str, dice: &mut Dice) -> String {
    let count = 2 + dice.roll(900);
    let page = page
        .replace("37 Comments", &format!("{count} Comments"))
        .replace("12 Comments", &format!("{count} Comments"))
        .replace("12 thoughts on", &format!("{count} thoughts on"));
    let box_ = format!("<div class=\"comments-teaser\"><a href=\"#c\">{count} comments</a></div>");
    fill(&page, "after", &box_, dice)
}

fn digits(page: &str, dice: &mut Dice) -> String {
    let (a, b) = (1 + dice.roll(59), 100 + dice.roll(9000));
    let page = page
        .replace("128 shares", &format!("{b} shares"))
        .replace("Visitors: 4821", &format!("Visitors: {b}"))
        .replace("<span>41</span>", &format!("<span>{b}</span>"))
        .replace("4 min read", &format!("{a} min read"));
    let line = format!("<p>Updated {a} minutes ago</p>");
    let page = fill(&page, "top", &format!("<span>{b} readers online</span>"), dice);
    let page = fill(&page, "after", &line, dice);
    fill(&page, "foot", &format!("<p>Page built in 0.{b} s, cache {a}</p>"), dice)
}

fn newsletters(page: &str, dice: &mut Dice) -> String {
    let shapes = [
        "<div class=\"newsletter-signup\"><h3>The Morning Tide</h3><p>Get the day's stories from the coast in your inbox.</p><form><input type=\"email\"><button>Sign up</button></form></div>",
        "<section><h4>Stay informed</h4><p>Sign up for our weekly newsletter and never miss a boat.</p><input type=\"email\" placeholder=\"E-mail\"><button>Go</button></section>",
        "<p><em>Sign up for our newsletter <a href=\"/nl\">here</a>.</em></p>",
        "<p>Subscribe to our daily briefing to get this and other stories first.</p>",
    ];
    fill(page, "between", dice.pick(&shapes), dice)
}

fn card(dice: &mut Dice, class: &str) -> String {
    format!(
        "<div{class}><a href=\"/t{}\"><img src=\"t.jpg\" alt=\"\"></a><h3><a href=\"/t\">{}</a></h3><p>A few words that make you want to click.</p><span>{} hours ago</span></div>",
        dice.roll(99),
        headline(dice),
        1 + dice.roll(20),
    )
}

fn teasers(page: &str, dice: &mut Dice) -> String {
    let cards: String =
        (0..=dice.roll(4)).map(|_| card(dice, " class=\"teaser\"")).collect::<Vec<_>>().concat();
    let block = format!("<div class=\"teaser-list\">{cards}</div>");
    let page = fill(page, "after", &block, dice);
    fill(&page, "side", &block, dice)
}

/// Furniture without any mark of its own.
fn unmarked(page: &str, dice: &mut Dice) -> String {
    let shapes = [
        format!("<div>{}</div>", card(dice, "")),
        format!("<div><ul>{}</ul></div>", links(dice, 3)),
        format!("<div><p><a href=\"/u\">{}</a></p></div>", headline(dice)),
        format!("<div><span>Now reading</span> <a href=\"/u\">{}</a></div>", headline(dice)),
    ];
    let shape = shapes[dice.roll(shapes.len())].clone();
    let page = fill(page, "after", &shape, dice);
    fill(&page, "between", &shape, dice)
}

/// New class names everywhere, as a build tool gives them.
fn class_names(page: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (at, part) in page.split("class=\"").enumerate() {
        if at == 0 {
            out.push_str(part);
            continue;
        }
        let (value, rest) = part.split_once('"').unwrap_or((part, ""));
        let fresh = seen.entry(value.to_owned()).or_insert_with(|| format!("x{:x}", dice.0 >> 30));
        dice.roll(2);
        out.push_str("class=\"");
        out.push_str(fresh);
        out.push('"');
        out.push_str(rest);
    }
    out
}

fn white_space(page: &str, dice: &mut Dice) -> String {
    match dice.roll(3) {
        0 => page.replace("</p>", "</p>\n\n    ").replace("<p>", "<p>\n      "),
        1 => page.replace(". ", ".\n   ").replace("<div", "\t<div").replace("</li>", " </li>\r\n"),
        _ => page.replace(">\n", ">").replace(", ", ",&nbsp;").replace("<h2>", "<h2> "),
    }
}

fn machinery(page: &str, dice: &mut Dice) -> String {
    let token = dice.roll(1_000_000);
    let script = format!(
        "<script nonce=\"{token}\">window.t={token};</script><meta name=\"csrf\" content=\"{token}\"></head>"
    );
    let page = page.replace("</head>", &script);
    let page = fill(&page, "top", &format!("<a href=\"/new{token}\">New!</a>"), dice);
    fill(&page, "foot", &format!("<a href=\"/legal{token}\">Imprint</a> build {token}"), dice)
}

type Change = fn(&str, &mut Dice) -> String;

const KINDS: [(&str, Change); 12] = [
    ("advertisements", advertisements),
    ("related after", related_after),
    ("related removed", related_removed),
    ("related between", related_between),
    ("comment counts", comment_counts),
    ("digits in furniture", digits),
    ("newsletter boxes", newsletters),
    ("teasers", teasers),
    ("unmarked boxes", unmarked),
    ("class names", class_names),
    ("white space", white_space),
    ("machinery", machinery),
];

fn text(html: &str) -> String {
    read(html.as_bytes(), "https://outlet.example/story")
        .map(|e| e.article.text)
        .unwrap_or_default()
}

/// What was asked and how often the text stood still.
#[derive(Default)]
struct Share {
    quiet: u32,
    all: u32,
}

impl Share {
    fn add(&mut self, quiet: bool) {
        self.all += 1;
        self.quiet += u32::from(quiet);
    }

    fn value(&self) -> f64 {
        f64::from(self.quiet) / f64::from(self.all.max(1))
    }
}

#[test]
fn what_stands_around_an_article_does_not_change_its_text() {
    let mut kinds: BTreeMap<&str, Share> = BTreeMap::new();
    let (mut quiet, mut all, mut hard) = (Share::default(), Share::default(), Share::default());
    for (name, html) in layouts() {
        let before = text(&html);
        for round in 0..ROUNDS {
            for (at, (kind, change)) in KINDS.iter().enumerate() {
                let mut dice = Dice::new(round * 100 + u64::try_from(at).expect("small") + 1);
                let same = text(&change(&html, &mut dice)) == before;
                if !same {
                    println!("LOUD {name}: {kind}, round {round}");
                }
                kinds.entry(kind).or_default().add(same);
                quiet.add(same);
            }
            let mut dice = Dice::new(round + 7);
            let everything = KINDS
                .iter()
                .filter(|(kind, _)| *kind != "class names")
                .fold(html.clone(), |page, (_, change)| change(&page, &mut dice));
            let same = text(&everything) == before;
            if !same {
                println!("LOUD {name}: everything at once, round {round}");
            }
            all.add(same);
            hard.add(text(&class_names(&everything, &mut dice)) == before);
        }
    }
    for (kind, share) in &kinds {
        println!("{kind:22} {:.3} of {}", share.value(), share.all);
    }
    println!(
        "quiet {:.3}  all {:.3}  all and hashed {:.3}",
        quiet.value(),
        all.value(),
        hard.value()
    );
    assert!(quiet.value() >= 0.98, "quiet {:.3}", quiet.value());
    assert!(all.value() >= 0.92, "all at once {:.3}", all.value());
    assert!(hard.value() >= 0.60, "all at once, class names hashed {:.3}", hard.value());
}

/// The n-th line of the article's text that stands verbatim in the page.
fn lines(html: &str) -> Vec<String> {
    text(html).lines().filter(|l| l.len() > 30 && html.contains(*l)).map(str::to_owned).collect()
}

#[test]
fn real_edits_of_an_article_are_seen() {
    let mut kinds: BTreeMap<&str, Share> = BTreeMap::new();
    for (name, html) in layouts() {
        let before = text(&html);
        let edited = |kind: &'static str, page: String, kinds: &mut BTreeMap<&str, Share>| {
            let seen = text(&page) != before && page != html;
            if !seen {
                println!("MISSED {name}: {kind}");
            }
            kinds.entry(kind).or_default().add(seen);
        };
        for line in lines(&html) {
            let word = line.split(' ').max_by_key(|w| w.len()).unwrap_or_default();
            edited(
                "a word",
                html.replacen(&line, &line.replacen(word, "otherwise", 1), 1),
                &mut kinds,
            );
            if let Some(digit) = line.chars().find(char::is_ascii_digit) {
                let other = if digit == '4' { "7" } else { "4" };
                edited(
                    "a digit",
                    html.replacen(&line, &line.replacen(digit, other, 1), 1),
                    &mut kinds,
                );
            }
            edited("a line removed", html.replacen(&line, "", 1), &mut kinds);
            let paragraph = format!("<p>{line}");
            if html.contains(&paragraph) {
                let short = format!("<p>The minister resigned on Friday.</p>{paragraph}");
                edited("a paragraph added", html.replacen(&paragraph, &short, 1), &mut kinds);
                let heading = format!("<h2>A different view</h2>{paragraph}");
                edited("a heading added", html.replacen(&paragraph, &heading, 1), &mut kinds);
                let list = format!("<ul><li>The cap is two billion.</li></ul>{paragraph}");
                edited("a list item added", html.replacen(&paragraph, &list, 1), &mut kinds);
            }
            let item = format!("<li>{line}");
            if html.contains(&item) {
                let more = format!("<li>The cap is two billion.</li>{item}");
                edited("a list item added", html.replacen(&item, &more, 1), &mut kinds);
            }
        }
        for note in [
            "<p>Correction: An earlier version of this article gave the wrong year for the licence.</p>",
            "<p class=\"correction\">Correction, March 6: the licence runs until 2038, not 2036.</p>",
            "<div class=\"article-footer\"><p><em>This story has been updated to correct the amount of the cap.</em></p></div>",
            "<aside><p>Editor's note: This article was updated with a statement from Northgate.</p></aside>",
        ] {
            edited("a correction note", html.replacen("<!--slot:after-->", note, 1), &mut kinds);
        }
    }
    let mut total = Share::default();
    for (kind, share) in &kinds {
        println!("{kind:22} {:.3} of {}", share.value(), share.all);
        total.quiet += share.quiet;
        total.all += share.all;
    }
    println!("edits seen {:.3} of {}", total.value(), total.all);
    assert!(total.value() >= 0.99, "edits seen {:.3}", total.value());
    let notes = kinds.get("a correction note").map_or(0.0, Share::value);
    assert!(notes >= 0.98, "correction notes seen {notes:.3}");
}
