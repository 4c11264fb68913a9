//! What others get to see of a version.

use super::{Parts, grant, ids, job};
use crate::{Job, Occasion, Right, Stage, Task, Toolbox};

/// The chart in the registry and the release with its notes.
pub(super) fn jobs(parts: &Parts<'_>) -> Vec<Job> {
    if !parts.input.uses("semver") {
        return Vec::new();
    }
    let package = parts.has_chart().then(|| package(parts));
    let release = release(parts, package.as_ref());
    package.into_iter().chain([release]).collect()
}

fn package(parts: &Parts<'_>) -> Job {
    let mut needs = ids(["version"]);
    needs.extend(parts.passed());
    let mut grants = vec![grant(Right::ReadCode, "check out the chart")];
    grants.extend(parts.write_registry("push the chart"));
    Job {
        serves: Some("helm"),
        needs,
        on: vec![Occasion::Release, Occasion::PreRelease],
        toolbox: Toolbox::Helm,
        grants,
        environment: parts.registry_environment(),
        tasks: vec![Task::PushChart],
        ..job("package", Stage::Release)
    }
}

fn release(parts: &Parts<'_>, package: Option<&Job>) -> Job {
    let mut needs = ids(["version"]);
    needs.extend(parts.passed());
    needs.extend(package.map(|package| package.id.clone()));
    Job {
        serves: Some("semver"),
        needs,
        on: vec![Occasion::Release, Occasion::PreRelease],
        toolbox: Toolbox::Forge,
        grants: vec![grant(Right::WriteCode, "publish the release")],
        tasks: vec![Task::Publish],
        ..job("release", Stage::Release)
    }
}
