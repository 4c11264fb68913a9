//! A job of a pipeline: when it runs, with which tools, what it may do and what it tells others.

use serde::Serialize;

use crate::{Architecture, Cache, SetupStep, Task};

/// The job that says which others have anything to do: on GitHub, and in a cluster where the repository has several
/// services. GitLab knows by itself.
pub(crate) const CHANGES: &str = "changes";

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
