//! Edits that change a page and say nothing.

use super::page::Page;

pub(crate) struct Cosmetic {
    pub(crate) name: &'static str,
    pub(crate) apply: fn(&mut Page),
}

/// Of every kind the outlets make: around the article, in its layout, and in words without claims.
pub(crate) const COSMETIC: &[Cosmetic] = &[
    Cosmetic {
        name: "ticker",
        apply: |page| page.clutter.ticker = "MSFT 431.20 up 1.2% OAI n/a".to_owned(),
    },
    Cosmetic { name: "comment counter", apply: |page| page.clutter.comments += 311 },
    Cosmetic {
        name: "advertisement",
        apply: |page| {
            "Only today: 20 percent off every plan".clone_into(&mut page.clutter.advertisement);
        },
    },
    Cosmetic {
        name: "related links",
        apply: |page| {
            // A link to another article about the deal is no claim of this one.
            page.clutter.related = vec![
                "Microsoft's license to OpenAI's models runs through 2029, filing says".to_owned(),
                "OpenAI is valued at $500 billion".to_owned(),
            ];
        },
    },
    Cosmetic {
        name: "most read",
        apply: |page| {
            page.clutter.most_read = vec![
                "Microsoft has invested $10 billion in OpenAI".to_owned(),
                "Ferry timetable changes in May".to_owned(),
            ];
        },
    },
    Cosmetic {
        name: "footer",
        apply: |page| {
            "Copyright 2027 Harbour Ledger Group, all rights reserved"
                .clone_into(&mut page.clutter.footer);
        },
    },
    Cosmetic {
        name: "moved paragraphs",
        apply: |page| {
            let last = page.paragraphs.len() - 1;
            page.paragraphs[1..last].reverse();
        },
    },
    Cosmetic {
        name: "typography",
        apply: |page| {
            for line in &mut page.paragraphs {
                *line = line
                    .replace('\'', "\u{2019}")
                    .replace(" \"", " \u{201c}")
                    .replace("\",", "\u{201d},");
                *line = line.replace(" — ", " \u{2013} ");
            }
        },
    },
    Cosmetic {
        name: "spaces and entities",
        apply: |page| {
            for line in &mut page.paragraphs {
                *line =
                    line.replace(" billion", "&nbsp;billion").replace(" percent", "&nbsp;percent");
                *line = line.replace(", ", ",\n   ");
            }
        },
    },
    Cosmetic {
        name: "markup",
        apply: |page| {
            for line in &mut page.paragraphs {
                *line = line.replace("OpenAI", "<a href=\"/t/openai\">OpenAI</a>");
                *line = format!("<span>{line}</span>");
            }
        },
    },
    Cosmetic {
        name: "bold numbers",
        apply: |page| {
            for line in &mut page.paragraphs {
                *line = line.replace("2032", "<strong>2032</strong>").replace("$13", "<b>$13</b>");
                *line = line.replace("27 percent", "<em>27 percent</em>");
            }
        },
    },
    Cosmetic {
        name: "reworded colour",
        apply: |page| {
            let last = page.paragraphs.len() - 1;
            "A spokeswoman declined to say more than that, and the lawyers did not answer calls."
                .clone_into(&mut page.paragraphs[last]);
        },
    },
    Cosmetic {
        name: "a paragraph of colour",
        apply: |page| {
            let line = "At the harbour, where the paper has its offices, it rained all morning.";
            page.paragraphs.insert(2, line.to_owned());
        },
    },
    Cosmetic {
        name: "headline",
        apply: |page| "Microsoft and OpenAI: what they signed".clone_into(&mut page.title),
    },
    Cosmetic {
        name: "byline",
        apply: |page| page.byline = Some("Ines Calloway and Tomas Weld".to_owned()),
    },
    Cosmetic {
        name: "modification date",
        apply: |page| page.modified = Some("2026-04-28T11:58:00Z".to_owned()),
    },
    Cosmetic { name: "no standfirst", apply: |page| page.dek = None },
];
