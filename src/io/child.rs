//! Helper processes: one question, one answer, within a time and a memory limit. A helper that
//! breaks a limit or dies is ended, and the next question has a new one. It knows nothing of what
//! is asked, and never asks a question twice by itself.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Semaphore;
use tokio::time::{interval, timeout};

/// What a helper may use for one question.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub time: Duration,
    /// Bytes of its memory that are in use.
    pub memory: u64,
    /// Helpers at work at once; so many are kept warm.
    pub at_once: usize,
    /// Questions after which a helper is replaced by a fresh one.
    pub questions: u32,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    #[error("no answer within {0:?}")]
    Time(Duration),
    #[error("more than {0} bytes of memory")]
    Memory(u64),
    #[error("it died: {0}")]
    Died(String),
    #[error("it cannot be started: {0}")]
    NotStarted(String),
}

/// An answer larger than this is none.
const LARGEST_ANSWER: usize = 256 << 20;
/// Between two looks at a helper's memory while it works.
const LOOK: Duration = Duration::from_millis(20);
/// How long a helper that hung up may take to be gone.
const FAREWELL: Duration = Duration::from_secs(1);

/// A program that answers on its standard output what it is asked on its standard input. Each
/// question is a line, `LENGTH HEAD`, and LENGTH bytes; each answer a line, `LENGTH`, and as many.
#[derive(Debug)]
pub struct Helpers {
    program: PathBuf,
    arguments: Vec<OsString>,
    limits: Limits,
    idle: Mutex<Vec<Helper>>,
    places: Semaphore,
}

#[derive(Debug)]
struct Helper {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    asked: u32,
}

impl Helpers {
    /// Nothing is started before the first question.
    pub fn new(program: PathBuf, arguments: Vec<OsString>, limits: Limits) -> Self {
        let places = Semaphore::new(limits.at_once);
        Self { program, arguments, limits, idle: Mutex::default(), places }
    }

    /// Asks, waiting for a free helper. `head` is one line.
    pub async fn ask(&self, head: &str, body: &[u8]) -> Result<Vec<u8>, Breach> {
        // It is never closed; were it, more helpers at once would be the lesser evil.
        let _place = self.places.acquire().await.ok();
        let mut helper = match self.warm() {
            Some(helper) => helper,
            None => self.start()?,
        };
        match self.within_limits(&mut helper, head, body).await {
            Ok(answer) => {
                helper.asked += 1;
                if helper.asked < self.limits.questions {
                    self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(helper);
                }
                Ok(answer)
            }
            Err(breach) => {
                // Gone before the next one starts, so that limits hold for all helpers together.
                drop(helper.child.kill().await);
                Err(breach)
            }
        }
    }

    /// A helper that waits; one that ended meanwhile is none.
    fn warm(&self) -> Option<Helper> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(mut helper) = idle.pop() {
            if matches!(helper.child.try_wait(), Ok(None)) {
                return Some(helper);
            }
        }
        None
    }

    fn start(&self) -> Result<Helper, Breach> {
        let failed = |what: String| Breach::NotStarted(what);
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            // Whoever takes a helper over finds no secret in it.
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A ctrl-c is for the program that finishes its work, not for its helpers.
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| failed(format!("{}: {error}", self.program.display())))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(stdin), Some(stdout)) => {
                Ok(Helper { child, stdin, stdout: BufReader::new(stdout), asked: 0 })
            }
            _ => Err(failed("it has no pipes".to_owned())),
        }
    }

    async fn within_limits(
        &self,
        helper: &mut Helper,
        head: &str,
        body: &[u8],
    ) -> Result<Vec<u8>, Breach> {
        let process = helper.child.id();
        let outcome = tokio::select! {
            outcome = timeout(self.limits.time, exchange(helper, head, body)) => outcome,
            () = grown_beyond(process, self.limits.memory) => {
                return Err(Breach::Memory(self.limits.memory));
            }
        };
        match outcome {
            Err(_) => Err(Breach::Time(self.limits.time)),
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(Breach::Died(last_words(&mut helper.child, &error).await)),
        }
    }
}

async fn exchange(helper: &mut Helper, head: &str, body: &[u8]) -> std::io::Result<Vec<u8>> {
    let line = format!("{} {head}\n", body.len());
    helper.stdin.write_all(line.as_bytes()).await?;
    helper.stdin.write_all(body).await?;
    helper.stdin.flush().await?;
    let mut length = String::new();
    (&mut helper.stdout).take(24).read_line(&mut length).await?;
    let length = length.trim_end().parse().ok().filter(|length| *length <= LARGEST_ANSWER);
    let Some(length) = length else { return Err(std::io::ErrorKind::UnexpectedEof.into()) };
    let mut answer = vec![0; length];
    helper.stdout.read_exact(&mut answer).await?;
    Ok(answer)
}

/// Ends when a process uses more than `limit` bytes; never, where that cannot be seen.
async fn grown_beyond(process: Option<u32>, limit: u64) {
    let Some(process) = process else { return std::future::pending().await };
    let status = format!("/proc/{process}/status");
    let mut looks = interval(LOOK);
    // The first one comes at once, and most questions are answered before the second.
    looks.tick().await;
    loop {
        looks.tick().await;
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        if memory_in_use(&text).is_some_and(|used| used > limit) {
            return;
        }
    }
}

/// From the kernel's description of a process, in bytes.
fn memory_in_use(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// How a helper that hung up ended.
async fn last_words(child: &mut Child, error: &std::io::Error) -> String {
    match timeout(FAREWELL, child.wait()).await {
        Ok(Ok(status)) => status.to_string(),
        Ok(Err(_)) | Err(_) => error.to_string(),
    }
}
