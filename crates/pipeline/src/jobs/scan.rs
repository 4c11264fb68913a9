//! Is anything in it known to be vulnerable?

use super::{Parts, grant, ids, job};
use crate::{Architecture, Checkout, CodeScanning, Grant, Job, Occasion, Right, Stage, Task, Toolbox};

/// What a proposal depends on.
pub(super) fn dependencies(parts: &Parts<'_>) -> Option<Job> {
    let paths = depends_on(parts)?;
    Some(Job {
        on: vec![Occasion::Proposal],
        paths,
        toolbox: Toolbox::Scanner,
        grants: [grant(Right::ReadCode, "see what the service depends on")].into_iter().chain(shows(parts)).collect(),
        tasks: vec![Task::ReviewDependencies, scan(parts)],
        ..job("dependencies", Stage::Check)
    })
}

/// The image, before anybody gets it.
pub(super) fn image(parts: &Parts<'_>) -> Option<Job> {
    parts.scans.then(|| Job {
        needs: ids(["publish"]),
        on: vec![Occasion::Trunk, Occasion::Release, Occasion::PreRelease],
        toolbox: Toolbox::Scanner,
        checkout: Checkout::None,
        grants: parts.read_registry("pull the image").into_iter().chain(shows(parts)).collect(),
        environment: parts.registry_environment(),
        tasks: vec![Task::ScanImage(parts.scanned())],
        ..job("scan", Stage::Build)
    })
}

/// What was sound when it was built, and may be no more.
pub(super) fn nightly(parts: &Parts<'_>) -> Option<Job> {
    let deploys = parts.scans && parts.input.uses("argocd") && !parts.input.selection.gitops().is_separate;
    let mut tasks: Vec<Task> = deploys.then_some(Task::ScanDeployedImages).into_iter().collect();
    tasks.extend(depends_on(parts).map(|_| scan(parts)));
    if tasks.is_empty() {
        return None;
    }
    let mut grants = vec![grant(Right::ReadCode, "see what runs and what it depends on")];
    grants.extend(deploys.then(|| parts.read_registry("pull the images")).flatten());
    grants.extend(shows(parts).filter(|_| depends_on(parts).is_some()));
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

/// Globs over the files that name the dependencies, where there are any and they are to be scanned.
fn depends_on(parts: &Parts<'_>) -> Option<Vec<String>> {
    let stack = parts.input.stack;
    let paths = match &stack.lock {
        Some(lock) => vec![lock.clone()],
        // somewhere among the sources: the bot knows
        None => stack.sources.clone(),
    };
    (parts.scans && (stack.lock.is_some() || !stack.dependabot.is_empty())).then_some(paths)
}

fn scan(parts: &Parts<'_>) -> Task {
    let stack = parts.input.stack;
    let named = stack.sources.iter().find(|source| !source.contains('*') && *source != "Dockerfile");
    Task::ScanDependencies { lock: stack.lock.as_ref().or(named).cloned() }
}

/// The command that looks into an image, which the shell may compose. It fails on what has a remedy: a newer version.
pub(crate) fn scan_image(image: &str, architectures: &[Architecture], shown: Shown) -> String {
    let scan = |platform: &str, of: &str| {
        let shown = shown.arguments(of);
        format!("\"$GRYPE\" \"{image}\"{platform} --only-fixed --fail-on \"$SEVERITY\"{shown}")
    };
    let of_one =
        |one: &Architecture| scan(&format!(" --platform {}", one.platform()), &report_on(Some(*one), architectures));
    match architectures {
        [] => scan("", &report_on(None, architectures)),
        [only] => of_one(only),
        several => {
            let scans: String = several.iter().map(|one| format!("{} || result=$?\n", of_one(one))).collect();
            format!("result=0\n{scans}exit \"$result\"\n")
        }
    }
}

/// What the reports on an image are about: one for each of several architectures.
pub(crate) fn reports_on(architectures: &[Architecture]) -> Vec<String> {
    match architectures {
        [] => vec![report_on(None, architectures)],
        several => several.iter().map(|one| report_on(Some(*one), architectures)).collect(),
    }
}

fn report_on(architecture: Option<Architecture>, architectures: &[Architecture]) -> String {
    match architecture.filter(|_| architectures.len() > 1) {
        Some(one) => format!("image-{}", one.name()),
        None => "image".to_owned(),
    }
}

/// Where findings are shown beside the log; `templates/ci/macros.sh` says the same of the dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Nowhere.
    InTheLog,
    /// On GitHub, which reads SARIF.
    OnGithub,
    /// On GitLab, which reads JSON of its own: the script `gitlab_findings` has written down how it is made.
    OnGitlab,
}

impl Shown {
    /// The report on what is looked into: `image`.
    pub(crate) fn report(self, of: &str) -> String {
        match self {
            Self::InTheLog => String::new(),
            Self::OnGithub => format!("{of}.sarif"),
            Self::OnGitlab => format!("{of}.json"),
        }
    }

    fn arguments(self, of: &str) -> String {
        let report = self.report(of);
        match self {
            Self::InTheLog => String::new(),
            Self::OnGithub => format!(" --output table --output sarif={report}"),
            Self::OnGitlab => format!(" --output table --output template={report} --template gitlab.tmpl"),
        }
    }
}

/// The right to show findings where GitHub keeps them.
fn shows(parts: &Parts<'_>) -> impl Iterator<Item = Grant> + use<> {
    let shows = parts.input.is_on_github() && parts.input.code_scanning() != CodeScanning::Never;
    shows.then(|| grant(Right::WriteFindings, "show what was found under Security")).into_iter()
}

/// The script that looks into what the service depends on.
pub(crate) fn scan_dependencies(lock: Option<&str>) -> &'static str {
    let of_pip = lock.is_some_and(|lock| lock.starts_with("requirements") && !lock.ends_with(".txt"));
    if of_pip { "scan_requirements" } else { "scan_dependencies" }
}
