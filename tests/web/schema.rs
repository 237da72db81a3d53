//! The API under Schemathesis: made-up requests of every kind, each answer held against the
//! description that is served.

use std::path::PathBuf;
use std::process::Stdio;

use super::Pages;

/// Every answer is one that the description has, of the kind and the shape it has there.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
     response_headers_conformance,response_schema_conformance,unsupported_method,\
     allow_header_conformance";

#[tokio::test(flavor = "multi_thread")]
async fn no_request_gets_an_answer_that_is_not_described() {
    let Some(program) = program() else {
        eprintln!("SKIPPED: no schemathesis here; .ci/run installs it to target/python");
        return;
    };
    let pages = Pages::open().await;
    pages.judge_and_silence().await;
    let folder = tempfile::tempdir().unwrap();
    let document = format!("{}/api/v1/openapi.json", pages.base);
    let done = tokio::process::Command::new(program)
        .args(["run", &document, "--checks", CHECKS, "--seed", "7", "--max-examples", "25"])
        .args(["--phases", "examples,coverage,fuzzing", "--workers", "2"])
        .args(["--suppress-health-check", "all", "--warnings", "off"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let shown = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{shown}{}", String::from_utf8_lossy(&done.stderr));
    assert!(shown.contains("No issues found"), "it did look: {shown}");
}

/// Every operation with ids that are there: what a fuzzer does not hit by chance.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_has_the_shape_that_is_described() {
    let pages = Pages::open().await;
    pages.judge_and_silence().await;
    let document = pages.get("/api/v1/openapi.json").await.json();
    let (kinds, article) = (["consensus_shift", "first_seen"], pages.edited().await);
    let mut asked: Vec<(String, String)> = Vec::new();
    for path in document["paths"].as_object().unwrap().keys() {
        if path.contains("/findings/{id}") {
            for kind in kinds {
                asked.push((path.clone(), path.replace("{id}", &pages.finding(kind).await)));
            }
        } else {
            let id = if path.contains("/terms/") { "license.exclusivity" } else { &article };
            asked.push((path.clone(), path.replace("{id}", id)));
        }
    }
    asked.push(("/api/v1/log".to_owned(), "/api/v1/log?only=all".to_owned()));
    asked.push(("/api/v1/search".to_owned(), "/api/v1/search?q=long".to_owned()));
    for (path, address) in asked {
        let schema = &document["paths"][&path]["get"]["responses"]["200"]["content"]["application/json"]
            ["schema"];
        let answer = pages.get(&address).await.json();
        let found = mismatches(schema, &answer, &document, "$");
        assert_eq!(found, Vec::<String>::new(), "{address}: {answer}");
    }
}

impl Pages {
    /// Leaves a trace in every list that people write.
    async fn judge_and_silence(&self) {
        let id = self.finding("consensus_shift").await;
        let fields = [("token", super::TOKEN), ("id", &id), ("verdict", "right")];
        assert_eq!(self.post("/verdicts", &fields).await.status, 303);
        let fields = [("token", super::TOKEN), ("term", "license.until"), ("hours", "24")];
        assert_eq!(self.post("/silences", &fields).await.status, 303);
    }
}

/// Where a value differs from its schema: types, required and unknown fields, enumerations.
fn mismatches(
    schema: &serde_json::Value,
    value: &serde_json::Value,
    document: &serde_json::Value,
    at: &str,
) -> Vec<String> {
    use serde_json::Value;
    if let Some(name) = schema["$ref"].as_str() {
        let schema = document.pointer(name.trim_start_matches('#')).expect("a schema of ours");
        return mismatches(schema, value, document, at);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let each = choices.iter().map(|choice| mismatches(choice, value, document, at));
        return each.min_by_key(Vec::len).unwrap_or_default();
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |word: &Value| word == kind || (word == "number" && kind == "integer");
    let words = schema["type"].as_array();
    let typed = words.map_or_else(|| fits(&schema["type"]), |words| words.iter().any(fits));
    let mut found = Vec::new();
    if !typed {
        found.push(format!("{at}: {kind} instead of {}", schema["type"]));
    }
    let words = schema["enum"].as_array().filter(|_| value.is_string());
    if let Some(words) = words.filter(|words| !words.contains(value)) {
        found.push(format!("{at}: {value} is none of {words:?}"));
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        found.extend(mismatches(&schema["items"], item, document, &format!("{at}[{index}]")));
    }
    let Some(fields) = value.as_object() else { return found };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !fields.contains_key(name.as_str().unwrap()) {
            found.push(format!("{at}: lacks {name}"));
        }
    }
    for (name, field) in fields {
        let known = &schema["properties"][name];
        if !known.is_null() {
            found.extend(mismatches(known, field, document, &format!("{at}.{name}")));
        } else if schema["additionalProperties"] == false {
            found.push(format!("{at}.{name} is not described"));
        }
    }
    found
}

fn program() -> Option<PathBuf> {
    let ours = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/schemathesis");
    let runs = |path: &PathBuf| {
        let mut asked = std::process::Command::new(path);
        asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    };
    [ours, PathBuf::from("schemathesis")].into_iter().find(runs)
}
