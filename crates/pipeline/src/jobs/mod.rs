//! The jobs of a service's pipeline, one module for each part of the way.

mod analysis;
mod architecture;
mod check;
mod deploy;
mod image;
mod preview;
mod registry;
mod release;
mod scan;
mod sentry;
#[cfg(test)]
mod tests;

pub(crate) use preview::preview_variables;
pub(crate) use scan::{Shown, reports_on, scan_dependencies, scan_image};
pub(crate) use sentry::{SYMBOLS, sentry_variables};

use blip_model::{Problem, Problems, Provider};

use crate::{Builder, Checkout, Engine, Grant, Input, Job, Occasion, Omission, Pipeline, Right, Stage, Toolbox};

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
        if input.stack.checks.is_empty() {
            let what = format!("the stack `{}` checks nothing", spec.service.stack());
            problems.push(Problem::new(what).help("name at least one command below `checks` in its stack.yaml"));
        }
        if input.stack.install.is_some() && input.stack.lock.is_none() {
            let what = format!("the stack `{}` installs its dependencies without a lock file", spec.service.stack());
            problems.push(Problem::new(what).help("name the lock file as `lock` in its stack.yaml"));
        }
        let quoted = input.stack.sources.iter().filter(|glob| !is_plain(glob));
        problems.extend(quoted.map(|glob| Problem::new(format!("`{glob}` is no glob for a pipeline")).help(PLAIN)));
        let registry = registry::registry(input, &mut problems)?;
        if input.setting("updates") == Some("dependabot") && spec.repository.provider == Provider::Gitlab {
            let what = "GitLab has no Dependabot";
            let help = "set `blips.ci.updates` to renovate";
            problems.push(Problem::new(what).at(input.place("updates")).help(help));
        }
        let builder = builder(input, &mut problems);
        check::refuse_image(input, &mut problems);
        analysis::refuse(input, &mut problems);
        architecture::refuse(input, &mut problems);
        // of a platform, which builds nothing, the settings of images are absent
        let severity = input.setting("block_on").filter(|severity| *severity != "never").map(str::to_owned);
        let in_folder = spec.repository.folder.is_some();
        if in_folder && input.setting("updates") == Some("dependabot") {
            let what = "Dependabot has one file for the whole repository, which none of its services can make alone";
            let help = "set `blips.ci.updates` to renovate, which finds every folder by itself, or to none, and write \
                        `.github/dependabot.yml` for all services yourself";
            problems.push(Problem::new(what).at(input.place("updates")).help(help));
        }
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
            omissions: if spec.service.is_platform() { Vec::new() } else { omissions(&parts, builder) },
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

fn omissions(parts: &Parts<'_>, builder: Builder) -> Vec<Omission> {
    let omission = |what: &str, why: &str| Omission { what: what.to_owned(), why: why.to_owned() };
    let mut omissions = Vec::new();
    if parts.input.is_off("sign") {
        omissions.push(omission("The image is not signed", "blip.yaml says `sign: false`"));
    } else if let Some(engine) = parts.input.engine() {
        omissions.push(omission("The image is not signed here", in_a_cluster(engine)));
    } else if is_child(parts.input) {
        let why = "what a child pipeline is told of itself is too little for sigstore's public authority";
        omissions.push(omission("The image is not signed", why));
    } else if !parts.signs {
        let why = "sigstore's public authority knows the jobs of github.com and gitlab.com only";
        omissions.push(omission("The image is not signed", why));
    }
    if parts.input.uses("argocd") && parts.input.has_image_updater() {
        let why = "Argo CD's Image Updater writes the digest, whatever the jobs after `publish` find in the image";
        omissions.push(omission("No job deploys", why));
    }
    if parts.scans && parts.input.uses("argocd") && parts.input.selection.gitops().is_separate {
        let why = "their digests stand in the GitOps repository, which the job of the night cannot read";
        omissions.push(omission("The images that run are not scanned anew every night", why));
    }
    if builder == Builder::Buildah {
        omissions.push(omission("The image has neither SBOM nor provenance", "Buildah attests nothing"));
    }
    if !parts.scans {
        omissions.push(omission("Nothing is scanned for known vulnerabilities", "blip.yaml says `block_on: never`"));
    } else if parts.input.engine().is_some() || parts.input.selection.spec.repository.provider == Provider::Gitlab {
        let why = if parts.input.selection.previews().is_some() {
            "its builder has thrown the image away; it is scanned once it is merged, and a preview runs as it is"
        } else if parts.input.has_image_updater() {
            "its builder has thrown the image away; it is scanned once it is pushed"
        } else {
            "its builder has thrown the image away; it is scanned once it is pushed, and before it is deployed"
        };
        let request = match parts.input.selection.spec.repository.provider {
            Provider::Github => "A pull request's image is not scanned",
            Provider::Gitlab => "A merge request's image is not scanned",
        };
        omissions.push(omission(request, why));
    }
    if parts.input.is_analysed() && parts.input.stack.codeql.is_none() {
        let why = format!("it does not know {}", parts.input.stack.title);
        omissions.push(omission("CodeQL looks at the workflows alone", &why));
    }
    if parts.architectures.len() > 1 {
        omissions.extend(architecture::omissions(parts));
    }
    if parts.input.engine().is_some() && sentry::symbols(parts.input).is_some() {
        let why = "no job of a cluster hands files to another; deploy/SENTRY.md says how to do it by hand";
        omissions.push(omission("Sentry gets nothing to read stack traces by", why));
    }
    if let Some(engine) = parts.input.engine() {
        let in_folder = parts.input.selection.spec.repository.folder.is_some();
        omissions.extend(of_clusters(engine, in_folder).into_iter().map(|(what, why)| omission(what, why)));
    }
    omissions
}

/// Who signs where no job has an identity that sigstore's public authority knows.
fn in_a_cluster(engine: Engine) -> &'static str {
    match engine {
        Engine::Tekton => {
            "no job has an identity that sigstore's public authority knows; Tekton Chains signs what publishes"
        }
        Engine::ArgoWorkflows => "no job has an identity that sigstore's public authority knows",
    }
}

/// What a forge does by itself and a cluster does not.
fn of_clusters(engine: Engine, in_folder: bool) -> Vec<(&'static str, &'static str)> {
    let every = if in_folder {
        "Every job runs for every request that changes something in the folder"
    } else {
        "Every job runs for every request"
    };
    let mut gaps = vec![
        ("A fork's request starts nothing", "its code would run in the cluster before anybody has read it"),
        (every, "nothing says which of them the change could have broken"),
        ("A newer commit does not end the run of an older one", "an engine knows nothing of requests"),
        ("Reports of the tests are kept nowhere", "a cluster has no place for them; the log says what failed"),
        (
            "Nothing but the image's layers is kept for the next run",
            "each job has a volume of its own, which goes with it",
        ),
    ];
    if engine == Engine::Tekton {
        let why = "Tekton has no locks; deploy/bring.sh never brings back what is older";
        gaps.push(("Two deployments may run at the same time", why));
    }
    gaps
}

/// What may stand in a glob: it is written into shell scripts and into two dialects of YAML.
const PLAIN: &str = "use letters, digits and `. _ / * ? @ + -`";

fn is_plain(glob: &str) -> bool {
    !glob.is_empty() && glob.chars().all(|c| c.is_ascii_alphanumeric() || "._/*?@+-".contains(c))
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
        let spec = &self.input.selection.spec;
        if spec.repository.folder.is_some() { format!("{}-{name}", spec.service.name) } else { name.to_owned() }
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
