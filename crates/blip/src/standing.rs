//! What stands where something would be generated: how far it is from that, and whether Blip shall look after it.

use std::collections::BTreeSet;

use blip_model::{Problem, Problems, RepoPath, nearest};
use blip_project::{Action, Change, Obstacle, Paths, Plan};
use schemars::JsonSchema;
use serde::Serialize;

/// A file, or the files of a chart: half of one chart and half of another make none.
pub(crate) struct Standing {
    /// The file, or the chart's folder.
    pub(crate) path: String,
    pub(crate) files: Vec<RepoPath>,
    pub(crate) adopted: bool,
    /// From what is there to what would be generated.
    pub(crate) diff: String,
    added: usize,
    removed: usize,
    is_folder: bool,
    /// Why it can be nothing but the user's own.
    obstacle: Option<String>,
}

/// What stands where `plan` would write something.
pub(crate) fn standing(plan: &Plan) -> Vec<Standing> {
    let is_there = |change: &&Change| matches!(change.action, Action::Foreign { .. }) || obstacle(change).is_some();
    let foreign = || plan.changes.iter().filter(is_there);
    let charts: BTreeSet<&str> =
        foreign().filter_map(|change| change.path.as_str().strip_suffix("/Chart.yaml")).collect();
    let mut standing: Vec<Standing> = Vec::new();
    for change in foreign() {
        let chart = charts.iter().find(|chart| change.path.as_str().starts_with(&format!("{chart}/")));
        let path = chart.copied().unwrap_or(change.path.as_str());
        match standing.iter_mut().find(|known| known.path == path) {
            Some(known) => known.take(change),
            None => {
                let mut new = Standing {
                    path: path.to_owned(),
                    files: Vec::new(),
                    adopted: false,
                    diff: String::new(),
                    added: 0,
                    removed: 0,
                    is_folder: chart.is_some(),
                    obstacle: obstacle(change),
                };
                new.take(change);
                standing.push(new);
            }
        }
    }
    standing
}

/// What is there in the place of a file and is none that could be merged. What git ignores, or what a link would lead
/// out of the repository, is for the user to decide.
fn obstacle(change: &Change) -> Option<String> {
    match &change.action {
        Action::Blocked {
            obstacle:
                obstacle @ (Obstacle::Symlink
                | Obstacle::Folder
                | Obstacle::NotAFile
                | Obstacle::TooLarge
                | Obstacle::CaseClash { .. }),
        } => Some(obstacle.to_string()),
        _ => None,
    }
}

/// Marks those that the user named.
pub(crate) fn adopt(standing: &mut [Standing], paths: &[String]) -> Result<(), Problems> {
    let mut problems = Vec::new();
    for path in paths {
        let bare = path.trim_start_matches("./").trim_end_matches('/');
        match standing.iter_mut().find(|standing| standing.path == bare) {
            Some(Standing { obstacle: Some(obstacle), .. }) => {
                let problem = Problem::new(format!("cannot adopt {path}: {obstacle}"));
                problems.push(problem.help("put a file in its place first"));
            }
            Some(standing) => standing.adopted = true,
            None => problems.push(not_there(path, bare, standing)),
        }
    }
    Problems::or_ok(problems, ())
}

/// The files of those that are marked.
pub(crate) fn adopted_files(standing: &[Standing]) -> Paths {
    let adopted = standing.iter().filter(|standing| standing.adopted);
    Paths::These(adopted.flat_map(|standing| standing.files.clone()).collect())
}

fn not_there(path: &str, bare: &str, standing: &[Standing]) -> Problem {
    if let Some(chart) = standing.iter().find(|standing| standing.files.iter().any(|file| file.as_str() == bare)) {
        let problem = Problem::new(format!("{path} is part of a chart, which cannot be taken in parts"));
        return problem.help(format!("adopt all of it with `--adopt {}`", chart.path));
    }
    let problem =
        Problem::new(format!("cannot adopt {path}: Blip would generate no file there, or it is not there yet"));
    let known: Vec<&str> = standing.iter().map(|standing| standing.path.as_str()).collect();
    problem.help(match nearest(bare, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => "nothing that would be generated is there".to_owned(),
        None => format!("it can be one of {}", known.join(", ")),
    })
}

impl Standing {
    fn take(&mut self, change: &Change) {
        let diff = change.distance();
        // the first two lines name the sides
        for line in diff.lines().skip(2) {
            match line.as_bytes().first() {
                Some(b'+') => self.added += 1,
                Some(b'-') => self.removed += 1,
                _ => {}
            }
        }
        self.diff.push_str(&diff);
        self.files.push(change.path.clone());
    }

    /// How far it is from what would be generated.
    pub(crate) fn distance(&self) -> String {
        if let Some(obstacle) = &self.obstacle {
            return format!("({obstacle})");
        }
        let lines = format!("+{} −{} lines", self.added, self.removed);
        match self.files.len() {
            1 => format!("({lines} to what Blip would write)"),
            files => format!("({files} files, {lines} to what Blip would write)"),
        }
    }

    /// Whether Blip could look after it.
    pub(crate) fn can_be_adopted(&self) -> bool {
        self.obstacle.is_none()
    }

    /// What `own` in `blip.yaml` calls it.
    pub(crate) fn pattern(&self) -> String {
        if self.is_folder { format!("{}/**", self.path) } else { self.path.clone() }
    }

    /// The same as data, with the lines that differ where those are wanted.
    pub(crate) fn document(&self, diff: bool) -> StandingDocument {
        StandingDocument {
            path: self.path.clone(),
            files: self.files.clone(),
            adopted: self.adopted,
            added: self.added,
            removed: self.removed,
            obstacle: self.obstacle.clone(),
            diff: diff.then(|| self.diff.clone()),
        }
    }
}

/// What stands where something would be generated, as data.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StandingDocument {
    /// The file, or the chart's folder.
    path: String,
    files: Vec<RepoPath>,
    /// Whether Blip looks after it from now on.
    adopted: bool,
    /// How many lines stand only in what would be generated.
    added: usize,
    /// How many lines stand only in what is there.
    removed: usize,
    /// Why it can be nothing but the user's own.
    obstacle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}
