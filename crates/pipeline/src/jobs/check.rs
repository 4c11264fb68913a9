//! Is the change sound?

use super::{Parts, grant, ids, job, scan};
use crate::{Job, Occasion, Reports, Right, Stage, Task, Toolbox};

/// The stack's checks, the chart's, and whether the image can be built.
pub(super) fn jobs(parts: &Parts<'_>) -> Vec<Job> {
    let mut jobs = vec![test(parts)];
    if parts.has_chart() {
        jobs.push(chart(parts));
    }
    jobs.extend(scan::dependencies(parts));
    jobs.push(build(parts));
    jobs
}

fn test(parts: &Parts<'_>) -> Job {
    let stack = parts.input.stack;
    let run = |title: &str, command: &str| Task::Run { title: title.to_owned(), command: command.to_owned() };
    let mut tasks: Vec<Task> = stack.install.iter().map(|command| run("Install", command)).collect();
    tasks.extend(stack.checks.iter().map(|check| run(&check.title, check.pipeline.as_ref().unwrap_or(&check.run))));
    let reports: Vec<Reports> = stack
        .checks
        .iter()
        .map(|check| check.reports.clone())
        .filter(|reports| *reports != Reports::default())
        .collect();
    if !reports.is_empty() {
        tasks.push(Task::KeepReports(reports));
    }
    Job {
        paths: stack.sources.clone(),
        toolbox: Toolbox::Stack {
            setup: stack.github.setup.clone(),
            image: stack.gitlab.image.clone(),
            variables: stack.gitlab.variables.clone().into_iter().collect(),
            before: stack.gitlab.before.clone(),
            cache: stack.gitlab.cache.clone(),
        },
        minutes: 30,
        grants: vec![grant(Right::ReadCode, "check out the code")],
        tasks,
        ..job("test", Stage::Check)
    }
}

fn chart(parts: &Parts<'_>) -> Job {
    let mut paths = vec![format!("{}/**", parts.chart())];
    paths.extend(parts.library().map(|library| format!("{library}/**")));
    if parts.input.uses("argocd") {
        paths.push("deploy/values/**".to_owned());
    }
    Job {
        serves: Some("helm"),
        paths,
        toolbox: Toolbox::Helm,
        grants: vec![grant(Right::ReadCode, "check out the chart")],
        tasks: vec![Task::CheckChart],
        ..job("chart", Stage::Check)
    }
}

/// On the other occasions the image is built to be pushed, by the job `publish`.
fn build(parts: &Parts<'_>) -> Job {
    Job {
        on: vec![Occasion::Proposal],
        paths: parts.input.stack.sources.clone(),
        toolbox: Toolbox::Builder,
        minutes: 45,
        grants: vec![grant(Right::ReadCode, "check out the build context")],
        tasks: if parts.scans { vec![Task::TryImage, Task::ScanTriedImage] } else { vec![Task::TryImage] },
        needs: ids([]),
        ..job("build", Stage::Build)
    }
}
