//! `rules`: when a job runs.

use serde::Serialize;

use super::FILE;
use crate::{Job, Occasion, Pipeline, Previews};

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
///
/// A child is told neither of the merge request as its source nor of the night, which has a file of its own.
pub(super) fn rules(job: &Job, pipeline: &Pipeline) -> Vec<Rule> {
    let is_child = pipeline.folder.is_some();
    let rule = |condition: &str| Rule { condition: condition.to_owned(), changes: None, manual: false };
    let request = request(pipeline);
    let branch =
        |condition: &str| rule(&if is_child { condition.to_owned() } else { format!("{condition} && {NOT_NIGHTLY}") });
    let tagged = tagged(&pipeline.tag_prefix);
    let mut rules = Vec::new();
    if job.on.contains(&Occasion::Proposal) {
        rules.push(Rule { changes: changes(job, pipeline), ..rule(request) });
        if !job.on.contains(&Occasion::Trunk) {
            rules.push(branch("$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH"));
        }
    }
    match (job.on.contains(&Occasion::Proposal), job.on.contains(&Occasion::Trunk)) {
        (true, true) => rules.push(branch("$CI_COMMIT_BRANCH")),
        (false, true) => rules.push(branch("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH")),
        (_, false) => {}
    }
    match (job.on.contains(&Occasion::Release), job.on.contains(&Occasion::PreRelease)) {
        (true, true) => rules.push(rule(&tagged)),
        // the name of a service may hold a hyphen, too
        (true, false) if is_child => rules.push(rule(&tagged.replacen("/v/", "/v[^-]*$/", 1))),
        (true, false) => rules.push(rule(&format!("{tagged} && $CI_COMMIT_TAG !~ /-/"))),
        (false, true) => rules.push(rule(&format!("{tagged} && $CI_COMMIT_TAG =~ /-/"))),
        (false, false) => {}
    }
    if job.on.contains(&Occasion::Nightly) {
        rules.push(if is_child { rule("$CI_COMMIT_BRANCH") } else { rule("$CI_PIPELINE_SOURCE == \"schedule\"") });
    }
    rules
}

/// That the pipeline is that of a merge request.
fn request(pipeline: &Pipeline) -> &'static str {
    match pipeline.folder {
        Some(_) => "$CI_MERGE_REQUEST_ID",
        None => "$CI_PIPELINE_SOURCE == \"merge_request_event\"",
    }
}

/// That the pipeline is that of a tag which begins so.
pub(super) fn tagged(prefix: &str) -> String {
    format!("$CI_COMMIT_TAG =~ /^{}/", prefix.replace('/', "\\/"))
}

/// Of merge requests with the label, from the project itself; the variables tell of the labels when the pipeline began.
pub(super) fn of_previews(job: &Job, pipeline: &Pipeline, previews: &Previews) -> Vec<Rule> {
    let conditions = [
        request(pipeline).to_owned(),
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

fn changes(job: &Job, pipeline: &Pipeline) -> Option<Changes> {
    if job.paths.is_empty() {
        return None;
    }
    let paths =
        job.paths.iter().map(String::as_str).chain([FILE]).map(|path| gitlab_glob(&pipeline.in_repository(path)));
    Some(Changes { compare_to: format!("refs/heads/{}", pipeline.default_branch), paths: paths.collect() })
}

/// `src/**` is `src/**/*` to GitLab, whose globs are Ruby's.
pub(super) fn gitlab_glob(glob: &str) -> String {
    if glob.ends_with("/**") { format!("{glob}/*") } else { glob.to_owned() }
}
