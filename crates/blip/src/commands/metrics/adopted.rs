//! What a service has taken up of the paved road.

use std::path::Path;

use anyhow::Result;
use blip_metrics::{Adopted, Locked, read};
use blip_model::Ownership;
use blip_project::{LOCK_PATH, place_in_repository};
use blip_semver::Repository;

use super::Asked;
use crate::drift::Drift;
use crate::service::Service;

/// The service in `root`, by name.
pub(super) fn of(root: &Path, asked: &Asked<'_>) -> Result<(String, Adopted)> {
    let repository = Repository::discover(root)?;
    let place = place_in_repository(root)?;
    let path = if place.is_empty() { LOCK_PATH.to_owned() } else { format!("{place}/{LOCK_PATH}") };
    let history = read::history(&repository, "")?.until(asked.window.until);
    let states = read::states(&repository, &history, &path)?;
    let locked = states.into_iter().filter_map(|state| Some(Locked { at: state.at, blip: version(&state.text?)? }));
    let service = Service::open(root.to_path_buf(), &asked.sources)?;
    let drift = Drift::of(&service)?;
    let lock = service.project.lock();
    let rings = lock.meta.iter().flat_map(|meta| &meta.rings);
    let regenerated = lock.files.values().filter(|entry| entry.ownership == Ownership::Managed).count();
    let edited = drift.edited().len().min(regenerated);
    let adopted = Adopted {
        history: locked.collect(),
        blips: rings.map(|(blip, ring)| (blip.to_string(), ring.to_string().to_lowercase())).collect(),
        files: regenerated,
        edited,
        behind: !drift.behind().is_empty(),
    };
    Ok((service.selection.spec.service.name.to_string(), adopted))
}

/// The version of Blip in a lock, of whatever format: none can be so old or so new that it bears another line.
fn version(lock: &str) -> Option<semver::Version> {
    lock.lines().find_map(|line| line.strip_prefix("blip: "))?.trim().trim_matches('"').parse().ok()
}
