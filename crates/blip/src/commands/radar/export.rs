//! `blip radar export`: the radar for another program.

use std::path::Path;

use anyhow::Result;
use blip_generate::Catalog;

use super::output;
use crate::cli::ExportArgs;
use crate::ui::Ui;

pub(super) fn run(args: &ExportArgs, catalog: &Catalog, folder: &Path, ui: &Ui) -> Result<()> {
    let export = blip_radar::exchange::export(catalog.radar(), args.format.into())?;
    for warning in &export.warnings {
        ui.warning(warning);
    }
    output(&export.text, args.output.as_deref(), folder, ui)
}
