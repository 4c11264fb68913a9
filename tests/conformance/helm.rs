//! Charts: linted by Helm 3 and Helm 4, and rendered.

use std::collections::BTreeSet;

use crate::findings::assert_none;
use crate::rendered::{Release, releases, rendered};
use crate::support::Outcome;
use crate::syntax::{documents, list_keys_twice};
use crate::tools::{own_tool, tool};

#[test]
fn helm_3_lints_every_chart_with_all_its_values() {
    let Some(helm) = tool("helm") else { return };
    let lint = |release: &Release| {
        let args = ["lint", "--strict", &release.chart];
        helm.run(args.into_iter().chain(release.values_args())).outcome()
    };
    assert_none("helm lint --strict", &failures(releases().iter().map(lint)));
}

#[test]
fn helm_4_lints_every_chart() {
    let Some(helm) = own_tool("helm4", "helm") else { return };
    let releases = releases();
    // two of each chart, as a run takes three times as long as Helm 3's
    let most = |release: &&Release| release.values.as_ref().is_none_or(|path| path.ends_with("full-values.yaml"));
    let lint =
        |release: &Release| helm.run(["lint", &release.chart].into_iter().chain(release.values_args())).outcome();
    assert_none("helm 4 lint", &failures(releases.iter().filter(most).map(lint)));
}

fn failures(outcomes: impl Iterator<Item = Outcome>) -> Vec<String> {
    outcomes.filter(|outcome| outcome.code != Some(0)).map(|outcome| outcome.to_string()).collect()
}

#[test]
fn helm_renders_no_key_and_no_object_twice() {
    let Some(helm) = tool("helm") else { return };
    let mut findings = Vec::new();
    for manifests in rendered(&helm) {
        let documents = match documents(&manifests.text) {
            Ok(documents) => documents,
            Err(error) => {
                findings.push(format!("{}: {error}", manifests.path));
                continue;
            }
        };
        let mut seen = BTreeSet::new();
        for document in &documents {
            let object = format!("{}/{}", text(&document["kind"]), text(&document["metadata"]["name"]));
            findings.extend(list_keys_twice(document).iter().map(|key| format!("{}: {object}: {key}", manifests.path)));
            if !seen.insert(object.clone()) {
                findings.push(format!("{}: {object} is there twice", manifests.path));
            }
        }
    }
    assert_none("what Helm renders", &findings);
}

fn text(value: &serde_yaml::Value) -> &str {
    value.as_str().unwrap_or_default()
}
