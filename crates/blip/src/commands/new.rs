//! `blip new`: a new service in a folder of its own.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use blip_generate::Catalog;
use blip_model::{Artifact, Folder, Kind, Problem, Roots, Selection};
use blip_project::{
    FirstCommit, GitInitError, Plan, PlanOptions, Project, check_target, detect, init_git, is_inside_repository,
    repository_around,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::generate::refuse_obstacles;
use crate::answers::Answers;
use crate::cli::{AnswerArgs, NewArgs};
use crate::config::Config;
use crate::draft::{self, Asked};
use crate::exit::Exit;
use crate::input::below;
use crate::known::Known;
use crate::report::PlanDocument;
use crate::roots::{FOLDER, folder_of};
use crate::service::{SPEC, lock_meta, plan};
use crate::sources::{Sources, Stock};
use crate::tree;
use crate::ui::Ui;
use crate::unattended::{self, quoted};
use crate::wizard::{Decision, Wizard, tell_origins};

/// A service about to be made.
struct Draft {
    folder: PathBuf,
    /// Whether the folder lies in a git repository already.
    nested: bool,
    /// The folders that its paths are named from.
    roots: Roots,
    selection: Selection,
    artifacts: Vec<Artifact>,
}

impl Draft {
    /// Its folder in a repository that has other services, too.
    fn place(&self) -> Option<&Folder> {
        self.selection.spec.repository.folder.as_ref()
    }
}

/// What a run came to.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NewDocument {
    #[serde(flatten)]
    plan: PlanDocument,
    /// The folder that the service was made in.
    folder: PathBuf,
    /// Whether nothing was written.
    dry_run: bool,
}

/// How far git has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Git {
    /// It has no part in this.
    Untouched,
    /// Everything is staged, but git does not know who commits.
    Staged,
    /// There is a first commit.
    Committed,
}

pub(super) fn run(args: &NewArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let sources = Sources::new(&args.sources, folder)?.telling(ui);
    let config = Config::of(&args.answers)?;
    let mut answers = Answers::given(&args.answers, args.name.as_deref(), folder)?;
    if let Some(kind) = args.kind {
        answers.set("service.kind", Kind::from(kind).name())?;
    }
    // as long as there is no name, any folder beside this one will do to find a pack from
    let place = target(args, folder, &answers).unwrap_or_else(|| folder.join(SPEC));
    let stock = sources.stock(answers.pack(&config)?.as_ref(), &place, None)?;
    answers.settle(&config, &stock)?;
    let catalog = &*stock.catalog;
    let target = target(args, folder, &answers);
    if let Some(target) = &target {
        refuse_target(target)?;
    }
    // a fresh clone knows more of itself than the folder around it
    let known = target.as_deref().filter(|target| target.is_dir()).unwrap_or(folder);
    let mut known = Known { git: detect(known).unwrap_or_default(), ..Known::default() };
    let is_asked = !args.answers.defaults && !args.json && ui.is_interactive();
    if is_asked {
        known.guess_organisation(folder);
    }
    let wizard = if is_asked { Some(Wizard::new(ui, catalog, &known)?) } else { None };
    // the folder is named after the service, so a name may be taken
    let free = |name: &str| match &args.dir {
        Some(_) => Ok(()),
        None => check_target(&below(folder, Path::new(name))).map_err(|error| error.to_string()),
    };
    let asked = Asked { defaults: args.answers.defaults, wizard: wizard.as_ref(), known: &known, catalog };
    asked.complete(&mut answers, "name it with `blip new NAME`", &free)?;
    let mut draft = draft(args, folder, &answers, catalog)?;
    if let Some(wizard) = wizard.as_ref().filter(|_| !args.dry_run) {
        loop {
            let place = format!("{} ({} files)", draft.folder.display(), draft.artifacts.len());
            match wizard.decide(&answers, &draft.selection, &place, ui)? {
                Decision::Write => break,
                Decision::Change => wizard.change(&mut answers, &draft.selection, &free)?,
                Decision::Stop => {
                    ui.note("Nothing was written.");
                    return Ok(Exit::Done);
                }
            }
            draft = self::draft(args, folder, &answers, catalog)?;
        }
    }
    if wizard.is_none() {
        tell_origins(&answers, &draft.selection, catalog, ui);
    }
    let mut project = Project::open_in(draft.roots.clone())?;
    let plan = plan(&project, &draft.artifacts, &PlanOptions::default(), (catalog, &draft.selection))?;
    refuse_obstacles(&plan)?;
    let mut git = args.git && !draft.nested;
    let is_lost = draft.nested && draft.place().is_none() && draft.selection.get("ci").is_some();
    if is_lost && !draft.folder.join(".git").exists() {
        ui.warning("a forge runs only the pipeline at the root of a repository, and this folder lies below one");
    }
    if args.git && draft.nested {
        ui.warning(format!("{} lies in a git repository already, so none is made", draft.folder.display()));
    }
    if let Some(wizard) = wizard.as_ref().filter(|_| !args.dry_run && !args.git && !args.no_git && !draft.nested) {
        git = wizard.confirm("Make a git repository with a first commit?")?;
    }
    let mut done = Git::Untouched;
    if !args.dry_run {
        project.apply(&plan, &lock_meta(&draft.selection, (catalog, stock.pin.clone(), stock.laid_on.clone())))?;
        if git {
            done = commit(&draft)?;
        }
    }
    tell(args, &draft, &plan, catalog, done, ui)?;
    if wizard.is_some() {
        tell_command(args, folder, &answers, &stock, git, ui)?;
    }
    Ok(Exit::Done)
}

/// The command that makes the same service again without asking.
fn tell_command(args: &NewArgs, folder: &Path, answers: &Answers, stock: &Stock, git: bool, ui: &Ui) -> Result<()> {
    let name = answers.text("service.name").unwrap_or_default();
    let known = Known { git: detect(folder).unwrap_or_default(), ..Known::default() };
    let rerun = |sets: &[String]| {
        let mut again = Answers::given(&AnswerArgs::unattended(sets), Some(&name), folder)?;
        again.settle(&Config::default(), stock)?;
        again.fill(&known)?;
        again.settle_provider()?;
        draft::settle_kind(&mut again, &stock.catalog)?;
        again.for_template(&stock.catalog)
    };
    let Some(sets) = unattended::sets(
        answers.document(),
        &answers.for_template(&stock.catalog)?,
        &answers.usual(&stock.catalog),
        &rerun,
    ) else {
        return Ok(());
    };
    let mut words = Vec::new();
    if let Some(dir) = &args.dir {
        words.extend(["--dir".to_owned(), dir.display().to_string()]);
    }
    if git {
        words.push("--git".to_owned());
    }
    unattended::tell(&["new", &name], folder, &args.sources, &sets, &words, ui);
    Ok(())
}

/// The folder that the service is made in, as soon as it is known.
fn target(args: &NewArgs, folder: &Path, answers: &Answers) -> Option<PathBuf> {
    match &args.dir {
        Some(dir) => Some(below(folder, dir)),
        // a name that is none must not become a folder's
        None => answers
            .text("service.name")
            .filter(|name| name.parse::<blip_model::ServiceName>().is_ok())
            .map(|name| below(folder, Path::new(&name))),
    }
}

fn refuse_target(folder: &Path) -> Result<(), Problem> {
    let problem = |error| Problem::new(format!("{:#}", anyhow::Error::new(error)));
    check_target(folder).map_err(|error| problem(error).help("choose another with `--dir DIR`"))
}

fn draft(args: &NewArgs, folder: &Path, answers: &Answers, catalog: &Catalog) -> Result<Draft> {
    catalog.select(answers.document())?;
    let folder = target(args, folder, answers).ok_or_else(|| anyhow!("the service has no name"))?;
    refuse_target(&folder)?;
    let mut answers = answers.clone();
    if !answers.has(FOLDER)
        && let Some(place) = folder_of(&folder)?
    {
        answers.set(FOLDER, place.as_str())?;
    }
    let (selection, artifacts) = draft::of(&answers, catalog)?;
    let nested = is_inside_repository(&folder)?;
    let repository = repository_around(&folder)?.unwrap_or_else(|| folder.clone());
    let roots = Roots::new(folder.clone(), repository);
    Ok(Draft { folder, nested, roots, selection, artifacts })
}

fn commit(draft: &Draft) -> Result<Git> {
    let spec = &draft.selection.spec;
    let first =
        FirstCommit { branch: spec.repository.default_branch.clone(), message: first_message(&draft.selection) + "\n" };
    match init_git(&draft.folder, &first) {
        Ok(_) => Ok(Git::Committed),
        Err(GitInitError::NoIdentity) => Ok(Git::Staged),
        Err(error) => Err(error.into()),
    }
}

/// What was made, and what to type next.
fn tell(args: &NewArgs, draft: &Draft, plan: &Plan, catalog: &Catalog, git: Git, ui: &Ui) -> Result<()> {
    // after the tree, which may be longer than the terminal
    let warn = || {
        if git == Git::Staged {
            ui.warning("git does not know who you are, so the files are staged but not committed");
        }
    };
    if args.json {
        warn();
        let plan = PlanDocument::new(plan, catalog.radar(), false);
        return ui.json(&NewDocument { plan, folder: draft.folder.clone(), dry_run: args.dry_run });
    }
    let files = draft.artifacts.iter().map(|artifact| {
        let blips = artifact.blips.iter().filter_map(|id| catalog.radar().get(id));
        let titles: Vec<_> = blips.map(|blip| blip.front.title.as_str()).collect();
        (artifact.path.as_str(), titles.join(", "))
    });
    let (at_root, files): (Vec<_>, Vec<_>) = files.partition(|(path, _)| path.starts_with(":/"));
    let draw = |title: String, files: &[(&str, String)]| {
        let files = files.iter().map(|(path, blips)| (path.trim_start_matches(":/"), blips.as_str()));
        let lines = if ui.is_plain() { tree::list(files) } else { tree::draw(files, ui.columns()) };
        for line in std::iter::once(title).chain(lines) {
            if args.dry_run { ui.result(line) } else { ui.done(line) }
        }
    };
    draw(format!("{}/", draft.folder.display()), &files);
    if let Some(place) = draft.place() {
        let repository = draft.roots.repository().display();
        draw(format!("{repository}/  (the repository, of which this service has the folder {place})"), &at_root);
    }
    if args.dry_run {
        ui.note(format!("\nThis is what `blip new` would write: {} files.", draft.artifacts.len()));
        return Ok(());
    }
    ui.note(format!("\nMade {} with {} files.", draft.folder.display(), draft.artifacts.len()));
    warn();
    ui.note("Next:\n");
    for command in next_commands(draft, catalog, git) {
        let fits = command.len() + 2 <= ui.columns();
        ui.note(format!("  {}", if fits { command } else { command.replace(" && ", " \\\n    && ") }));
    }
    ui.note("");
    Ok(())
}

/// The next commands to type.
fn next_commands(draft: &Draft, catalog: &Catalog, git: Git) -> Vec<String> {
    let spec = &draft.selection.spec;
    let enter = format!("cd {}", quoted(&draft.folder.display().to_string()));
    let mut run = catalog.run_commands(&spec.service);
    if run.is_empty() {
        run.push("cat README.md".to_owned());
    }
    let branch = &spec.repository.default_branch;
    let commit = format!("git add -A && git commit -m '{}'", first_message(&draft.selection));
    let begin = match (git, draft.nested) {
        (Git::Committed, _) => {
            format!("git remote add origin {}.git && git push -u origin {branch}", spec.repository.url)
        }
        (Git::Staged, _) => {
            let message = first_message(&draft.selection);
            format!("git config user.name NAME && git config user.email ADDRESS && git commit -m '{message}'")
        }
        (Git::Untouched, true) => commit,
        (Git::Untouched, false) => format!("git init -b {branch} && {commit}"),
    };
    [vec![enter], run, vec![begin]].concat()
}

fn first_message(selection: &Selection) -> String {
    format!("feat: begin {}", selection.spec.service.name)
}
