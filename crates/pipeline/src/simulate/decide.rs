//! The decisions: whether a pipeline starts, and what becomes of each job.

use blip_model::Provider;

use super::{Assumed, Event, Outcome, Trigger, Verdict, any_matches, paths};
use crate::job::CHANGES;
use crate::{Job, Occasion, Pipeline, Releaser, Task, gitlab};

/// What a commit of the pipeline itself changes: on GitHub, and in a cluster, it starts nothing.
const DEPLOYED: &str = "deploy/values/**";

const DRAFT: &str = "a draft is not checked until it is marked as ready";

/// Which occasion it is, or why no pipeline starts.
pub(super) fn occasion(
    pipeline: &Pipeline,
    forge: Provider,
    trigger: &Trigger,
    changed: Option<&[String]>,
) -> Result<Occasion, String> {
    let main = &pipeline.default_branch;
    if let Some(why) = pipeline.engine.and_then(|_| turned_away(forge, trigger)) {
        return Err(why.to_owned());
    }
    match (trigger, forge) {
        (Trigger::Request { .. } | Trigger::MergeQueue, _) => Ok(Occasion::Proposal),
        (Trigger::Tag { name }, _) => match name.strip_prefix(pipeline.tag_prefix.as_str()) {
            Some(version) if version.contains('-') => Ok(Occasion::PreRelease),
            Some(_) => Ok(Occasion::Release),
            None => Err(format!("only a tag that begins with `{}` is a release", pipeline.tag_prefix)),
        },
        (Trigger::Push { open_request: true, .. }, Provider::Gitlab) if pipeline.engine.is_none() => {
            Err("the merge request has a pipeline of its own".to_owned())
        }
        (Trigger::Push { branch, .. }, _) if branch != main => {
            Err(format!("a push to another branch than {main} is checked when somebody asks to merge it"))
        }
        // on GitLab the pipeline's own push asks for none
        (Trigger::Push { .. }, _)
            if (forge == Provider::Github || pipeline.engine.is_some()) && only_deploys(pipeline, changed) =>
        {
            Err(format!("only {DEPLOYED} changed: there is nothing to build"))
        }
        (Trigger::Push { .. }, _) if is_elsewhere(pipeline, forge, "ci", changed) => {
            Err(format!("nothing changed in {}", pipeline.in_repository("")))
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

/// Why the listener of a cluster starts nothing, where the forge itself would start a pipeline.
fn turned_away(forge: Provider, trigger: &Trigger) -> Option<&'static str> {
    match (trigger, forge) {
        (Trigger::Request { fork: true, .. }, _) => {
            Some("a fork's code runs in no cluster before somebody has read it")
        }
        (Trigger::Request { draft: true, .. }, _) => Some(DRAFT),
        (Trigger::MergeQueue, Provider::Gitlab) => Some("GitLab tells nobody of a merge train"),
        (Trigger::Manual { .. }, _) => Some("the forge has no button for it; a run can be made in the cluster"),
        _ => None,
    }
}

fn only_deploys(pipeline: &Pipeline, changed: Option<&[String]>) -> bool {
    let deploys = pipeline.jobs.iter().flat_map(|job| &job.tasks).any(|task| matches!(task, Task::Deploy { .. }));
    let nothing_else = |paths: &[String]| !paths.is_empty() && paths.iter().all(|path| paths::matches(DEPLOYED, path));
    deploys
        && changed.is_some_and(|changed| {
            nothing_else(&pipeline.inside(changed)) && !owns(pipeline, Provider::Github, "ci", changed)
        })
}

/// Whether it is known what changed, and that is another service of the repository.
fn is_elsewhere(pipeline: &Pipeline, forge: Provider, workflow: &str, changed: Option<&[String]>) -> bool {
    let is_inside =
        |changed: &[String]| !pipeline.inside(changed).is_empty() || owns(pipeline, forge, workflow, changed);
    pipeline.folder.is_some() && changed.is_some_and(|changed| !is_inside(changed))
}

/// Whether the pipeline's own file is among the paths, on GitHub that of the workflow.
fn owns(pipeline: &Pipeline, forge: Provider, workflow: &str, changed: &[String]) -> bool {
    let file = match forge {
        // in a cluster it lies in the folder
        _ if pipeline.engine.is_some() => return false,
        Provider::Github => pipeline.github_file(workflow),
        Provider::Gitlab => pipeline.in_repository(gitlab::FILE),
    };
    changed.contains(&file)
}

/// Under which a pipeline runs.
pub(super) struct Circumstances<'a> {
    /// Whether a cluster runs it, which leaves no job out and reports the end by itself.
    pub(super) in_cluster: bool,
    pub(super) forge: Provider,
    pub(super) trigger: &'a Trigger,
    pub(super) occasion: Occasion,
    pub(super) assumed: Assumed<'a>,
}

impl Circumstances<'_> {
    /// GitHub runs nothing for a draft; GitLab checks it like any merge request.
    fn is_unchecked_draft(&self) -> bool {
        self.forge == Provider::Github && matches!(self.trigger, Trigger::Request { draft: true, .. })
    }

    /// A job that runs, and perhaps fails.
    fn run(&self, job: &str) -> Verdict {
        if self.assumed.failing.iter().any(|failing| failing == job) {
            Verdict::Fails("as assumed".to_owned())
        } else {
            Verdict::Runs
        }
    }

    /// The paths that changed, where there is something to compare with.
    fn changed(&self) -> Option<&[String]> {
        self.assumed.changed.filter(|_| self.trigger.is_proposal())
    }
}

/// What becomes of each job, those that only the forge needs among them.
pub(super) fn jobs(pipeline: &Pipeline, now: &Circumstances<'_>) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    let aggregate = pipeline.required(now.forge);
    // what runs at night is a workflow of its own on GitHub
    let own = now.forge == Provider::Gitlab || now.occasion != Occasion::Nightly;
    if now.in_cluster && pipeline.folder.is_some() {
        outcomes.push(Outcome::new(CHANGES, now.run(CHANGES), &[], &[]));
    } else if now.forge == Provider::Github && own && !now.in_cluster {
        let verdict = if now.is_unchecked_draft() { Verdict::Skipped(DRAFT.to_owned()) } else { now.run(CHANGES) };
        outcomes.push(Outcome::new(CHANGES, verdict, &[], &[]));
    }
    // the jobs that do not run because another failed, rather than because there is nothing to do
    let mut stopped: Vec<&str> = outcomes.iter().filter(|job| is_failure(job)).map(|_| CHANGES).collect();
    let (previews, others): (Vec<&Job>, Vec<&Job>) = pipeline.jobs.iter().partition(|job| job.is_of_previews());
    for job in others {
        let filters = if now.in_cluster {
            pipeline.folder.is_some()
        } else {
            now.forge == Provider::Github && !job.paths.is_empty()
        };
        let changes = filters.then_some(CHANGES);
        let needs: Vec<&str> = changes.into_iter().chain(job.needs.iter().map(String::as_str)).collect();
        let verdict = match left_out(pipeline, job, now) {
            Some(why) => Verdict::Skipped(why),
            None => match needs.iter().find(|need| stopped.contains(need)) {
                Some(need) => {
                    stopped.push(&job.id);
                    Verdict::Skipped(format!("{need} did not succeed"))
                }
                None => absent(pipeline, job, &outcomes).unwrap_or_else(|| now.run(&job.id)),
            },
        };
        let outcome = Outcome::new(&job.id, verdict, &needs, &outcomes);
        if is_failure(&outcome) {
            stopped.push(&job.id);
        }
        outcomes.push(outcome);
    }
    if now.in_cluster {
        outcomes.push(reported(pipeline, now, &outcomes, &stopped));
    } else if own {
        let verdict = required(pipeline, now, &outcomes, &stopped);
        if is_failure(&verdict) {
            stopped.push(&aggregate);
        }
        outcomes.push(verdict);
        for job in previews {
            let outcome = of_previews(pipeline, job, now, &outcomes, &stopped);
            if !outcome.runs() || is_failure(&outcome) {
                stopped.push(&job.id);
            }
            outcomes.push(outcome);
        }
    }
    outcomes
}

/// On GitHub the previews stand in a workflow of their own, which waits for the verdict of the other.
fn of_previews(
    pipeline: &Pipeline,
    job: &Job,
    now: &Circumstances<'_>,
    before: &[Outcome],
    stopped: &[&str],
) -> Outcome {
    let waits = now.forge == Provider::Github && job.tasks.contains(&Task::AwaitChecks);
    let aggregate = pipeline.required(now.forge);
    let needs: Vec<&str> = if waits { vec![&aggregate] } else { job.needs.iter().map(String::as_str).collect() };
    let failed = needs.iter().find(|need| stopped.contains(need));
    let verdict = match (without_preview(pipeline, job, now), failed) {
        (Some(why), _) => Verdict::Skipped(why),
        (None, Some(need)) if waits => Verdict::Fails(format!("{need} did not succeed")),
        (None, Some(need)) => Verdict::Skipped(format!("{need} did not succeed")),
        (None, None) => now.run(&job.id),
    };
    Outcome::new(&job.id, verdict, &needs, before)
}

/// Why nothing is done about a preview, if nothing is.
fn without_preview(pipeline: &Pipeline, job: &Job, now: &Circumstances<'_>) -> Option<String> {
    let previews = pipeline.previews.as_ref()?;
    let Trigger::Request { fork, labels, .. } = now.trigger else { return Some(only_on(&job.on)) };
    if *fork {
        return Some("a fork is never deployed".to_owned());
    }
    // the label is that of all services of a repository: those that the request changes have a preview
    if is_elsewhere(pipeline, now.forge, "preview", now.assumed.changed) {
        return Some(format!("nothing changed in {}", pipeline.in_repository("")));
    }
    let has = |label: &String| labels.contains(label);
    if job.on.contains(&Occasion::PreviewEnd) {
        // GitLab ends an environment by itself
        let ends = now.forge == Provider::Github && has(&previews.ready_label) && !has(&previews.label);
        return (!ends).then(|| only_on(&job.on));
    }
    if !has(&previews.label) {
        return Some(format!("nobody has asked for a preview with the label `{}`", previews.label));
    }
    now.is_unchecked_draft().then(|| DRAFT.to_owned())
}

fn is_failure(outcome: &Outcome) -> bool {
    matches!(outcome.verdict, Verdict::Fails(_))
}

/// GitHub's `required` always says something; GitLab's is left out like any job, and the pipeline as a whole fails.
fn required(pipeline: &Pipeline, now: &Circumstances<'_>, before: &[Outcome], stopped: &[&str]) -> Outcome {
    let aggregate = pipeline.required(now.forge);
    let checked = pipeline.jobs.iter().filter(|job| job.on.contains(&Occasion::Proposal)).map(|job| job.id.as_str());
    let needs: Vec<&str> = [CHANGES].into_iter().chain(checked).collect();
    let failed = needs.iter().find(|need| stopped.contains(need));
    let verdict = match (failed, now.forge) {
        _ if now.occasion != Occasion::Proposal => Verdict::Skipped(only_on(&[Occasion::Proposal])),
        _ if now.is_unchecked_draft() => Verdict::Fails(DRAFT.to_owned()),
        (Some(need), Provider::Github) => Verdict::Fails(format!("{need} did not succeed")),
        (Some(need), Provider::Gitlab) => Verdict::Skipped(format!("{need} did not succeed")),
        (None, _) => now.run(&aggregate),
    };
    Outcome::new(&aggregate, verdict, &needs, before)
}

/// What the forge is told of a run in a cluster, by a commit status of the name that branch protection asks for.
fn reported(pipeline: &Pipeline, now: &Circumstances<'_>, before: &[Outcome], stopped: &[&str]) -> Outcome {
    let check = pipeline.required(now.forge);
    let all: Vec<&str> = before.iter().map(|outcome| outcome.job.as_str()).collect();
    let verdict = match stopped.first() {
        _ if now.occasion == Occasion::Nightly => Verdict::Skipped("nobody waits for the jobs of the night".to_owned()),
        Some(job) => Verdict::Fails(format!("{job} did not succeed")),
        None => now.run(&check),
    };
    Outcome::new(&check, verdict, &all, before)
}

/// Why a job has nothing to do, if it has not.
fn left_out(pipeline: &Pipeline, job: &Job, now: &Circumstances<'_>) -> Option<String> {
    if !job.on.contains(&now.occasion) {
        return Some(only_on(&job.on));
    }
    if now.in_cluster {
        // of a request the run itself looks; nobody knows of one job what could break it
        let is_elsewhere = is_elsewhere(pipeline, now.forge, "ci", now.changed());
        return is_elsewhere.then(|| format!("nothing changed in {}", pipeline.in_repository("")));
    }
    if job.paths.is_empty() {
        return None;
    }
    if now.is_unchecked_draft() {
        return Some(DRAFT.to_owned());
    }
    let changed = now.changed()?;
    let depends = any_matches(&job.paths, &pipeline.inside(changed)) || owns(pipeline, now.forge, "ci", changed);
    (!depends).then(|| format!("nothing changed that it depends on: {}", job.paths.join(", ")))
}

/// A job that needs one that is left out is left out, unless it can do without it.
fn absent(pipeline: &Pipeline, job: &Job, before: &[Outcome]) -> Option<Verdict> {
    let needs = job.needs.iter().filter_map(|id| pipeline.job(id)).filter(|need| !need.may_be_absent_for(job));
    let is_absent = |need: &&Job| before.iter().any(|outcome| outcome.job == need.id && !outcome.runs());
    needs.into_iter().find(is_absent).map(|need| Verdict::Skipped(format!("{} does not run", need.id)))
}

fn only_on(occasions: &[Occasion]) -> String {
    let has = |occasion| occasions.contains(&occasion);
    let word = |occasion: &Occasion| match occasion {
        Occasion::Proposal => Some("for what may be merged"),
        Occasion::Trunk => Some("on the default branch"),
        Occasion::Release if has(Occasion::PreRelease) => Some("for a release"),
        Occasion::Release => Some("for a release that is no pre-release"),
        Occasion::PreRelease if has(Occasion::Release) => None,
        Occasion::PreRelease => Some("for a pre-release"),
        Occasion::Nightly => Some("at night"),
        Occasion::Preview => Some("for a request that somebody wants to try"),
        Occasion::PreviewEnd => Some("once a preview is wanted no more"),
    };
    format!("it runs only {}", occasions.iter().filter_map(word).collect::<Vec<_>>().join(" and "))
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

/// What follows where the job of a release tool makes a tag.
fn tagged_by(releaser: Releaser, forge: Provider) -> &'static str {
    match (releaser, forge) {
        (Releaser::SemanticRelease, Provider::Github) => {
            "Where the commits ask for it, semantic-release tags a version; its job, or the app whose token it has, then starts the tag's pipeline (see the event tag)."
        }
        (Releaser::SemanticRelease, Provider::Gitlab) => {
            "Where the commits ask for it, semantic-release tags a version; as RELEASE_TOKEN is the project's, that starts the tag's pipeline (see the event tag)."
        }
        (Releaser::ReleasePlease, _) => {
            "Release Please brings its pull request up to date; where this push merged it, the version is tagged, and the tag's pipeline starts (see the event tag)."
        }
    }
}

/// What is good to know about the event.
pub(super) fn notes(pipeline: &Pipeline, forge: Provider, event: &Event, changed: Option<&[String]>) -> Vec<String> {
    let mut notes: Vec<&str> = Vec::new();
    let is_trunk = |branch: &String| *branch == pipeline.default_branch;
    if matches!(event, Event::Push { branch } | Event::Manual { branch } if is_trunk(branch)) {
        notes.extend(pipeline.releaser().map(|releaser| tagged_by(releaser, forge)));
    }
    let is_analysed = match event {
        Event::Push { branch } => is_trunk(branch),
        Event::Request { draft, .. } => !draft,
        Event::OpenRequest { .. } | Event::Schedule => true,
        _ => false,
    };
    if is_analysed && !pipeline.analysis.is_empty() {
        notes.push("CodeQL looks for weaknesses beside this, in a workflow of its own for which nothing waits.");
    }
    match (event, forge) {
        _ if pipeline.engine.is_some() => {}
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
    if is_filtered && changed.is_none() && pipeline.engine.is_none() {
        notes.push("Everything counts as changed; name paths with `--changed` to see what their change leads to.");
    }
    notes.into_iter().map(str::to_owned).collect()
}
