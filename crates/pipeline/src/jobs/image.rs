//! The image: built once, known by its digest from then on.

use super::{Parts, grant, ids, job, scan, sentry};
use crate::{Architecture, Checkout, Job, Occasion, Output, Right, Stage, Task, Toolbox};

/// The version that a tag names, the image, the proof of where it comes from, and a look into it.
pub(super) fn jobs(parts: &Parts<'_>) -> Vec<Job> {
    let mut jobs = vec![version()];
    jobs.extend(publish(parts));
    if parts.signs {
        jobs.push(sign(parts));
    }
    jobs.extend(scan::image(parts));
    jobs
}

fn version() -> Job {
    Job {
        on: vec![Occasion::Release, Occasion::PreRelease],
        checkout: Checkout::History,
        minutes: 5,
        grants: vec![grant(Right::ReadCode, "see whether the tag stands on the default branch")],
        tasks: vec![Task::CheckTag],
        outputs: vec![Output::Version],
        ..job("version", Stage::Check)
    }
}

/// Of several architectures each has a job, and then there is one that makes one image of theirs.
fn publish(parts: &Parts<'_>) -> Vec<Job> {
    let mut needs = ids(["test"]);
    if parts.has_chart() {
        needs.push("chart".to_owned());
    }
    needs.push("version".to_owned());
    let mut grants = vec![grant(Right::ReadCode, "check out the build context")];
    grants.extend(parts.write_registry("push the image"));
    let keep = sentry::symbols(parts.input).map(|_| Task::KeepSymbols);
    let publish = Job {
        needs,
        on: vec![Occasion::Trunk, Occasion::Release, Occasion::PreRelease],
        toolbox: Toolbox::Builder,
        minutes: 45,
        grants,
        environment: parts.registry_environment(),
        tasks: [Task::PushImage].into_iter().chain(keep.clone()).collect(),
        outputs: vec![Output::Digest],
        ..job("publish", Stage::Build)
    };
    let builds = parts.builds();
    if let [(_, architecture)] = builds.as_slice() {
        return vec![Job { architecture: *architecture, ..publish }];
    }
    let of_one = |one: Architecture| Job {
        id: format!("publish-{}", one.name()),
        architecture: Some(one),
        // one is enough, and two could not lie under one name
        tasks: [Task::PushArchitecture(one)]
            .into_iter()
            .chain(keep.clone().filter(|_| one == parts.architectures[0]))
            .collect(),
        outputs: vec![Output::DigestOf(one)],
        ..publish.clone()
    };
    let mut jobs: Vec<Job> = parts.architectures.iter().copied().map(of_one).collect();
    let needs = jobs.iter().map(|job| job.id.clone()).chain(ids(["version"])).collect();
    jobs.push(Job {
        needs,
        toolbox: Toolbox::Merger,
        checkout: Checkout::None,
        minutes: 10,
        grants: parts.write_registry("push the image").into_iter().collect(),
        tasks: vec![Task::MergeImages(parts.architectures.clone())],
        ..publish
    });
    jobs
}

/// A job of its own, so that nothing that runs in a build can sign.
fn sign(parts: &Parts<'_>) -> Job {
    let mut grants = vec![
        grant(Right::Identity, "sign as this job, without a key"),
        grant(Right::WriteAttestations, "store where the image comes from"),
    ];
    grants.extend(parts.write_registry("push the signature"));
    Job {
        needs: ids(["publish"]),
        on: vec![Occasion::Trunk, Occasion::Release, Occasion::PreRelease],
        toolbox: Toolbox::Signer,
        checkout: Checkout::None,
        grants,
        environment: parts.registry_environment(),
        tasks: vec![Task::AttestImage, Task::SignImage],
        ..job("sign", Stage::Build)
    }
}
