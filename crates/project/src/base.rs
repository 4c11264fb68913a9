//! `.blip/base/`: the generated text of every managed file, the common ancestor of a later merge.

use blip_model::{InvalidPath, RepoPath};

/// Where the base of the file at `path` lies.
///
/// # Errors
/// None in practice: a part that is allowed in a path is allowed below `.blip/base/`.
pub(crate) fn path_of(path: &RepoPath) -> Result<RepoPath, InvalidPath> {
    // nothing is generated below the second, so no other base can be there
    let folder = if path.is_from_root() { ".blip/base/.blip/repository" } else { ".blip/base" };
    format!("{folder}/{}", path.bare()).parse()
}
