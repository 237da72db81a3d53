//! `alert-test`: sends marked samples to one receiver, so that an operator sees what real alerts
//! will look like. Nothing is stored, and nothing real is sent.

use clap::Args;

use super::visible::visible;
use super::{Context, Exit, Trouble};
use crate::alert::Kind;
use crate::alert::kind::render;
use crate::alert::sample::samples;
use crate::alert::wording::subject;
use crate::base::time::{SignedDuration, after};
use crate::io::clock::SystemClock;
use crate::io::receivers::Receivers;
use crate::outbox::policy::Standing;
use crate::outbox::{Message, Outcome, RetryPolicy, Verdict, verdict};
use crate::port::{Clock as _, Deliver as _};

/// Between the starts of two samples.
const PAUSE: SignedDuration = SignedDuration::from_secs(1);

#[derive(Debug, Args)]
pub struct Arguments {
    /// The receiver's name in the configuration
    #[arg(value_name = "RECEIVER")]
    pub receiver: String,
}

pub(super) async fn run(arguments: &Arguments, context: &mut Context<'_>) -> Result<Exit, Trouble> {
    let settings = context.settings_with_secrets()?;
    let wanted = &arguments.receiver;
    let Some(receiver) = settings.receivers.iter().find(|known| known.name == *wanted) else {
        let known: Vec<&str> = settings.receivers.iter().map(|r| r.name.as_str()).collect();
        let known = known.join(", ");
        return Err(anyhow::anyhow!("{wanted:?} is no receiver; choose from {known}").into());
    };
    let receivers =
        Receivers::new(&settings.deliver.adapter).map_err(|error| anyhow::anyhow!(error))?;
    let mut refused = 0;
    for alert in samples(&receiver.name, SystemClock.now()) {
        let at = SystemClock.now();
        let payload = render(&receiver.kind, &alert);
        let message = Message { id: alert.message_id(), payload, attempt: 1, at };
        let outcome = receivers.deliver(receiver, &message).await;
        let standing = Standing { attempt: 1, created_at: at, now: at, jitter: 0.0 };
        let taken = verdict(&outcome, standing, &RetryPolicy::default()) == Verdict::Sent;
        refused += usize::from(!taken);
        let mark = if taken { "taken" } else { "not taken" };
        let line = format!("{mark}: {} ({})", subject(&alert), in_words(&outcome));
        writeln!(context.out, "{}", visible(&line))?;
        if receiver.kind != Kind::Log {
            // Chats take about one message a second.
            SystemClock.sleep_until(after(at, PAUSE)).await;
        }
    }
    Ok(if refused == 0 { Exit::Done } else { Exit::Failed })
}

/// What the receiver answered, for a person.
fn in_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Written => "written to the log".to_owned(),
        Outcome::Answered { status, detail, .. } => format!("HTTP {status} {detail}"),
        Outcome::Smtp { code, detail } => format!("SMTP {code} {detail}"),
        Outcome::Failed { kind, detail } => format!("{kind}: {detail}"),
        Outcome::Misconfigured { detail } => detail.clone(),
    }
    .trim_end()
    .to_owned()
}
