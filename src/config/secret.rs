//! Where secrets may come from. They never stand in the configuration itself.

use std::path::{Path, PathBuf};

use super::environment::Environment;
use super::section::Section;
use super::value::{self, Fault};
use crate::base::Secret;

/// The keys a secret may come by; at most one of them is set.
const KEYS: [&str; 3] = ["secret_file", "credential", "secret_env"];
const MEND: &str =
    "keep it in a file and name that with secret_file, or use credential or secret_env";

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

/// The secrets a section names, one to a line of its source: several, so that one can replace
/// another. Empty when it names none, which is noted, when they are not wanted, or when a problem
/// is reported.
pub(super) fn read(
    section: &mut Section<'_>,
    place: &Place<'_>,
    check: impl Fn(&Secret) -> Result<(), Fault>,
) -> Vec<Secret> {
    let inline = section.refused("secret", "a secret must not stand in this file", MEND);
    let named: Vec<&'static str> = KEYS.into_iter().filter(|key| section.has(key)).collect();
    let Some(key) = named.first().copied() else {
        if !inline {
            let what = "is not set, so the receiver cannot tell our messages from forged ones";
            section.note("secret_file", what, "keep a secret in a file and name it");
        }
        return Vec::new();
    };
    if named.len() > 1 {
        let what = format!("{} are both set", named.join(" and "));
        section.wrong(key, Fault::new(what, "keep one of them"));
    }
    let name = section.optional(key, value::name);
    let (Some(name), true) = (name, place.wanted) else { return Vec::new() };
    let lines = origin(key, &name, place).and_then(|origin| lines(&origin, place.environment));
    let checked = lines.and_then(|lines| lines.iter().try_for_each(check).map(|()| lines));
    checked.unwrap_or_else(|fault| {
        section.wrong(key, fault);
        Vec::new()
    })
}

fn origin(key: &str, name: &str, place: &Place<'_>) -> Result<Origin, Fault> {
    match key {
        "secret_file" => Ok(Origin::File(place.folder.join(name))),
        "credential" => credential(name, place.environment).map(Origin::File),
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
        let mend = "run it as a service with LoadCredential=, or use secret_file";
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
