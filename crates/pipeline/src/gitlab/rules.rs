//! `rules`: when a job runs.

use serde::Serialize;

use super::FILE;
use crate::{Job, Occasion};

/// A rule: where its condition holds and one of its paths changed, the job runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// `if`
    pub condition: String,
    /// What must have changed; none: it does not matter.
    pub changes: Option<Changes>,
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
    let rule = |condition: &str| Rule { condition: condition.to_owned(), changes: None };
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
