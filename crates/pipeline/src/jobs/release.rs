//! What makes a version, and what others get to see of it.

use super::{Parts, deploy, grant, ids, job};
use crate::{Checkout, Environment, Job, Occasion, Releaser, Right, Stage, Task, Toolbox};

/// What tags a version, where the pipeline does that; the chart in the registry and the release with its notes.
pub(super) fn jobs(parts: &Parts<'_>) -> Vec<Job> {
    if !parts.input.uses("semver") {
        return Vec::new();
    }
    let package = parts.has_chart().then(|| package(parts));
    let release = release(parts, package.as_ref());
    let releaser = parts.input.releaser().map(|releaser| self::releaser(parts, releaser));
    releaser.into_iter().chain(package).chain([release]).collect()
}

/// Runs for the default branch; what it tags goes the way of every tag.
///
/// After the deployments that follow the branch: what fails there is not released, and of two that push to the branch
/// at the same time one would be refused.
fn releaser(parts: &Parts<'_>, releaser: Releaser) -> Job {
    let deployments = deploy::jobs(parts);
    let last = deployments.iter().rfind(|job| job.on.contains(&Occasion::Trunk));
    let mut needs = parts.passed();
    needs.extend(last.map(|job| job.id.clone()));
    let mut grants = vec![grant(Right::WriteCode, "tag the version")];
    if releaser == Releaser::ReleasePlease {
        grants.push(grant(Right::WriteProposals, "keep the pull request of the next release"));
    }
    grants.push(grant(Right::StartPipelines, "start what its own token's pushes do not"));
    Job {
        serves: Some("semver"),
        needs,
        on: vec![Occasion::Trunk],
        toolbox: Toolbox::Releaser(releaser),
        checkout: match releaser {
            Releaser::SemanticRelease => Checkout::History,
            Releaser::ReleasePlease => Checkout::None,
        },
        grants,
        environment: Some(Environment { name: "release".to_owned(), url: None, deployment: false }),
        tasks: vec![Task::Release(releaser), Task::FollowUp(releaser)],
        ..job(releaser.name(), Stage::Release)
    }
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
