//! A job of GitLab CI.

use blip_model::Problem;
use serde::Serialize;
use serde_json::Value;

use super::Lowering;
use super::rules::{Rule, of_previews, rules};
use super::script::{Line, before, dotenv, findings, script, variables};
use crate::jobs::{SYMBOLS, Shown, preview_variables, sentry_variables};
use crate::{Architecture, Builder, Cache, Checkout, Entry, Occasion, Reports, Right, Stage, Task, Toolbox};

/// A job of GitLab CI.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Job {
    /// Its key.
    pub id: String,
    /// The blip that it serves, where that is not `ci`.
    pub serves: Option<String>,
    /// What whoever reads it should know.
    pub notes: Vec<String>,
    /// The stage in which it is shown; what it waits for is `needs`.
    pub stage: Stage,
    /// The tag of the runners that it needs, where others do not.
    pub tag: Option<String>,
    /// In which it runs.
    pub image: Image,
    /// Images that run beside it.
    pub services: Vec<String>,
    /// The jobs before it.
    pub needs: Vec<Need>,
    /// When it runs.
    pub rules: Vec<Rule>,
    /// Whether it may be given up for a newer commit.
    pub interruptible: bool,
    /// `timeout`, in minutes.
    pub minutes: u16,
    /// Only one job of this group runs at a time.
    pub resource_group: Option<String>,
    /// Where it delivers to.
    pub environment: Option<Environment>,
    /// Whether it gets a token with which sigstore knows it.
    pub identity: bool,
    /// Variables for all its commands.
    pub variables: Vec<Entry>,
    /// What is kept from one run to the next.
    pub cache: Option<Cache>,
    /// What runs first.
    pub before: Vec<Line>,
    /// What it does.
    pub script: Vec<Line>,
    /// What it leaves behind.
    pub artifacts: Artifacts,
    /// The release that it publishes.
    pub release: Option<Release>,
}

/// An image, by name and version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Image {
    /// Its reference.
    pub name: String,
    /// Whether its entry point is a program and would swallow the commands.
    pub entrypoint: bool,
}

/// A job that is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Its key.
    pub job: String,
    /// Whether it may be absent.
    pub optional: bool,
}

/// Where a job delivers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// Where the service can be seen there.
    pub url: Option<String>,
    /// The job that ends it.
    pub on_stop: Option<&'static str>,
    /// After how long it ends by itself.
    pub auto_stop_in: Option<String>,
    /// Whether this job ends it.
    pub stops: bool,
}

/// What a job leaves behind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Artifacts {
    /// Test reports in JUnit's format.
    pub junit: Vec<String>,
    /// The coverage report in Cobertura's format, of which GitLab takes one.
    pub cobertura: Option<String>,
    /// The code quality report, which a merge request shows beside the lines.
    pub code_quality: Option<String>,
    /// What a scan found, which a merge request and the project show.
    pub findings: Option<Findings>,
    /// Variables for the jobs that need this one.
    pub dotenv: Vec<String>,
    /// Folders for them.
    pub paths: Vec<String>,
}

/// A report on what a scan found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// What GitLab calls it: `container_scanning`.
    pub kind: &'static str,
    /// The files, one for each of several architectures.
    pub files: Vec<String>,
}

/// The release that a job publishes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Release {
    /// The file with its notes.
    pub notes: String,
}

/// The tag of GitLab's own runners of arm64.
const ARM_RUNNER: &str = "saas-linux-small-arm64";

impl Lowering<'_> {
    pub(super) fn job(&self, job: &crate::Job) -> Result<Job, Problem> {
        let needs = job.needs.iter().filter_map(|id| self.pipeline.job(id));
        let environment = job.environment.as_ref().filter(|environment| environment.deployment);
        Ok(Job {
            id: job.id.clone(),
            serves: job.serves.map(str::to_owned),
            notes: notes(job),
            stage: job.stage,
            tag: (job.architecture == Some(Architecture::Arm64))
                .then(|| self.pipeline.arm_runner.clone().unwrap_or_else(|| ARM_RUNNER.to_owned())),
            image: self.image(job)?,
            services: self.services(job)?,
            needs: needs.map(|need| Need { job: need.id.clone(), optional: need.may_be_absent_for(job) }).collect(),
            rules: match &self.pipeline.previews {
                Some(previews) if job.is_of_previews() => of_previews(job, self.pipeline, previews),
                _ => rules(job, self.pipeline),
            },
            interruptible: job.interruptible(),
            minutes: job.minutes,
            resource_group: self.pipeline.group(job),
            environment: environment.map(lowered).or_else(|| self.of_preview(job)),
            identity: job.may(Right::Identity),
            variables: self.variables(job),
            cache: match &job.toolbox {
                Toolbox::Stack { cache, .. } => cache.as_ref().map(|cache| self.cache(cache)),
                _ => None,
            },
            before: self.enter(job).into_iter().chain(before(job, self.pipeline.registry.login)).collect(),
            script: script(job, self.pipeline.builder),
            artifacts: artifacts(job, |path| match job.checkout {
                Checkout::None => path.to_owned(),
                _ => self.pipeline.in_repository(path),
            }),
            release: job
                .tasks
                .contains(&Task::Publish)
                .then(|| Release { notes: self.pipeline.in_repository("notes.md") }),
        })
    }

    /// What leads to the folder of the service: a job begins at the root of the repository.
    fn enter(&self, job: &crate::Job) -> Option<Line> {
        let folder = self.pipeline.folder.as_ref().filter(|_| job.checkout != Checkout::None)?;
        Some(Line::Run(format!("cd {folder}")))
    }

    /// A cache of the service's own, whose files are named from the root of the repository.
    fn cache(&self, cache: &Cache) -> Cache {
        let named = |paths: &[String]| paths.iter().map(|path| self.pipeline.in_repository(path)).collect();
        Cache { prefix: self.pipeline.own(&cache.prefix), files: named(&cache.files), paths: named(&cache.paths) }
    }

    fn image(&self, job: &crate::Job) -> Result<Image, Problem> {
        let (name, entrypoint) = match &job.toolbox {
            Toolbox::Stack { image, .. } => (image.clone(), false),
            Toolbox::Git => (self.pins.image("git")?, true),
            Toolbox::Helm => (self.pins.image("helm")?, true),
            Toolbox::Builder => match self.pipeline.builder {
                Builder::BuildKit => (self.pins.image("buildkit")?, true),
                Builder::Buildah => (self.pins.image("buildah")?, false),
                Builder::Dind => (self.pins.image("docker")?, false),
            },
            // BuildKit's client, which asks the registry alone
            Toolbox::Merger => (self.pins.image("docker")?, false),
            Toolbox::Scanner => (self.pins.image("grype")?, true),
            Toolbox::Signer => (self.pins.image("alpine")?, false),
            // it speaks with the forge by itself
            Toolbox::Forge if job.is_of_previews() => (self.pins.image("alpine")?, false),
            Toolbox::Forge => (self.pins.image("glab")?, true),
            Toolbox::Sentry => (self.pins.image("sentry-cli")?, true),
            Toolbox::Blip { image } => (image.clone(), true),
            Toolbox::Releaser(_) => (self.pins.image("node")?, false),
        };
        Ok(Image { name, entrypoint })
    }

    fn services(&self, job: &crate::Job) -> Result<Vec<String>, Problem> {
        let docker = job.toolbox == Toolbox::Builder && self.pipeline.builder == Builder::Dind;
        Ok(if docker { vec![self.pins.image("dind")?] } else { Vec::new() })
    }

    fn variables(&self, job: &crate::Job) -> Vec<Entry> {
        let mut entries: Vec<Entry> = match (&job.toolbox, job.checkout) {
            (Toolbox::Stack { variables, .. }, _) => {
                variables.iter().map(|(key, value)| Entry::new(key, self.in_checkout(value))).collect()
            }
            (Toolbox::Builder, _) => {
                let several = job.architecture.filter(|_| self.pipeline.has_architectures());
                let told = several.map(|one| Entry::new("ARCHITECTURE", one.name()));
                builder_variables(self.pipeline.builder).into_iter().chain(told).collect()
            }
            (_, Checkout::History) => vec![Entry::new("GIT_DEPTH", "0")],
            (_, Checkout::None) => vec![Entry::new("GIT_STRATEGY", "none")],
            _ => Vec::new(),
        };
        if job.toolbox == Toolbox::Scanner {
            entries.push(Entry::new("GRYPE", "/grype"));
            entries.extend(findings(job).map(|(kind, _)| Entry::new("REPORT", kind)));
            let lock = job.tasks.iter().find_map(|task| match task {
                Task::ScanDependencies { lock } => Some(lock.clone().unwrap_or_else(|| ".".to_owned())),
                _ => None,
            });
            entries.extend(lock.map(|lock| Entry::new("MANIFEST", self.pipeline.in_repository(&lock))));
        }
        if job.toolbox == Toolbox::Merger {
            entries.push(Entry::new("COMMIT", "$CI_COMMIT_SHA"));
        }
        for task in &job.tasks {
            let told = preview_variables(task, self.pipeline.previews.as_ref());
            let of_sentry = sentry_variables(task, self.pipeline.sentry.as_ref());
            let told = told.into_iter().chain(of_sentry).map(|(key, value)| Entry::new(key, value));
            // two tasks of a job may ask for the same
            let new: Vec<Entry> = told.filter(|entry| !entries.contains(entry)).collect();
            entries.extend(new);
        }
        if job.toolbox == Toolbox::Sentry {
            entries.push(Entry::new("SERVICE", self.pipeline.service.clone()));
        }
        let own = variables(job, &self.pipeline.default_branch, self.pipeline.registry.login);
        entries.extend(own.into_iter().map(|(key, value)| Entry::new(key, Value::from(value))));
        entries
    }
}

impl Lowering<'_> {
    /// A variable that names a place in the checkout, for a service in a folder of it.
    fn in_checkout(&self, value: &Value) -> Value {
        match (value.as_str(), &self.pipeline.folder) {
            (Some(text), Some(folder)) => text.replace("$CI_PROJECT_DIR", &format!("$CI_PROJECT_DIR/{folder}")).into(),
            _ => value.clone(),
        }
    }
}

/// An environment of the spec, which stays.
fn lowered(environment: &crate::Environment) -> Environment {
    Environment {
        name: environment.name.clone(),
        url: environment.url.clone(),
        on_stop: None,
        auto_stop_in: None,
        stops: false,
    }
}

impl Lowering<'_> {
    /// The environment of a preview, which GitLab ends with its merge request or when its time is over.
    fn of_preview(&self, job: &crate::Job) -> Option<Environment> {
        let previews = self.pipeline.previews.as_ref()?;
        let environment = Environment {
            name: format!("preview/{}", self.pipeline.own("$CI_MERGE_REQUEST_IID")),
            url: None,
            on_stop: None,
            auto_stop_in: None,
            stops: false,
        };
        if job.tasks.contains(&Task::OfferPreview) {
            let days = if previews.days == 1 { "1 day".to_owned() } else { format!("{} days", previews.days) };
            return Some(Environment {
                url: previews.address.clone(),
                on_stop: Some("preview-end"),
                auto_stop_in: Some(days),
                ..environment
            });
        }
        job.tasks.contains(&Task::EndPreview).then_some(Environment { stops: true, ..environment })
    }
}

fn builder_variables(builder: Builder) -> Vec<Entry> {
    let variables: &[(&str, &str)] = match builder {
        // it runs in a container without privileges, which cannot start another one
        Builder::BuildKit => &[("BUILDKITD_FLAGS", "--oci-worker-no-process-sandbox")],
        Builder::Buildah => &[("BUILDAH_ISOLATION", "chroot"), ("STORAGE_DRIVER", "vfs")],
        Builder::Dind => &[
            ("DOCKER_HOST", "tcp://docker:2376"),
            ("DOCKER_TLS_CERTDIR", "/certs"),
            ("DOCKER_TLS_VERIFY", "1"),
            ("DOCKER_CERT_PATH", "/certs/client"),
        ],
    };
    variables.iter().map(|(name, value)| Entry::new(*name, *value)).collect()
}

fn notes(job: &crate::Job) -> Vec<String> {
    let mut notes: Vec<&str> = Vec::new();
    if job.tasks.contains(&Task::SignImage) {
        notes.extend([
            "Whoever signs stands in sigstore's public log for good: the signature names the repository and this file, even",
            "where the repository is private. `blips.ci.sign: false` in blip.yaml leaves this job out.",
        ]);
    }
    if job.tasks.iter().any(|task| matches!(task, Task::Deploy { elsewhere: true, .. })) {
        notes.extend([
            "The job pushes to the GitOps repository, which its own token does not open: the variable GITOPS_TOKEN, masked and",
            "protected, holds an access token of that project with `write_repository`.",
        ]);
    }
    if job.may(Right::WriteCode) && job.environment.as_ref().is_some_and(|environment| environment.deployment) {
        notes.extend([
            "The job pushes to the default branch. Either its own token may do so (Settings > CI/CD > Job token permissions),",
            "where whoever started the pipeline may, or the variable DEPLOY_TOKEN, masked and protected, holds a project",
            "access token with `write_repository`. The push asks for no pipeline, so a deployment cannot cause the next one.",
        ]);
    }
    if job.on == [Occasion::Nightly] {
        notes.push("Set it going at night: Build > Pipeline schedules, on the default branch.");
    }
    if matches!(job.toolbox, Toolbox::Releaser(_)) {
        notes.extend([
            "The variable RELEASE_TOKEN, masked and protected, holds a project access token with `write_repository` and a role",
            "that may push to the protected branch and its tags. The job's own token will not do: what it pushes sets no",
            "pipeline going, so the version would be tagged and never published.",
        ]);
    } else if job.toolbox == Toolbox::Sentry {
        notes.push(
            "SENTRY_AUTH_TOKEN, an organisation token of Sentry's, is a masked and protected variable of the project.",
        );
    } else if job.environment.as_ref().is_some_and(|environment| !environment.deployment) {
        notes.push("REGISTRY_USERNAME and REGISTRY_PASSWORD are masked and protected variables of the project.");
    }
    if job.tasks.contains(&Task::PushPreviewImage) {
        notes.push("A fork is never deployed: nobody builds its image here, and without one there is no preview.");
        if job.environment.is_some() {
            notes.push("No protected variable reaches a merge request: for previews they must not be protected.");
        }
    }
    if job.tasks.contains(&Task::OfferPreview) {
        notes.extend([
            "PREVIEW_TOKEN, a masked variable of the project, holds a project access token of the role Reporter for `api`, since",
            "the job's own token can neither label nor comment. No protected variable reaches a merge request, so whoever may",
            "push a branch can read it: let it belong to this project alone.",
        ]);
    }
    notes.into_iter().map(str::to_owned).collect()
}

fn artifacts(job: &crate::Job, place: impl Fn(&str) -> String) -> Artifacts {
    let reports: Vec<&Reports> = job
        .tasks
        .iter()
        .filter_map(|task| if let Task::KeepReports(reports) = task { Some(reports) } else { None })
        .flatten()
        .collect();
    Artifacts {
        junit: reports.iter().filter_map(|report| report.junit.as_deref().map(&place)).collect(),
        cobertura: reports.iter().find_map(|report| report.cobertura.as_deref().map(&place)),
        code_quality: job.tasks.contains(&Task::CheckDrift).then(|| place("drift.json")),
        findings: findings(job).map(|(kind, of)| {
            let files = of.iter().map(|of| place(&Shown::OnGitlab.report(of))).collect();
            Findings { kind, files }
        }),
        dotenv: job.outputs.iter().map(|output| place(&dotenv(*output))).collect(),
        paths: job.tasks.contains(&Task::KeepSymbols).then(|| place(SYMBOLS)).into_iter().collect(),
    }
}
