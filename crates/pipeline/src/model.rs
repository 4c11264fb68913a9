//! What a pipeline does, in words that belong to no forge.

use serde::Serialize;

use crate::{Cache, Engine, Reports, SetupStep, Symbols};

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
    /// How CodeQL gets to see the code: `none`, where it reads the sources, or `autobuild`.
    pub build_mode: String,
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

/// One job: it runs on a machine of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Job {
    /// Its name, unique in the pipeline: `deploy-staging`.
    pub id: String,
    /// Where it stands on the way from a commit to a release.
    pub stage: Stage,
    /// The blip that it serves, where that is not `ci`.
    pub serves: Option<&'static str>,
    /// The jobs that must not have failed before it begins.
    pub needs: Vec<String>,
    /// When it runs.
    pub on: Vec<Occasion>,
    /// On a proposal it runs only where one of these globs changed; empty: always.
    pub paths: Vec<String>,
    /// What it builds for, on a machine of that kind; none: on any.
    pub architecture: Option<Architecture>,
    /// The tools that it uses.
    pub toolbox: Toolbox,
    /// What it has of the repository.
    pub checkout: Checkout,
    /// After so many minutes it is ended.
    pub minutes: u16,
    /// What it may do beside running.
    pub grants: Vec<Grant>,
    /// Where it delivers to, which is also where approvals and secrets are kept.
    pub environment: Option<Environment>,
    /// What it does, in order.
    pub tasks: Vec<Task>,
    /// What it tells the jobs that need it.
    pub outputs: Vec<Output>,
}

/// The way from a commit to a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Is the change sound?
    Check,
    /// The image.
    Build,
    /// The environments.
    Deploy,
    /// What others get to see of a version.
    Release,
}

/// What sets a pipeline going. Every pipeline runs on exactly one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Occasion {
    /// Something that may become part of the default branch: a pull or merge request, a merge queue's candidate,
    /// any other branch that somebody starts the pipeline for. Nothing leaves the pipeline.
    Proposal,
    /// A commit on the default branch.
    Trunk,
    /// A tag `v…` without a hyphen: `v1.4.0`.
    Release,
    /// A tag `v…` with one: `v1.4.0-rc.1`. It is published like any version, to be tried, and deployed nowhere.
    PreRelease,
    /// Another day has gone by, and with it perhaps the good name of something that runs.
    Nightly,
    /// A pull or merge request of the same repository, not of a fork, for which somebody has asked for a preview.
    Preview,
    /// One whose preview is wanted no more: it was closed or merged, or its label was taken away.
    PreviewEnd,
}

/// The tools that a job uses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Toolbox {
    /// Those of the service's stack.
    Stack {
        /// GitHub: steps that bring them.
        setup: Vec<SetupStep>,
        /// GitLab: the image that has them.
        image: String,
        /// GitLab: variables for all commands.
        variables: Vec<(String, serde_json::Value)>,
        /// GitLab: commands that complete them.
        before: Vec<String>,
        /// GitLab: what is kept from one run to the next.
        cache: Option<Cache>,
    },
    /// git and a shell.
    Git,
    /// Helm.
    Helm,
    /// BuildKit.
    Builder,
    /// What makes one image of those of several architectures, in the registry itself.
    Merger,
    /// cosign.
    Signer,
    /// Grype.
    Scanner,
    /// Blip itself.
    Blip {
        /// The image that has it, by version: `ghcr.io/acme/blip:0.1.0`.
        image: String,
    },
    /// The forge's own program, to publish a release.
    Forge,
    /// sentry-cli.
    Sentry,
    /// What makes releases by itself.
    Releaser(Releaser),
}

/// What makes releases by itself, from the commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Releaser {
    /// It releases each push that asks for it.
    SemanticRelease,
    /// It keeps a pull request open, whose merge is the release. It knows GitHub alone.
    ReleasePlease,
}

/// What a job has of the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Checkout {
    /// Nothing.
    None,
    /// The files of the commit.
    Tree,
    /// The files, and all commits of all branches.
    History,
}

/// A right, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// The right.
    pub right: Right,
    /// What for, to be read after "to".
    pub reason: &'static str,
}

/// What a job may do beside running.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Right {
    /// Read the repository.
    ReadCode,
    /// Push commits, and publish releases of the repository.
    WriteCode,
    /// Open pull requests and label them.
    WriteProposals,
    /// Start pipelines.
    StartPipelines,
    /// Pull from the registry.
    ReadRegistry,
    /// Push to the registry.
    WriteRegistry,
    /// Prove to others which job of which repository it is (OpenID Connect).
    Identity,
    /// Store attestations with the forge.
    WriteAttestations,
    /// See what the checks of a commit have found.
    ReadChecks,
    /// Label a pull or merge request, and comment on it.
    WriteRequests,
    /// Store what scanners found with the forge.
    WriteFindings,
}

/// Where a job delivers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// As the forge knows it: `staging`.
    pub name: String,
    /// Where the service can be seen there.
    pub url: Option<String>,
    /// Whether a run is a deployment; otherwise the environment only keeps secrets.
    pub deployment: bool,
}

/// One thing that a job does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Task {
    /// A command of the stack.
    Run {
        /// Its name in the log.
        title: String,
        /// The command, in a POSIX shell.
        command: String,
    },
    /// Keeps what the checks found, though they failed.
    KeepReports(Vec<Reports>),
    /// Lints the chart and renders it with every values file.
    CheckChart,
    /// Refuses files that are behind what blip.yaml asks for, or that no longer fit together.
    CheckDrift,
    /// Refuses a change that brings a dependency with a known vulnerability.
    ReviewDependencies,
    /// Looks for known vulnerabilities in what the service depends on.
    ScanDependencies {
        /// The file that names it: the lock file, where there is one.
        lock: Option<String>,
    },
    /// Builds the image and throws it away.
    TryImage,
    /// Looks for known vulnerabilities in the image before it is thrown away.
    ScanTriedImage,
    /// Builds the image with SBOM and provenance, and pushes it.
    PushImage,
    /// The same of one of several architectures, known by its digest alone.
    PushArchitecture(Architecture),
    /// Makes one image of theirs.
    MergeImages(Vec<Architecture>),
    /// Keeps, from the same build, what Sentry reads the stack traces of a version by: the stage `symbols`.
    KeepSymbols,
    /// Looks for known vulnerabilities in the image that was pushed, as these architectures get it; none named: as the
    /// scanner's own does.
    ScanImage(Vec<Architecture>),
    /// The same in the images that the environments run.
    ScanDeployedImages,
    /// Signs the image by its digest, without a key.
    SignImage,
    /// Has the forge vouch for the image's origin.
    AttestImage,
    /// Refuses a tag that is no version or does not stand on the default branch.
    CheckTag,
    /// Writes the image's digest into the values of an environment, and commits.
    Deploy {
        /// Its name.
        environment: String,
        /// Whether they stand in another repository, which the job's own token does not open.
        elsewhere: bool,
    },
    /// Packages the chart in this version, with the image's digest in it, and pushes it.
    PushChart,
    /// Publishes the version with its notes.
    Publish,
    /// Makes a release, or prepares it, where the commits ask for one.
    Release(Releaser),
    /// Starts the pipeline of what was pushed so that it started none.
    FollowUp(Releaser),
    /// Gives Sentry what it reads the stack traces of the version by.
    UploadSymbols(Symbols),
    /// Tells Sentry of the version and of the commits in it.
    ReportRelease,
    /// Tells Sentry that the version was deployed to an environment.
    ReportDeployment {
        /// Its name.
        environment: String,
    },
    /// Waits until the checks of the request have succeeded, where they stand in another pipeline.
    AwaitChecks,
    /// Builds the image of a request, and pushes it under the request's number and the commit.
    PushPreviewImage,
    /// Lets the request be deployed, and says on it how to reach the preview.
    OfferPreview,
    /// Says on the request that the preview is gone.
    EndPreview,
    /// Ends the previews that nobody has built for long.
    ExpirePreviews,
}

/// What a job tells the jobs that need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Output {
    /// The digest of the image: `sha256:…`.
    Digest,
    /// That of one of several architectures.
    DigestOf(Architecture),
    /// The version that a tag names: `1.4.0`.
    Version,
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
        let minute = self.service.bytes().fold(0, |sum, byte| (sum + u32::from(byte)) % 60);
        format!("{minute} 4 * * *")
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

impl Job {
    /// Whether it may be given up for a newer commit: only as long as nothing leaves the pipeline.
    #[must_use]
    pub fn interruptible(&self) -> bool {
        self.on.contains(&Occasion::Proposal) || self.on.contains(&Occasion::Preview)
    }

    /// Whether it has to do with previews alone.
    #[must_use]
    pub fn is_of_previews(&self) -> bool {
        self.on.iter().any(|on| matches!(on, Occasion::Preview | Occasion::PreviewEnd))
    }

    /// Of the jobs that share this name only one runs at a time.
    #[must_use]
    pub fn group(&self) -> Option<String> {
        let deployment = self.environment.as_ref().filter(|environment| environment.deployment);
        let releases = self.tasks.iter().any(|task| matches!(task, Task::Release(_)));
        deployment.map(|environment| format!("deploy-{}", environment.name)).or(releases.then(|| "release".to_owned()))
    }

    /// Whether it has that right.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.grants.iter().any(|grant| grant.right == right)
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

impl Releaser {
    /// As blip.yaml and the tool itself write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SemanticRelease => "semantic-release",
            Self::ReleasePlease => "release-please",
        }
    }
}

impl Output {
    /// Its name between jobs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Digest => "digest",
            Self::DigestOf(Architecture::Amd64) => "digest-amd64",
            Self::DigestOf(Architecture::Arm64) => "digest-arm64",
            Self::Version => "version",
        }
    }

    /// The environment variable in which scripts find it.
    #[must_use]
    pub fn variable(self) -> &'static str {
        match self {
            Self::Digest => "DIGEST",
            Self::DigestOf(Architecture::Amd64) => "DIGEST_AMD64",
            Self::DigestOf(Architecture::Arm64) => "DIGEST_ARM64",
            Self::Version => "VERSION",
        }
    }
}
