//! `if`: when a job runs.

use crate::{Job, Occasion, Pipeline, Previews};

/// The conditions under which a job runs, all of which must hold; none: where the jobs that it needs succeeded.
pub(super) fn conditions(pipeline: &Pipeline, job: &Job) -> Vec<String> {
    if let (true, Some(previews)) = (job.is_of_previews(), &pipeline.previews) {
        return of_previews(job, previews);
    }
    let mut conditions = Vec::new();
    // without a status function GitHub skips a job as soon as any of its ancestors was skipped (actions/runner#491)
    if pipeline.ancestors(job).iter().any(|ancestor| ancestor.may_be_absent_for(job)) {
        conditions.push("!cancelled()".to_owned());
        let needs = || job.needs.iter().filter_map(|id| pipeline.job(id));
        if needs().any(|need| need.may_be_absent_for(job)) {
            conditions.push("!failure()".to_owned());
        }
        let present = needs().filter(|need| !need.may_be_absent_for(job));
        conditions.extend(present.map(|need| format!("needs.{}.result == 'success'", need.id)));
    }
    if !job.paths.is_empty() {
        conditions.push(format!("needs.changes.outputs.{} == 'true'", job.id));
    }
    conditions.extend(on(&job.on, pipeline));
    conditions
}

/// By what the pull request is now, whichever event tells of it. Those that need another job come after it in any case.
fn of_previews(job: &Job, previews: &Previews) -> Vec<String> {
    if job.needs.iter().any(|need| need.starts_with("preview")) {
        return Vec::new();
    }
    let request = "github.event.pull_request";
    let labelled = |label: &str| format!("contains({request}.labels.*.name, '{label}')");
    let own = format!("{request}.head.repo.full_name == github.repository");
    let (asked, ready) = (labelled(&previews.label), labelled(&previews.ready_label));
    if job.on.contains(&Occasion::PreviewEnd) {
        return vec![own, ready, format!("({request}.state == 'closed' || !{asked})")];
    }
    vec![own, asked, format!("{request}.state == 'open'"), format!("!{request}.draft")]
}

/// By the reference alone: a pull request's is `refs/pull/…`, a merge queue's `refs/heads/gh-readonly-queue/…`.
pub(super) fn on(occasions: &[Occasion], pipeline: &Pipeline) -> Option<String> {
    let Pipeline { default_branch, tag_prefix, .. } = pipeline;
    let trunk = format!("github.ref == 'refs/heads/{default_branch}'");
    let not_trunk = format!("github.ref != 'refs/heads/{default_branch}'");
    let tag = format!("startsWith(github.ref, 'refs/tags/{tag_prefix}')");
    // the name of the service may hold a hyphen, too
    let named = if pipeline.folder.is_some() { "needs.version.outputs.version" } else { "github.ref" };
    let has = |occasion| occasions.contains(&occasion);
    if has(Occasion::Nightly) {
        // that is a workflow of its own
        return None;
    }
    let which = match (has(Occasion::Release), has(Occasion::PreRelease)) {
        (true, false) => format!(" && !contains({named}, '-')"),
        (false, true) => format!(" && contains({named}, '-')"),
        (true, true) | (false, false) => String::new(),
    };
    let release = format!("{tag}{which}");
    let on_release = has(Occasion::Release) || has(Occasion::PreRelease);
    match (has(Occasion::Proposal), has(Occasion::Trunk), on_release) {
        (true, true, true) if which.is_empty() => None,
        (true, false, true) if which.is_empty() => Some(not_trunk),
        (true, true, true) => Some(format!("(!{tag} || {release})")),
        (true, false, true) => Some(format!("{not_trunk} && (!{tag} || {release})")),
        (true, false, false) => Some(format!("{not_trunk} && !{tag}")),
        (true, true, false) => Some(format!("!{tag}")),
        (false, true, false) => Some(trunk),
        (false, false, true) => Some(release),
        (false, true, true) => Some(format!("({trunk} || {release})")),
        (false, false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{BARE, pipeline};

    #[test]
    fn the_reference_tells_the_occasion() {
        let all = [Occasion::Proposal, Occasion::Trunk, Occasion::Release, Occasion::PreRelease];
        let on = |occasions: &[Occasion], pipeline: &Pipeline| super::on(occasions, pipeline);
        let main = pipeline("github", BARE);
        let trunk = Pipeline { default_branch: "trunk".to_owned(), ..main.clone() };
        assert_eq!(on(&all, &main), None);
        assert_eq!(on(&[Occasion::Trunk], &main).unwrap(), "github.ref == 'refs/heads/main'");
        assert_eq!(on(&all[2..], &main).unwrap(), "startsWith(github.ref, 'refs/tags/v')");
        assert_eq!(
            on(&[Occasion::Release], &main).unwrap(),
            "startsWith(github.ref, 'refs/tags/v') && !contains(github.ref, '-')"
        );
        assert_eq!(
            on(&[Occasion::Proposal], &trunk).unwrap(),
            "github.ref != 'refs/heads/trunk' && !startsWith(github.ref, 'refs/tags/v')"
        );
    }
}
