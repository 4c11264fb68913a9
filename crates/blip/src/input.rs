//! Files that the user names as input.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use blip_model::{Document, Problem};

/// `path` in `folder`, by the name that a user would give it who stands in the current folder.
pub(crate) fn below(folder: &Path, path: &Path) -> PathBuf {
    if folder == Path::new(".") { path.to_path_buf() } else { folder.join(path) }
}

/// The largest file that is read; what a person writes is smaller, and a parser may need ten times as much.
const LARGEST: u64 = 16 << 20;

/// The text of a file that is not larger than anything that is meant to be read.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 16 MiB"));
    }
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
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
            let text = read_text(&entry.path()).with_context(|| entry.path().display().to_string())?;
            files.push((path, text));
        }
    }
    Ok(())
}

/// A YAML document that the user gave, known to them under the path they typed.
pub(crate) fn read_document(folder: &Path, path: &Path) -> Result<Document> {
    let text = match read_text(&folder.join(path)) {
        Ok(text) => text,
        Err(error) => {
            return Err(Problem::new(format!("cannot read {}: {error}", path.display())).into());
        }
    };
    Ok(Document::parse(&path.display().to_string(), &text)?)
}
