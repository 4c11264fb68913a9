//! `blip radar render`: the radar to look at.

use std::path::Path;

use anyhow::Result;
use blip_radar::Usage;

use super::output;
use crate::cli::RenderArgs;
use crate::fleet::Fleet;
use crate::service::Service;
use crate::sources::Sources;
use crate::ui::Ui;

pub(super) fn run(args: &RenderArgs, sources: &Sources, folder: &Path, ui: &Ui) -> Result<()> {
    let catalog = sources.catalog_in(folder)?;
    let radar = catalog.radar();
    let text = match &args.fleet {
        _ if args.svg => blip_radar::svg(radar, &args.title)?,
        None => blip_radar::page(radar, &args.title, &Usage::default())?,
        Some(dir) => blip_radar::page(radar, &args.title, &usage(&Fleet::below(folder, dir, false)?, sources, ui))?,
    };
    output(&text, args.output.as_deref(), folder, ui)
}

/// How many of the services use each blip. One that cannot be read is left out, and told.
fn usage(fleet: &Fleet, sources: &Sources, ui: &Ui) -> Usage {
    let _at_work = ui.busy().on("Reading the services …");
    let mut usage = Usage::default();
    for folder in fleet.folders() {
        match Service::open(folder.clone(), sources) {
            Ok(service) => {
                usage.services += 1;
                for chosen in service.selection.blips {
                    *usage.blips.entry(chosen.blip.id).or_default() += 1;
                }
            }
            Err(error) => ui.warning(format!("{} is not counted: {error}", folder.display())),
        }
    }
    usage
}
