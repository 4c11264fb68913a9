//! `blip radar render`: the radar to look at.

use std::path::Path;

use anyhow::Result;
use blip_generate::Catalog;
use blip_radar::Usage;

use super::output;
use crate::cli::RenderArgs;
use crate::ui::Ui;

pub(super) fn run(args: &RenderArgs, catalog: &Catalog, folder: &Path, ui: &Ui) -> Result<()> {
    let radar = catalog.radar();
    let text = match args.svg {
        true => blip_radar::svg(radar, &args.title)?,
        false => blip_radar::page(radar, &args.title, &Usage::default())?,
    };
    output(&text, args.output.as_deref(), folder, ui)
}
