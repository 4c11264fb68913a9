//! A system that turns hostile in the middle of `blip generate`: at every call that writes it kills the program, has no
//! space left, or fails to write. strace plays it.
//!
//! The suite takes a sample of the calls; all of them are taken by
//!
//! ```sh
//! BLIP_EVERY_CALL=1 cargo test -p blip --test conformance killed -- --nocapture
//! ```

use std::collections::BTreeMap;
use std::env;
use std::fs;

use crate::support::{Outcome, Sandbox, Snapshot};
use crate::tools::tool;

/// The calls by which a program changes a disk; of `openat` those that make or change a file.
const CALLS: &str =
    "openat,write,fsync,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,chmod,fchmod,ftruncate";

/// How many calls the suite takes of each fault.
const SAMPLE: usize = 4;

/// One call of a run: its name, and the how manieth of that name it is.
type Call = (String, usize);

/// What the system does at a call, as strace puts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The program ends there.
    Kill,
    /// There is no space left, from that call on.
    Full,
    /// That call alone fails.
    Once,
}

impl Fault {
    fn inject(self, (name, at): &Call) -> String {
        match self {
            Self::Kill => format!("inject={name}:signal=SIGKILL:when={at}"),
            Self::Full => format!("inject={name}:error=ENOSPC:when={at}+"),
            Self::Once => format!("inject={name}:error=EIO:when={at}"),
        }
    }
}

/// A service whose next run creates, updates, merges and deletes files: it moves from one forge to the other.
fn scene() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.blip(["new", "checkout", "--defaults"]).succeeds();
    sandbox.edit("checkout/Dockerfile", "FROM scratch\n", "FROM scratch\nLABEL mine=yes\n");
    sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
    sandbox.edit("checkout/blip.yaml", "provider: github", "provider: gitlab");
    sandbox.edit("checkout/blip.yaml", "https://github.com/", "https://gitlab.com/");
    sandbox
}

/// The scene once more, without making it anew.
fn copy(scene: &Sandbox) -> Sandbox {
    let sandbox = Sandbox::new();
    let (from, to) = (scene.path("checkout").display().to_string(), sandbox.work().display().to_string());
    sandbox.command("cp").args(["-R", &from, &to]).succeeds();
    sandbox
}

fn traced(sandbox: &Sandbox, expressions: &[String]) -> Outcome {
    let trace = sandbox.path("trace").display().to_string();
    let mut args = vec!["-f".to_owned(), "-o".to_owned(), trace];
    args.extend(expressions.iter().flat_map(|expression| ["-e".to_owned(), expression.clone()]));
    args.extend([env!("CARGO_BIN_EXE_blip"), "-C", "checkout", "generate"].map(str::to_owned));
    sandbox.command("strace").args(args).outcome()
}

/// Every call of a run that writes to the folder.
fn writing_calls(scene: &Sandbox) -> Vec<Call> {
    let sandbox = copy(scene);
    let outcome = traced(&sandbox, &[format!("trace={CALLS}")]);
    assert_eq!(outcome.code, Some(0), "{outcome}");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in fs::read_to_string(sandbox.path("trace")).unwrap().lines() {
        // 691   rename("checkout/…", "checkout/…") = 0
        let Some((name, rest)) = line.split_once(' ').and_then(|(_, call)| call.trim_start().split_once('(')) else {
            continue;
        };
        let count = counts.entry(name.to_owned()).or_default();
        *count += 1;
        let reads = name == "openat" && !rest.contains("O_CREAT") && !rest.contains("O_WRONLY");
        let speaks = name == "write" && (rest.starts_with("1,") || rest.starts_with("2,"));
        if !reads && !speaks {
            calls.push((name.to_owned(), *count));
        }
    }
    calls
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What became of the folder, without what a killed run had no time to take away.
fn without_temporaries(snapshot: &Snapshot) -> BTreeMap<&str, &[u8]> {
    snapshot.files().into_iter().filter(|(path, _)| !path.ends_with(".tmp")).collect()
}

#[test]
fn wherever_a_run_ends_each_file_is_whole_and_a_rerun_completes() {
    let Some(_) = tool("strace") else { return };
    let scene = scene();
    let before = scene.snapshot("checkout");
    let done = copy(&scene);
    done.blip(["-C", "checkout", "generate"]).succeeds();
    let after = done.snapshot("checkout");
    let (old, new) = (before.files(), after.files());
    let calls = writing_calls(&scene);
    assert!(calls.len() > 60, "{} calls", calls.len());
    let every = if env::var_os("BLIP_EVERY_CALL").is_some() { 1 } else { calls.len() / SAMPLE };
    let mut trials = 0;
    for fault in [Fault::Kill, Fault::Full, Fault::Once] {
        for call in calls.iter().step_by(every) {
            trials += 1;
            let sandbox = copy(&scene);
            let outcome = traced(&sandbox, &[format!("trace={CALLS}"), fault.inject(call)]);
            let context = format!("{fault:?} at {call:?}");
            let now = sandbox.snapshot("checkout");
            for (path, bytes) in without_temporaries(&now) {
                let is_announced = path == ".blip/lock.yaml" && text(bytes).contains("    pending: ");
                let is_whole = [old.get(path), new.get(path)].contains(&Some(&bytes)) || is_announced;
                assert!(is_whole, "{context}: {path} is neither old nor new\n{outcome}");
            }
            for path in old.keys().filter(|path| new.contains_key(*path)) {
                assert!(now.files().contains_key(path), "{context}: {path} is gone\n{outcome}");
            }
            if fault != Fault::Kill && outcome.code != Some(0) {
                assert_eq!(outcome.code, Some(1), "{context}\n{outcome}");
                // a system that takes nothing takes no message either
                let says = outcome.stderr.starts_with("error: cannot ") || fault == Fault::Full && call.0 == "write";
                assert!(says, "{context}\n{outcome}");
            }
            sandbox.blip(["-C", "checkout", "generate"]).succeeds();
            assert_eq!(sandbox.snapshot("checkout").files(), new, "{context}: the rerun differs");
        }
    }
    eprintln!("{} calls that write, {trials} trials, nothing half written", calls.len());
}
