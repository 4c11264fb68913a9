//! The other services of the repository, as far as they have files at its root.

use std::collections::BTreeMap;

use blip_model::{RepoPath, Roots};

use crate::Error;
use crate::lock::{LOCK_PATH, Lock};
use crate::project::read_own;
use crate::services::services_one_by_one;
use crate::tree::Tree;

/// The files at the root of the repository that other services have made, each with the first of them.
pub(crate) type Others = BTreeMap<RepoPath, Other>;

/// Another service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Other {
    /// Its folder, from the root of the repository.
    pub(crate) folder: String,
    /// Whether one of the two takes the root for its own, and so shares nothing there.
    pub(crate) is_alone: bool,
}

/// The same for a service at the root itself, which calls its files by their plain paths and shares none.
pub(crate) fn others_of_root(roots: &Roots) -> Result<Others, Error> {
    let plain = |(path, other): (RepoPath, Other)| Some((path.bare().parse().ok()?, Other { is_alone: true, ..other }));
    Ok(others(roots)?.into_iter().filter_map(plain).collect())
}

/// What the locks of the other services in the repository say of its root. One that cannot be read says nothing: it is
/// told of where that service is looked at.
pub(crate) fn others(roots: &Roots) -> Result<Others, Error> {
    let own = roots.service().canonicalize().unwrap_or_else(|_| roots.service().to_path_buf());
    let mut others = Others::new();
    for folder in services_one_by_one(roots.repository())? {
        if folder.canonicalize().is_ok_and(|folder| folder == own) {
            continue;
        }
        let name = folder.strip_prefix(roots.repository()).unwrap_or(&folder).display().to_string();
        let at_root = folder == roots.repository();
        let text = read_own(&Tree::new(&Roots::new(folder, roots.repository().to_path_buf())), LOCK_PATH);
        let Some(lock) = text.ok().flatten().and_then(|text| text.parse::<Lock>().ok()) else { continue };
        // the service at the root itself calls its files by their plain paths
        let paths = lock.files.into_keys().filter(|path| at_root || path.is_from_root()).map(RepoPath::from_root);
        let other = Other { folder: if at_root { ".".to_owned() } else { name }, is_alone: at_root };
        paths.for_each(|path| {
            others.entry(path).or_insert_with(|| other.clone());
        });
    }
    Ok(others)
}
