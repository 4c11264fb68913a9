//! `rules`: when a job runs.

use serde::Serialize;

use super::FILE;
use crate::{Job, Occasion, Previews};

/// A rule: where its condition holds and one of its paths changed, the job runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// `if`
    pub condition: String,
    /// What must have changed; none: it does not matter.
    pub changes: Option<Changes>,
    /// Whether somebody, or the forge, has to set it going; nothing waits for it.
    pub manual: bool,
}

/// Globs, of which one must have changed since the default branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// The reference to compare with.
    pub compare_to: String,
    /// The globs, in GitLab's dialect, where `**` alone matches no file in a folder below.
    pub paths: Vec<String>,
}

/// The rules of a job. Together with the workflow's own they tell the occasions apart.
pub(super) fn rules(job: &Job, default_branch: &str) -> Vec<Rule> {
    let rule = |condition: &str| Rule { condition: condition.to_owned(), changes: None, manual: false };
    let mut rules = Vec::new();
    if job.on.contains(&Occasion::Proposal) {
        rules.push(Rule {
            changes: changes(job, default_branch),
            ..rule("$CI_PIPELINE_SOURCE == \"merge_request_event\"")
        });
        if !job.on.contains(&Occasion::Trunk) {
            rules.push(rule(&format!("$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH && {NOT_NIGHTLY}")));
        }
    }
    match (job.on.contains(&Occasion::Proposal), job.on.contains(&Occasion::Trunk)) {
        (true, true) => rules.push(rule(&format!("$CI_COMMIT_BRANCH && {NOT_NIGHTLY}"))),
        (false, true) => rules.push(rule(&format!("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && {NOT_NIGHTLY}"))),
        (_, false) => {}
    }
    match (job.on.contains(&Occasion::Release), job.on.contains(&Occasion::PreRelease)) {
        (true, true) => rules.push(rule("$CI_COMMIT_TAG =~ /^v/")),
        (true, false) => rules.push(rule("$CI_COMMIT_TAG =~ /^v/ && $CI_COMMIT_TAG !~ /-/")),
        (false, true) => rules.push(rule("$CI_COMMIT_TAG =~ /^v/ && $CI_COMMIT_TAG =~ /-/")),
        (false, false) => {}
    }
    if job.on.contains(&Occasion::Nightly) {
        rules.push(rule("$CI_PIPELINE_SOURCE == \"schedule\""));
    }
    rules
}

/// Of merge requests with the label, from the project itself; the variables tell of the labels when the pipeline began.
pub(super) fn of_previews(job: &Job, previews: &Previews) -> Vec<Rule> {
    let conditions = [
        "$CI_PIPELINE_SOURCE == \"merge_request_event\"".to_owned(),
        "$CI_MERGE_REQUEST_EVENT_TYPE != \"merge_train\"".to_owned(),
        "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_MERGE_REQUEST_PROJECT_ID".to_owned(),
        "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME == $CI_DEFAULT_BRANCH".to_owned(),
        format!("$CI_MERGE_REQUEST_LABELS =~ /(^|,){}(,|$)/", previews.label),
    ];
    let manual = job.on.contains(&Occasion::PreviewEnd);
    vec![Rule { condition: conditions.join(" && "), changes: None, manual }]
}

/// A schedule runs on a branch, too.
const NOT_NIGHTLY: &str = "$CI_PIPELINE_SOURCE != \"schedule\"";

fn changes(job: &Job, default_branch: &str) -> Option<Changes> {
    if job.paths.is_empty() {
        return None;
    }
    let paths = job.paths.iter().map(String::as_str).chain([FILE]);
    Some(Changes { compare_to: format!("refs/heads/{default_branch}"), paths: paths.map(gitlab_glob).collect() })
}

/// `src/**` is `src/**/*` to GitLab, whose globs are Ruby's.
fn gitlab_glob(glob: &str) -> String {
    if glob.ends_with("/**") { format!("{glob}/*") } else { glob.to_owned() }
}
