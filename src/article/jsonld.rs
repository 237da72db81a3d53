//! What a page declares about its article in JSON-LD. Broken JSON is mended once, then ignored;
//! nothing is taken from objects that are not an article.

use serde_json::Value;

use super::html::Tree;

/// Objects looked at in one page.
const MOST_OBJECTS: usize = 2000;

/// The declared fields of the page's article.
#[derive(Clone, Debug, Default)]
pub(super) struct Declared {
    pub(super) headline: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    pub(super) body: Option<String>,
    /// `isAccessibleForFree`.
    pub(super) free: Option<bool>,
    /// CSS selectors of the parts that are declared not to be free.
    pub(super) paid_parts: Vec<String>,
}

/// The page's article object: the first of an article type, else nothing.
pub(super) fn declared(tree: &Tree) -> Declared {
    let mut objects = Vec::new();
    for id in tree.elements().filter(|id| tree.tag(*id) == "script") {
        if let Some(value) = tree.attr(id, "#json").and_then(read) {
            gather(&value, &mut objects);
        }
    }
    let article = objects
        .iter()
        .find(|o| {
            is_article(o) && (o.get("headline").is_some() || o.get("datePublished").is_some())
        })
        .or_else(|| objects.iter().find(|o| is_article(o)));
    let Some(article) = article else {
        // Walls are declared on the page object too.
        let free = objects.iter().find_map(|o| o.get("isAccessibleForFree")).and_then(truth);
        return Declared { free, ..Declared::default() };
    };
    let text = |key: &str| article.get(key).and_then(words);
    Declared {
        headline: text("headline").or_else(|| text("name")),
        published: text("datePublished"),
        modified: text("dateModified"),
        authors: article.get("author").map(names).unwrap_or_default(),
        publisher: article.get("publisher").and_then(|p| names(p).into_iter().next()),
        language: text("inLanguage"),
        url: text("url").or_else(|| article.get("mainEntityOfPage").and_then(identity)),
        body: text("articleBody"),
        free: article.get("isAccessibleForFree").and_then(truth),
        paid_parts: article.get("hasPart").map(paid_parts).unwrap_or_default(),
    }
}

fn paid_parts(value: &Value) -> Vec<String> {
    let parts = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    parts
        .iter()
        .filter(|part| part.get("isAccessibleForFree").and_then(truth) == Some(false))
        .filter_map(|part| part.get("cssSelector").and_then(words))
        .collect()
}

fn read(source: &str) -> Option<Value> {
    let trimmed = source
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>")
        .trim_end_matches(';')
        .trim();
    serde_json::from_str(trimmed).ok().or_else(|| {
        // Raw line breaks inside strings are the commonest mistake.
        let flat: String = trimmed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&flat).ok()
    })
}

/// Top-level objects, through arrays and `@graph`; lists of other articles are not entered.
fn gather(value: &Value, found: &mut Vec<Value>) {
    if found.len() >= MOST_OBJECTS {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Object(fields) => {
            if let Some(graph) = fields.get("@graph") {
                gather(graph, found);
            }
            found.push(value.clone());
            if let Some(main) = fields.get("mainEntity")
                && main.is_object()
            {
                gather(main, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_article(object: &Value) -> bool {
    let fits = |name: &str| {
        let name = name.rsplit(['/', ':']).next().unwrap_or(name);
        name.ends_with("Article")
            || matches!(name, "BlogPosting" | "LiveBlogPosting" | "Report" | "SocialMediaPosting")
    };
    match object.get("@type") {
        Some(Value::String(name)) => fits(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(fits),
        _ => false,
    }
}

fn words(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim(),
        Value::Array(items) => return items.first().and_then(words),
        Value::Object(fields) => return fields.get("name").and_then(words),
        Value::Null | Value::Bool(_) | Value::Number(_) => return None,
    };
    (!text.is_empty()).then(|| text.to_owned())
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(words).collect(),
        Value::String(_) | Value::Object(_) => words(value).into_iter().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn identity(value: &Value) -> Option<String> {
    value.get("@id").unwrap_or(value).as_str().map(str::to_owned)
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(word) => match word.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => None,
        },
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
