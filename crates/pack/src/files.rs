//! The files of a pack as they are gathered, up to limits.

use blip_model::{Place, Problem, RepoPath};

/// The largest file: a template is a page or two.
pub(crate) const LARGEST: u64 = 1 << 20;
/// How much all files hold at most.
const MOST_BYTES: u64 = 32 << 20;
/// How many files there are at most.
const MOST_FILES: usize = 5_000;
/// How deep folders lie in each other at most.
const DEEPEST: usize = 32;

/// The files of one folder of a pack.
pub(crate) struct Files<'a> {
    /// What its reader calls the folder.
    name: &'a str,
    files: Vec<(String, String)>,
    bytes: u64,
    /// Everything that was come across, folders too.
    seen: usize,
}

impl<'a> Files<'a> {
    pub(crate) fn below(name: &'a str) -> Self {
        Self { name, files: Vec::new(), bytes: 0, seen: 0 }
    }

    /// Judges a name before what bears it is looked into.
    pub(crate) fn enter(&mut self, path: &str) -> Result<(), Problem> {
        self.seen += 1;
        if self.seen > MOST_FILES {
            return Err(self.fault("", &format!("a pack holds at most {MOST_FILES} files")));
        }
        if path.split('/').count() > DEEPEST {
            return Err(self.fault(path, &format!("folders lie more than {DEEPEST} deep in each other")));
        }
        match path.parse::<RepoPath>() {
            Ok(_) => Ok(()),
            Err(error) => Err(self.fault("", &error.to_string())),
        }
    }

    /// Judges a size before a file is read.
    pub(crate) fn weigh(&mut self, path: &str, bytes: u64) -> Result<(), Problem> {
        if bytes > LARGEST {
            return Err(self.fault(path, "it is larger than 1 MiB"));
        }
        self.bytes += bytes;
        if self.bytes > MOST_BYTES {
            return Err(self.fault("", &format!("a pack holds at most {} MiB", MOST_BYTES >> 20)));
        }
        Ok(())
    }

    /// Takes a file in.
    pub(crate) fn add(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), Problem> {
        match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => self.files.push((path.to_owned(), text)),
            _ => return Err(self.fault(path, "it is no UTF-8 text").help("a pack holds texts alone")),
        }
        Ok(())
    }

    /// What is neither a file nor a folder.
    pub(crate) fn neither(&self, path: &str, what: &str) -> Problem {
        self.fault(path, &format!("it is {what}")).help("a pack holds files and folders alone: put a copy in its place")
    }

    pub(crate) fn fault(&self, path: &str, what: &str) -> Problem {
        let file = if path.is_empty() { self.name.to_owned() } else { format!("{}/{path}", self.name) };
        Problem::new(what).at(Place { file, line: 1, column: 1 })
    }

    /// The files, sorted.
    pub(crate) fn finish(mut self) -> Vec<(String, String)> {
        self.files.sort();
        self.files
    }
}
