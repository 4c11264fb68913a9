//! Weaknesses in the sources: CodeQL, which is GitHub's.

use blip_model::{Problem, Provider};

use crate::{BuildMode, Input, Language};

/// What is to be analysed, if anything is: the stack's language, where CodeQL knows it, and the workflows themselves.
pub(super) fn languages(input: &Input<'_>) -> Vec<Language> {
    if !input.is_analysed() {
        return Vec::new();
    }
    let workflows = Language { language: "actions".to_owned(), build_mode: BuildMode::None };
    input.stack.codeql.iter().cloned().chain([workflows]).collect()
}

/// What only GitHub's own pipeline has.
pub(super) fn refuse(input: &Input<'_>, problems: &mut Vec<Problem>) {
    let gitlab = input.selection.spec.repository.provider == Provider::Gitlab;
    if input.is_analysed() && !input.is_on_github() {
        let (what, help) = if gitlab {
            (
                "CodeQL is GitHub's, and GitLab has analysers of its own",
                "remove `blips.ci.codeql`; for those, add the stage `test` and `include: [{template: Jobs/SAST.gitlab-ci.yml}]` \
                 to .gitlab-ci.yml, where `blip generate` keeps both",
            )
        } else {
            (
                "CodeQL runs in GitHub's workflows, and this pipeline runs in the cluster",
                "remove `blips.ci.codeql`, and switch on the default setup: Settings > Advanced Security > CodeQL analysis",
            )
        };
        problems.push(Problem::new(what).at(input.place("codeql")).help(help));
    }
    if input.setting("code_scanning").is_some() && !input.is_on_github() {
        let what =
            if gitlab { "GitLab keeps every report with its job" } else { "A cluster has no place for findings" };
        problems.push(Problem::new(what).at(input.place("code_scanning")).help("remove `blips.ci.code_scanning`"));
    }
}
