//! `blip schema`: the JSON Schema of blip.yaml.

use std::path::Path;

use anyhow::Result;

use crate::cli::SourceArgs;
use crate::exit::Exit;
use crate::sources::Sources;
use crate::ui::Ui;

pub(super) fn run(args: &SourceArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    ui.json(Sources::new(args, folder)?.catalog_in(folder)?.schema())?;
    Ok(Exit::Done)
}
