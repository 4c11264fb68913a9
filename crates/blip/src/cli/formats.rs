//! The formats in which findings are printed for programs.

use clap::Args;

/// The format for those who read no text; at most one.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct FormatArgs {
    /// Print what was found as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    /// Print what was found as SARIF, which GitHub shows beside the lines
    #[arg(long)]
    pub(crate) sarif: bool,
    /// Print what was found as a code quality report, which GitLab shows beside the lines
    #[arg(long)]
    pub(crate) code_quality: bool,
}

impl FormatArgs {
    /// Whether it is a format that a forge reads.
    pub(crate) fn is_for_forges(&self) -> bool {
        self.sarif || self.code_quality
    }
}
