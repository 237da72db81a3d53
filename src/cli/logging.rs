//! The log: one line an event on standard error, for people or as JSON, with nothing in it that
//! could steer a terminal. No colours; secrets never reach it because they cannot be printed.

use std::io::{self, Write};

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use super::visible::visible;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Auto,
    Human,
    Json,
}

impl Format {
    /// `Auto` is JSON where systemd's journal reads it.
    pub fn is_json(self, under_journal: bool) -> bool {
        match self {
            Self::Auto => under_journal,
            Self::Human => false,
            Self::Json => true,
        }
    }
}

/// The filter a `--log-level` means. One word is about pactwatch; its libraries stay at warnings.
pub fn directives(level: Option<&str>, usual: &str) -> String {
    match level {
        Some(given) if given.contains(['=', ',']) => given.to_owned(),
        Some(word) => format!("warn,pactwatch={word}"),
        None => format!("{},pactwatch={usual}", if usual == "error" { "error" } else { "warn" }),
    }
}

/// Starts logging for the whole process, to `writer`. Fails on a level that is none.
pub fn start<W>(json: bool, directives: &str, writer: W) -> Result<(), String>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing::subscriber::set_global_default(subscriber(json, directives, writer)?)
        .map_err(|error| error.to_string())?;
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let message = info.payload_as_str().unwrap_or_default();
        tracing::error!(panic.location = place, panic.message = message, "a task panicked");
    }));
    Ok(())
}

/// The subscriber itself, for tests as well.
pub fn subscriber<W>(
    json: bool,
    directives: &str,
    writer: W,
) -> Result<Box<dyn tracing::Subscriber + Send + Sync>, String>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(directives).map_err(|error| error.to_string())?;
    let writer = Neutral(writer);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false);
    let builder = builder.with_writer(writer);
    Ok(if json {
        Box::new(builder.json().flatten_event(true).with_span_list(false).finish())
    } else {
        Box::new(builder.with_target(false).finish())
    })
}

/// Hands every event on as one line of visible text.
struct Neutral<W>(W);

impl<'w, W: MakeWriter<'w>> MakeWriter<'w> for Neutral<W> {
    type Writer = Neutral<W::Writer>;

    fn make_writer(&'w self) -> Self::Writer {
        Neutral(self.0.make_writer())
    }
}

impl<W: Write> Write for Neutral<W> {
    /// The layer above writes one whole event at a time.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = visible(text.trim_end_matches('\n'));
        self.0.write_all(format!("{line}\n").as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
