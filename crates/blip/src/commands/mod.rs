//! One file per command.

mod check;
mod ci;
mod completions;
mod config;
pub(crate) mod external;
mod generate;
mod init;
mod man;
mod metrics;
mod new;
mod preview;
mod radar;
mod schema;
mod semver;
mod why;

use anyhow::Result;

use crate::cli::{Cli, Command};
use crate::exit::Exit;
use crate::ui::Ui;

/// Runs the command that the arguments name.
pub(crate) fn run(cli: &Cli, ui: &Ui) -> Result<Exit> {
    let folder = cli.common.folder.as_path();
    match &cli.command {
        Command::New(args) => new::run(args, folder, ui),
        Command::Init(args) => init::run(args, folder, ui),
        Command::Generate(args) => generate::run(args, folder, ui),
        Command::Check(args) => check::run(args, folder, ui),
        Command::Why(args) => why::run(args, folder, ui),
        Command::Config(args) => config::run(args, folder, ui),
        Command::Ci(command) => ci::run(command, folder, ui),
        Command::Preview(command) => preview::run(command, folder, ui),
        Command::Radar(command) => radar::run(command, folder, ui),
        Command::Semver(command) => semver::run(command, folder, ui),
        Command::Metrics(args) => metrics::run(args, folder, ui),
        Command::Schema(args) => schema::run(args, folder, ui),
        Command::Completions { shell } => completions::run(*shell),
        Command::Man => man::run(),
        Command::External(words) => external::run(words, folder),
    }
}
