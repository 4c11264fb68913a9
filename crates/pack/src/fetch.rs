//! Fetching a pack: by libgit2 from a folder, by the `git` program from elsewhere.
//!
//! The program knows the user's credentials, proxy and certificates; libgit2 is built without a network. Neither
//! checks anything out, so no filter, hook or attribute of the pack comes into play.

use std::cell::Cell;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use git2::{AutotagOption, FetchOptions, FetchPrune, RemoteCallbacks, Repository};

use crate::Error;

/// How much a pack may hold with its history.
const MOST: u64 = 256 << 20;

/// Everything that a repository offers, where nothing of the cache's own lies.
const REFSPECS: [&str; 3] =
    ["+HEAD:refs/pack/HEAD", "+refs/heads/*:refs/pack/heads/*", "+refs/tags/*:refs/pack/tags/*"];

/// Fetches all branches and tags of `url` into `cache`. `git` is what the user calls the address.
pub(crate) fn fetch(cache: &Repository, url: &str, git: &str, is_local: bool) -> Result<(), Error> {
    if is_local { from_folder(cache, url, git) } else { from_afar(cache, url, git) }
}

fn from_folder(cache: &Repository, url: &str, git: &str) -> Result<(), Error> {
    let too_large = Cell::new(false);
    let failed = |error: git2::Error| match too_large.get() {
        true => Error::TooLarge { git: git.to_owned(), limit: MOST >> 20 },
        false => Error::Fetch { git: git.to_owned(), message: error.message().to_owned() },
    };
    // libgit2 takes a path to nowhere for an address of some protocol
    if !url.starts_with("file:") && !Path::new(url).exists() {
        return Err(Error::Fetch { git: git.to_owned(), message: "there is no such folder".to_owned() });
    }
    let mut callbacks = RemoteCallbacks::new();
    callbacks.transfer_progress(|progress| {
        too_large.set(progress.received_bytes() as u64 > MOST);
        !too_large.get()
    });
    let mut options = FetchOptions::new();
    options
        .remote_callbacks(callbacks)
        .prune(FetchPrune::On)
        .download_tags(AutotagOption::None)
        .update_fetchhead(false);
    let mut remote = cache.remote_anonymous(url).map_err(failed)?;
    remote.fetch(&REFSPECS, Some(&mut options), None).map_err(failed)
}

fn from_afar(cache: &Repository, url: &str, git: &str) -> Result<(), Error> {
    let failed = |message: String| Error::Fetch { git: git.to_owned(), message };
    let mut command = Command::new("git");
    command
        .arg("--git-dir")
        .arg(cache.path())
        // the address was checked; whatever git makes of it, no other way is taken
        .args(["-c", "protocol.allow=never", "-c", "protocol.https.allow=always", "-c", "protocol.ssh.allow=always"])
        .args(["-c", "fetch.fsckObjects=true", "-c", "gc.auto=0", "-c", "maintenance.auto=false"])
        .args(["fetch", "--quiet", "--prune", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--"])
        .arg(url)
        .args(REFSPECS)
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    // set where Blip is run by a hook, and about another repository
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"] {
        command.env_remove(name);
    }
    let mut child = command.spawn().map_err(|error| failed(format!("cannot run git: {error}")))?;
    // read beside the loop: a program that nobody listens to may never end
    let listener = child.stderr.take().map(|mut stderr| {
        thread::spawn(move || {
            let mut said = Vec::new();
            let _ = stderr.read_to_end(&mut said);
            String::from_utf8_lossy(&said).trim().to_owned()
        })
    });
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| failed(error.to_string()))? {
            break status;
        }
        if size(cache.path()) > MOST {
            let _ = child.kill();
            let _ = child.wait();
            return Err(Error::TooLarge { git: git.to_owned(), limit: MOST >> 20 });
        }
        thread::sleep(Duration::from_millis(20));
    };
    let said = listener.and_then(|listener| listener.join().ok()).unwrap_or_default();
    if status.success() { Ok(()) } else { Err(failed(said)) }
}

/// How much lies below a folder.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}
