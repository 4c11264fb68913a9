//! `blip completions`: a script that makes a shell complete Blip's arguments.

use anyhow::Result;
use clap_complete::Shell;

use crate::complete;
use crate::exit::Exit;

pub(super) fn run(shell: Shell) -> Result<Exit> {
    complete::write_script(&shell.to_string(), &mut std::io::stdout())?;
    Ok(Exit::Done)
}
