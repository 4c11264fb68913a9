//! The arguments of `blip semver compat`.

use clap::{Args, ValueEnum};

use super::{HistoryArgs, ZeroArg};

pub(crate) const EXAMPLES: &str = "\
Examples:
  blip semver compat                         every tool in one line
  blip semver compat --as semantic-release   where it would give another number
  blip semver compat --as git-cliff --releases 10

What other tools do is told by models of what each does by default, which are
held against the tools themselves. Nothing is run and nothing is changed.";

#[derive(Debug, Args)]
pub(crate) struct CompatArgs {
    /// The tool to compare with [default: each in one line]
    #[arg(long = "as", value_name = "TOOL")]
    pub(crate) tool: Option<ToolArg>,
    /// Compare the last N releases as well
    #[arg(long, value_name = "N", default_value_t = 0, requires = "tool", hide_default_value = true)]
    pub(crate) releases: usize,
    /// What a change means while the major version is 0 [default: what blip.yaml says, else caret]
    #[arg(long, value_name = "HOW")]
    pub(crate) zero: Option<ZeroArg>,
    #[command(flatten)]
    pub(crate) history: HistoryArgs,
}

/// A tool that finds versions from commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ToolArg {
    /// With its default, the angular preset
    SemanticRelease,
    /// With `preset: conventionalcommits`
    SemanticReleaseConventionalcommits,
    /// With one package, and what it does without settings
    ReleasePlease,
    /// `git-cliff --bumped-version` with the configuration built in
    GitCliff,
    /// `cog bump --auto` without settings
    Cocogitto,
}
