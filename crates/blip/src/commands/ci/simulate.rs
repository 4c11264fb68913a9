//! `blip ci simulate`: which jobs run when something happens, in which order, and why others do not.

use std::path::Path;

use anyhow::Result;
use blip_model::{Problem, Provider, nearest};
use blip_pipeline::Pipeline;
use blip_pipeline::gitlab;
use blip_pipeline::simulate::{Assumed, Event, Outcome, Run, Simulation, Verdict};
use clap::ValueEnum;
use console::Style;
use schemars::JsonSchema;
use serde::Serialize;

use super::workflow::{Workflow, differences};
use crate::cli::{EventArg, SimulateArgs};
use crate::exit::Exit;
use crate::service::{Service, find_root};
use crate::sources::Sources;
use crate::ui::Ui;

/// What happens, as data.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SimulateDocument {
    forge: Provider,
    events: Vec<EventDocument>,
}

/// What happens on one event.
#[derive(Debug, Serialize, JsonSchema)]
struct EventDocument {
    /// The word for it, as the command takes it.
    event: String,
    #[serde(flatten)]
    simulation: Simulation,
}

/// What is simulated.
struct Subject {
    forge: Provider,
    default_branch: String,
    source: Source,
}

enum Source {
    /// The pipeline that blip.yaml asks for, and the files that are there.
    Model { pipeline: Box<Pipeline>, files: Vec<Workflow> },
    /// A file that the user named.
    File { file: Workflow, required: Option<String> },
}

pub(super) fn run(args: &SimulateArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    check(args)?;
    let subject = Subject::find(args, folder)?;
    let names: Vec<EventArg> = match args.event {
        Some(event) => vec![event],
        None => EventArg::value_variants().to_vec(),
    };
    let mut told = Vec::new();
    for name in names {
        let event = event(name, args, &subject);
        told.push((name, subject.simulate(&event, args)?));
    }
    known_jobs(&args.failing, &told)?;
    if args.json {
        let told = told.into_iter().map(|(name, simulation)| EventDocument { event: word(name), simulation });
        ui.json(&SimulateDocument { forge: subject.forge, events: told.collect() })?;
        return Ok(Exit::Done);
    }
    match (args.event, told.as_slice()) {
        (Some(_), [(_, simulation)]) => print(simulation, ui),
        _ => overview(&told, ui),
    }
    Ok(Exit::Done)
}

/// Refuses arguments that say nothing about the event.
fn check(args: &SimulateArgs) -> Result<(), Problem> {
    use EventArg::{Manual, OpenPullRequest, PullRequest, Push, Tag};
    let event = args.event.map(word).unwrap_or_else(|| "an overview".to_owned());
    let fits = |given: bool, option: &str, events: &[EventArg]| {
        if !given || args.event.is_some_and(|event| events.contains(&event)) {
            return Ok(());
        }
        let events: Vec<String> = events.iter().map(|event| word(*event)).collect();
        let problem = Problem::new(format!("{option} says nothing about {event}"));
        Err(problem.help(format!("it goes with {}", events.join(", "))))
    };
    fits(args.draft, "--draft", &[PullRequest])?;
    fits(args.tag.is_some(), "--tag", &[Tag])?;
    fits(args.fork, "--fork", &[PullRequest])?;
    fits(!args.label.is_empty(), "--label", &[PullRequest])?;
    fits(args.branch.is_some(), "--branch", &[Push, OpenPullRequest, Manual])
}

/// Refuses a job that fails and is in no run.
fn known_jobs(failing: &[String], told: &[(EventArg, Simulation)]) -> Result<(), Problem> {
    let runs = || told.iter().flat_map(|(_, simulation)| &simulation.runs).filter(|run| run.starts());
    let known: Vec<&str> = runs().flat_map(|run| &run.jobs).map(|outcome| outcome.job.as_str()).collect();
    let unknown = failing.iter().find(|job| !known.is_empty() && !known.contains(&job.as_str()));
    unknown.map_or(Ok(()), |job| {
        let problem = Problem::new(format!("there is no job `{job}`"));
        Err(problem.help(match nearest(job, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", known.join(", ")),
        }))
    })
}

fn word(event: EventArg) -> String {
    event.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn event(name: EventArg, args: &SimulateArgs, subject: &Subject) -> Event {
    let default_branch = &subject.default_branch;
    let branch = |default: &str| args.branch.clone().unwrap_or_else(|| default.to_owned());
    match name {
        EventArg::Push => Event::Push { branch: branch(default_branch) },
        EventArg::PullRequest => Event::Request { draft: args.draft, fork: args.fork, labels: args.label.clone() },
        EventArg::OpenPullRequest => Event::OpenRequest { branch: branch("feature") },
        EventArg::Tag => {
            Event::Tag { name: args.tag.clone().unwrap_or_else(|| format!("{}1.0.0", subject.tag_prefix())) }
        }
        EventArg::MergeQueue => Event::MergeQueue,
        EventArg::Schedule => Event::Schedule,
        EventArg::Manual => Event::Manual { branch: branch(default_branch) },
    }
}

impl Subject {
    /// What the tags of versions begin with.
    fn tag_prefix(&self) -> &str {
        match &self.source {
            Source::Model { pipeline, .. } => &pipeline.tag_prefix,
            Source::File { .. } => "v",
        }
    }

    fn find(args: &SimulateArgs, folder: &Path) -> Result<Self> {
        let sources = Sources::new(&args.sources, folder)?;
        if let Some(path) = &args.file {
            let file = Workflow::read(folder, path)?;
            let default_branch = match find_root(folder) {
                Ok(root) => Service::open(root, &sources)?.selection.spec.repository.default_branch,
                Err(_) => "main".to_owned(),
            };
            let forge = file.forge;
            return Ok(Self { forge, default_branch, source: Source::File { file, required: args.required.clone() } });
        }
        let service = Service::find(folder, &sources)?;
        if service.selection.get("ci").is_none() {
            let problem = Problem::new("this service does not use a blip `ci`");
            return Err(problem.help("add `ci: {}` below `blips` in blip.yaml, or name a file with `--file`").into());
        }
        let repository = &service.selection.spec.repository;
        let pipeline = Box::new(service.catalog.pipeline(&service.selection)?);
        let files = match repository.provider {
            // the tests hold what a cluster is told against what is simulated
            _ if pipeline.engine.is_some() => Vec::new(),
            Provider::Github => {
                let paths = ["ci", "nightly", "preview"].map(|workflow| pipeline.github_file(workflow));
                let root = service.project.roots().repository();
                let root = if pipeline.folder.is_some() { root } else { &service.root };
                let there = paths.iter().filter(|path| root.join(path).is_file());
                there.map(|path| Workflow::read(root, Path::new(path))).collect::<Result<_>>()?
            }
            Provider::Gitlab if pipeline.folder.is_some() => {
                Workflow::family(service.project.roots().repository(), &pipeline)?
            }
            Provider::Gitlab if service.root.join(gitlab::FILE).is_file() => {
                vec![Workflow::read(&service.root, Path::new(gitlab::FILE))?]
            }
            Provider::Gitlab => Vec::new(),
        };
        Ok(Self {
            forge: repository.provider,
            default_branch: repository.default_branch.clone(),
            source: Source::Model { pipeline, files },
        })
    }

    fn simulate(&self, event: &Event, args: &SimulateArgs) -> Result<Simulation> {
        let changed = (!args.changed.is_empty()).then_some(args.changed.as_slice());
        let assumed = Assumed { changed, failing: &args.failing };
        match &self.source {
            Source::File { file, required } => file.simulate(event, assumed, &self.default_branch, required.as_deref()),
            Source::Model { pipeline, files } => {
                let mut told = pipeline.simulate(self.forge, event, assumed);
                let files: &[Workflow] = match event {
                    // what runs at night can be started by hand, too, but that is another button
                    Event::Manual { .. } => files.get(..1).unwrap_or_default(),
                    _ => files,
                };
                if pipeline.engine.is_some() {
                    // there is nothing to hold it against
                } else if files.is_empty() {
                    told.notes.push("There is no pipeline here yet; `blip generate ci` writes it.".to_owned());
                } else {
                    told.warnings.extend(differences(files, &told, event, assumed, &self.default_branch));
                }
                Ok(told)
            }
        }
    }
}

/// Each run with its jobs in their order, then those that do not run.
fn print(simulation: &Simulation, ui: &Ui) {
    for (i, run) in simulation.runs.iter().enumerate() {
        if i > 0 {
            ui.result("");
        }
        let title = Style::new().bold().apply_to(&run.trigger);
        match &run.nothing {
            Some(why) => ui.result(format!("{title}: no pipeline; {why}")),
            None => {
                ui.result(format!("{title}:"));
                print_jobs(run, ui);
            }
        }
    }
    for note in &simulation.notes {
        ui.note(note);
    }
    for warning in &simulation.warnings {
        ui.warning(warning);
    }
}

fn print_jobs(run: &Run, ui: &Ui) {
    let width = run.jobs.iter().map(|outcome| outcome.job.len()).max().unwrap_or_default();
    let mut last = None;
    for outcome in in_order(run) {
        let number = match outcome.step {
            step if step == last => String::new(),
            Some(step) => step.to_string(),
            None => String::new(),
        };
        last = outcome.step;
        let remark = match &outcome.verdict {
            Verdict::Runs if outcome.after.is_empty() => String::new(),
            Verdict::Runs => format!("after {}", outcome.after.join(", ")),
            Verdict::Fails(why) => Style::new().red().apply_to(format!("fails: {why}")).to_string(),
            Verdict::Skipped(why) => Style::new().dim().apply_to(format!("left out: {why}")).to_string(),
        };
        ui.result(format!("{number:>4}  {:width$}  {remark}", outcome.job).trim_end());
    }
}

/// Those that run by when they begin, then the others.
fn in_order(run: &Run) -> Vec<&Outcome> {
    let mut jobs: Vec<&Outcome> = run.jobs.iter().collect();
    jobs.sort_by_key(|outcome| outcome.step.unwrap_or(usize::MAX));
    jobs
}

/// One line for each run: `test, chart → publish → sign, scan`.
fn overview(told: &[(EventArg, Simulation)], ui: &Ui) {
    let width = told.iter().map(|(name, _)| word(*name).len()).max().unwrap_or_default();
    for (name, simulation) in told {
        for run in &simulation.runs {
            let started = simulation.runs.iter().any(Run::starts);
            if !run.starts() && started {
                continue;
            }
            let line = match &run.nothing {
                Some(why) => Style::new().dim().apply_to(format!("no pipeline; {why}")).to_string(),
                None => steps(run),
            };
            ui.result(format!("{:width$}  {line}", word(*name)));
        }
    }
    let mut warnings: Vec<&String> = told.iter().flat_map(|(_, simulation)| &simulation.warnings).collect();
    warnings.dedup();
    for warning in warnings {
        ui.warning(warning);
    }
}

fn steps(run: &Run) -> String {
    let mut steps: Vec<Vec<&str>> = Vec::new();
    for outcome in in_order(run) {
        let Some(step) = outcome.step else { continue };
        if steps.len() < step {
            steps.resize(step, Vec::new());
        }
        steps[step - 1].push(&outcome.job);
    }
    steps.iter().map(|jobs| jobs.join(", ")).collect::<Vec<_>>().join(" → ")
}
