//! `blip metrics …`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::SourceArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  blip metrics                                 the last 90 days of this service
  blip metrics --since 2026-01-01 --until 2026-03-31 --json
  blip metrics --fleet services --gitops ../gitops
  blip metrics onboarding --fleet services     how long new services take to get under way
  blip metrics adoption --fleet services       how far the paved road is taken up
  blip metrics --format openmetrics > /var/lib/node_exporter/blip.prom

All of it is read from git, of the branch that is checked out; nobody is asked, and who wrote a commit is not looked at.
Each figure comes with what it counts, how, and what it cannot tell: docs/metrics.md.";

#[derive(Debug, Args)]
pub(crate) struct MetricsArgs {
    /// What to measure
    #[arg(value_enum, default_value = "dora")]
    pub(crate) what: Measure,
    /// Every service below a folder, and all of them together [default: the current one]
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = ".")]
    pub(crate) fleet: Option<PathBuf>,
    /// Only from this day on, or from so long before the end: 90d, 12w, 6m, 1y [default: 90d; of onboarding and adoption, the beginning]
    #[arg(long, value_name = "DAY")]
    pub(crate) since: Option<String>,
    /// Only up to the end of this day in UTC [default: today, or that of SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "DAY")]
    pub(crate) until: Option<String>,
    /// The environment that is production [default: the last in blip.yaml]
    #[arg(long, value_name = "NAME")]
    pub(crate) environment: Option<String>,
    /// A clone of the repository that Argo CD reads, where that is another one (repeatable)
    #[arg(long, value_name = "DIR")]
    pub(crate) gitops: Vec<PathBuf>,
    /// What tags begin with [default: the one prefix in use, else v]
    #[arg(long, value_name = "PREFIX")]
    pub(crate) tag_prefix: Option<String>,
    /// Within how many hours a deployment of nothing but fixes tells that the one before it failed
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..=720))]
    pub(crate) hotfix_hours: u16,
    /// How to print it
    #[arg(long, value_enum, default_value = "table")]
    pub(crate) format: MetricsFormat,
    /// Print it as one JSON document (the same as --format json)
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Measure {
    /// How often, how fast and how safely changes reach production, after DORA's figures
    Dora,
    /// How long a new service takes to its first merged request, release and deployment
    Onboarding,
    /// Versions of Blip, edits by hand, and the blips in use
    Adoption,
}

/// How figures are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MetricsFormat {
    /// For the terminal
    Table,
    /// One document for programs
    Json,
    /// For a page, or the summary of a job
    Markdown,
    /// For Prometheus: the textfile collector, or a push gateway
    Openmetrics,
}
