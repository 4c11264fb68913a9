//! A pipeline that runs in a cluster: what of the forge's it cannot do.

use blip_model::{Document, Problem, Selection};

/// Settings of other blips that say something of a forge's pipeline: blip, setting, value (any where none is named),
/// what is wrong, what to do.
const OF_A_FORGE: &[(&str, &str, Option<&str>, &str, &str)] = &[
    (
        "ci",
        "builder",
        Some("dind"),
        "Docker in Docker needs privileged pods",
        "leave `builder` out, or write `builder: buildah`",
    ),
    ("ci", "runner", None, "a cluster has no runners", "remove `runner`"),
    (
        "ci",
        "registry_login",
        Some("forge"),
        "no job of a cluster has a token of the forge's",
        "remove `registry_login`: the registry is opened with a Secret",
    ),
    (
        "semver",
        "release",
        Some("semantic-release"),
        "semantic-release asks the forge's pipeline who it is",
        "leave `release` out, and release with `blip semver bump`",
    ),
    (
        "semver",
        "release",
        Some("release-please"),
        "Release Please is an action of GitHub's pipeline",
        "leave `release` out, and release with `blip semver bump`",
    ),
];

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    if selection.get("preview").is_some() {
        let what = "previews are asked for by labels, which only the forge's own pipeline waits for";
        let help = "remove `preview` or `kubernetes-ci`";
        problems.push(document.problem("blips.preview", what).help(help));
    }
    for (blip, setting, refused, what, help) in OF_A_FORGE {
        let value = selection.text(blip, setting);
        if value.is_some_and(|value| refused.is_none_or(|refused| refused == value)) {
            problems.push(document.problem(&format!("blips.{blip}.{setting}"), *what).help(*help));
        }
    }
    let own = |name| selection.text("kubernetes-ci", name);
    if own("engine") == Some("argo-workflows") && own("host").is_some() {
        let what = "the forge sends its events to Argo's server, which has an address of its own";
        problems.push(document.problem("blips.kubernetes-ci.host", what).help("remove `host`"));
    }
    problems
}
