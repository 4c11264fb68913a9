//! The arguments of `blip config`.

use clap::Args;

use super::SourceArgs;

pub(crate) const EXAMPLES: &str = "\
Examples:
  blip config          what new services get unless you say otherwise, and where it comes from
  blip config --edit   change that in your editor; what is wrong is not taken
  blip config --json

The file is $XDG_CONFIG_HOME/blip/config.yaml, by default ~/.config/blip/config.yaml, in the shape of blip.yaml;
`__name__` stands for the service's name. What is said nearer to the service comes first: flags, then an answers file,
what the repository itself says, this file, the pack's defaults.yaml, and last what Blip has for a default.";

#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Change the file in your editor; begins one where there is none
    #[arg(long, conflicts_with = "json")]
    pub(crate) edit: bool,
    /// Print the defaults as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}
