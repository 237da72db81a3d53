//! The log: its two forms, and that nothing in it can forge a line or steer a terminal.

use std::io::Write;
use std::sync::{Arc, Mutex};

use pactwatch::base::Secret;
use pactwatch::cli::logging::{Format, directives, subscriber};

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What is written while `work` runs.
fn logged(json: bool, level: Option<&str>, work: impl FnOnce()) -> String {
    let page = Page::default();
    let writer = page.clone();
    let subscriber = subscriber(json, &directives(level, "info"), move || writer.clone()).unwrap();
    tracing::subscriber::with_default(subscriber, work);
    let written = page.0.lock().unwrap().clone();
    String::from_utf8(written).unwrap()
}

#[test]
fn json_is_one_object_a_line_with_dotted_fields_at_its_top() {
    let text = logged(true, None, || {
        tracing::info!(target: "pactwatch::app", { feed.id = "f1", delivery.attempt = 3 }, "polled");
    });
    assert_eq!(text.lines().count(), 1);
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(line["message"], "polled");
    assert_eq!(line["feed.id"], "f1");
    assert_eq!(line["delivery.attempt"], 3);
    assert_eq!(line["level"], "INFO");
}

#[test]
fn a_person_reads_message_and_fields_on_one_line() {
    let text = logged(false, None, || {
        tracing::warn!(target: "pactwatch::app", { feed.id = "f1" }, "silent");
    });
    assert!(text.trim_end().ends_with("WARN silent feed.id=\"f1\""), "{text}");
}

#[test]
fn no_value_forges_a_line_or_steers_a_terminal() {
    let title = "a\nERROR forged\r\u{1b}[2J\u{9b}31m\u{202e}txt\u{2028}";
    for json in [false, true] {
        let text = logged(json, None, || {
            tracing::info!(target: "pactwatch::app", shown = %title, asked = ?title, plain = title, "{title}");
        });
        assert_eq!(text.lines().count(), 1, "{text:?}");
        let inside = text.trim_end_matches('\n');
        let strange = |c: char| c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c);
        assert!(!inside.contains(strange), "{text:?}");
        if json {
            let line: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(line["plain"], title, "the value itself is kept");
        }
    }
}

#[test]
fn a_secret_shows_as_redacted() {
    let text = logged(false, None, || {
        let secret = Secret::new("hunter2");
        tracing::info!(target: "pactwatch::app", secret = ?secret, "sent");
    });
    assert!(text.contains("REDACTED") && !text.contains("hunter2"), "{text}");
}

#[test]
fn a_level_is_about_us_and_libraries_only_warn() {
    let speak = || {
        tracing::debug!(target: "pactwatch::feed", "ours");
        tracing::info!(target: "library", "theirs");
    };
    assert_eq!(logged(false, None, speak), "");
    let debug = logged(false, Some("debug"), speak);
    assert!(debug.contains("ours") && !debug.contains("theirs"), "{debug}");
    let all = logged(false, Some("library=info"), speak);
    assert!(!all.contains("ours") && all.contains("theirs"), "{all}");
    assert_eq!(directives(None, "warn"), "warn,pactwatch=warn");
}

#[test]
fn the_journal_gets_json_unless_told_otherwise() {
    assert!(Format::Auto.is_json(true) && !Format::Auto.is_json(false));
    assert!(Format::Json.is_json(false) && !Format::Human.is_json(true));
}
