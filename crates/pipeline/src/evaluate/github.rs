//! A workflow of GitHub Actions.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::expression::{Context, Value, holds};
use super::{Happening, Unsupported, unsupported};
use crate::job::CHANGES;
use crate::simulate::{Outcome, Run, Trigger, Verdict, any_matches};
use blip_model::Provider;

/// What a workflow does.
///
/// # Errors
/// What is not understood.
pub fn github(file: &Json, happening: &Happening<'_>) -> Result<Run, Unsupported> {
    let trigger = happening.trigger.describe(Provider::Github);
    if let Some(why) = nothing(&file["on"], happening)? {
        return Ok(Run { trigger, nothing: Some(why), jobs: Vec::new() });
    }
    let folder = file["defaults"]["run"]["working-directory"].as_str();
    let mut run =
        Running { happening, folder, jobs: in_order(&file["jobs"])?, outcomes: Vec::new(), outputs: BTreeMap::new() };
    for (id, job) in run.jobs.clone() {
        run.job(&id, job)?;
    }
    Ok(Run { trigger, nothing: None, jobs: run.outcomes })
}

/// Why the workflow does not start, if it does not.
fn nothing(on: &Json, happening: &Happening<'_>) -> Result<Option<String>, Unsupported> {
    let event = event(happening.trigger);
    let filters = match on {
        Json::String(name) if name == event => &Json::Null,
        Json::Array(names) if names.iter().any(|name| name == event) => &Json::Null,
        Json::Object(events) if events.contains_key(event) => &events[event],
        Json::String(_) | Json::Array(_) | Json::Object(_) => return Ok(Some(format!("`on` does not name {event}"))),
        _ => return unsupported("`on`"),
    };
    let Json::Object(filters) = filters else { return Ok(None) };
    let list = |name: &str| filters.get(name).map(strings).transpose();
    let known = ["branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore", "types"];
    let foreign = filters.keys().find(|key| !known.contains(&key.as_str()) && *key != "inputs");
    if let Some(key) = foreign.filter(|_| event != "workflow_dispatch") {
        return unsupported(format!("`on.{event}.{key}`"));
    }
    let (name, of_branches) = match happening.trigger {
        Trigger::Tag { name } => (name.as_str(), false),
        Trigger::Push { branch, .. } => (branch.as_str(), true),
        Trigger::Request { .. } | Trigger::MergeQueue => (happening.default_branch, true),
        Trigger::Schedule | Trigger::Manual { .. } => return Ok(None),
    };
    let (mine, other) = if of_branches { ("branches", "tags") } else { ("tags", "branches") };
    let [wanted, unwanted, others] = [list(mine)?, list(&format!("{mine}-ignore"))?, list(other)?];
    let is_named = |globs: &[String]| any_matches(globs, &[name.to_owned()]);
    let by_name = match (&wanted, &unwanted) {
        (Some(globs), _) => !is_named(globs),
        (None, Some(globs)) => is_named(globs),
        // a push that names tags only is none of branches
        (None, None) => others.is_some() && event == "push",
    };
    if by_name {
        return Ok(Some(format!("`on.{event}.{mine}` does not name {name}")));
    }
    if let (Some(changed), true) = (happening.assumed.changed, of_branches) {
        if list("paths")?.is_some_and(|globs| !changed.iter().any(|path| names(&globs, path))) {
            return Ok(Some(format!("`on.{event}.paths` names nothing that changed")));
        }
        let ignored = list("paths-ignore")?.unwrap_or_default();
        if !changed.is_empty() && changed.iter().all(|path| any_matches(&ignored, std::slice::from_ref(path))) {
            return Ok(Some(format!("`on.{event}.paths-ignore` names all that changed")));
        }
    }
    Ok(None)
}

/// Whether a list of paths names this one: the last glob that matches decides, and one with `!` takes it out again.
fn names(globs: &[String], path: &String) -> bool {
    let matches = |glob: &str| any_matches(&[glob.to_owned()], std::slice::from_ref(path));
    let decides = globs.iter().rfind(|glob| matches(glob.strip_prefix('!').unwrap_or(glob)));
    decides.is_some_and(|glob| !glob.starts_with('!'))
}

fn event(trigger: &Trigger) -> &'static str {
    match trigger {
        Trigger::Push { .. } | Trigger::Tag { .. } => "push",
        Trigger::Request { .. } => "pull_request",
        Trigger::MergeQueue => "merge_group",
        Trigger::Schedule => "schedule",
        Trigger::Manual { .. } => "workflow_dispatch",
    }
}

fn reference(happening: &Happening<'_>) -> String {
    match happening.trigger {
        Trigger::Push { branch, .. } | Trigger::Manual { branch } => format!("refs/heads/{branch}"),
        Trigger::Tag { name } => format!("refs/tags/{name}"),
        Trigger::Request { .. } => "refs/pull/1/merge".to_owned(),
        Trigger::MergeQueue => format!("refs/heads/gh-readonly-queue/{}/pr-1-0123abc", happening.default_branch),
        Trigger::Schedule => format!("refs/heads/{}", happening.default_branch),
    }
}

/// The jobs, each after those that it needs.
fn in_order(jobs: &Json) -> Result<Vec<(String, &Json)>, Unsupported> {
    let Json::Object(jobs) = jobs else { return unsupported("`jobs`") };
    let mut open: Vec<(&String, &Json)> = jobs.iter().collect();
    let mut ordered: Vec<(String, &Json)> = Vec::new();
    while !open.is_empty() {
        let mut ready = None;
        for (i, (_, job)) in open.iter().enumerate() {
            let needs = strings(&job["needs"])?;
            if needs.iter().all(|need| ordered.iter().any(|(id, _)| id == need)) {
                ready = Some(i);
                break;
            }
        }
        let Some(i) = ready else { return unsupported(format!("what `{}` needs, which never comes", open[0].0)) };
        let (id, job) = open.remove(i);
        ordered.push((id.clone(), job));
    }
    Ok(ordered)
}

/// A text or a list of them; nothing is an empty list.
fn strings(value: &Json) -> Result<Vec<String>, Unsupported> {
    match value {
        Json::Null => Ok(Vec::new()),
        Json::String(text) => Ok(vec![text.clone()]),
        Json::Array(list) => list
            .iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or_else(|| Unsupported(format!("`{item}` in a list"))))
            .collect(),
        other => unsupported(format!("`{other}`, where names are expected")),
    }
}

struct Running<'a> {
    happening: &'a Happening<'a>,
    /// The folder that scripts run in, where that is not the root of the repository.
    folder: Option<&'a str>,
    jobs: Vec<(String, &'a Json)>,
    outcomes: Vec<Outcome>,
    /// By job and name.
    outputs: BTreeMap<(String, String), String>,
}

impl Running<'_> {
    fn job(&mut self, id: &str, job: &Json) -> Result<(), Unsupported> {
        let needs = strings(&job["needs"])?;
        let condition = match &job["if"] {
            Json::Null => "success()".to_owned(),
            Json::String(text) => text.clone(),
            Json::Bool(value) => value.to_string(),
            other => return unsupported(format!("`if: {other}` of `{id}`")),
        };
        let context = JobContext { running: self, needs: &needs };
        let runs = holds(&condition, &context).map_err(|error| Unsupported(format!("`{id}`: {error}")))?;
        let verdict = if !runs {
            Verdict::Skipped(format!("its condition does not hold: {}", condition.trim()))
        } else if self.is_refused(job, &needs) {
            Verdict::Fails("it asks whether the jobs before it succeeded".to_owned())
        } else {
            self.happening.run(id)
        };
        if runs {
            self.keep_outputs(id, job);
        }
        let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
        let outcome = Outcome::new(id, verdict, &needs, &self.outcomes);
        self.outcomes.push(outcome);
        Ok(())
    }

    /// Blip's aggregate job fails where the job `changes` was skipped, or a job did not succeed that had something to do.
    fn is_refused(&self, job: &Json, needs: &[String]) -> bool {
        let asks = scripts(job).any(|(_, script)| script.contains(".value.result == \"success\""));
        let has_nothing_to_do = |outcome: &&Outcome| {
            let output = self.outputs.get(&(CHANGES.to_owned(), outcome.job.clone()));
            !outcome.runs() && outcome.job != CHANGES && output.is_some_and(|output| output == "false")
        };
        let needed = self.outcomes.iter().filter(|outcome| needs.contains(&outcome.job));
        asks && !needed.into_iter().all(|outcome| outcome.verdict == Verdict::Runs || has_nothing_to_do(&outcome))
    }

    /// What Blip's own script says of the paths that changed: `changed 'JOB JOB' 'GLOB' 'GLOB'`.
    fn keep_outputs(&mut self, id: &str, job: &Json) {
        let Json::Object(outputs) = &job["outputs"] else { return };
        for (step, script) in scripts(job) {
            let script = script.replace("\\\n", " ");
            for call in script.lines().filter_map(|line| line.trim().strip_prefix("changed '")) {
                let mut words = call.split('\'').step_by(2);
                let jobs = words.next().unwrap_or_default().to_owned();
                let globs: Vec<String> =
                    words.filter(|glob| !glob.trim().is_empty()).map(|glob| self.seen_from_root(glob)).collect();
                let changed = self.happening.assumed.changed.filter(|_| self.happening.trigger.is_proposal());
                let run = changed.is_none_or(|changed| any_matches(&globs, changed));
                for name in jobs.split_whitespace() {
                    let source = format!("${{{{ steps.{step}.outputs.{name} }}}}");
                    if outputs.get(name).is_some_and(|output| *output == source) {
                        self.outputs.insert((id.to_owned(), name.to_owned()), run.to_string());
                    }
                }
            }
        }
    }

    /// A glob as git understands it in a script's folder, from the root of the repository.
    fn seen_from_root(&self, glob: &str) -> String {
        match (glob.strip_prefix(":/"), self.folder) {
            (Some(from_root), _) => from_root.to_owned(),
            (None, Some(folder)) => format!("{folder}/{glob}"),
            (None, None) => glob.to_owned(),
        }
    }

    /// The outcomes of the jobs that a job comes after, directly or through others.
    fn before(&self, needs: &[String]) -> Result<Vec<&Outcome>, Unsupported> {
        let mut found: Vec<&Outcome> = Vec::new();
        let mut open = needs.to_vec();
        while let Some(id) = open.pop() {
            if found.iter().any(|outcome| outcome.job == id) {
                continue;
            }
            found.extend(self.outcomes.iter().find(|outcome| outcome.job == id));
            if let Some((_, job)) = self.jobs.iter().find(|(job, _)| *job == id) {
                open.extend(strings(&job["needs"])?);
            }
        }
        Ok(found)
    }
}

/// The scripts of a job, each with the id of its step.
fn scripts(job: &Json) -> impl Iterator<Item = (&str, &str)> {
    let steps = job["steps"].as_array().into_iter().flatten();
    steps.filter_map(|step| Some((step["id"].as_str().unwrap_or_default(), step["run"].as_str()?)))
}

struct JobContext<'a> {
    running: &'a Running<'a>,
    needs: &'a [String],
}

impl Context for JobContext<'_> {
    fn value(&self, path: &str) -> Result<Value, Unsupported> {
        let happening = self.running.happening;
        let request = match happening.trigger {
            Trigger::Request { draft, fork, labels } => Some((*draft, *fork, labels)),
            _ => None,
        };
        let of_request = |value: fn((bool, bool, &Vec<String>)) -> Value| Ok(request.map_or(Value::Null, value));
        let text = |text: &str| Ok(Value::Text(text.to_owned()));
        match path.split('.').collect::<Vec<_>>().as_slice() {
            ["github", "ref"] => text(&reference(happening)),
            ["github", "event_name"] => text(event(happening.trigger)),
            ["github", "repository"] => text("acme/checkout"),
            ["github", "event", "pull_request", "draft"] => of_request(|(draft, _, _)| Value::Bool(draft)),
            ["github", "event", "pull_request", "state"] => of_request(|_| Value::Text("open".to_owned())),
            ["github", "event", "pull_request", "labels", "*", "name"] => {
                of_request(|(_, _, labels)| Value::List(labels.clone()))
            }
            ["github", "event", "pull_request", "head", "repo", "full_name"] => {
                of_request(|(_, fork, _)| Value::Text(if fork { "other/checkout" } else { "acme/checkout" }.to_owned()))
            }
            ["needs", job, "result"] => self.result(job),
            ["needs", job, "outputs", name] => self.output(job, name),
            _ => unsupported(format!("`{path}`")),
        }
    }

    fn status(&self, function: &str) -> Result<bool, Unsupported> {
        let before = self.running.before(self.needs)?;
        Ok(match function {
            "always" => true,
            "success" => before.iter().all(|outcome| outcome.verdict == Verdict::Runs),
            "failure" => before.iter().any(|outcome| matches!(outcome.verdict, Verdict::Fails(_))),
            _ => false,
        })
    }
}

impl JobContext<'_> {
    fn need(&self, job: &str) -> Result<&Outcome, Unsupported> {
        let is_needed = self.needs.iter().any(|need| need == job);
        let found = self.running.outcomes.iter().find(|outcome| outcome.job == job && is_needed);
        found.ok_or_else(|| Unsupported(format!("`needs.{job}`, which is not needed")))
    }

    fn result(&self, job: &str) -> Result<Value, Unsupported> {
        let result = match self.need(job)?.verdict {
            Verdict::Runs => "success",
            Verdict::Fails(_) => "failure",
            Verdict::Skipped(_) => "skipped",
        };
        Ok(Value::Text(result.to_owned()))
    }

    fn output(&self, job: &str, name: &str) -> Result<Value, Unsupported> {
        let need = self.need(job)?;
        match self.running.outputs.get(&(job.to_owned(), name.to_owned())) {
            Some(output) => Ok(Value::Text(output.clone())),
            None if (job, name) == ("version", "version") => Ok(match self.running.happening.trigger {
                // Blip's own job takes it from the tag
                Trigger::Tag { name } => {
                    let last = name.rsplit('/').next().unwrap_or_default();
                    Value::Text(last.strip_prefix('v').unwrap_or(last).to_owned())
                }
                _ => Value::Text(String::new()),
            }),
            None if !need.runs() => Ok(Value::Null),
            None => unsupported(format!("`needs.{job}.outputs.{name}`, which only a run tells")),
        }
    }
}
