//! Is the change sound?

use blip_model::{ImageRef, Problem};

use super::{Parts, grant, ids, job, scan};
use crate::{Input, Job, Occasion, Reports, Right, Stage, Task, Toolbox};

/// The stack's checks, the chart's, and whether the image can be built, which a platform has none of.
pub(super) fn jobs(parts: &Parts<'_>) -> Vec<Job> {
    let mut jobs = vec![test(parts)];
    if parts.has_chart() {
        jobs.push(chart(parts));
    }
    jobs.extend(drift(parts));
    if !parts.input.selection.spec.service.is_platform() {
        jobs.extend(scan::dependencies(parts));
        jobs.extend(build(parts));
    }
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

/// Whether every file is what blip.yaml asks for. Any file may not be, so it runs on every change.
fn drift(parts: &Parts<'_>) -> Option<Job> {
    let image = parts.input.setting("blip")?.to_owned();
    Some(Job {
        on: vec![Occasion::Proposal, Occasion::Trunk],
        toolbox: Toolbox::Blip { image },
        grants: vec![grant(Right::ReadCode, "compare the files with what blip.yaml asks for")],
        tasks: vec![Task::CheckDrift],
        ..job("drift", Stage::Check)
    })
}

/// Where Blip is, if that is said, must be an image by version: what another version generates is no drift.
pub(super) fn refuse_image(input: &Input<'_>, problems: &mut Vec<Problem>) {
    let Some(image) = input.setting("blip") else { return };
    let (rest, digest) = image.split_once('@').map_or((image, None), |(rest, digest)| (rest, Some(digest)));
    let (name, tag) = match rest.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (rest, None),
    };
    let is_word =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "._:-".contains(c));
    let is_pinned = tag.is_some_and(|tag| tag != "latest") || digest.is_some();
    if name.parse::<ImageRef>().is_err() || !is_pinned || ![tag, digest].into_iter().flatten().all(is_word) {
        let what = format!("`{image}` is no image by version");
        problems
            .push(Problem::new(what).at(input.place("blip")).help("write `blips.ci.blip` as ghcr.io/acme/blip:0.1.0"));
    }
}

/// On the other occasions the image is built to be pushed, by the job `publish`.
fn build(parts: &Parts<'_>) -> Vec<Job> {
    let build = |(end, architecture): (String, _)| Job {
        on: vec![Occasion::Proposal],
        paths: parts.input.stack.sources.clone(),
        toolbox: Toolbox::Builder,
        minutes: 45,
        grants: vec![grant(Right::ReadCode, "check out the build context")],
        tasks: if parts.scans { vec![Task::TryImage, Task::ScanTriedImage] } else { vec![Task::TryImage] },
        needs: ids([]),
        architecture,
        ..job(format!("build{end}"), Stage::Build)
    };
    parts.builds().into_iter().map(build).collect()
}
