//! `blip ci`: the pipeline, looked at.

mod known;
mod pins;
mod simulate;
mod workflow;

pub(crate) use pins::PinsDocument;
pub(crate) use simulate::SimulateDocument;

use std::path::Path;

use anyhow::Result;

use crate::cli::CiCommand;
use crate::exit::Exit;
use crate::ui::Ui;

pub(super) fn run(command: &CiCommand, folder: &Path, ui: &Ui) -> Result<Exit> {
    match command {
        CiCommand::Pins(args) => pins::run(args, folder, ui),
        CiCommand::Simulate(args) => simulate::run(args, folder, ui),
    }
}
