//! Files that the user names as input.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use blip_model::{Document, Problem};

/// `path` in `folder`, by the name that a user would give it who stands in the current folder.
pub(crate) fn below(folder: &Path, path: &Path) -> PathBuf {
    if folder == Path::new(".") { path.to_path_buf() } else { folder.join(path) }
}

/// The text files below a folder, by their path in it, sorted. Symbolic links are not followed.
pub(crate) fn read_folder(root: &Path) -> Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    read_below(root, "", &mut files)?;
    files.sort();
    Ok(files)
}

fn read_below(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            read_below(&entry.path(), &path, files)?;
        } else if kind.is_file() {
            let text = fs::read_to_string(entry.path()).with_context(|| entry.path().display().to_string())?;
            files.push((path, text));
        }
    }
    Ok(())
}

/// A YAML document that the user gave, known to them under the path they typed.
pub(crate) fn read_document(folder: &Path, path: &Path) -> Result<Document> {
    let text = match fs::read_to_string(folder.join(path)) {
        Ok(text) => text,
        Err(error) => {
            return Err(Problem::new(format!("cannot read {}: {error}", path.display())).into());
        }
    };
    Ok(Document::parse(&path.display().to_string(), &text)?)
}
