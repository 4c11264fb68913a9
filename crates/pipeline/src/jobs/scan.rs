//! Is anything in it known to be vulnerable?

use super::{Parts, grant, ids, job};
use crate::{Checkout, Job, Occasion, Right, Stage, Task, Toolbox};

/// What a proposal depends on.
pub(super) fn dependencies(parts: &Parts<'_>) -> Option<Job> {
    let lock = locked(parts)?;
    Some(Job {
        on: vec![Occasion::Proposal],
        paths: vec![lock.clone()],
        toolbox: Toolbox::Scanner,
        grants: vec![grant(Right::ReadCode, "check out the lock file")],
        tasks: vec![Task::ReviewDependencies, Task::ScanDependencies { lock }],
        ..job("dependencies", Stage::Check)
    })
}

/// The image, before anybody gets it.
pub(super) fn image(parts: &Parts<'_>) -> Option<Job> {
    parts.scans.then(|| Job {
        needs: ids(["publish"]),
        on: vec![Occasion::Trunk, Occasion::Release],
        toolbox: Toolbox::Scanner,
        checkout: Checkout::None,
        grants: parts.read_registry("pull the image").into_iter().collect(),
        environment: parts.registry_environment(),
        tasks: vec![Task::ScanImage],
        ..job("scan", Stage::Build)
    })
}

/// What was sound when it was built, and may be no more.
pub(super) fn nightly(parts: &Parts<'_>) -> Option<Job> {
    let deploys = parts.scans && parts.input.uses("argocd");
    let mut tasks: Vec<Task> = deploys.then_some(Task::ScanDeployedImages).into_iter().collect();
    tasks.extend(locked(parts).map(|lock| Task::ScanDependencies { lock }));
    if tasks.is_empty() {
        return None;
    }
    let mut grants = vec![grant(Right::ReadCode, "see what runs and what it depends on")];
    grants.extend(deploys.then(|| parts.read_registry("pull the images")).flatten());
    Some(Job {
        on: vec![Occasion::Nightly],
        toolbox: Toolbox::Scanner,
        minutes: 20,
        grants,
        environment: if deploys { parts.registry_environment() } else { None },
        tasks,
        ..job("nightly", Stage::Check)
    })
}

/// The lock file, where it is to be scanned.
fn locked(parts: &Parts<'_>) -> Option<String> {
    parts.input.stack.lock.clone().filter(|_| parts.scans)
}

/// The command that looks into an image, which the shell may compose. It fails on what has a remedy: a newer version.
pub(crate) fn scan_image(image: &str) -> String {
    format!("\"$GRYPE\" \"{image}\" --only-fixed --fail-on \"$SEVERITY\"")
}

/// The script that looks into what a lock file names.
pub(crate) fn scan_dependencies(lock: &str) -> &'static str {
    let of_pip = lock.starts_with("requirements") && !lock.ends_with(".txt");
    if of_pip { "scan_requirements" } else { "scan_dependencies" }
}
