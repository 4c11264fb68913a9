//! `blip generate`: writes the files that blip.yaml asks for, keeping every edit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use blip_model::{Artifact, BlipId, Problem, Problems, Selection, nearest};
use blip_project::{Action, ConflictReason, Obstacle, OnConflict, Paths, Plan, PlanOptions};
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::{self, GenerateArgs};
use crate::exit::Exit;
use crate::fleet::{Fleet, Outcome};
use crate::needed;
use crate::renamed::leftovers;
use crate::report::{self, PlanDocument, Tense};
use crate::rings::{self, RingNews};
use crate::service::Service;
use crate::settle::settle;
use crate::sources::{PackDocument, PackNews, Sources};
use crate::standing::{adopt, adopted_files, standing};
use crate::ui::Ui;

/// What a run came to.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct GenerateDocument {
    #[serde(flatten)]
    plan: PlanDocument,
    /// What is to be changed by hand, after the service was given another name.
    leftovers: Vec<Problem>,
    /// The blips in use that moved on the radar, or are on Hold.
    rings: Vec<RingNews>,
    /// What is new in the pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<PackDocument>,
}

pub(super) fn run(args: &GenerateArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let sources = Sources::new(&args.sources, folder)?.telling(ui).updating(args.update_pack);
    if let Some(dir) = &args.all {
        // services of one repository share files at its root
        let alone = Mutex::new(());
        return Fleet::below(folder, dir, args.json)?.run(|folder| one_of_many(args, folder, &sources, &alone), ui);
    }
    let mut service = Service::find(folder, &sources)?;
    if args.update_pack && service.selection.spec.pack.is_none() {
        return Err(Problem::new("this service uses no pack").help("name one below `pack` in blip.yaml").into());
    }
    if let Some(news) = service.news.as_ref().filter(|_| !args.json) {
        news.tell(ui);
    }
    service.missed().iter().for_each(|missed| ui.warning(missed));
    let options = PlanOptions { only: only(&args.blips, &service.selection)?, ..options(args) };
    let artifacts = service.artifacts()?;
    let rings = rings::news(&service, &artifacts);
    let leftovers = leftovers(&service, &artifacts);
    rings.iter().filter(|_| !args.json).for_each(|news| news.tell(ui));
    let options = PlanOptions { adopt: adopted(args, &service, &artifacts, &options)?, ..options };
    let mut plan = service.plan(&artifacts, &options)?;
    let write = !args.dry_run && !args.check;
    if write {
        refuse_obstacles(&plan)?;
        if args.on_conflict.is_none() && !args.json && ui.shows_results() && plan.conflicts().next().is_some() {
            let planner = |options: &PlanOptions| service.plan(&artifacts, options);
            plan = settle(plan, &options, &planner, ui)?;
        }
        let meta = service.lock_meta(&leftovers);
        service.project.apply(&plan, &meta)?;
    }
    let tense = if write { Tense::Done } else { Tense::Planned };
    if args.json {
        ui.json(&GenerateDocument {
            plan: PlanDocument::new(&plan, service.catalog.radar(), args.diff),
            leftovers,
            rings,
            pack: service.news.as_ref().map(PackNews::document),
        })?;
    } else {
        if args.diff {
            ui.page();
        }
        report::print(&plan, tense, args.diff, ui);
        ui.note(report::summary(&plan, tense));
        tell_leftovers(&leftovers, ui);
    }
    if write {
        missing(&service)?.iter().for_each(|missing| ui.warning(missing));
    }
    if args.dry_run && !args.check {
        refuse_obstacles(&plan)?;
    }
    Ok(exit(&plan, args.check, ui))
}

/// What is left to do by hand after a service was given another name.
fn tell_leftovers(leftovers: &[Problem], ui: &Ui) {
    if !leftovers.is_empty() {
        ui.note("\nThe service has another name. These files are yours, and to be changed by hand:");
    }
    for Problem { what, place, help, .. } in leftovers {
        let place = place.as_ref().map(ToString::to_string).unwrap_or_default();
        ui.note(format!("  {place}: {what}\n    {}", help.as_deref().unwrap_or_default()));
    }
}

/// What the pipeline needs and nobody has written: what was deleted stays deleted, but not unsaid.
fn missing(service: &Service) -> Result<Vec<String>> {
    let missing = needed::missing(service, &|path| service.read(path))?.into_iter();
    Ok(missing.map(|(_, problem)| format!("{}: {}", problem.what, problem.help.unwrap_or_default())).collect())
}

/// The same for one service of many, where nobody is asked.
fn one_of_many(
    args: &GenerateArgs,
    folder: &Path,
    sources: &Sources,
    alone: &Mutex<()>,
) -> Result<Outcome<PlanDocument>> {
    let mut service = Service::open(folder.to_path_buf(), sources)?;
    let artifacts = service.artifacts()?;
    let at_root = service.selection.spec.repository.folder.is_some();
    let _alone = at_root.then(|| alone.lock().unwrap_or_else(PoisonError::into_inner));
    let plan = service.plan(&artifacts, &options(args))?;
    let leftovers = leftovers(&service, &artifacts);
    let mut warnings: Vec<String> = service.missed().into_iter().collect();
    let write = !args.dry_run && !args.check;
    if !args.check {
        refuse_obstacles(&plan)?;
    }
    if write {
        let meta = service.lock_meta(&leftovers);
        service.project.apply(&plan, &meta)?;
        warnings.extend(missing(&service)?);
    }
    let tense = if write { Tense::Done } else { Tense::Planned };
    let exit = end(&plan, args.check);
    let word = match exit {
        Exit::Conflicts => "conflict",
        Exit::Drift => "behind",
        _ if plan.writes().next().is_none() => "unchanged",
        _ if write => "updated",
        _ => "update",
    };
    let json = args.json.then(|| PlanDocument::new(&plan, service.catalog.radar(), false));
    let remark = if word == "unchanged" { String::new() } else { format!("  ({})", report::summary(&plan, tense)) };
    Ok(Outcome { exit, word, remark, warnings, problems: leftovers, json })
}

fn options(args: &GenerateArgs) -> PlanOptions {
    PlanOptions {
        on_conflict: args.on_conflict.map(on_conflict).unwrap_or_default(),
        restore: if args.restore { Paths::All } else { Paths::None },
        ..PlanOptions::default()
    }
}

/// The files that the user wants looked after, among those that were there before Blip.
fn adopted(args: &GenerateArgs, service: &Service, artifacts: &[Artifact], options: &PlanOptions) -> Result<Paths> {
    if args.adopt.is_empty() {
        return Ok(Paths::None);
    }
    let mut standing = standing(&service.plan(artifacts, options)?);
    adopt(&mut standing, &args.adopt)?;
    Ok(adopted_files(&standing))
}

/// What the run comes to.
fn end(plan: &Plan, check: bool) -> Exit {
    let open = plan.conflicts().next().is_some()
        || plan.changes.iter().any(|change| matches!(change.action, Action::Foreign { .. }));
    match (check && !plan.is_clean(), open) {
        (true, _) => Exit::Drift,
        (false, true) => Exit::Conflicts,
        (false, false) => Exit::Done,
    }
}

/// The same, with what can be done about it.
fn exit(plan: &Plan, check: bool, ui: &Ui) -> Exit {
    let exit = end(plan, check);
    if exit == Exit::Drift {
        ui.note("Files differ from what blip.yaml asks for; `blip generate` brings them up to date.");
        return exit;
    }
    let foreign = plan.changes.iter().any(|change| matches!(change.action, Action::Foreign { .. }));
    let marked = |action: &Action| {
        matches!(
            action,
            Action::Conflict { marked: true, .. } | Action::Conflict { reason: ConflictReason::MarkersLeft, .. }
        )
    };
    if plan.conflicts().any(|change| marked(&change.action)) {
        ui.note("Decide between the markers in each file and remove them.");
    }
    if plan.conflicts().any(|change| !marked(&change.action)) {
        ui.note(
            "Settle each conflict: `--on-conflict theirs` keeps your lines for good, `ours` takes the templates', \
             `markers` writes both into the file.",
        );
    }
    if foreign {
        ui.note("What is not ours can be looked after with `--adopt PATH`, or be named below `own` in blip.yaml.");
    }
    exit
}

/// The blips that the arguments name; `None` where they name none.
fn only(words: &[String], selection: &Selection) -> Result<Option<BTreeSet<BlipId>>, Problems> {
    if words.is_empty() {
        return Ok(None);
    }
    let used: Vec<&str> = selection.blips.iter().map(|chosen| chosen.blip.id.as_str()).collect();
    let mut ids = BTreeSet::new();
    let mut problems = Vec::new();
    for word in words {
        match selection.get(word) {
            Some(chosen) => {
                ids.insert(chosen.blip.id.clone());
            }
            None => {
                let help = match nearest(word, used.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("it uses {}", used.join(", ")),
                };
                problems.push(Problem::new(format!("this service does not use a blip `{word}`")).help(help));
            }
        }
    }
    Problems::or_ok(problems, Some(ids))
}

/// Refuses the whole run where something is in the way of a file, before anything is written.
pub(super) fn refuse_obstacles(plan: &Plan) -> Result<(), Problems> {
    // a folder that is a link is in the way of many files, and said once
    let mut in_the_way: BTreeMap<String, usize> = BTreeMap::new();
    let mut ignored = Vec::new();
    for change in &plan.changes {
        let Action::Blocked { obstacle } = &change.action else { continue };
        let what = match obstacle {
            Obstacle::Ignored => {
                ignored.push(change.path.as_str());
                continue;
            }
            Obstacle::BehindSymlink { .. } | Obstacle::NotAFolder { .. } => obstacle.to_string(),
            _ => format!("cannot write {}: {obstacle}", change.path),
        };
        *in_the_way.entry(what).or_default() += 1;
    }
    let problem = |(what, files): (String, usize)| {
        let what = if files > 1 { format!("{what}, and {files} files belong below it") } else { what };
        Problem::new(what).help("move it out of the way and run again; nothing was written")
    };
    Problems::or_ok(in_the_way.into_iter().map(problem).chain(ignores(&ignored)).collect(), ())
}

/// That git would never see some files.
fn ignores(paths: &[&str]) -> Option<Problem> {
    let (first, others) = paths.split_first()?;
    let all = match others.len() {
        0 => (*first).to_owned(),
        1 => format!("{first} and {}", others[0]),
        more => format!("{first} and {more} other files"),
    };
    let help = format!(
        "`git check-ignore -v {first}` says by which line: take that out, or name what you do not want below `own` in \
         blip.yaml; nothing was written"
    );
    Some(Problem::new(format!("cannot write {all}: git ignores what would be there")).help(help))
}

fn on_conflict(how: cli::OnConflict) -> OnConflict {
    match how {
        cli::OnConflict::Keep => OnConflict::Keep,
        cli::OnConflict::Markers => OnConflict::Markers,
        cli::OnConflict::Ours => OnConflict::Ours,
        cli::OnConflict::Theirs => OnConflict::Theirs,
    }
}
