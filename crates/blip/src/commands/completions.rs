//! `blip completions`: a script that makes a shell complete Blip's arguments.

use anyhow::Result;
use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::exit::Exit;

pub(super) fn run(shell: Shell) -> Result<Exit> {
    clap_complete::generate(shell, &mut Cli::command(), "blip", &mut std::io::stdout());
    Ok(Exit::Done)
}
