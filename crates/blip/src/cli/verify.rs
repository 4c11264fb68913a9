//! The arguments of `blip semver verify`.

use clap::Args;

use super::{FormatArgs, ScopeArgs, ZeroArg};

pub(crate) const VERIFY_EXAMPLES: &str = "\
Examples:
  blip semver verify                        the work tree against the last release
  blip semver verify --base origin/main     against a branch, as a pull request wants it
  blip semver verify --base v1.2.0 --head v1.3.0
  blip semver verify --sarif > verify.sarif

Compares Helm charts (and the objects that they make, where helm is installed),
Terraform modules and OpenAPI 3 documents; where they are installed, oasdiff is
asked of documents too, buf of Protocol Buffers, and cargo-semver-checks of Rust
libraries that are published. Exits with 3 where more changed than the commits
or a version file declare, or where places name different versions; else with 0.";

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The revision to compare with [default: the tag that `next` counts from]
    #[arg(long, value_name = "REV")]
    pub(crate) base: Option<String>,
    /// The revision to judge [default: the work tree]
    #[arg(long, value_name = "REV")]
    pub(crate) head: Option<String>,
    /// What a change means while the major version is 0 [default: what blip.yaml says, else caret]
    #[arg(long, value_name = "HOW")]
    pub(crate) zero: Option<ZeroArg>,
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
}
