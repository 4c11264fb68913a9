//! Conflicts at a terminal: for each file a question.

use std::env;
use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, anyhow};
use blip_generate::Catalog;
use blip_model::RepoPath;
use blip_project::{Action, Change, Choice, ConflictReason, OnConflict, Plan, PlanOptions};

use crate::answers::Known;
use crate::report;
use crate::ui::Ui;
use crate::wizard::Wizard;

/// Where neither `VISUAL` nor `EDITOR` says otherwise, as git does it.
const EDITOR: &str = "vi";

/// An answer to the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Keep,
    Take,
    Show,
    Edit,
}

impl Answer {
    fn words(self) -> &'static str {
        match self {
            Self::Keep => "Keep mine, and ask again at the next run",
            Self::Take => "Take the templates' lines",
            Self::Show => "Show how they differ",
            Self::Edit => "Edit it",
        }
    }
}

/// Asks for each conflict of `plan` what to do, and plans again by the answers. Writes nothing.
pub(crate) fn settle(
    mut plan: Plan,
    options: &PlanOptions,
    planner: &dyn Fn(&PlanOptions) -> Result<Plan>,
    catalog: &Catalog,
    ui: &Ui,
) -> Result<Plan> {
    let known = Known::default();
    let wizard = Wizard::new(ui, catalog, &known)?;
    let mut options = options.clone();
    let conflicts: Vec<RepoPath> = plan.conflicts().map(|change| change.path.clone()).collect();
    for path in conflicts {
        // a choice may be none: a text that does not parse, say
        while let Some(change) = plan.changes.iter().find(|change| change.path == path && change.action.is_conflict()) {
            ui.result(format!("Conflict in {path}:"));
            report::print_sides(change, ui);
            let Some(choice) = ask(change, &options, planner, &wizard, ui)? else {
                options.chosen.remove(&path);
                break;
            };
            options.chosen.insert(path.clone(), choice);
            plan = planner(&options)?;
        }
    }
    planner(&options)
}

/// What the user chooses for one file; none to keep it as it is.
fn ask(
    change: &Change,
    options: &PlanOptions,
    planner: &dyn Fn(&PlanOptions) -> Result<Plan>,
    wizard: &Wizard<'_>,
    ui: &Ui,
) -> Result<Option<Choice>> {
    let answers = answers(change);
    let words: Vec<_> = answers.iter().map(|answer| answer.words()).collect();
    loop {
        let chosen = wizard.select(change.path.file_name(), "What shall become of it?", &words, 0)?;
        match answers[chosen] {
            Answer::Keep => return Ok(None),
            Answer::Take => return Ok(Some(Choice::Generated)),
            Answer::Show => report::print_diff(&change.distance(), ui),
            Answer::Edit => match edit(&change.path, &marked(change, options, planner)?) {
                Ok(text) => return Ok(Some(Choice::Text(text))),
                Err(error) => ui.warning(format!("{error:#}; nothing was taken")),
            },
        }
    }
}

/// What can be done about a conflict.
fn answers(change: &Change) -> Vec<Answer> {
    match &change.action {
        Action::Conflict { reason: ConflictReason::NotText, .. } => vec![Answer::Keep, Answer::Take],
        Action::Conflict { reason: ConflictReason::MarkersLeft, .. } => vec![Answer::Keep, Answer::Show, Answer::Edit],
        _ => vec![Answer::Keep, Answer::Take, Answer::Show, Answer::Edit],
    }
}

/// The file with both sides between markers; as it is, where it holds markers already.
fn marked(change: &Change, options: &PlanOptions, planner: &dyn Fn(&PlanOptions) -> Result<Plan>) -> Result<String> {
    let mut options = PlanOptions { on_conflict: OnConflict::Markers, ..options.clone() };
    // what was edited before is edited on
    if let Some(Choice::Text(text)) = options.chosen.remove(&change.path) {
        return Ok(text);
    }
    let plan = planner(&options)?;
    let marked = plan.changes.into_iter().find(|marked| marked.path == change.path).and_then(|marked| marked.after);
    let text = marked.or_else(|| change.before.clone()).unwrap_or_default();
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Lets the user edit a copy of the file; a name that ends like its own tells the editor the format.
fn edit(path: &RepoPath, text: &str) -> Result<String> {
    let copy = tempfile::Builder::new().prefix("blip-").suffix(&format!("-{}", path.file_name())).tempfile()?;
    fs::write(copy.path(), text)?;
    let said = ["VISUAL", "EDITOR"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|editor| !editor.trim().is_empty()));
    let editor = said.unwrap_or_else(|| EDITOR.to_owned());
    // `code --wait` is a program and an argument
    let mut words = editor.split_whitespace();
    let program = words.next().ok_or_else(|| anyhow!("no editor is known: set EDITOR"))?;
    let status = Command::new(program).args(words).arg(copy.path()).status();
    let status = status.with_context(|| format!("cannot start the editor `{editor}`: set EDITOR"))?;
    if !status.success() {
        return Err(anyhow!("the editor `{editor}` ended with {status}"));
    }
    Ok(fs::read_to_string(copy.path())?)
}
