//! Where a service lies in its repository.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use blip_model::{Document, Folder, Problem, Roots};
use blip_project::repository_around;

/// The key of blip.yaml that says it.
pub(crate) const FOLDER: &str = "repository.folder";

/// The folders that the paths of the service in `root` are named from, as its blip.yaml has it. That works without git,
/// too: a copy of the repository is generated as the repository itself.
pub(crate) fn roots(root: &Path, document: &Document) -> Result<Roots> {
    let around = repository_around(root)?;
    let given = document.value().get("repository").and_then(|repository| repository.get("folder")?.as_str());
    // one that is none is told of with the rest of the spec
    let Some(folder) = given.and_then(|text| text.parse::<Folder>().ok()) else {
        let repository = around.unwrap_or_else(|| root.to_path_buf());
        return Ok(Roots::new(root.to_path_buf(), repository));
    };
    let here = fs::canonicalize(root)?;
    let repository = here.ends_with(folder.as_str()).then(|| above(&here, &folder)).flatten();
    match (repository, around) {
        (Some(repository), None) => Ok(Roots::new(root.to_path_buf(), repository)),
        (Some(repository), Some(around)) if repository == around => Ok(Roots::new(root.to_path_buf(), repository)),
        (_, around) => {
            let place = around.as_deref().and_then(|around| here.strip_prefix(around).ok()).unwrap_or(&here);
            let problem = match place.to_str().filter(|place| !place.is_empty()) {
                Some(place) => Problem::new(format!("this service lies in {place}, not in {folder}"))
                    .help(format!("write `folder: {place}`, then run `blip generate`")),
                None => Problem::new(format!("this service lies at the root of its repository, not in {folder}"))
                    .help("remove `folder`, then run `blip generate`"),
            };
            Err(problem.at(document.place(FOLDER)).into())
        }
    }
}

/// The folder that `folder` is named from, where `here` is it.
fn above(here: &Path, folder: &Folder) -> Option<PathBuf> {
    here.ancestors().nth(folder.as_str().split('/').count()).map(Path::to_path_buf)
}

/// What `repository.folder` would have to say of a service in `root`, which need not be there yet; none where the
/// repository is its own, or where its folder cannot be named.
pub(crate) fn folder_of(root: &Path) -> Result<Option<Folder>> {
    let Some(repository) = repository_around(root)? else { return Ok(None) };
    let absolute = std::path::absolute(root)?;
    let there = absolute.ancestors().find(|folder| folder.is_dir()).unwrap_or(&absolute);
    let place = fs::canonicalize(there)?.join(absolute.strip_prefix(there).unwrap_or(Path::new("")));
    let place = place.strip_prefix(&repository).ok().and_then(Path::to_str);
    Ok(place.and_then(|place| place.replace(std::path::MAIN_SEPARATOR, "/").parse().ok()))
}
