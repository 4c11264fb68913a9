//! Sentry: which version came out, which commits are in it, and where it was deployed.

use super::{Parts, deploy, grant, ids, image, job};
use crate::{Checkout, Environment, Input, Job, Occasion, Right, Sentry, Stage, Symbols, Task, Toolbox};

/// The stage of the Dockerfile that holds what stack traces are read by, and the folder that it is kept in.
pub(crate) const SYMBOLS: &str = "symbols";

/// What the pipeline has to know of Sentry.
pub(super) fn sentry(parts: &Parts<'_>) -> Option<Sentry> {
    let selection = parts.input.selection;
    let settings = &selection.get("sentry")?.settings;
    let text = |name: &str| settings.get(name).and_then(serde_json::Value::as_str);
    let service = &selection.spec.service;
    Some(Sentry {
        organization: text("organization").unwrap_or(service.owner.as_str()).to_owned(),
        project: text("project").unwrap_or(service.name.as_str()).to_owned(),
        url: format!("https://{}.sentry.io/", text("region").unwrap_or("us")),
        symbols: symbols(parts.input),
    })
}

/// What Sentry reads stack traces by: none where nothing writes the JavaScript, as the stack's sample has it.
pub(super) fn symbols(input: &Input<'_>) -> Option<Symbols> {
    let of_stack = input.stack.symbols.filter(|_| input.uses("sentry"))?;
    let written = of_stack == Symbols::DebugFiles || input.selection.text("sentry", "source_maps").is_some();
    written.then_some(of_stack)
}

/// What a script that speaks with Sentry is told, on both forges; the token comes beside it.
pub(crate) fn sentry_variables(task: &Task, sentry: Option<&Sentry>) -> Vec<(&'static str, String)> {
    let Some(sentry) = sentry else { return Vec::new() };
    let mut variables = vec![
        ("SENTRY_URL", sentry.url.clone()),
        ("SENTRY_ORG", sentry.organization.clone()),
        ("SENTRY_PROJECT", sentry.project.clone()),
    ];
    match task {
        Task::UploadSymbols(_) | Task::ReportRelease => {}
        Task::ReportDeployment { environment } => variables.push(("ENVIRONMENT", environment.clone())),
        _ => return Vec::new(),
    }
    variables
}

/// The release, once its image is sound; and each of its deployments, once that is committed.
pub(super) fn jobs(parts: &Parts<'_>) -> Vec<Job> {
    if !parts.input.uses("sentry") {
        return Vec::new();
    }
    let deployments = deploy::jobs(parts).into_iter().filter(|deployment| deployment.on == [Occasion::Release]);
    std::iter::once(release(parts)).chain(deployments.filter_map(|deployment| marker(&deployment))).collect()
}

fn release(parts: &Parts<'_>) -> Job {
    let mut needs = ids(["version"]);
    needs.extend(parts.passed());
    // GitLab hands files on to none but the jobs that need their maker
    let keepers = image::jobs(parts).into_iter().filter(|job| job.tasks.contains(&Task::KeepSymbols));
    let keepers: Vec<String> = keepers.map(|job| job.id).filter(|id| !needs.contains(id)).collect();
    needs.extend(keepers);
    // before the release is there, and with it its first error
    let upload = symbols(parts.input).map(Task::UploadSymbols);
    Job {
        needs,
        on: vec![Occasion::Release, Occasion::PreRelease],
        checkout: Checkout::History,
        grants: vec![grant(Right::ReadCode, "see which commits are in the release")],
        tasks: upload.into_iter().chain([Task::ReportRelease]).collect(),
        ..of_sentry("sentry")
    }
}

fn marker(deployment: &Job) -> Option<Job> {
    let environment = deployment.environment.as_ref()?.name.clone();
    Some(Job {
        needs: vec!["version".to_owned(), "sentry".to_owned(), deployment.id.clone()],
        on: vec![Occasion::Release],
        checkout: Checkout::None,
        tasks: vec![Task::ReportDeployment { environment: environment.clone() }],
        ..of_sentry(&format!("sentry-{environment}"))
    })
}

/// A job of its own, so that nothing that builds or deploys knows the token.
fn of_sentry(id: &str) -> Job {
    Job {
        serves: Some("sentry"),
        toolbox: Toolbox::Sentry,
        minutes: 5,
        environment: Some(Environment { name: "sentry".to_owned(), url: None, deployment: false }),
        ..job(id, Stage::Release)
    }
}
