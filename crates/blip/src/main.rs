//! `blip`: turns a technology radar's recommendations into files of a service's repository.

mod answers;
mod busy;
mod cli;
mod clock;
mod commands;
mod complete;
mod config;
mod draft;
mod drift;
mod editor;
mod examples;
mod exit;
mod fleet;
mod hints;
mod input;
mod known;
mod memo;
mod needed;
mod package_manager;
mod pager;
mod prompt;
mod questions;
mod renamed;
mod report;
mod repository;
mod rings;
mod roots;
mod routing;
mod service;
mod settle;
mod sources;
mod standing;
mod tree;
mod ui;
mod unattended;
mod wizard;

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

use crate::cli::Cli;
use crate::ui::Ui;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if complete::is_asked() {
        return complete::answer();
    }
    let cli = Cli::parse();
    let ui = Ui::new(&cli.common);
    let began = Instant::now();
    ui.detail(format!("blip {} in {}", env!("CARGO_PKG_VERSION"), ui.folder().display()));
    let exit = match commands::run(&cli, &ui) {
        Ok(exit) => exit,
        Err(error) if prompt::is_interrupt(&error) => prompt::leave(ui.is_plain()),
        Err(error) => {
            let error = exit::mendable(error);
            ui.error(&error);
            exit::of(&error)
        }
    };
    ui.detail(format!("took {} ms, exit code {}", began.elapsed().as_millis(), exit.code()));
    ui.finish();
    exit.into()
}
