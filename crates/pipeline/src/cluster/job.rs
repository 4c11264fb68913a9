//! A job of a cluster: one pod.

use blip_model::Problem;
use serde::Serialize;
use serde_json::Value as Json;

use super::Lowering;
use super::script::{Line, credentials, script};
use crate::job::CHANGES;
use crate::jobs::sentry_variables;
use crate::{Builder, Checkout, Occasion, Output, Task, Toolbox};

/// Where the repository is cloned to.
const SOURCE: &str = "/workspace/source";

/// GitLab's word for that folder, which stands in the data of the stacks.
const PROJECT: &str = "$CI_PROJECT_DIR";

/// A pod of a cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Job {
    /// Its name.
    pub id: String,
    /// The blip that it serves, where that is not `kubernetes-ci`.
    pub serves: Option<String>,
    /// What whoever reads it should know.
    pub notes: Vec<&'static str>,
    /// On which occasions it runs, by name.
    pub on: Vec<&'static str>,
    /// The jobs before it.
    pub needs: Vec<String>,
    /// What it is told by what started the pipeline, and by other jobs.
    pub parameters: Vec<Parameter>,
    /// What it has of the repository.
    pub clone: Checkout,
    /// In which its script runs.
    pub image: String,
    /// The shell of that image.
    pub shell: &'static str,
    /// The user that it runs as, where the image's own will not do.
    pub user: Option<u32>,
    /// Whether the kernel must let it make namespaces, in which a build is confined.
    pub unconfined: bool,
    /// After so many minutes it is ended.
    pub minutes: u16,
    /// What its script is told.
    pub variables: Vec<Variable>,
    /// What it does.
    pub script: Vec<Line>,
    /// What it tells other jobs.
    pub outputs: Vec<&'static str>,
    /// Of the jobs that share this name only one runs at a time, where the engine can see to that.
    pub group: Option<String>,
}

/// Something that a job is told when it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its name: `revision`.
    pub name: &'static str,
    /// The job that tells it; none: whatever started the pipeline.
    pub from: Option<String>,
}

/// An environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Value,
}

/// Where the value of a variable comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// It is known.
    Text(String),
    /// A parameter of the job.
    Parameter(&'static str),
    /// The tag of the version that the parameter `version` names.
    Tag,
    /// A key of a Secret beside the pipeline.
    Secret {
        /// What the name of the Secret ends with.
        of: &'static str,
        /// The key.
        key: &'static str,
        /// Whether the job can do without it.
        optional: bool,
    },
    /// The file in which the job tells an output.
    File(&'static str),
}

impl Variable {
    pub(super) fn text(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: Value::Text(value.into()) }
    }

    pub(super) fn parameter(name: &str, parameter: &'static str) -> Self {
        Self { name: name.to_owned(), value: Value::Parameter(parameter) }
    }

    pub(super) fn secret(name: &str, of: &'static str, key: &'static str) -> Self {
        Self { name: name.to_owned(), value: Value::Secret { of, key, optional: false } }
    }
}

impl Lowering<'_> {
    pub(super) fn job(&self, job: &crate::Job) -> Result<Job, Problem> {
        let variables = self.variables(job);
        let (image, shell) = self.image(job)?;
        let gate = self.pipeline.folder.iter().map(|_| CHANGES.to_owned());
        let builds = job.toolbox == Toolbox::Builder;
        Ok(Job {
            id: job.id.clone(),
            serves: job.serves.map(str::to_owned),
            notes: notes(job),
            on: job.on.iter().filter_map(|occasion| occasion_name(*occasion)).collect(),
            needs: gate.chain(job.needs.iter().cloned()).collect(),
            parameters: self.parameters(&variables, job.checkout),
            clone: job.checkout,
            image,
            shell,
            user: match &job.toolbox {
                Toolbox::Builder if self.pipeline.builder == Builder::BuildKit => Some(1000),
                // the clone is root's, and git does not trust what is somebody else's
                Toolbox::Blip { .. } | Toolbox::Sentry => Some(0),
                _ => None,
            },
            unconfined: builds,
            minutes: job.minutes,
            variables,
            script: script(job, self.pipeline),
            outputs: told(job).map(Output::name).collect(),
            group: job.group(),
        })
    }

    /// Says whether anything of the service changed. A request starts a run in any case: a check that is required has to
    /// report, and what a forge sends of a request names no files.
    pub(super) fn changes(&self, folder: &str) -> Result<Job, Problem> {
        let variables = vec![
            Variable::parameter("OCCASION", "occasion"),
            Variable::text("BRANCH", &self.pipeline.default_branch),
            Variable::text("FOLDER", folder),
            Variable { name: "RESULT".to_owned(), value: Value::File("run") },
        ];
        let every = [Occasion::Proposal, Occasion::Trunk, Occasion::Release, Occasion::PreRelease, Occasion::Nightly];
        Ok(Job {
            id: CHANGES.to_owned(),
            serves: None,
            notes: vec!["Whether a request changes anything in the folder; where it does not, nothing else runs."],
            on: every.into_iter().filter_map(occasion_name).collect(),
            needs: Vec::new(),
            parameters: self.parameters(&variables, Checkout::History),
            clone: Checkout::History,
            image: self.pins.image("git")?,
            shell: SHELL,
            user: Some(0),
            unconfined: false,
            minutes: 5,
            variables,
            script: vec![Line::Script("cluster_changes")],
            outputs: vec!["run"],
            group: None,
        })
    }

    /// Tells the forge how the pipeline ended.
    pub(super) fn report(&self) -> Result<Job, Problem> {
        let variables = vec![
            Variable::parameter("STATUS", "status"),
            Variable::parameter("REVISION", "revision"),
            Variable::secret("TOKEN", "forge", "token"),
        ];
        Ok(Job {
            id: "report".to_owned(),
            serves: None,
            notes: vec![
                "The one check that branch protection has to ask for: a commit status, whose name is its `context`.",
            ],
            on: [Occasion::Proposal, Occasion::Trunk, Occasion::Release, Occasion::PreRelease]
                .into_iter()
                .filter_map(occasion_name)
                .collect(),
            needs: Vec::new(),
            parameters: self.parameters(&variables, Checkout::None),
            clone: Checkout::None,
            image: self.pins.image("alpine")?,
            shell: SHELL,
            user: None,
            unconfined: false,
            minutes: 5,
            variables,
            script: vec![Line::Run("apk add --no-cache curl".to_owned()), Line::Script("cluster_report")],
            outputs: Vec::new(),
            group: None,
        })
    }

    fn image(&self, job: &crate::Job) -> Result<(String, &'static str), Problem> {
        let image = match &job.toolbox {
            Toolbox::Stack { image, .. } => image.clone(),
            Toolbox::Git => self.pins.image("git")?,
            Toolbox::Helm => self.pins.image("helm")?,
            Toolbox::Builder => match self.pipeline.builder {
                Builder::Buildah => self.pins.image("buildah")?,
                _ => self.pins.image("buildkit")?,
            },
            // there is no shell elsewhere in it
            Toolbox::Scanner => return Ok((self.pins.image("grype")?, "/busybox/sh")),
            Toolbox::Signer | Toolbox::Forge | Toolbox::Merger => self.pins.image("alpine")?,
            Toolbox::Blip { image } => image.clone(),
            Toolbox::Sentry => self.pins.image("sentry-cli")?,
            Toolbox::Releaser(_) => self.pins.image("node")?,
        };
        Ok((image, SHELL))
    }

    /// What the variables and the clone need to be told.
    fn parameters(&self, variables: &[Variable], clone: Checkout) -> Vec<Parameter> {
        let cloned = (clone != Checkout::None).then_some("revision");
        let named = variables.iter().filter_map(|variable| match variable.value {
            Value::Parameter(name) => Some(name),
            Value::Tag => Some("version"),
            _ => None,
        });
        let mut names: Vec<&'static str> = cloned.into_iter().chain(named).collect();
        names.sort_unstable();
        names.dedup();
        let teller = |name| [Output::Digest].into_iter().find(|output| output.name() == name);
        let from = |name| Some(self.pipeline.teller(teller(name)?)?.id.clone());
        names.into_iter().map(|name| Parameter { name, from: from(name) }).collect()
    }

    fn variables(&self, job: &crate::Job) -> Vec<Variable> {
        let mut variables = Vec::new();
        if let Toolbox::Stack { variables: own, .. } = &job.toolbox {
            variables.extend(own.iter().map(|(name, value)| Variable::text(name, self.in_source(value))));
        }
        if job.toolbox == Toolbox::Builder {
            variables.extend(match self.pipeline.builder {
                // the pod has no privileges, with which alone another process could be confined
                Builder::BuildKit => vec![Variable::text("BUILDKITD_FLAGS", "--oci-worker-no-process-sandbox")],
                _ => vec![Variable::text("BUILDAH_ISOLATION", "chroot"), Variable::text("STORAGE_DRIVER", "vfs")],
            });
        }
        if job.toolbox == Toolbox::Scanner {
            variables.push(Variable::text("GRYPE", "/grype"));
            variables.extend(self.pipeline.severity.as_ref().map(|severity| Variable::text("SEVERITY", severity)));
        }
        for task in &job.tasks {
            for variable in self.asked_for(task) {
                if !variables.contains(&variable) {
                    variables.push(variable);
                }
            }
        }
        if credentials(job) {
            variables.extend([
                Variable::text("REGISTRY", &self.pipeline.registry.login_host),
                Variable::secret("USERNAME", "registry", "username"),
                Variable::secret("PASSWORD", "registry", "password"),
            ]);
        }
        variables
            .extend(told(job).map(|output| Variable { name: "RESULT".to_owned(), value: Value::File(output.name()) }));
        variables
    }

    /// What the script of a task asks for.
    fn asked_for(&self, task: &Task) -> Vec<Variable> {
        let registry = &self.pipeline.registry;
        let image = || Variable::text("IMAGE", &registry.image);
        let chart = || Variable::text("CHART", &self.pipeline.service);
        let tag = || Variable { name: "TAG".to_owned(), value: Value::Tag };
        // empty where no tag names one
        let version = || Variable::parameter("VERSION", "version");
        let commit = || Variable::parameter("CI_COMMIT_SHA", "revision");
        let digest = || Variable::parameter("DIGEST", "digest");
        let project = || Variable::text("CI_PROJECT_URL", &self.pipeline.repository);
        match task {
            Task::TryImage | Task::ScanDeployedImages => vec![image()],
            Task::PushImage => vec![image(), version(), commit(), project()],
            Task::ScanImage(_) | Task::SignImage => vec![image(), digest()],
            Task::CheckChart => vec![chart()],
            Task::CheckTag => vec![tag(), Variable::text("BRANCH", &self.pipeline.default_branch)],
            Task::PushChart => vec![chart(), Variable::text("CHARTS", &registry.charts), version(), digest()],
            Task::Publish => vec![tag(), version(), Variable::secret("TOKEN", "forge", "token")],
            Task::Deploy { elsewhere, .. } => {
                let token = if *elsewhere { "GITOPS_TOKEN" } else { "TOKEN" };
                vec![digest(), commit(), project(), Variable::secret(token, "deploy", "token")]
            }
            Task::ReportRelease | Task::ReportDeployment { .. } => {
                let told = sentry_variables(task, self.pipeline.sentry.as_ref());
                let told = told.into_iter().map(|(name, value)| Variable::text(name, value));
                let token = Variable::secret("SENTRY_AUTH_TOKEN", "sentry", "token");
                let service = Variable::text("SERVICE", &self.pipeline.service);
                [service, version()].into_iter().chain(told).chain([token]).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The shell that nearly every image has.
const SHELL: &str = "/bin/sh";

/// How the parameter of that name calls an occasion; none that a cluster is not told of.
fn occasion_name(occasion: Occasion) -> Option<&'static str> {
    match occasion {
        Occasion::Proposal => Some("proposal"),
        Occasion::Trunk => Some("trunk"),
        Occasion::Release => Some("release"),
        Occasion::PreRelease => Some("pre-release"),
        Occasion::Nightly => Some("nightly"),
        Occasion::Preview | Occasion::PreviewEnd => None,
    }
}

/// What a job tells others. The version is not among them: each reads it from the tag.
fn told(job: &crate::Job) -> impl Iterator<Item = Output> {
    job.outputs.iter().copied().filter(|output| *output == Output::Digest)
}

impl Lowering<'_> {
    /// A variable that names a place in the checkout: where the service lies in it.
    fn in_source(&self, value: &Json) -> String {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let folder = self.pipeline.folder.as_ref().map(|folder| format!("/{folder}")).unwrap_or_default();
        text.replace(PROJECT, &format!("{SOURCE}{folder}"))
    }
}

fn notes(job: &crate::Job) -> Vec<&'static str> {
    let mut notes = Vec::new();
    if job.tasks.iter().any(|task| matches!(task, Task::Deploy { .. })) {
        notes
            .push("It pushes with a token of its own, and what it pushes starts no pipeline: see the trigger `trunk`.");
    }
    notes
}
