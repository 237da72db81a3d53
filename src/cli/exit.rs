//! How a command ends. The numbers are documented: scripts and the service unit rely on them.

use std::process::ExitCode;

/// Stands below `--help`.
pub(super) const HELP: &str = "\
Exit codes: 0 done; 1 failed, or one of several sources, feeds or checks did; 2 the command line is wrong; 78 the configuration or the watch file
is wrong. Any setting can be given by the environment: PACTWATCH__FETCH__ROBOTS=false is robots of
[fetch]; PACTWATCH__FEED__1__URL is url of the first [[feed]].";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
    /// `EX_CONFIG` of sysexits: the service manager does not try again.
    Config = 78,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
