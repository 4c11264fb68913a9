//! Conflicts at a terminal: for each file a question.

use anyhow::Result;
use blip_model::RepoPath;
use blip_project::{Action, Change, Choice, ConflictReason, OnConflict, Plan, PlanOptions};

use crate::editor::edit;
use crate::prompt::{Item, Prompt, at_terminal};
use crate::report;
use crate::ui::Ui;

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
    ui: &Ui,
) -> Result<Plan> {
    let prompt = at_terminal(ui)?;
    let mut options = options.clone();
    let conflicts: Vec<RepoPath> = plan.conflicts().map(|change| change.path.clone()).collect();
    for path in conflicts {
        // a choice may be none: a text that does not parse, say
        while let Some(change) = plan.changes.iter().find(|change| change.path == path && change.action.is_conflict()) {
            ui.result(format!("Conflict in {path}:"));
            report::print_sides(change, ui);
            let Some(choice) = ask(change, &options, planner, &*prompt, ui)? else {
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
    prompt: &dyn Prompt,
    ui: &Ui,
) -> Result<Option<Choice>> {
    let answers = answers(change);
    let items: Vec<_> = answers.iter().map(|answer| Item::named(answer.words())).collect();
    loop {
        let chosen = prompt.one(change.path.file_name(), "What shall become of it?", &items)?;
        match answers[chosen] {
            Answer::Keep => return Ok(None),
            Answer::Take => return Ok(Some(Choice::Generated)),
            Answer::Show => report::print_diff(&change.distance(), ui),
            Answer::Edit => match edit(change.path.file_name(), &marked(change, options, planner)?) {
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
