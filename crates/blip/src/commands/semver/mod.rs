//! `blip semver`: the right next version, in any git repository.

mod current;
mod next;

use std::path::Path;

use anyhow::Result;
use blip_semver::{Options, Zero};

use crate::cli::{HistoryArgs, SemverCommand, VersionArgs, ZeroArg};
use crate::exit::Exit;
use crate::ui::Ui;

pub(super) fn run(command: &SemverCommand, folder: &Path, ui: &Ui) -> Result<Exit> {
    match command {
        SemverCommand::Current { history } => current::run(history, folder, ui),
        SemverCommand::Next { history, version, explain } => next::run(history, version, *explain, folder, ui),
    }
}

/// What the arguments say of the history.
fn options(history: &HistoryArgs) -> Options {
    Options {
        tag_prefix: history.tag_prefix.clone(),
        package: history.package.clone(),
        paths: history.paths.clone(),
        ..Options::default()
    }
}

/// The same, with what they say of the version to make.
fn options_for(history: &HistoryArgs, version: &VersionArgs) -> Options {
    Options {
        zero: match version.zero {
            ZeroArg::Strict => Zero::Strict,
            ZeroArg::Caret => Zero::Caret,
            ZeroArg::Minor => Zero::Minor,
        },
        pre: version.pre.clone(),
        build: version.build.clone(),
        release_as: version.release_as.clone(),
        ..options(history)
    }
}
