//! A pipeline of GitLab CI.

use blip_model::Provider;
use serde_json::Value as Json;

use super::rule::{Variables, holds};
use super::{Happening, Unsupported, unsupported};
use crate::simulate::{Outcome, Run, Trigger, Verdict, any_matches};

/// Keys of the file that are no jobs.
const GLOBAL: [&str; 11] = [
    "after_script",
    "before_script",
    "cache",
    "default",
    "image",
    "include",
    "services",
    "spec",
    "stages",
    "variables",
    "workflow",
];

/// What a pipeline file does.
///
/// # Errors
/// What is not understood, and what GitLab would refuse.
pub fn gitlab(file: &Json, happening: &Happening<'_>) -> Result<Run, Unsupported> {
    let trigger = happening.trigger.describe(Provider::Gitlab);
    let nothing = |why: &str| Run { trigger: trigger.clone(), nothing: Some(why.to_owned()), jobs: Vec::new() };
    let Json::Object(entries) = file else { return unsupported("the file, which is no mapping") };
    if entries.contains_key("include") {
        return unsupported("`include`");
    }
    let variables = variables(happening);
    if let Some(workflow) = file.get("workflow").and_then(|workflow| workflow.get("rules"))
        && let Err(why) = judge(workflow, &variables, happening)?
    {
        return Ok(nothing(&format!("`workflow`: {why}")));
    }
    let jobs = entries.iter().filter(|(id, _)| !GLOBAL.contains(&id.as_str()) && !id.starts_with('.'));
    let mut open = Vec::new();
    let mut skipped = Vec::new();
    for (id, job) in jobs {
        if job.get("extends").is_some() || job.get("only").is_some() || job.get("except").is_some() {
            return unsupported(format!("`{id}`: `extends`, `only` and `except`"));
        }
        let judged = match job.get("rules") {
            Some(rules) => {
                judge(rules, &variables, happening).map_err(|error| Unsupported(format!("`{id}`: {error}")))?
            }
            // without rules a job runs on branches and tags, and not for merge requests
            None if variables.contains_key("CI_MERGE_REQUEST_EVENT_TYPE") => Err("it has no rules".to_owned()),
            None => Ok(()),
        };
        match judged {
            Ok(()) => open.push((id.as_str(), needs(id, job)?)),
            Err(why) => skipped.push((id.as_str(), why)),
        }
    }
    if open.is_empty() {
        return Ok(nothing("no job has a rule that holds"));
    }
    let mut outcomes = in_order(open, happening)?;
    outcomes.extend(skipped.into_iter().map(|(id, why)| Outcome::new(id, Verdict::Skipped(why), &[], &[])));
    Ok(Run { trigger, nothing: None, jobs: outcomes })
}

/// What GitLab sets for a pipeline.
fn variables(happening: &Happening<'_>) -> Variables {
    let main = happening.default_branch;
    let mut variables = Variables::from([("CI_DEFAULT_BRANCH", main.to_owned())]);
    let mut set = |name: &'static str, value: &str| variables.insert(name, value.to_owned());
    let source = match happening.trigger {
        Trigger::Push { branch, open_request } => {
            set("CI_COMMIT_BRANCH", branch);
            if *open_request {
                set("CI_OPEN_MERGE_REQUESTS", "acme/checkout!1");
            }
            "push"
        }
        Trigger::Tag { name } => {
            set("CI_COMMIT_TAG", name);
            "push"
        }
        Trigger::Request { fork, labels, .. } => {
            set("CI_MERGE_REQUEST_ID", "1");
            set("CI_MERGE_REQUEST_PROJECT_ID", "1");
            set("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", if *fork { "2" } else { "1" });
            set("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", main);
            if !labels.is_empty() {
                set("CI_MERGE_REQUEST_LABELS", &labels.join(","));
            }
            set("CI_MERGE_REQUEST_EVENT_TYPE", "merged_result");
            "merge_request_event"
        }
        Trigger::MergeQueue => {
            set("CI_MERGE_REQUEST_ID", "1");
            set("CI_MERGE_REQUEST_EVENT_TYPE", "merge_train");
            "merge_request_event"
        }
        Trigger::Schedule => {
            set("CI_COMMIT_BRANCH", main);
            "schedule"
        }
        Trigger::Manual { branch } => {
            set("CI_COMMIT_BRANCH", branch);
            "web"
        }
    };
    let source = if happening.is_child { "parent_pipeline" } else { source };
    variables.insert("CI_PIPELINE_SOURCE", source.to_owned());
    variables
}

/// Whether the first rule that holds lets it run; why not, where it does not.
fn judge(rules: &Json, variables: &Variables, happening: &Happening<'_>) -> Result<Result<(), String>, Unsupported> {
    let Json::Array(rules) = rules else { return unsupported("`rules` that are no list") };
    let known = ["if", "changes", "when", "auto_cancel", "variables", "allow_failure", "interruptible", "needs"];
    for rule in rules {
        let Json::Object(entries) = rule else { return unsupported("a rule that is no mapping") };
        if let Some(key) = entries.keys().find(|key| !known.contains(&key.as_str())) {
            return unsupported(format!("`{key}` in a rule"));
        }
        let condition = rule["if"].as_str();
        if condition.is_some_and(|condition| condition.trim().is_empty())
            || (rule.get("if").is_some() && condition.is_none())
        {
            return unsupported("an `if` that is no text");
        }
        if let Some(condition) = condition
            && !holds(condition, variables)?
        {
            continue;
        }
        if let Some(changes) = rule.get("changes")
            && !has_changed(changes, happening)?
        {
            continue;
        }
        return match rule["when"].as_str() {
            // nothing waits for it
            Some("manual") => Ok(Err("somebody has to start it".to_owned())),
            Some("never") => Ok(Err(format!("the rule `{}` says never", condition.unwrap_or_default()))),
            None | Some("on_success" | "always") => Ok(Ok(())),
            Some(other) => unsupported(format!("`when: {other}`")),
        };
    }
    Ok(Err("no rule holds".to_owned()))
}

/// Whether one of the paths changed: `{compare_to: …, paths: […]}`. Without `compare_to` GitLab compares a push with the
/// one before it, and everything else with nothing.
fn has_changed(changes: &Json, happening: &Happening<'_>) -> Result<bool, Unsupported> {
    let is_compared = changes["compare_to"].is_string() || matches!(happening.trigger, Trigger::Push { .. });
    let (true, Some(paths)) = (is_compared, changes["paths"].as_array()) else {
        return unsupported("`changes` without `compare_to` and `paths`");
    };
    let globs: Vec<String> = paths.iter().filter_map(|path| path.as_str().map(str::to_owned)).collect();
    Ok(happening.assumed.changed.is_none_or(|changed| any_matches(&globs, changed)))
}

/// The jobs that a job waits for, each with whether it may be absent.
fn needs(id: &str, job: &Json) -> Result<Vec<(String, bool)>, Unsupported> {
    let Some(needs) = job.get("needs") else {
        return unsupported(format!("`{id}`, which waits for a stage, not for jobs"));
    };
    let Json::Array(needs) = needs else { return unsupported(format!("the needs of `{id}`")) };
    let need = |need: &Json| match (need.as_str(), need["job"].as_str()) {
        (Some(job), _) => Ok((job.to_owned(), false)),
        (None, Some(job)) => Ok((job.to_owned(), need["optional"].as_bool().unwrap_or_default())),
        _ => unsupported(format!("the needs of `{id}`")),
    };
    needs.iter().map(need).collect()
}

/// The outcomes of the jobs that are in the pipeline, each after those that it needs.
fn in_order(
    mut open: Vec<(&str, Vec<(String, bool)>)>,
    happening: &Happening<'_>,
) -> Result<Vec<Outcome>, Unsupported> {
    let present: Vec<String> = open.iter().map(|(id, _)| (*id).to_owned()).collect();
    let mut outcomes: Vec<Outcome> = Vec::new();
    while !open.is_empty() {
        let is_done = |need: &String| outcomes.iter().any(|outcome| outcome.job == *need);
        let ready = open.iter().position(|(_, needs)| {
            needs.iter().all(|(need, optional)| is_done(need) || (*optional && !present.contains(need)))
        });
        let Some(ready) = ready else {
            return unsupported(format!(
                "`{}` needs a job that is not in the pipeline, which GitLab refuses",
                open[0].0
            ));
        };
        let (id, needs) = open.remove(ready);
        let needs: Vec<&str> = needs.iter().map(|(need, _)| need.as_str()).collect();
        let failed =
            outcomes.iter().find(|other| needs.contains(&other.job.as_str()) && other.verdict != Verdict::Runs);
        let verdict = match failed {
            Some(other) => Verdict::Skipped(format!("{} did not succeed", other.job)),
            None => happening.run(id),
        };
        let outcome = Outcome::new(id, verdict, &needs, &outcomes);
        outcomes.push(outcome);
    }
    Ok(outcomes)
}
