//! What `blip check --all` remembers of a service in which there was nothing to do, so that the next run need not
//! generate it again, but only compare its files with the lock.
//!
//! What was found hangs on the program itself, blip.yaml, the lock, the commit of the pack and the files that contracts
//! read. All of these stand in the memo by their SHA-256, and the files of the lock are compared with it at every run.
//! A memo can be thrown away at any time; it lies in the user's own cache, where no repository can forge one.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Result;
use blip_model::RepoPath;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::drift::Drift;
use crate::service::Service;
use crate::sources::cache_folder;

/// Where memos of services lie.
pub(crate) struct Memos {
    folder: PathBuf,
    /// What tells this program from any other, and from itself after it was built anew.
    program: String,
}

/// The files that were read beside those of the lock, by their SHA-256; none where there was no such file.
type Reads = BTreeMap<RepoPath, Option<String>>;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Memo {
    /// Of the program, the pack, blip.yaml and the lock.
    inputs: String,
    reads: Reads,
}

impl Memos {
    /// The memos of the services below a folder; none where nothing can be kept.
    pub(crate) fn new(folder: &Path) -> Option<Self> {
        let folder = cache_folder("checked", &std::path::absolute(folder).ok()?).ok()?;
        let program = env::current_exe().and_then(fs::metadata).ok()?;
        let made = program.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        Some(Self { folder, program: format!("{} {} {made}", env!("CARGO_PKG_VERSION"), program.len()) })
    }

    /// How a service stands to what its blip.yaml asks for, by its memo where that still holds.
    pub(crate) fn drift(&self, service: &Service) -> Result<Drift> {
        let Some(inputs) = self.inputs(service) else { return Drift::of(service) };
        let place = self.place(service)?;
        let known = fs::read(&place).ok().and_then(|text| serde_json::from_slice::<Memo>(&text).ok());
        let holds =
            |memo: &Memo| memo.inputs == inputs && memo.reads.iter().all(|(path, sum)| *sum == sum_of(service, path));
        if known.is_some_and(|memo| holds(&memo)) && service.project.is_as_locked()? {
            return Ok(Drift::nothing(service));
        }
        let reads = RefCell::new(Reads::new());
        let read = |path: &RepoPath| {
            let text = service.read(path);
            reads.borrow_mut().insert(path.clone(), text.as_ref().map(|text| sum(&[text])));
            text
        };
        let drift = Drift::reading(service, &read)?;
        if drift.is_nothing() {
            // one that cannot be kept makes the next run slower, and no more
            let _ = self.keep(&place, &Memo { inputs, reads: reads.into_inner() });
        }
        Ok(drift)
    }

    /// What a verdict hangs on; none where it hangs on more than that: folders of the user's own, former names, and
    /// routes, for which Helm is asked.
    fn inputs(&self, service: &Service) -> Option<String> {
        let lock = service.project.lock_text()?;
        let hangs_on_more = !service.laid_on.is_empty()
            || !service.selection.formerly.is_empty()
            || service.selection.previews().is_some();
        let pin = serde_json::to_string(&service.pin).ok()?;
        (!hangs_on_more).then(|| sum(&[&self.program, &pin, &service.spec, lock]))
    }

    fn place(&self, service: &Service) -> Result<PathBuf> {
        let root = std::path::absolute(&service.root)?;
        Ok(self.folder.join(format!("{}.json", sum(&[&root.to_string_lossy()]))))
    }

    fn keep(&self, place: &Path, memo: &Memo) -> Result<()> {
        fs::create_dir_all(&self.folder)?;
        let file = NamedTempFile::new_in(&self.folder)?;
        serde_json::to_writer(&file, memo)?;
        file.persist(place)?;
        Ok(())
    }
}

/// The SHA-256 of a file of the service that is text; none where there is none.
fn sum_of(service: &Service, path: &RepoPath) -> Option<String> {
    service.read(path).map(|text| sum(&[&text]))
}

/// The SHA-256 of texts, each told from the next by its length.
fn sum(texts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for text in texts {
        digest.update(text.len().to_le_bytes());
        digest.update(text);
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
