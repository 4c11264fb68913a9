//! `blip preview …`

use clap::{Args, Subcommand};

use super::SourceArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum PreviewCommand {
    /// Say how to reach the preview of a pull request: header, host and a curl line
    #[command(after_help = URL_EXAMPLES)]
    Url(UrlArgs),
    /// Prove for a table of requests that each preview gets what the stable version serves, and nothing else
    #[command(after_help = CHECK_EXAMPLES)]
    Check(PreviewCheckArgs),
}

const URL_EXAMPLES: &str = "\
Examples:
  blip preview url 42
  blip preview url 42 --path /api/orders
  blip preview url 42 --json

It tells what blip.yaml and the values say. Nobody is asked whether the preview is there.";

#[derive(Debug, Args)]
pub(crate) struct UrlArgs {
    /// The number of the pull or merge request
    #[arg(value_parser = clap::value_parser!(u32).range(1..=999_999))]
    pub(crate) number: u32,
    /// The path to ask for [default: the first that the service serves]
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<String>,
    /// Print it as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  blip preview check             with two previews at once
  blip preview check 42 43 421   with these
  blip preview check --json      every request, and who answers

The chart is rendered by helm, with every edit in it; without helm its routes are told from the values alone. Exits
with 3 where a request with the header would reach the stable version, or one without it a preview.";

#[derive(Debug, Args)]
pub(crate) struct PreviewCheckArgs {
    /// The numbers of pull or merge requests, all previewed at the same time [default: 1 2]
    #[arg(value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=999_999))]
    pub(crate) numbers: Vec<u32>,
    /// Print every request and who answers it as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}
