//! Templates or a radar in a folder of this machine.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use blip_model::Problem;

use crate::files::{Files, LARGEST};

/// The text files below `root`, which its reader calls `name`, by their path in it, sorted.
///
/// # Errors
/// What cannot be read, is no text, a link, or too much; with its place.
pub fn read_folder(root: &Path, name: &str) -> Result<Vec<(String, String)>, Problem> {
    if !root.is_dir() {
        return Err(Problem::new(format!("there is no folder {name}")));
    }
    let mut files = Files::below(name);
    below(root, "", &mut files)?;
    Ok(files.finish())
}

fn below(folder: &Path, prefix: &str, files: &mut Files<'_>) -> Result<(), Problem> {
    let failed = |error: std::io::Error| Problem::new(format!("cannot read {}: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        if name == ".git" {
            continue;
        }
        let Some(name) = name.to_str() else {
            return Err(files.fault(prefix.trim_end_matches('/'), "it holds a name that is no UTF-8 text"));
        };
        let path = format!("{prefix}{name}");
        files.enter(&path)?;
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            below(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file() {
            let bytes = read(&entry.path()).map_err(|error| files.fault(&path, &error.to_string()))?;
            files.weigh(&path, bytes.len() as u64)?;
            files.add(&path, bytes)?;
        } else if kind.is_symlink() {
            return Err(files.neither(&path, "a symbolic link"));
        } else {
            return Err(files.neither(&path, "no regular file"));
        }
    }
    Ok(())
}

/// Reads no more than it takes to see that a file is too large.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(make: impl FnOnce(&Path)) -> String {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/x"), "x").unwrap();
        make(folder.path());
        read_folder(folder.path(), "pack").unwrap_err().to_string()
    }

    #[test]
    fn files_come_sorted_by_their_path() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["b", "a/y", "a/x", ".git/config", ".github/z"] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let files = read_folder(folder.path(), "pack").unwrap();
        assert_eq!(files.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), [".github/z", "a/x", "a/y", "b"]);
    }

    #[test]
    fn what_is_no_text_or_too_large_is_refused() {
        let binary = problem(|root| fs::write(root.join("a/b"), [0xff, 0xfe]).unwrap());
        assert!(binary.starts_with("pack/a/b:1:1: it is no UTF-8 text"), "{binary}");
        let large = problem(|root| fs::write(root.join("a/b"), vec![b'x'; (1 << 20) + 1]).unwrap());
        assert!(large.starts_with("pack/a/b:1:1: it is larger than 1 MiB"), "{large}");
        let odd = problem(|root| fs::write(root.join("a\\b"), "x").unwrap());
        assert!(odd.contains("`a\\b` is no path"), "{odd}");
    }

    #[test]
    fn too_many_or_too_deep_is_refused() {
        let many = problem(|root| (0..5_000).for_each(|i| fs::write(root.join(i.to_string()), "").unwrap()));
        assert!(many.contains("at most 5000 files"), "{many}");
        let deep = problem(|root| fs::create_dir_all(root.join(vec!["a"; 40].join("/"))).unwrap());
        assert!(deep.contains("more than 32 deep"), "{deep}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_refused_not_followed() {
        let link = problem(|root| std::os::unix::fs::symlink("/etc/passwd", root.join("a/link")).unwrap());
        assert!(link.starts_with("pack/a/link:1:1: it is a symbolic link"), "{link}");
        let folder = problem(|root| std::os::unix::fs::symlink("/", root.join("a/all")).unwrap());
        assert!(folder.starts_with("pack/a/all:1:1: it is a symbolic link"), "{folder}");
    }
}
