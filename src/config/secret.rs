//! Where secrets may come from. They never stand in the configuration itself.

use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::section::Section;
use super::value::{self, Fault};
use crate::base::Secret;

/// The keys one secret may come by; at most one of them is set.
pub(super) struct Keys {
    /// The key under which it would stand in the file itself, where it does not belong.
    pub inline: &'static str,
    pub file: &'static str,
    pub credential: &'static str,
    pub variable: &'static str,
}

/// What signs or opens.
pub(super) const SECRET: Keys = keys("secret", "secret_file", "secret_env");
/// The address of a chat's webhook: who knows it can write there.
pub(super) const ADDRESS: Keys = keys("url", "url_file", "url_env");
pub(super) const TOKEN: Keys = keys("token", "token_file", "token_env");
pub(super) const PASSWORD: Keys = keys("password", "password_file", "password_env");

const fn keys(inline: &'static str, file: &'static str, variable: &'static str) -> Keys {
    Keys { inline, file, credential: "credential", variable }
}

impl Keys {
    /// Those of the keys that a section has.
    pub(super) fn named(&self, section: &mut Section<'_>) -> Vec<&'static str> {
        let all = [self.file, self.credential, self.variable];
        all.into_iter().filter(|key| section.has(key)).collect()
    }
}

/// Where secrets are looked for.
pub(super) struct Place<'a> {
    /// Relative paths start here.
    pub folder: &'a Path,
    pub environment: &'a Environment,
    /// Whether this command needs them: one that only lists may have no right to read them.
    pub wanted: bool,
}

/// Where the bytes of a secret are, once a section has said so.
enum Origin {
    File(PathBuf),
    Variable(String),
}

/// What a section has to say of a secret.
pub(super) enum Found {
    /// It names none.
    None,
    /// It names one that is not wanted now, or that has been reported as a problem.
    Unread,
    /// One secret to a line of its source: several, so that one can replace another.
    Lines(Vec<Secret>),
}

impl Found {
    pub(super) fn lines(self) -> Vec<Secret> {
        match self {
            Self::None | Self::Unread => Vec::new(),
            Self::Lines(lines) => lines,
        }
    }
}

/// The secrets a section names, each of them checked.
pub(super) fn read(
    section: &mut Section<'_>,
    place: &Place<'_>,
    keys: &Keys,
    check: impl Fn(&Secret) -> Result<(), Fault>,
) -> Found {
    let mend = format!(
        "keep it in a file and name that with {}, or use {} or {}",
        keys.file, keys.credential, keys.variable
    );
    let inline = section.refused(keys.inline, "a secret must not stand in this file", &mend);
    let found = outside(section, place, keys, check);
    if inline && matches!(found, Found::None) { Found::Unread } else { found }
}

/// As `read`, where the file itself may hold the value as well: that is not looked at.
pub(super) fn outside(
    section: &mut Section<'_>,
    place: &Place<'_>,
    keys: &Keys,
    check: impl Fn(&Secret) -> Result<(), Fault>,
) -> Found {
    let named = keys.named(section);
    let Some(key) = named.first().copied() else { return Found::None };
    if named.len() > 1 {
        let what = format!("{} are both set", named.join(" and "));
        section.wrong(key, Fault::new(what, "keep one of them"));
    }
    let name = section.optional(key, value::name);
    let (Some(name), true) = (name, place.wanted) else { return Found::Unread };
    let lines = origin(key, keys, &name, place).and_then(|o| lines(&o, place.environment));
    let checked = lines.and_then(|lines| lines.iter().try_for_each(check).map(|()| lines));
    match checked {
        Ok(lines) => Found::Lines(lines),
        Err(fault) => {
            section.wrong(key, fault);
            Found::Unread
        }
    }
}

fn origin(key: &str, keys: &Keys, name: &str, place: &Place<'_>) -> Result<Origin, Fault> {
    match key {
        _ if key == keys.file => Ok(Origin::File(place.folder.join(name))),
        _ if key == keys.credential => credential(name, place.environment).map(Origin::File),
        _ => Ok(Origin::Variable(name.to_owned())),
    }
}

/// A file systemd has laid out for this service alone.
fn credential(name: &str, environment: &Environment) -> Result<PathBuf, Fault> {
    if name.contains('/') {
        return Err(Fault::new(
            "is a path",
            "write the credential's name, as LoadCredential= has it",
        ));
    }
    let Some(folder) = environment.get("CREDENTIALS_DIRECTORY") else {
        let mend = "run it as a service with LoadCredential=, or name a file";
        return Err(Fault::new("systemd gave this process no credentials", mend));
    };
    Ok(Path::new(folder).join(name))
}

fn lines(origin: &Origin, environment: &Environment) -> Result<Vec<Secret>, Fault> {
    let text = match origin {
        Origin::File(path) => std::fs::read_to_string(path).map_err(|error| {
            let what = format!("{} cannot be read: {error}", path.display());
            Fault::new(what, "create it, readable by this service only")
        })?,
        Origin::Variable(name) => environment.get(name).map(str::to_owned).ok_or_else(|| {
            Fault::new(format!("the variable {name} is not set"), "set it for this service")
        })?,
    };
    let lines: Vec<Secret> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(Secret::new).collect();
    if lines.is_empty() {
        return Err(Fault::new("the secret is empty", "write it there, one line"));
    }
    Ok(lines)
}
