//! What makes the releases.

use blip_model::{Document, Problem, Provider, Selection};

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let release = selection.text("semver", "release").unwrap_or_default();
    let mut problems = Vec::new();
    if release == "release-please" && selection.spec.repository.provider == Provider::Gitlab {
        let what = "Release Please works on GitHub alone: it keeps a pull request there, and knows no merge requests";
        let help = "write `release: semantic-release`, or leave it out and release with `blip semver bump`";
        problems.push(document.problem("blips.semver.release", what).help(help));
    }
    let given = selection.spec.blips.iter().flatten().find(|(id, _)| id.as_str() == "semver");
    if release != "semantic-release" && given.is_some_and(|(_, settings)| settings.get("release_commit").is_some()) {
        let what = "`release_commit` is a setting of semantic-release; the others always commit";
        let help = "remove it, or write `release: semantic-release`";
        problems.push(document.problem("blips.semver.release_commit", what).help(help));
    }
    problems
}
