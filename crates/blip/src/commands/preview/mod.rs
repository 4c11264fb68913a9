//! `blip preview`: how requests reach previews.

mod check;
mod url;

pub(crate) use check::PreviewDocument;
pub(crate) use url::UrlDocument;

use std::path::Path;

use anyhow::Result;

use crate::cli::PreviewCommand;
use crate::exit::Exit;
use crate::ui::Ui;

pub(super) fn run(command: &PreviewCommand, folder: &Path, ui: &Ui) -> Result<Exit> {
    match command {
        PreviewCommand::Url(args) => url::run(args, folder, ui),
        PreviewCommand::Check(args) => check::run(args, folder, ui),
    }
}
