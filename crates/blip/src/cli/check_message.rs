//! The arguments of `blip semver check-message`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub(crate) struct CheckMessageArgs {
    /// The message, or with --method the request's title
    #[arg(required_unless_present = "file")]
    pub(crate) message: Option<String>,
    /// Read it from a file, as git's commit-msg hook is given it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["message", "method"])]
    pub(crate) file: Option<PathBuf>,
    /// Check what the forge will write when it merges the request in this way
    #[arg(long, value_name = "HOW")]
    pub(crate) method: Option<MethodArg>,
    /// The forge [default: the one that origin is on]
    #[arg(long, value_name = "FORGE", requires = "method")]
    pub(crate) forge: Option<ForgeArg>,
    /// The request's number
    #[arg(long, value_name = "N", requires = "method")]
    pub(crate) number: Option<u64>,
    /// The request's description
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, requires = "method")]
    pub(crate) description: String,
    /// The branch that the request goes to: its commits are those that HEAD has and this has not
    #[arg(long, value_name = "REV", requires = "method")]
    pub(crate) base: Option<String>,
    /// Print what was found as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// A forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ForgeArg {
    /// GitHub
    Github,
    /// GitLab
    Gitlab,
}

/// How a request becomes part of its branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MethodArg {
    /// A merge commit; its commits count, not its title
    Merge,
    /// One commit; on GitHub a single commit keeps its own message
    Squash,
    /// One commit that always takes the request's title
    SquashTitle,
    /// One commit with the request's title and description
    SquashDescription,
}
