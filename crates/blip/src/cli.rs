//! The command line.

mod check_message;
mod ci;
mod compat;
mod config;
mod formats;
mod metrics;
mod preview;
mod schema;
mod verify;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use check_message::{CheckMessageArgs, ForgeArg, MethodArg};
pub(crate) use ci::{CiCommand, EventArg, PinsArgs, SimulateArgs};
pub(crate) use compat::{CompatArgs, ToolArg};
pub(crate) use config::ConfigArgs;
pub(crate) use formats::FormatArgs;
pub(crate) use metrics::{Measure, MetricsArgs, MetricsFormat};
pub(crate) use preview::{PreviewCheckArgs, PreviewCommand, UrlArgs};
pub(crate) use schema::{Output, SchemaArgs};
pub(crate) use verify::VerifyArgs;

use crate::examples;

/// Turns a technology radar into files of a service's repository.
#[derive(Debug, Parser)]
#[command(name = "blip", version, propagate_version = true, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Work in this folder instead of the current one
    #[arg(
        short = 'C',
        long = "chdir",
        value_name = "DIR",
        global = true,
        default_value = ".",
        hide_default_value = true
    )]
    pub(crate) folder: PathBuf,
    /// Say only what was asked for, warnings and errors, and not what was done
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: what needed no change, where answers come from, how long it took
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Say and ask everything in plain lines, as screen readers want it (also with TERM=dumb)
    #[arg(long, global = true)]
    pub(crate) plain: bool,
    /// Show no diff in a pager
    #[arg(long, global = true)]
    pub(crate) no_pager: bool,
    /// When to use colour
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub(crate) color: Color,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// At a terminal, unless NO_COLOR is set
    Auto,
    /// Even into a file or a pipe
    Always,
    /// Not at all
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a new service, or a platform's repository: sources, pipeline, chart and deployment
    #[command(after_help = examples::NEW)]
    New(NewArgs),
    /// Begin in an existing repository: look at it, propose a blip.yaml, overwrite nothing
    #[command(after_help = examples::INIT)]
    Init(InitArgs),
    /// Write the files that blip.yaml asks for, keeping every edit
    #[command(after_help = examples::GENERATE)]
    Generate(GenerateArgs),
    /// Say which files are behind what blip.yaml asks for, and which you edited
    #[command(after_help = examples::CHECK)]
    Check(CheckArgs),
    /// Say why a file, a line or a blip is there
    #[command(after_help = examples::WHY)]
    Why(WhyArgs),
    /// Show or change your own defaults for new services
    #[command(after_help = config::EXAMPLES)]
    Config(ConfigArgs),
    /// Look at the pipeline: what it fetches, and what it does when
    #[command(subcommand)]
    Ci(CiCommand),
    /// Reach the previews of pull requests, and prove that their routes hold
    #[command(subcommand)]
    Preview(PreviewCommand),
    /// Look at the technology radar
    #[command(subcommand)]
    Radar(RadarCommand),
    /// Find the next version of anything, from its commits
    #[command(subcommand)]
    Semver(SemverCommand),
    /// Measure from git how changes reach production: how often, how fast, how safely
    #[command(after_help = metrics::EXAMPLES)]
    Metrics(MetricsArgs),
    /// Print the JSON Schema of blip.yaml, or of what a command prints
    #[command(after_help = examples::SCHEMA)]
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell to complete in
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = examples::MAN)]
    Man,
    /// A program `blip-NAME` on the PATH
    #[command(external_subcommand)]
    External(Vec<OsString>),
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The service's name, a DNS label: checkout
    pub(crate) name: Option<String>,
    /// What it is: a service, or the repository of a platform's own things [default: http]
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<KindArg>,
    /// The folder to make it in [default: ./NAME]
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    /// Make a git repository with a first commit
    #[arg(long, overrides_with = "no_git")]
    pub(crate) git: bool,
    /// Make no git repository
    #[arg(long)]
    pub(crate) no_git: bool,
    /// Only show what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print the outcome as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

/// What is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArg {
    /// A service that answers HTTP requests
    Http,
    /// A service that works in the background
    Worker,
    /// A service that runs on a schedule and ends
    Job,
    /// What services run on: a log store, a portal
    Platform,
}

impl From<KindArg> for blip_model::Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Http => Self::Http,
            KindArg::Worker => Self::Worker,
            KindArg::Job => Self::Job,
            KindArg::Platform => Self::Platform,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    /// Have Blip look after a file or a chart that is there already, as it is (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) adopt: Vec<String>,
    /// Only show what would be written
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Show how the files that are there already differ from what would be generated
    #[arg(long)]
    pub(crate) diff: bool,
    /// Print the outcome as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

/// Templates and a radar beside those in the program.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Templates and radar")]
pub(crate) struct SourceArgs {
    /// Lay the templates in this folder on top, which is laid out like templates/
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
    /// Lay the radar in this folder on top, which is laid out like radar/
    #[arg(long, value_name = "DIR")]
    pub(crate) radar: Option<PathBuf>,
}

/// Answers that need not be asked for.
#[derive(Debug, Args)]
pub(crate) struct AnswerArgs {
    /// Ask nothing: take the default for every answer that is not given
    #[arg(short = 'y', long)]
    pub(crate) defaults: bool,
    /// Take answers from a file in the shape of blip.yaml
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Give one answer, for example service.port=9090 (repeatable)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Leave your own defaults out (see `blip config`)
    #[arg(long)]
    pub(crate) no_config: bool,
}

impl AnswerArgs {
    /// Those of a run that asks nothing, with these answers.
    pub(crate) fn unattended(sets: &[String]) -> Self {
        Self { defaults: true, answers: None, set: sets.to_vec(), no_config: true }
    }
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// Only the files of these blips
    #[arg(value_name = "BLIP")]
    pub(crate) blips: Vec<String>,
    /// Only show what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Show the lines that change
    #[arg(long)]
    pub(crate) diff: bool,
    /// Change nothing, and exit with 3 if something would change
    #[arg(long)]
    pub(crate) check: bool,
    /// What to do where you and the templates changed the same lines [default: ask at a terminal, else keep]
    #[arg(long, value_name = "HOW")]
    pub(crate) on_conflict: Option<OnConflict>,
    /// Bring back files that you deleted
    #[arg(long)]
    pub(crate) restore: bool,
    /// Take up what the pack's branch or tag names now, instead of the commit in the lock
    #[arg(long)]
    pub(crate) update_pack: bool,
    /// Look after a file from now on that was there before Blip, as it is (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) adopt: Vec<String>,
    /// Every service below a folder [default: the current one]
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = ".", conflicts_with_all = ["blips", "adopt", "diff"])]
    pub(crate) all: Option<PathBuf>,
    /// Print the outcome as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

/// What to do where the user and the templates changed the same lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnConflict {
    /// Leave your file as it is and exit with 4
    Keep,
    /// Write conflict markers into your file
    Markers,
    /// Take the templates' side of each conflict (also: templates)
    #[value(alias = "templates")]
    Ours,
    /// Take your side of each conflict (also: mine)
    #[value(alias = "mine")]
    Theirs,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Show the lines that differ
    #[arg(long)]
    pub(crate) diff: bool,
    /// Every service below a folder [default: the current one]
    #[arg(long, value_name = "DIR", num_args = 0..=1, default_missing_value = ".", conflicts_with_all = ["diff", "sarif", "code_quality"])]
    pub(crate) all: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) format: FormatArgs,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// A file, FILE:LINE, or a blip by short name, number or title
    pub(crate) target: String,
    /// Print the answer as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RadarCommand {
    /// List the blips by ring
    #[command(after_help = examples::RADAR_LIST)]
    List {
        /// Print them as one JSON document
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        sources: SourceArgs,
    },
    /// Show one blip with its rationale
    #[command(after_help = examples::RADAR_SHOW)]
    Show {
        /// A blip by short name, number or title
        blip: String,
        /// Print it as one JSON document
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        sources: SourceArgs,
    },
    /// Draw the radar, as one page that needs nothing else
    #[command(after_help = examples::RADAR_RENDER)]
    Render(RenderArgs),
    /// Write the radar for another program
    #[command(after_help = examples::RADAR_EXPORT)]
    Export(ExportArgs),
    /// Bring another program's radar into the layout of ours
    #[command(after_help = examples::RADAR_IMPORT)]
    Import(ImportArgs),
    /// Check a radar: front matter, rings, numbers, links, generators
    #[command(after_help = examples::RADAR_CHECK)]
    Check {
        /// A folder in the layout of radar/, to be checked by itself [default: the radar in the program]
        #[arg(conflicts_with = "radar")]
        dir: Option<PathBuf>,
        #[command(flatten)]
        sources: SourceArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct RenderArgs {
    /// Only the picture, in SVG
    #[arg(long)]
    pub(crate) svg: bool,
    /// Say how many of the services below this folder use each blip
    #[arg(long, value_name = "DIR", conflicts_with = "svg")]
    pub(crate) fleet: Option<PathBuf>,
    /// Write it to this file [default: stdout]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// What it is called
    #[arg(long, default_value = "Technology radar")]
    pub(crate) title: String,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The program that it is for
    #[arg(value_enum)]
    pub(crate) format: RadarFormat,
    /// Write it to this file [default: stdout]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) sources: SourceArgs,
}

/// A radar of another program.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum RadarFormat {
    /// Thoughtworks' build-your-own-radar, as a table
    ByorCsv,
    /// Thoughtworks' build-your-own-radar, as a list
    ByorJson,
    /// Zalando's tech radar
    Zalando,
    /// Backstage's plug-in tech-radar
    Backstage,
}

impl From<RadarFormat> for blip_radar::exchange::Format {
    fn from(format: RadarFormat) -> Self {
        match format {
            RadarFormat::ByorCsv => Self::ByorCsv,
            RadarFormat::ByorJson => Self::ByorJson,
            RadarFormat::Zalando => Self::Zalando,
            RadarFormat::Backstage => Self::Backstage,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// A table of build-your-own-radar (.csv, .json), or the folder of an AOE radar
    pub(crate) source: PathBuf,
    /// The radar that it becomes; no file in it is written over
    #[arg(long, value_name = "DIR", default_value = "radar")]
    pub(crate) into: PathBuf,
    /// The day of its edition, YYYY-MM-DD; a table does not say
    #[arg(long, value_name = "DAY")]
    pub(crate) edition: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum SemverCommand {
    /// Print the present version: that of the highest tag that HEAD contains
    #[command(after_help = examples::CURRENT)]
    Current {
        #[command(flatten)]
        history: HistoryArgs,
        /// Print the version with the tag's prefix
        #[arg(long)]
        tag: bool,
    },
    /// Print the version that comes next, by the commits since the last stable one
    #[command(after_help = examples::NEXT)]
    Next {
        #[command(flatten)]
        history: HistoryArgs,
        #[command(flatten)]
        version: VersionArgs,
        /// Print the version with the tag's prefix
        #[arg(long)]
        tag: bool,
        /// Show the tag chosen, those passed over, and what each commit is worth
        #[arg(long, conflicts_with = "json")]
        explain: bool,
    },
    /// Write the next version into every file that bears it, update the changelog, commit and tag
    #[command(after_help = examples::BUMP)]
    Bump(BumpArgs),
    /// Print the changelog's section for the next version
    #[command(after_help = examples::CHANGELOG)]
    Changelog {
        #[command(flatten)]
        history: HistoryArgs,
        #[command(flatten)]
        version: VersionArgs,
        /// What an existing tag released, instead of what comes next
        #[arg(long, value_name = "TAG")]
        released: Option<String>,
        /// The whole changelog: every stable version that HEAD contains
        #[arg(long, conflicts_with_all = ["released", "notes", "date", "pre", "build", "release_as"])]
        all: bool,
        /// Without the heading, as the forge's release wants it
        #[arg(long)]
        notes: bool,
        /// A minijinja template for the section
        #[arg(long, value_name = "FILE", conflicts_with = "notes")]
        template: Option<PathBuf>,
        /// The day of the release [default: that of the tag which is named; else today, or that of SOURCE_DATE_EPOCH]
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<String>,
    },
    /// Check a commit's message, or what the forge will write when it merges a request
    #[command(after_help = examples::CHECK_MESSAGE)]
    CheckMessage(CheckMessageArgs),
    /// Hold what is declared against what really changed, and versions against each other
    #[command(after_help = verify::VERIFY_EXAMPLES)]
    Verify(VerifyArgs),
    /// Tell where another tool would give another number on this history, and why
    #[command(after_help = compat::EXAMPLES)]
    Compat(CompatArgs),
    /// Have git check each message as it is written
    #[command(subcommand)]
    Hook(HookCommand),
}

#[derive(Debug, Subcommand)]
pub(crate) enum HookCommand {
    /// Write the commit-msg hook where git looks for it
    #[command(after_help = examples::HOOK_INSTALL)]
    Install,
}

#[derive(Debug, Args)]
pub(crate) struct BumpArgs {
    #[command(flatten)]
    pub(crate) history: HistoryArgs,
    #[command(flatten)]
    pub(crate) version: VersionArgs,
    /// Only show what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Show the lines that change
    #[arg(long)]
    pub(crate) diff: bool,
    /// Leave the changes uncommitted, and make no tag
    #[arg(long)]
    pub(crate) no_commit: bool,
    /// Make no tag
    #[arg(long)]
    pub(crate) no_tag: bool,
    /// Leave the changelog alone
    #[arg(long)]
    pub(crate) no_changelog: bool,
    /// A minijinja template for the changelog's section
    #[arg(long, value_name = "FILE", conflicts_with = "no_changelog")]
    pub(crate) template: Option<PathBuf>,
    /// Another file that bears the version: one with a marker, or with the place as a pattern (repeatable)
    #[arg(long = "file", value_name = "PATH[=PATTERN]")]
    pub(crate) files: Vec<String>,
    /// The commit's message, with {version} and {tag} [default: chore(release): {tag}]
    #[arg(long, value_name = "TEXT")]
    pub(crate) message: Option<String>,
    /// Push the branch and the tag, both or neither
    #[arg(long, value_name = "REMOTE", num_args = 0..=1, default_missing_value = "origin")]
    pub(crate) push: Option<String>,
    /// The branch to push to [default: the one that is checked out]
    #[arg(long, value_name = "BRANCH", requires = "push")]
    pub(crate) branch: Option<String>,
    /// The day of the release [default: today, or that of SOURCE_DATE_EPOCH]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) date: Option<String>,
}

/// Which part of the history counts.
#[derive(Debug, Args)]
pub(crate) struct ScopeArgs {
    /// What tags begin with [default: the one prefix in use, else v]
    #[arg(long, value_name = "PREFIX")]
    pub(crate) tag_prefix: Option<String>,
    /// A package of a monorepo, by name or path
    #[arg(long, value_name = "NAME")]
    pub(crate) package: Option<String>,
    /// Look only at what lies below this path (repeatable)
    #[arg(long = "path", value_name = "PATH")]
    pub(crate) paths: Vec<String>,
}

/// Which part of the history counts, and how the answer is shown.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,
    /// Print everything known about it as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which version to make of it.
#[derive(Debug, Args)]
pub(crate) struct VersionArgs {
    /// What a change means while the major version is 0 [default: what blip.yaml says, else caret]
    #[arg(long, value_name = "HOW")]
    pub(crate) zero: Option<ZeroArg>,
    /// Give a type of commits another weight: refactor=patch (repeatable)
    #[arg(long = "type", value_name = "TYPE=LEVEL")]
    pub(crate) types: Vec<String>,
    /// Read the title that a forge writes into the body of a merge
    #[arg(long)]
    pub(crate) merge_titles: bool,
    /// Read lines such as `* feat: x` in the body of a squash
    #[arg(long)]
    pub(crate) squash_bullets: bool,
    /// Make a pre-release with this label: rc gives 1.3.0-rc.1
    #[arg(long, value_name = "LABEL")]
    pub(crate) pre: Option<String>,
    /// Append build metadata
    #[arg(long, value_name = "METADATA")]
    pub(crate) build: Option<String>,
    /// Make exactly this version
    #[arg(long, value_name = "VERSION", value_parser = version)]
    pub(crate) release_as: Option<semver::Version>,
}

/// What a change means while the major version is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ZeroArg {
    /// A breaking change makes 1.0.0
    Strict,
    /// Breaking makes a minor version, everything else a patch, as `^0.1` is read
    Caret,
    /// Breaking and new make a minor version, a fix a patch
    Minor,
}

/// A version, also as its tag is called.
fn version(text: &str) -> Result<semver::Version, String> {
    let bare = text.strip_prefix('v').unwrap_or(text);
    semver::Version::parse(bare).map_err(|error| format!("{error}; write three numbers, such as 1.4.0"))
}
