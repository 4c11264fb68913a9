//! The decisions: whether a pipeline starts, and what becomes of each job.

use blip_model::Provider;

use super::{Event, Outcome, REQUIRED, Trigger, Verdict, any_matches, paths};
use crate::{Job, Occasion, Pipeline, Task, github, gitlab};

/// What a commit of the pipeline itself changes: on GitHub it starts nothing.
const DEPLOYED: &str = "deploy/values/**";

/// Which occasion it is, or why no pipeline starts.
pub(super) fn occasion(
    pipeline: &Pipeline,
    forge: Provider,
    trigger: &Trigger,
    changed: Option<&[String]>,
) -> Result<Occasion, String> {
    let main = &pipeline.default_branch;
    match (trigger, forge) {
        (Trigger::Request { .. } | Trigger::MergeQueue, _) => Ok(Occasion::Proposal),
        (Trigger::Tag { name }, _) if name.starts_with('v') => Ok(Occasion::Release),
        (Trigger::Tag { .. }, _) => Err("only a tag that begins with `v` is a release".to_owned()),
        (Trigger::Push { open_request: true, .. }, Provider::Gitlab) => {
            Err("the merge request has a pipeline of its own".to_owned())
        }
        (Trigger::Push { branch, .. }, _) if branch != main => {
            Err(format!("a push to another branch than {main} is checked when somebody asks to merge it"))
        }
        (Trigger::Push { .. }, Provider::Github) if only_deploys(pipeline, changed) => {
            Err(format!("only {DEPLOYED} changed: there is nothing to build"))
        }
        (Trigger::Push { .. }, _) => Ok(Occasion::Trunk),
        (Trigger::Manual { branch }, _) if branch == main => Ok(Occasion::Trunk),
        (Trigger::Manual { .. }, _) => Ok(Occasion::Proposal),
        (Trigger::Schedule, _) if pipeline.jobs.iter().any(|job| job.on.contains(&Occasion::Nightly)) => {
            Ok(Occasion::Nightly)
        }
        (Trigger::Schedule, _) => Err("no job runs at night".to_owned()),
    }
}

fn only_deploys(pipeline: &Pipeline, changed: Option<&[String]>) -> bool {
    let deploys = pipeline.jobs.iter().flat_map(|job| &job.tasks).any(|task| matches!(task, Task::Deploy { .. }));
    let nothing_else = |paths: &[String]| !paths.is_empty() && paths.iter().all(|path| paths::matches(DEPLOYED, path));
    deploys && changed.is_some_and(nothing_else)
}

/// Under which a pipeline runs.
pub(super) struct Circumstances<'a> {
    pub(super) forge: Provider,
    pub(super) trigger: &'a Trigger,
    pub(super) occasion: Occasion,
    pub(super) changed: Option<&'a [String]>,
}

impl Circumstances<'_> {
    /// GitHub runs nothing for a draft; GitLab checks it like any merge request.
    fn is_unchecked_draft(&self) -> bool {
        self.forge == Provider::Github && matches!(self.trigger, Trigger::Request { draft: true, .. })
    }

    /// The paths that changed, where there is something to compare with.
    fn changed(&self) -> Option<&[String]> {
        self.changed.filter(|_| self.trigger.is_proposal())
    }
}

/// What becomes of each job, those that only the forge needs among them.
pub(super) fn jobs(pipeline: &Pipeline, now: &Circumstances<'_>) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    // what runs at night is a workflow of its own on GitHub
    let own = now.forge == Provider::Gitlab || now.occasion != Occasion::Nightly;
    if now.forge == Provider::Github && own {
        let verdict = if now.is_unchecked_draft() {
            Verdict::Skipped("a draft is not checked until it is marked as ready".to_owned())
        } else {
            Verdict::Runs
        };
        outcomes.push(Outcome::new("changes", verdict, &[], &[]));
    }
    for job in &pipeline.jobs {
        let verdict = verdict(pipeline, job, now, &outcomes);
        let changes = (now.forge == Provider::Github && !job.paths.is_empty()).then_some("changes");
        let needs: Vec<&str> = changes.into_iter().chain(job.needs.iter().map(String::as_str)).collect();
        let outcome = Outcome::new(&job.id, verdict, &needs, &outcomes);
        outcomes.push(outcome);
    }
    if own {
        outcomes.push(required(pipeline, now, &outcomes));
    }
    outcomes
}

fn required(pipeline: &Pipeline, now: &Circumstances<'_>, before: &[Outcome]) -> Outcome {
    let checked = pipeline.jobs.iter().filter(|job| job.on.contains(&Occasion::Proposal)).map(|job| job.id.as_str());
    let needs: Vec<&str> = ["changes"].into_iter().chain(checked).collect();
    let verdict = if now.occasion != Occasion::Proposal {
        Verdict::Skipped(only_on(&[Occasion::Proposal]))
    } else if now.is_unchecked_draft() {
        Verdict::Fails("a draft is not checked until it is marked as ready".to_owned())
    } else {
        Verdict::Runs
    };
    Outcome::new(REQUIRED, verdict, &needs, before)
}

fn verdict(pipeline: &Pipeline, job: &Job, now: &Circumstances<'_>, before: &[Outcome]) -> Verdict {
    if !job.on.contains(&now.occasion) {
        return Verdict::Skipped(only_on(&job.on));
    }
    if !job.paths.is_empty() && now.is_unchecked_draft() {
        return Verdict::Skipped("a draft is not checked until it is marked as ready".to_owned());
    }
    if let Some(changed) = now.changed()
        && !job.paths.is_empty()
    {
        let file = match now.forge {
            Provider::Github => github::FILE,
            Provider::Gitlab => gitlab::FILE,
        };
        if !any_matches(&job.paths, changed) && !changed.iter().any(|path| path == file) {
            return Verdict::Skipped(format!("nothing changed that it depends on: {}", job.paths.join(", ")));
        }
    }
    let needs = job.needs.iter().filter_map(|id| pipeline.job(id));
    let absent = needs
        .filter(|need| !need.may_be_absent_for(job))
        .find(|need| before.iter().any(|outcome| outcome.job == need.id && outcome.verdict != Verdict::Runs));
    match absent {
        Some(need) => Verdict::Skipped(format!("{} does not run", need.id)),
        None => Verdict::Runs,
    }
}

fn only_on(occasions: &[Occasion]) -> String {
    let word = |occasion: &Occasion| match occasion {
        Occasion::Proposal => "for what may be merged",
        Occasion::Trunk => "on the default branch",
        Occasion::Release => "for a release",
        Occasion::Nightly => "at night",
    };
    format!("it runs only {}", occasions.iter().map(word).collect::<Vec<_>>().join(" and "))
}

/// What is wrong in the event itself.
pub(super) fn warning(pipeline: &Pipeline, forge: Provider, event: &Event) -> Option<String> {
    let main = &pipeline.default_branch;
    match event {
        Event::OpenRequest { branch } if branch == main && forge == Provider::Gitlab => Some(format!(
            "as long as a merge request from {main} is open, a push to {main} publishes and deploys nothing"
        )),
        _ => None,
    }
}

/// What is good to know about the event.
pub(super) fn notes(forge: Provider, event: &Event, changed: Option<&[String]>) -> Vec<String> {
    let mut notes: Vec<&str> = Vec::new();
    match (event, forge) {
        (Event::Request { fork: true, .. }, Provider::Github) => notes.push(
            "A fork's run gets no secrets and a token that only reads; who contributes for the first time waits for an approval.",
        ),
        (Event::Request { fork: true, .. }, Provider::Gitlab) => notes.push(
            "A fork's pipeline runs in the fork, with its runners; a member can start one in this project.",
        ),
        (Event::Request { draft: true, .. }, Provider::Gitlab) => notes.push("GitLab checks a draft like any merge request."),
        (Event::Schedule, Provider::Gitlab) => {
            notes.push("A schedule is made in the project's settings, here one for the default branch.");
        }
        _ => {}
    }
    let is_filtered = matches!(event, Event::Request { .. } | Event::OpenRequest { .. } | Event::MergeQueue);
    if is_filtered && changed.is_none() {
        notes.push("Everything counts as changed; name paths with `--changed` to see what their change leads to.");
    }
    notes.into_iter().map(str::to_owned).collect()
}
