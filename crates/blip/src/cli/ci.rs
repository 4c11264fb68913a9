//! `blip ci …`

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum CiCommand {
    /// Show which versions are fetched, where they stand, and how they differ from the templates'
    #[command(after_help = PINS_EXAMPLES)]
    Pins(PinsArgs),
}

const PINS_EXAMPLES: &str = "\
Examples:
  blip ci pins                              all pipelines and Dockerfiles
  blip ci pins .github/workflows/ci.yml     one file
  blip ci pins --json

`blip generate` takes over what is newer here, and brings what is newer in the templates.";

#[derive(Debug, Args)]
pub(crate) struct PinsArgs {
    /// Read these files instead of all pipelines and Dockerfiles
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print the pins as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}
