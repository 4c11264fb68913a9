//! The environments: a deployment is a commit that names the image by digest.

use blip_model::Deploys;

use super::{Parts, grant, job};
use crate::{Checkout, Environment, Job, Occasion, Right, Stage, Task};

/// One job for each environment. Those that follow the same occasion are reached one after the other, in the spec's
/// order: what stops the first (a failure, a missing approval) protects the next. A pre-release reaches none.
pub(super) fn jobs(parts: &Parts<'_>) -> Vec<Job> {
    if !parts.input.uses("argocd") || parts.input.has_image_updater() {
        return Vec::new();
    }
    let mut jobs: Vec<Job> = Vec::new();
    for (environment, deploys) in parts.input.selection.spec.deploys() {
        let on = match deploys {
            Deploys::Branch => Occasion::Trunk,
            Deploys::Release => Occasion::Release,
        };
        let before = jobs.iter().rfind(|job| job.on == [on]).map(|job| job.id.clone());
        jobs.push(deploy(parts, environment, on, before));
    }
    jobs
}

fn deploy(parts: &Parts<'_>, environment: &blip_model::Environment, on: Occasion, before: Option<String>) -> Job {
    let mut needs = parts.passed();
    needs.extend(before);
    // the tag bears the service's name, so that only its version tells whether it is a pre-release
    let tells = parts.input.selection.spec.repository.folder.is_some() && on == Occasion::Release;
    needs.extend(tells.then(|| "version".to_owned()));
    let elsewhere = parts.input.selection.gitops().is_separate;
    let right = match elsewhere {
        true => grant(Right::ReadCode, "see which commit is newer"),
        false => grant(Right::WriteCode, "commit the digest"),
    };
    Job {
        serves: Some("argocd"),
        needs,
        on: vec![on],
        checkout: Checkout::History,
        grants: vec![right],
        environment: Some(Environment {
            name: parts.own(environment.name.as_str()),
            url: environment.host.as_ref().map(|host| format!("https://{host}")),
            deployment: true,
        }),
        tasks: vec![Task::Deploy { environment: environment.name.to_string(), elsewhere }],
        ..job(format!("deploy-{}", environment.name), Stage::Deploy)
    }
}
