//! `blip init`: a service out of a repository that was there before.

use std::path::{Path, PathBuf};

use anyhow::Result;
use blip_generate::Catalog;
use blip_model::{Artifact, Problem, Roots, Selection};
use blip_project::{Plan, PlanOptions, Project, is_inside_repository, repository_around};
use schemars::JsonSchema;
use serde::Serialize;

use super::generate::refuse_obstacles;
use crate::answers::Answers;
use crate::cli::{AnswerArgs, InitArgs};
use crate::config::Config;
use crate::draft::{self, Asked};
use crate::exit::Exit;
use crate::hints::Scene;
use crate::input::below;
use crate::package_manager::PACKAGE_MANAGER;
use crate::prompt::Item;
use crate::report::{self, PlanDocument, Tense};
use crate::repository::{Existing, FoundDocument};
use crate::roots::{FOLDER, folder_of};
use crate::service::{SPEC, lock_meta, plan};
use crate::sources::{Sources, Stock};
use crate::standing::{Standing, StandingDocument, adopt, adopted_files, standing};
use crate::ui::Ui;
use crate::unattended;
use crate::wizard::{Decision, Wizard, tell_origins};

const HOW_TO_NAME: &str = "name it with `--set service.name=…`, or take what is found with `--defaults`";

pub(super) fn run(args: &InitArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let sources = Sources::new(&args.sources, folder)?.telling(ui);
    refuse(folder)?;
    let config = Config::of(&args.answers)?;
    let mut answers = Answers::given(&args.answers, None, folder)?;
    let stock = sources.stock(answers.pack(&config)?.as_ref(), folder, None)?;
    answers.settle(&config, &stock)?;
    let catalog = &*stock.catalog;
    let at_work = ui.busy().on("Looking at the repository …");
    let existing = Existing::look(folder, catalog)?;
    drop(at_work);
    if !args.json {
        existing.print(ui);
    }
    existing.suggest(&mut answers)?;
    let wizard = match !args.answers.defaults && !args.json && ui.is_interactive() {
        true => Some(Wizard::new(ui, catalog, &existing.known)?),
        false => None,
    };
    if wizard.is_none() {
        existing.suggest_environments(&mut answers)?;
        existing.require_stack(&answers, catalog)?;
    }
    let asked = Asked { defaults: args.answers.defaults, wizard: wizard.as_ref(), known: &existing.known, catalog };
    asked.complete(&mut answers, HOW_TO_NAME, &|_| Ok(()))?;
    existing.suggest_image(&mut answers, catalog)?;
    let repository = repository_around(folder)?.unwrap_or_else(|| folder.to_path_buf());
    let mut project = Project::open_in(Roots::new(folder.to_path_buf(), repository))?;
    let mut draft = draft(args, &answers, catalog, &project, &existing, wizard.as_ref(), &[])?;
    if let Some(wizard) = wizard.as_ref().filter(|_| !args.dry_run) {
        loop {
            let place = format!("{} ({} files)", folder.display(), draft.plan.writes().count());
            match wizard.decide(&answers, &draft.selection, &place, ui)? {
                Decision::Write => break,
                Decision::Change => wizard.change(&mut answers, &draft.selection, &|_| Ok(()))?,
                Decision::Stop => {
                    ui.note("Nothing was written.");
                    return Ok(Exit::Done);
                }
            }
            draft = self::draft(args, &answers, catalog, &project, &existing, Some(wizard), &draft.standing)?;
        }
    }
    if wizard.is_none() {
        tell_origins(&answers, &draft.selection, catalog, ui);
    }
    if !args.dry_run {
        project
            .apply(&draft.plan, &lock_meta(&draft.selection, (catalog, stock.pin.clone(), stock.laid_on.clone())))?;
    }
    let outcome = Outcome { existing: &existing, draft };
    outcome.tell(args, folder, catalog, ui)?;
    if wizard.is_some() {
        tell_command(args, folder, &answers, &stock, &outcome, ui)?;
    }
    Ok(Exit::Done)
}

/// What is about to be written.
struct Draft {
    standing: Vec<Standing>,
    selection: Selection,
    artifacts: Vec<Artifact>,
    plan: Plan,
}

/// Works out what the answers come to. What was adopted `before` is not asked for again.
fn draft(
    args: &InitArgs,
    answers: &Answers,
    catalog: &Catalog,
    project: &Project,
    existing: &Existing,
    wizard: Option<&Wizard<'_>>,
    before: &[Standing],
) -> Result<Draft> {
    let mut answers = answers.clone();
    if !answers.has(FOLDER)
        && let Some(place) = folder_of(project.roots().service())?
    {
        answers.set(FOLDER, place.as_str())?;
    }
    let standing = keep(args, &mut answers, catalog, project, existing, wizard, before)?;
    let (selection, artifacts) = draft::of(&answers, catalog)?;
    let options = PlanOptions { adopt: adopted_files(&standing), ..PlanOptions::default() };
    let plan = plan(project, &artifacts, &options, (catalog, &selection))?;
    refuse_obstacles(&plan)?;
    Ok(Draft { standing, selection, artifacts, plan })
}

/// The command that does the same again without asking.
fn tell_command(
    args: &InitArgs,
    folder: &Path,
    answers: &Answers,
    stock: &Stock,
    outcome: &Outcome<'_>,
    ui: &Ui,
) -> Result<()> {
    let (existing, catalog) = (outcome.existing, &*stock.catalog);
    let rerun = |sets: &[String]| {
        let mut again = Answers::given(&AnswerArgs::unattended(sets), None, folder)?;
        again.settle(&Config::default(), stock)?;
        existing.suggest(&mut again)?;
        existing.suggest_environments(&mut again)?;
        existing.require_stack(&again, catalog)?;
        again.fill(&existing.known)?;
        again.settle_provider()?;
        draft::settle_kind(&mut again, catalog)?;
        existing.suggest_image(&mut again, catalog)?;
        again.for_template(catalog)
    };
    if let Some(sets) =
        unattended::sets(answers.document(), &answers.for_template(catalog)?, &answers.usual(catalog), &rerun)
    {
        let adopted = outcome.draft.standing.iter().filter(|standing| standing.adopted);
        let adopted: Vec<_> = adopted.flat_map(|standing| ["--adopt".to_owned(), standing.path.clone()]).collect();
        unattended::tell(&["init"], folder, &args.sources, &sets, &adopted, ui);
    }
    Ok(())
}

/// Where there is a blip.yaml, there is nothing to begin.
fn refuse(folder: &Path) -> Result<(), Problem> {
    if !folder.is_dir() {
        return Err(
            Problem::new(format!("there is no folder {}", folder.display())).help("make a new service with `blip new`")
        );
    }
    let spec = below(folder, Path::new(SPEC));
    match spec.symlink_metadata() {
        Ok(_) => Err(Problem::new(format!("{} is there already", spec.display()))
            .help("change it as you like, then run `blip generate`")),
        Err(_) => Ok(()),
    }
}

/// Settles what stays the user's own: the stack's sample where there are sources, and of the files that are there
/// already those that are not adopted.
fn keep(
    args: &InitArgs,
    answers: &mut Answers,
    catalog: &Catalog,
    project: &Project,
    existing: &Existing,
    wizard: Option<&Wizard<'_>>,
    before: &[Standing],
) -> Result<Vec<Standing>> {
    let mut own = answers.list("own");
    let wants_sample = answers.has("own") && own.is_empty();
    if existing.has_sources() && !wants_sample {
        let manager = answers.text(PACKAGE_MANAGER);
        own.extend(catalog.samples(&answers.text("service.stack").unwrap_or_default(), manager.as_deref())?);
    }
    keep_own(answers, &own)?;
    let (selection, artifacts) = draft::of(answers, catalog)?;
    let mut standing = standing(&plan(project, &artifacts, &PlanOptions::default(), (catalog, &selection))?);
    adopt(&mut standing, &args.adopt)?;
    if let Some(wizard) = wizard.filter(|_| args.adopt.is_empty()) {
        ask(&mut standing, before, wizard)?;
    }
    own.extend(standing.iter().filter(|standing| !standing.adopted).map(Standing::pattern));
    keep_own(answers, &own)?;
    Ok(standing)
}

fn keep_own(answers: &mut Answers, own: &[String]) -> Result<(), Problem> {
    match own {
        [] => Ok(()),
        own => {
            answers.set("own", own.iter().map(|pattern| pattern.as_str().into()).collect::<Vec<serde_yaml::Value>>())
        }
    }
}

/// Asks what to adopt; not where the same was asked `before`.
fn ask(standing: &mut [Standing], before: &[Standing], wizard: &Wizard<'_>) -> Result<()> {
    let help = "These are there already and stay as they are. Those that you choose, Blip looks after from now on: \
                what the templates change later is merged into them.";
    let mut offered: Vec<_> = standing.iter_mut().filter(|standing| standing.can_be_adopted()).collect();
    let was = |path: &str| before.iter().find(|standing| standing.path == path);
    if offered.iter().all(|standing| was(&standing.path).is_some()) {
        offered.iter_mut().for_each(|standing| standing.adopted = was(&standing.path).is_some_and(|was| was.adopted));
        return Ok(());
    }
    let item = |standing: &&mut Standing| {
        let was = was(&standing.path).is_some_and(|was| was.adopted);
        Item::named(&standing.path).note(standing.distance()).chosen(was)
    };
    let items: Vec<_> = offered.iter().map(item).collect();
    for chosen in wizard.choose("Adopt", help, &items)? {
        offered[chosen].adopted = true;
    }
    Ok(())
}

/// The same as data.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct InitDocument {
    #[serde(flatten)]
    plan: PlanDocument,
    found: FoundDocument,
    /// What is there already in the place of something that would be generated.
    standing: Vec<StandingDocument>,
    /// What its user should know.
    hints: Vec<String>,
    /// The text of the proposed blip.yaml.
    spec: String,
    folder: PathBuf,
    /// Whether nothing was written.
    dry_run: bool,
}

/// What came of it.
struct Outcome<'a> {
    existing: &'a Existing,
    draft: Draft,
}

impl Outcome<'_> {
    fn tell(&self, args: &InitArgs, folder: &Path, catalog: &Catalog, ui: &Ui) -> Result<()> {
        let Self { existing, draft: Draft { standing, selection, artifacts, .. } } = self;
        let hints = Scene { existing, standing, selection, artifacts, folder, catalog }.hints()?;
        if args.json {
            return ui.json(&InitDocument {
                plan: PlanDocument::new(&self.draft.plan, catalog.radar(), false),
                found: self.existing.document(),
                standing: standing.iter().map(|standing| standing.document(args.diff)).collect(),
                hints,
                spec: self.spec().to_owned(),
                folder: folder.to_path_buf(),
                dry_run: args.dry_run,
            });
        }
        if args.diff {
            ui.page();
        }
        self.tell_standing(args, ui);
        if args.dry_run {
            ui.result(format!("\n{SPEC} would be:\n"));
            self.spec().lines().for_each(|line| ui.result(format!("  {line}").trim_end()));
        }
        let tense = if args.dry_run { Tense::Planned } else { Tense::Done };
        ui.done("");
        report::print(&self.draft.plan, tense, false, ui);
        ui.note(report::summary(&self.draft.plan, tense));
        if !hints.is_empty() {
            ui.note("\nMind:");
        }
        // a name is not broken at its hyphen
        let wrap = textwrap::Options::new(ui.columns())
            .initial_indent("  ")
            .subsequent_indent("  ")
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for hint in hints {
            ui.note(textwrap::fill(&hint, &wrap));
        }
        if !args.dry_run {
            self.tell_next(folder, ui);
        }
        Ok(())
    }

    /// The files that are there already, with how far each is from what would be generated.
    fn tell_standing(&self, args: &InitArgs, ui: &Ui) {
        let tell = |line: String| if args.dry_run || args.diff { ui.result(line) } else { ui.done(line) };
        for (title, adopted) in [
            ("There already, and looked after from now on:", true),
            ("There already, and left to you (`--adopt PATH` has Blip look after one):", false),
        ] {
            let mut chosen = self.draft.standing.iter().filter(|standing| standing.adopted == adopted).peekable();
            if chosen.peek().is_some() {
                tell(format!("\n{title}"));
            }
            for standing in chosen {
                tell(format!("  {}  {}", standing.path, standing.distance()));
                if args.diff {
                    report::print_diff(&standing.diff, ui);
                }
            }
        }
    }

    fn tell_next(&self, folder: &Path, ui: &Ui) {
        let name = &self.draft.selection.spec.service.name;
        let branch = &self.draft.selection.spec.repository.default_branch;
        let commit = format!("git add -A && git commit -m 'build: have Blip look after {name}'");
        let begin = if is_inside_repository(folder).unwrap_or(true) {
            commit
        } else {
            format!("git init -b {branch} && {commit}")
        };
        ui.note("\nNext:\n");
        for command in [format!("cat {SPEC}"), "blip check".to_owned(), begin] {
            ui.note(format!("  {command}"));
        }
        ui.note("");
    }

    /// The text of the proposed blip.yaml.
    fn spec(&self) -> &str {
        let spec = self.draft.artifacts.iter().find(|artifact| artifact.path.as_str() == SPEC);
        spec.map(|artifact| artifact.content.as_str()).unwrap_or_default()
    }
}
