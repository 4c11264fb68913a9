//! The jobs of a service's pipeline, one module for each part of the way.

mod analysis;
mod architecture;
mod check;
mod deploy;
mod image;
mod omission;
mod preview;
mod registry;
mod release;
mod scan;
mod sentry;
mod stack;
#[cfg(test)]
mod tests;
mod updates;

pub(crate) use preview::preview_variables;
pub(crate) use scan::{Shown, reports_on, scan_dependencies, scan_image};
pub(crate) use sentry::{SYMBOLS, sentry_variables};

use blip_model::{Problem, Problems, Provider};

use crate::{Builder, Checkout, Grant, Input, Job, Occasion, Pipeline, Right, Stage, Toolbox};

/// The forges that sigstore's public certificate authority knows: only their jobs can sign without a key.
const KNOWN_TO_SIGSTORE: [&str; 2] = ["github.com", "gitlab.com"];

impl Pipeline {
    /// The pipeline of a service.
    ///
    /// # Errors
    /// What the pipeline cannot do for this service, each with what to do about it.
    pub fn of(input: &Input<'_>) -> Result<Self, Problems> {
        let spec = &input.selection.spec;
        let mut problems = Vec::new();
        stack::refuse(input, &mut problems);
        let registry = registry::registry(input, &mut problems)?;
        updates::refuse(input, &mut problems);
        let builder = builder(input, &mut problems);
        check::refuse_image(input, &mut problems);
        analysis::refuse(input, &mut problems);
        architecture::refuse(input, &mut problems);
        // of a platform, which builds nothing, the settings of images are absent
        let severity = input.setting("block_on").filter(|severity| *severity != "never").map(str::to_owned);
        let in_folder = spec.repository.folder.is_some();
        let signs = KNOWN_TO_SIGSTORE.contains(&spec.repository.url.host())
            && input.engine().is_none()
            && !is_child(input)
            && !input.is_off("sign");
        let architectures = input.architectures();
        let parts = Parts { input, login: registry.login, signs, scans: severity.is_some(), architectures };
        let jobs = if spec.service.is_platform() { vec![check::jobs(&parts)] } else { of_service(&parts).into() };
        let mut jobs = jobs.concat();
        if in_folder {
            // what looks at every file looks at every file of the service
            let all = jobs.iter_mut().filter(|job| job.on.contains(&Occasion::Proposal) && job.paths.is_empty());
            all.for_each(|job| job.paths.push("**".to_owned()));
        }
        let pipeline = Self {
            service: spec.service.name.to_string(),
            default_branch: spec.repository.default_branch.clone(),
            repository: spec.repository.url.to_string(),
            engine: input.engine(),
            folder: spec.repository.folder.as_ref().map(ToString::to_string),
            lock: input.stack.lock.clone(),
            tag_prefix: spec.tag_prefix(),
            registry,
            runner: input.setting("runner").map(str::to_owned),
            arm_runner: input.setting("arm_runner").map(str::to_owned),
            architectures: parts.architectures.clone(),
            builder,
            moves_edge: input.has_image_updater(),
            severity,
            code_scanning: input.code_scanning(),
            analysis: analysis::languages(input),
            previews: preview::previews(&parts),
            sentry: sentry::sentry(&parts),
            jobs,
            omissions: if spec.service.is_platform() { Vec::new() } else { omission::omissions(&parts, builder) },
        };
        Problems::or_ok(problems, pipeline)
    }
}

/// All that a change of a service passes, in order.
fn of_service(parts: &Parts<'_>) -> [Vec<Job>; 7] {
    let checks = check::jobs(parts);
    let previews = preview::jobs(parts, &checks);
    [
        checks,
        image::jobs(parts),
        previews,
        deploy::jobs(parts),
        release::jobs(parts),
        sentry::jobs(parts),
        scan::nightly(parts).into_iter().chain(preview::nightly(parts)).collect(),
    ]
}

/// What builds the image: GitHub's runners bring BuildKit, GitLab's leave the choice.
fn builder(input: &Input<'_>, problems: &mut Vec<Problem>) -> Builder {
    let Some(chosen) = input.setting("builder") else { return Builder::default() };
    if input.selection.spec.repository.provider == Provider::Github && input.engine().is_none() {
        let what = "GitHub Actions has one builder, BuildKit";
        problems.push(Problem::new(what).at(input.place("builder")).help("remove `blips.ci.builder`"));
    }
    match chosen {
        "buildah" => Builder::Buildah,
        "dind" => Builder::Dind,
        _ => Builder::BuildKit,
    }
}

/// Whether it is the child of a pipeline that belongs to all services of the repository.
fn is_child(input: &Input<'_>) -> bool {
    let repository = &input.selection.spec.repository;
    repository.folder.is_some() && repository.provider == Provider::Gitlab
}

/// What all parts of the way must know.
struct Parts<'a> {
    input: &'a Input<'a>,
    login: crate::Login,
    signs: bool,
    scans: bool,
    /// What the image runs on.
    architectures: Vec<crate::Architecture>,
}

impl Parts<'_> {
    fn has_chart(&self) -> bool {
        self.input.uses("helm")
    }

    fn chart(&self) -> String {
        format!("charts/{}", self.input.selection.spec.service.name)
    }

    /// The library chart that the service's chart takes its templates from, where it is kept in the repository.
    fn library(&self) -> Option<String> {
        let settings = &self.input.selection.get("helm")?.settings;
        let text = |name: &str| settings.get(name).and_then(serde_json::Value::as_str);
        let beside = text("library").filter(|_| text("chart") == Some("library"))?.strip_prefix("file://../")?;
        Some(format!("charts/{beside}"))
    }

    /// The environment that keeps the registry's password, where a job needs one.
    fn registry_environment(&self) -> Option<crate::Environment> {
        let needed = self.login == crate::Login::Secrets;
        needed.then(|| crate::Environment { name: "registry".to_owned(), url: None, deployment: false })
    }

    /// The jobs that an image has to pass before anybody gets it.
    fn passed(&self) -> Vec<String> {
        let mut jobs = ids(["publish"]);
        jobs.extend(self.signs.then(|| "sign".to_owned()));
        jobs.extend(self.scans.then(|| "scan".to_owned()));
        jobs
    }

    /// A name that the services of a repository would otherwise share.
    fn own(&self, name: &str) -> String {
        self.input.selection.spec.own_name(name)
    }

    /// The right to pull from the registry, where the forge grants it.
    fn read_registry(&self, reason: &'static str) -> Option<Grant> {
        (self.login == crate::Login::Forge).then(|| grant(Right::ReadRegistry, reason))
    }

    /// The right to push to the registry, where the forge grants it.
    fn write_registry(&self, reason: &'static str) -> Option<Grant> {
        (self.login == crate::Login::Forge).then(|| grant(Right::WriteRegistry, reason))
    }
}

fn grant(right: Right, reason: &'static str) -> Grant {
    Grant { right, reason }
}

/// A job with what most jobs have: the files of the commit and git, on every occasion.
pub(crate) fn job(id: impl Into<String>, stage: Stage) -> Job {
    Job {
        id: id.into(),
        stage,
        serves: None,
        needs: Vec::new(),
        on: vec![Occasion::Proposal, Occasion::Trunk, Occasion::Release, Occasion::PreRelease],
        paths: Vec::new(),
        architecture: None,
        toolbox: Toolbox::Git,
        checkout: Checkout::Tree,
        minutes: 10,
        grants: Vec::new(),
        environment: None,
        tasks: Vec::new(),
        outputs: Vec::new(),
    }
}

fn ids<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}
