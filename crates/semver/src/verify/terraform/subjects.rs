//! The modules of a change, fetched and compared.

use std::collections::{BTreeMap, BTreeSet};

use super::super::change::{Change, Pair, join};
use super::super::rule::observe;
use super::super::subject::{Subject, SubjectKind};
use super::super::table::{MODULE_ADDED, MODULE_REMOVED};
use super::super::tree::{Tree, texts};
use super::module::is_module_file;
use super::{Module, RULES};
use crate::error::Error;
use crate::files::folder_of;

const KIND: SubjectKind = SubjectKind::TerraformModule;

/// A module read, and its first file.
struct Found {
    module: Module,
    file: String,
}

/// The modules of either side: every folder with files of Terraform, so a submodule is one of its own.
pub(crate) fn subjects(change: &mut Change<'_>) -> Result<Vec<Subject>, Error> {
    let (before, after) = (find(change, change.old)?, find(change, change.new)?);
    let mut subjects = Vec::new();
    for pair in change.pairs(before, after, |path, _| name(path).to_owned()) {
        subjects.push(match pair {
            Pair::Both { path, old, new } => {
                let observations = observe(RULES, &old.module, &new.module, &path);
                change.subject(KIND, (name(&path), &path), None, observations)
            }
            Pair::Added { path, new } => {
                change.whole(KIND, (name(&path), &path), &join(&path, &new.file), (&MODULE_ADDED, true))
            }
            Pair::Removed { path, old } => {
                change.whole(KIND, (name(&path), &path), &join(&path, &old.file), (&MODULE_REMOVED, false))
            }
        });
    }
    Ok(subjects)
}

fn find(change: &mut Change<'_>, tree: &Tree<'_>) -> Result<BTreeMap<String, Found>, Error> {
    let files = tree.paths.iter().filter(|path| is_module_file(path) && change.counts(path) && !is_example(path));
    let folders: BTreeSet<&str> = files.map(|path| folder_of(path)).collect();
    let mut found = BTreeMap::new();
    for folder in folders {
        let files = texts(&tree.below(folder, |path| !path.contains('/') && is_module_file(path))?);
        if let Some(module) = change.readable(folder, Module::read(&files)) {
            let file = files.into_keys().next().unwrap_or_default();
            found.insert(folder.to_owned(), Found { module, file });
        }
    }
    Ok(found)
}

/// Folders that show or test a module; nobody calls them.
fn is_example(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "example" | "examples" | "test" | "tests"))
}

fn name(path: &str) -> &str {
    match path.rsplit('/').next() {
        Some("") | None => "root",
        Some(name) => name,
    }
}
