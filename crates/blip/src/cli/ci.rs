//! `blip ci …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::SourceArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum CiCommand {
    /// Show which versions are fetched, where they stand, and how they differ from the templates'
    #[command(after_help = PINS_EXAMPLES)]
    Pins(PinsArgs),
    /// Tell which jobs run when something happens, in which order, and why others do not
    #[command(after_help = SIMULATE_EXAMPLES)]
    Simulate(SimulateArgs),
}

const PINS_EXAMPLES: &str = "\
Examples:
  blip ci pins                              all pipelines, Dockerfiles and toolchains
  blip ci pins .github/workflows/ci.yml     one file
  blip ci pins --json

`blip generate` takes over what is newer here, and brings what is newer in the templates.";

#[derive(Debug, Args)]
pub(crate) struct PinsArgs {
    /// Read these files instead of all pipelines, Dockerfiles and toolchains
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print the pins as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

const SIMULATE_EXAMPLES: &str = "\
Examples:
  blip ci simulate                              every event in one line
  blip ci simulate push                         to the default branch
  blip ci simulate pull-request --fork
  blip ci simulate pull-request --label preview
  blip ci simulate pull-request --changed README.md --changed src/main.rs
  blip ci simulate push --failing scan          what happens all the same
  blip ci simulate tag --tag v1.4.0-rc.1
  blip ci simulate push --branch feature --json
  blip ci simulate open-pull-request --file .github/workflows/other.yml

It tells what blip.yaml asks for and warns where the file in the repository does something else. Nothing is run.";

#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// What happens [default: everything that can happen, one line each]
    #[arg(value_enum, value_name = "EVENT")]
    pub(crate) event: Option<EventArg>,
    /// The branch that is pushed to, or that the pipeline is started for [default: the default branch, or feature]
    #[arg(long, value_name = "BRANCH")]
    pub(crate) branch: Option<String>,
    /// The tag that is pushed [default: v1.0.0]
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Option<String>,
    /// The request is a draft
    #[arg(long)]
    pub(crate) draft: bool,
    /// The request comes from a fork
    #[arg(long)]
    pub(crate) fork: bool,
    /// A label that the request has (repeatable)
    #[arg(long, value_name = "LABEL")]
    pub(crate) label: Vec<String>,
    /// A path that changes (repeatable); without any, everything counts as changed
    #[arg(long, value_name = "PATH")]
    pub(crate) changed: Vec<String>,
    /// A job that fails (repeatable), to see what is done all the same
    #[arg(long, value_name = "JOB")]
    pub(crate) failing: Vec<String>,
    /// Read this workflow or .gitlab-ci.yml instead of blip.yaml
    #[arg(long, value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// With --file: the check that branch protection asks for
    #[arg(long, value_name = "JOB", requires = "file")]
    pub(crate) required: Option<String>,
    /// Print the outcome as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EventArg {
    /// Commits are pushed to a branch
    Push,
    /// A pull or merge request is opened, or gets new commits
    #[value(alias = "merge-request")]
    PullRequest,
    /// Commits are pushed to a branch from which a request is open
    #[value(alias = "open-merge-request")]
    OpenPullRequest,
    /// A tag is pushed
    Tag,
    /// A merge queue or merge train tries what would become of the default branch
    #[value(alias = "merge-train")]
    MergeQueue,
    /// The clock strikes
    Schedule,
    /// Somebody starts the pipeline by hand
    Manual,
}
