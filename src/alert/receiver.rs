//! Receivers: a name, and how to reach it. Plain data; nothing here sends.

use super::kind::{discord, email, mattermost, ntfy, slack, teams, webhook};

/// Somebody who gets alerts. The name is how routes, the store and the logs speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    pub name: String,
    pub kind: Kind,
}

/// How a receiver is reached, with its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Written to the program's own log: the default when no receiver is set.
    Log,
    Webhook(webhook::Config),
    Slack(slack::Config),
    Discord(discord::Config),
    Teams(teams::Config),
    Mattermost(mattermost::Config),
    Ntfy(ntfy::Config),
    Email(email::Config),
}

impl Kind {
    /// The word of the config file.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Webhook(_) => "webhook",
            Self::Slack(_) => "slack",
            Self::Discord(_) => "discord",
            Self::Teams(_) => "teams",
            Self::Mattermost(_) => "mattermost",
            Self::Ntfy(_) => "ntfy",
            Self::Email(_) => "email",
        }
    }
}
