//! The charts that a chart needs: what is installed along with the service, and the library chart.

use std::collections::BTreeMap;

use blip_model::{Problem, nearest};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::chart::setting;
use super::library::Library;
use crate::compute::Input;
use crate::placeholder::fill;

/// The file of charts that can be installed along.
const PINNED: &str = "helm/dependencies.yaml";

/// A chart that can be installed along, as [`PINNED`] has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pinned {
    version: String,
    repository: String,
    /// What stands below its name in values.yaml.
    values: String,
}

/// A chart that the service's chart needs.
#[derive(Debug, Serialize)]
pub(super) struct Dependency {
    name: String,
    version: String,
    repository: String,
    /// The value that says whether it is installed; none for a library, which is always needed.
    condition: Option<String>,
    /// What stands below its name in values.yaml, indented.
    values: String,
}

/// What the settings ask for, the library first.
pub(super) fn of(input: &Input<'_>, library: Option<&Library>) -> Result<Vec<Dependency>, Problem> {
    let pinned: BTreeMap<String, Pinned> =
        input.templates.document(PINNED)?.deserialize().map_err(|problem| input.templates.blame(PINNED, problem))?;
    let mut dependencies = Vec::new();
    dependencies.extend(library.map(|library| Dependency {
        name: library.name.clone(),
        version: library.version.clone(),
        repository: library.repository.clone(),
        condition: None,
        values: String::new(),
    }));
    for name in setting(input, "dependencies").and_then(|names| names.as_array()).into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        let Some(chart) = pinned.get(name) else { return Err(unknown(name, &pinned)) };
        dependencies.push(Dependency {
            name: name.to_owned(),
            version: chart.version.clone(),
            repository: chart.repository.clone(),
            condition: Some(format!("{name}.enabled")),
            values: indented(&fill(&chart.values, &input.selection.spec.service)),
        });
    }
    Ok(dependencies)
}

fn unknown(name: &str, pinned: &BTreeMap<String, Pinned>) -> Problem {
    let known = pinned.keys().map(String::as_str);
    let help = match nearest(name, known.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known are {}; any other goes into Chart.yaml by hand", known.collect::<Vec<_>>().join(", ")),
    };
    Problem::new(format!("`blips.helm.dependencies`: Blip pins no chart `{name}`")).help(help)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// The digest that Helm expects in Chart.lock: over what Chart.yaml asks for and what Chart.lock settles on, as Helm
/// writes both in JSON (`HashReq` in its internal/resolver).
pub(super) fn digest(dependencies: &[Dependency]) -> String {
    #[derive(Serialize)]
    struct Entry<'a> {
        name: &'a str,
        version: &'a str,
        repository: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        condition: Option<&'a str>,
    }
    impl<'a> Entry<'a> {
        fn of(dependency: &'a Dependency) -> Self {
            let Dependency { name, version, repository, condition, .. } = dependency;
            Self { name, version, repository, condition: condition.as_deref() }
        }
    }
    let asked: Vec<_> = dependencies.iter().map(Entry::of).collect();
    let settled: Vec<_> = asked.iter().map(|entry| Entry { condition: None, ..*entry }).collect();
    let text = serde_json::to_string(&[asked, settled]).unwrap_or_default();
    let digits = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("sha256:{digits}")
}
