//! `blip schema`: the JSON Schema of blip.yaml.

use anyhow::Result;
use blip_generate::Catalog;

use crate::exit::Exit;
use crate::ui::Ui;

pub(super) fn run(ui: &Ui) -> Result<Exit> {
    ui.json(Catalog::embedded()?.schema())?;
    Ok(Exit::Done)
}
