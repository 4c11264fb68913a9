//! What a pipeline does, in words that belong to no forge.

use serde::Serialize;

use crate::{Engine, Job, Output, Releaser, Symbols, Task};

/// What a service's pipeline does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pipeline {
    /// The name of the service; its chart bears it too.
    pub service: String,
    /// The branch that releases come from.
    pub default_branch: String,
    /// Where people find the repository: `https://github.com/acme/checkout`.
    pub repository: String,
    /// What runs it, where that is not the forge.
    pub engine: Option<Engine>,
    /// The folder of the service, where the repository has several: all paths below are named from it.
    pub folder: Option<String>,
    /// The lock file from which everything is installed, where there is one.
    pub lock: Option<String>,
    /// What the tags of its versions begin with: `v`, `checkout/v`.
    pub tag_prefix: String,
    /// Where image and chart are kept.
    pub registry: Registry,
    /// The label of the runners, where the forge's default will not do.
    pub runner: Option<String>,
    /// The label of runners of arm64, where the forge's default will not do.
    pub arm_runner: Option<String>,
    /// What the image runs on, at least one. Of several each is built on a machine of its kind.
    pub architectures: Vec<Architecture>,
    /// What builds the image where the forge leaves the choice.
    pub builder: Builder,
    /// Whether the newest image of the default branch bears the tag `edge`, which somebody else follows.
    pub moves_edge: bool,
    /// From which severity on a known vulnerability stops an image: `critical`. None: nothing is scanned.
    pub severity: Option<String>,
    /// Where GitHub shows what the scans find, beside the log.
    pub code_scanning: CodeScanning,
    /// What CodeQL looks for weaknesses in, where it does.
    pub analysis: Vec<Language>,
    /// In an order in which each stands after those that it needs.
    pub jobs: Vec<Job>,
    /// The previews of what may be merged, if there are any.
    pub previews: Option<Previews>,
    /// Where errors are reported, if they are.
    pub sentry: Option<Sentry>,
    /// What the pipeline would do, were the circumstances others.
    pub omissions: Vec<Omission>,
}

/// Where image and chart are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Registry {
    /// The registry's host: `ghcr.io`.
    pub host: String,
    /// Under which clients keep their login to it; Docker Hub has a name of its own there.
    pub login_host: String,
    /// The image without tag: `ghcr.io/acme/checkout`.
    pub image: String,
    /// The parent of the chart: `oci://ghcr.io/acme/checkout/charts`.
    pub charts: String,
    /// Who the pipeline is to the registry.
    pub login: Login,
}

/// Who the pipeline is to the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Login {
    /// The job itself: the registry belongs to the forge.
    Forge,
    /// A user whose name and password are secrets: `REGISTRY_USERNAME`, `REGISTRY_PASSWORD`.
    Secrets,
}

/// What an image runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Architecture {
    /// Of Intel and AMD, with 64 bits.
    Amd64,
    /// Of Arm, with 64 bits.
    Arm64,
}

/// What builds the image.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Builder {
    /// BuildKit without a daemon and without privileges.
    #[default]
    BuildKit,
    /// Buildah, without privileges too.
    Buildah,
    /// Docker in Docker, which needs privileged runners.
    Dind,
}

/// Whether findings go to GitHub's code scanning, which costs nothing in public repositories alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CodeScanning {
    /// In public repositories.
    #[default]
    Public,
    /// In private ones too, whose owner pays for it.
    Always,
    /// Nowhere.
    Never,
}

/// A language that CodeQL knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// What CodeQL calls it: `java-kotlin`.
    pub language: String,
    /// How CodeQL gets to see the code.
    pub build_mode: BuildMode,
}

/// How CodeQL gets to see the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BuildMode {
    /// It reads the sources.
    None,
    /// It watches how they are built, and finds out by itself how.
    Autobuild,
}

/// The previews of what may be merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Previews {
    /// The header that leads a request to one.
    pub header: String,
    /// What the name of each begins with; the number of the request follows.
    pub prefix: String,
    /// The label with which somebody asks for one.
    pub label: String,
    /// The label with which the pipeline says that the image is there.
    pub ready_label: String,
    /// The environment beside which they stand.
    pub environment: String,
    /// Where that is reached from outside, if it is.
    pub address: Option<String>,
    /// After so many days in which nobody has built one, it goes.
    pub days: u64,
}

/// Where errors are reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sentry {
    /// The organisation, by its slug.
    pub organization: String,
    /// The project, by its slug.
    pub project: String,
    /// The address of the region: `https://de.sentry.io/`.
    pub url: String,
    /// What it reads stack traces by, where they need anything.
    pub symbols: Option<Symbols>,
}

/// What the pipeline leaves out, said in the file so that nobody believes it done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Omission {
    /// What is not done.
    pub what: String,
    /// Why not.
    pub why: String,
}

impl Pipeline {
    /// Of the jobs that share this name only one runs at a time. Those of other services may: GitHub lets one wait in a
    /// group, and gives up the one before it.
    #[must_use]
    pub fn group(&self, job: &Job) -> Option<String> {
        let deploys = job.environment.as_ref().is_some_and(|environment| environment.deployment);
        job.group().map(|group| if deploys { group } else { self.own(&group) })
    }

    /// The job of that name.
    #[must_use]
    pub fn job(&self, id: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.id == id)
    }

    /// A path of the service as the repository calls it.
    #[must_use]
    pub fn in_repository(&self, path: &str) -> String {
        match (&self.folder, path) {
            (None, path) => path.to_owned(),
            (Some(folder), "." | "") => folder.clone(),
            (Some(folder), path) => format!("{folder}/{path}"),
        }
    }

    /// A name that several services of a repository would share, as this one has it.
    #[must_use]
    pub fn own(&self, name: &str) -> String {
        if self.folder.is_some() { format!("{}-{name}", self.service) } else { name.to_owned() }
    }

    /// The paths of those from the root of the repository that are the service's, as it calls them itself.
    pub(crate) fn inside(&self, paths: &[String]) -> Vec<String> {
        let Some(folder) = &self.folder else { return paths.to_vec() };
        let inside = paths.iter().filter_map(|path| path.strip_prefix(folder.as_str())?.strip_prefix('/'));
        inside.map(str::to_owned).collect()
    }

    /// What makes releases by itself, if anything does.
    #[must_use]
    pub fn releaser(&self) -> Option<Releaser> {
        self.jobs.iter().flat_map(|job| &job.tasks).find_map(|task| match task {
            Task::Release(releaser) => Some(*releaser),
            _ => None,
        })
    }

    /// When the jobs of the night begin, in the words of cron: early in the morning, and not in the same minute for all
    /// services, which would wait for each other.
    pub(crate) fn cron(&self) -> String {
        format!("{} * * *", self.early())
    }

    /// The same once a week.
    pub(crate) fn weekly_cron(&self) -> String {
        format!("{} * * 1", self.early())
    }

    /// Minute and hour.
    fn early(&self) -> String {
        let minute = self.service.bytes().fold(0, |sum, byte| (sum + u32::from(byte)) % 60);
        format!("{minute} 4")
    }

    /// Whether the image is one of several.
    #[must_use]
    pub fn has_architectures(&self) -> bool {
        self.architectures.len() > 1
    }

    /// Which job tells that, if there is one.
    #[must_use]
    pub fn teller(&self, output: Output) -> Option<&Job> {
        self.jobs.iter().find(|job| job.outputs.contains(&output))
    }
}

impl BuildMode {
    /// As CodeQL writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Autobuild => "autobuild",
        }
    }
}

impl Architecture {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Amd64, Self::Arm64];

    /// As blip.yaml and Go write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }

    /// As registries write it: `linux/arm64`.
    #[must_use]
    pub fn platform(self) -> String {
        format!("linux/{}", self.name())
    }
}
