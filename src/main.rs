//! The program: parse the arguments, start the log and the runtime, run one command. No decision
//! is taken here.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser as _;
use pactwatch::cli::{self, Arguments, Context, Exit, Trouble, logging};
use pactwatch::config::Environment;

/// How long tasks that cannot be cancelled may still run once the command is done.
const GRACE: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    // Before anything can open a TLS connection. It fails only when one is already installed.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let Arguments { global, command } = Arguments::parse();
    let command = command.unwrap_or_default();
    let environment = Environment::of_process();
    let json = global.log_format.is_json(environment.under_journal());
    let directives = logging::directives(global.log_level.as_deref(), command.usual_log_level());
    let width = std::io::stdout().is_terminal().then(|| environment.columns());
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    let mut context = Context { global, environment, out: &mut out, err: &mut err, width };

    if let Err(error) = logging::start(json, &directives, std::io::stderr) {
        context.explain(&Trouble::Other(anyhow::anyhow!("--log-level {directives}: {error}")));
        return Exit::Usage.into();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return context.explain(&error.into()).into(),
    };
    let exit = runtime.block_on(cli::run(command, &mut context));
    runtime.shutdown_timeout(GRACE);
    exit.into()
}
