//! Files that the user names as input.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::Result;
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
