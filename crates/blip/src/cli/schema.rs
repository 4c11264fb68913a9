//! The arguments of `blip schema`.

use clap::{Args, ValueEnum};

use super::SourceArgs;

#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// The schema of what this command prints with --json, instead of that of blip.yaml
    #[arg(long, value_name = "COMMAND")]
    pub(crate) of: Option<Output>,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

/// A command that prints a document with `--json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// blip new
    New,
    /// blip init
    Init,
    /// blip generate
    Generate,
    /// blip generate --all
    GenerateAll,
    /// blip check
    Check,
    /// blip check --all
    CheckAll,
    /// blip why
    Why,
    /// blip config
    Config,
    /// blip ci pins
    CiPins,
    /// blip ci simulate
    CiSimulate,
    /// blip preview url
    PreviewUrl,
    /// blip preview check
    PreviewCheck,
    /// blip metrics
    Metrics,
    /// blip radar list
    RadarList,
    /// blip radar show
    RadarShow,
    /// blip semver current
    SemverCurrent,
    /// blip semver next
    SemverNext,
    /// blip semver bump
    SemverBump,
    /// blip semver changelog
    SemverChangelog,
    /// blip semver check-message
    SemverCheckMessage,
    /// blip semver verify
    SemverVerify,
    /// blip semver compat
    SemverCompat,
}
