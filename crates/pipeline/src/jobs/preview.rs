//! Previews: an image of each request for which somebody asks, which Argo CD then deploys.

use blip_model::Provider;

use super::{Parts, grant, ids, job};
use crate::{Checkout, Job, Occasion, Previews, Right, Stage, Task, Toolbox};

/// What the pipeline has to know of previews.
pub(super) fn previews(parts: &Parts<'_>) -> Option<Previews> {
    let previews = parts.input.selection.previews()?;
    let environment = previews.environment()?;
    Some(Previews {
        header: previews.header().to_owned(),
        prefix: previews.prefix(),
        label: previews.label().to_owned(),
        ready_label: previews.ready_label(),
        environment: environment.name.to_string(),
        address: environment.host.as_ref().map(|host| format!("https://{host}/")),
        days: previews.lifetime(),
    })
}

/// What the script of a task is told of previews, on both forges.
pub(crate) fn preview_variables(task: &Task, previews: Option<&Previews>) -> Vec<(&'static str, String)> {
    let Some(previews) = previews else { return Vec::new() };
    let mut variables = vec![
        ("PREFIX", previews.prefix.clone()),
        ("LABEL", previews.label.clone()),
        ("READY", previews.ready_label.clone()),
    ];
    let days = ("DAYS", previews.days.to_string());
    match task {
        Task::OfferPreview => variables.extend([
            ("HEADER", previews.header.clone()),
            ("ENVIRONMENT", previews.environment.clone()),
            ("ADDRESS", previews.address.clone().unwrap_or_default()),
            days,
        ]),
        Task::ExpirePreviews => variables.push(days),
        Task::EndPreview => {}
        _ => return Vec::new(),
    }
    variables
}

/// The image, the offer and the end. The label that Argo CD waits for is set once the image is there, or its pods would
/// ask for one that nobody has.
pub(super) fn jobs(parts: &Parts<'_>, checks: &[Job]) -> Vec<Job> {
    if parts.input.selection.previews().is_none() {
        return Vec::new();
    }
    vec![image(parts, checks), offer(), end()]
}

fn image(parts: &Parts<'_>, checks: &[Job]) -> Job {
    let mut grants = vec![
        grant(Right::ReadCode, "check out the build context"),
        grant(Right::ReadChecks, "wait for the checks of the commit"),
    ];
    grants.extend(parts.write_registry("push the image"));
    // the image that is only tried is the same
    let checks =
        checks.iter().filter(|check| check.on.contains(&Occasion::Proposal) && check.toolbox != Toolbox::Builder);
    Job {
        needs: checks.map(|check| check.id.clone()).collect(),
        toolbox: Toolbox::Builder,
        architecture: parts.builds()[0].1,
        minutes: 90,
        grants,
        environment: parts.registry_environment(),
        tasks: vec![Task::AwaitChecks, Task::PushPreviewImage],
        ..of_previews("preview-image", Stage::Build, Occasion::Preview)
    }
}

/// A job of its own, so that nothing that runs in a build can label or write.
fn offer() -> Job {
    Job {
        needs: ids(["preview-image"]),
        grants: vec![grant(Right::WriteRequests, "set the label, and say how to reach the preview")],
        tasks: vec![Task::OfferPreview],
        ..of_previews("preview", Stage::Deploy, Occasion::Preview)
    }
}

fn end() -> Job {
    Job {
        grants: vec![grant(Right::WriteRequests, "take the label away, and say that the preview is gone")],
        tasks: vec![Task::EndPreview],
        ..of_previews("preview-end", Stage::Deploy, Occasion::PreviewEnd)
    }
}

/// GitLab ends an environment by itself.
pub(super) fn nightly(parts: &Parts<'_>) -> Option<Job> {
    parts.input.selection.previews()?;
    (parts.input.selection.spec.repository.provider == Provider::Github).then(|| Job {
        grants: vec![grant(Right::WriteRequests, "take the labels of old previews away, and say so")],
        tasks: vec![Task::ExpirePreviews],
        ..of_previews("preview-lifetime", Stage::Deploy, Occasion::Nightly)
    })
}

fn of_previews(id: &str, stage: Stage, on: Occasion) -> Job {
    let plain = job(id, stage);
    let checkout = if on == Occasion::Preview && stage == Stage::Build { Checkout::Tree } else { Checkout::None };
    Job { serves: Some("preview"), on: vec![on], toolbox: Toolbox::Forge, checkout, ..plain }
}
