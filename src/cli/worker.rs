//! `worker`, which is not for persons: the process that reads pages and feeds for the daemon. It
//! answers questions until its input ends; whatever ends it earlier costs the daemon one document.

use std::io::{BufRead, Read, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use clap::Args;

use super::{Exit, Trouble};
use crate::app::reader::{LIMITS, Question, answer};
use crate::base::time::{SignedDuration, after};
use crate::io::clock::SystemClock;
use crate::port::Clock as _;

#[derive(Debug, Args)]
pub struct Arguments {}

/// Deep pages are read by functions that call themselves.
const STACK: usize = 32 << 20;
/// A document larger than this is never asked about.
const LARGEST: u64 = 128 << 20;

pub(super) fn run() -> Result<Exit, Trouble> {
    // When the machine runs out of memory, this process goes and the daemon stays.
    drop(std::fs::write("/proc/self/oom_score_adj", "1000"));
    let serve = || serve(&mut std::io::stdin().lock(), &mut std::io::stdout());
    let reader = std::thread::Builder::new().stack_size(STACK).spawn(serve)?;
    match reader.join() {
        Ok(done) => done.map(|()| Exit::Done).map_err(Into::into),
        Err(_) => Ok(Exit::Failed),
    }
}

fn serve(input: &mut dyn BufRead, output: &mut dyn Write) -> std::io::Result<()> {
    let watched = watchdog();
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let (question, length) = understood(&line)?;
        let mut bytes = Vec::new();
        input.take(length).read_to_end(&mut bytes)?;
        let began = watched.send(true);
        let limit = after(SystemClock.now(), patience(&question));
        let answer = answer(&question, &bytes, &|| SystemClock.now() > limit);
        // Without its watchdog this process ends; the daemon starts another.
        if began.and(watched.send(false)).is_err() {
            return Ok(());
        }
        let text = serde_json::to_vec(&answer)?;
        writeln!(output, "{}", text.len())?;
        output.write_all(&text)?;
        output.flush()?;
    }
}

fn understood(line: &str) -> std::io::Result<(Question, u64)> {
    let malformed = || std::io::Error::from(std::io::ErrorKind::InvalidData);
    let (length, head) = line.split_once(' ').ok_or_else(malformed)?;
    let length = length.parse().ok().filter(|length| *length <= LARGEST).ok_or_else(malformed)?;
    Ok((serde_json::from_str(head)?, length))
}

fn patience(question: &Question) -> SignedDuration {
    match question {
        Question::Page { patience, .. } => {
            i64::try_from(*patience).map_or(SignedDuration::MAX, SignedDuration::from_millis)
        }
        Question::Feed { .. } => SignedDuration::MAX,
    }
}

/// Ends this process when one document takes for ever: the daemon does so too, unless it is gone.
fn watchdog() -> Sender<bool> {
    let (tell, told) = channel();
    std::thread::spawn(move || {
        let mut busy = false;
        loop {
            let longest = if busy { LIMITS.time * 2 } else { Duration::MAX };
            match told.recv_timeout(longest) {
                Ok(now) => busy = now,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => std::process::abort(),
            }
        }
    });
    tell
}
