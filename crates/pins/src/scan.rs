//! Finding the versions in a file: by line, as bots do, so that every file can be read, whatever else is wrong with it.

mod docker;
mod toolchain;
mod value;
mod yaml;

use std::cmp::Ordering;
use std::ops::Range;

use serde::Serialize;

use crate::version;

/// What has a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An action, or a workflow of another repository: `actions/checkout`.
    Action,
    /// An image: `docker.io/library/alpine`.
    Image,
    /// What an action is asked to install (`azure/setup-helm version`), or a language (`rust-toolchain`).
    Tool,
}

/// One version of something, at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Pin {
    /// What has the version.
    pub kind: Kind,
    /// Its name; of a tool, that of the action and that of its input.
    pub name: String,
    /// The version as it is written: `v4.2.2`, `3.23-alpine`, `lts`; none where nothing says it.
    pub version: Option<String>,
    /// What cannot move: a commit of 40 digits, or `sha256:…`.
    pub digest: Option<String>,
    /// The line, from 1.
    pub line: usize,
    /// Where in the text it says which version, the comment beside it included.
    #[serde(skip)]
    pub(crate) span: Range<usize>,
    /// The quotes around it.
    #[serde(skip)]
    pub(crate) quote: Option<char>,
}

impl Pin {
    /// How it stands to another pin of that name: `Greater` where it is newer; none where nobody can tell.
    #[must_use]
    pub fn newer(&self, other: &Self) -> Option<Ordering> {
        match (&self.version, &other.version) {
            (Some(version), Some(other)) => version::newer(version, other),
            _ => self.is_same(other).then_some(Ordering::Equal),
        }
    }

    /// Whether both are the same version by the same digest.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.version, &self.digest) == (&other.version, &other.digest)
    }

    /// Whether both are versions of the same thing.
    pub(crate) fn is_of(&self, other: &Self) -> bool {
        (self.kind, &self.name) == (other.kind, &other.name)
    }
}

/// The pins in a text, in its order. `path` says what kind of file it is; most kinds hold none.
#[must_use]
pub fn scan(path: &str, text: &str) -> Vec<Pin> {
    let name = name_of(path);
    if is_dockerfile(&name) {
        docker::scan(text)
    } else if is_yaml(&name) {
        yaml::scan(text)
    } else {
        toolchain::scan(&name, text).unwrap_or_default()
    }
}

/// Whether the name of a file says that it holds pins. Of YAML it does not: most of it is about something else.
#[must_use]
pub fn names_pins(path: &str) -> bool {
    let name = name_of(path);
    is_dockerfile(&name) || toolchain::scan(&name, "").is_some()
}

fn name_of(path: &str) -> String {
    path.rsplit('/').next().unwrap_or_default().to_lowercase()
}

fn is_dockerfile(name: &str) -> bool {
    let is = |word: &str| name == word || name.starts_with(&format!("{word}.")) || name.ends_with(&format!(".{word}"));
    is("dockerfile") || is("containerfile")
}

fn is_yaml(name: &str) -> bool {
    name.ends_with(".yml") || name.ends_with(".yaml")
}

/// The lines of a text, each with its number and where it begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').enumerate().map(move |(i, line)| {
        let at = start;
        start += line.len();
        (i + 1, at, line.trim_end_matches(['\n', '\r']))
    })
}
