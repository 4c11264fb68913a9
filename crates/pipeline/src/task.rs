//! What a job does, one thing after the other.

use serde::Serialize;

use crate::{Architecture, Releaser, Reports, Symbols};

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

impl Task {
    /// Whether it pushes to the registry, and so has to log in there.
    pub(crate) fn writes_registry(&self) -> bool {
        matches!(
            self,
            Self::PushImage
                | Self::PushArchitecture(_)
                | Self::MergeImages(_)
                | Self::PushPreviewImage
                | Self::SignImage
                | Self::PushChart
        )
    }

    /// Whether it looks at what others pushed there: a private registry asks who that is.
    pub(crate) fn reads_registry(&self) -> bool {
        matches!(self, Self::ScanImage(_) | Self::ScanDeployedImages)
    }
}
