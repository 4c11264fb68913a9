//! Where it runs already: what values files, overlays and Argo CD's Applications are named after.

use blip_model::{Host, Slug};
use serde::Deserialize as _;
use serde_json::Value;

use crate::files::{Files, folder, is_yaml, name};
use crate::pattern::{Pattern, compile, line_with, matches};
use crate::{Fact, Findings};

/// The usual names, in the order in which a change reaches them.
const NAMES: &[(&str, u8)] = &[
    ("sandbox", 0),
    ("dev", 1),
    ("develop", 1),
    ("development", 1),
    ("test", 2),
    ("testing", 2),
    ("int", 3),
    ("integration", 3),
    ("qa", 4),
    ("uat", 5),
    ("acceptance", 5),
    ("stage", 6),
    ("staging", 6),
    ("preprod", 7),
    ("demo", 7),
    ("prd", 8),
    ("prod", 8),
    ("production", 8),
    ("live", 8),
];

/// Folders of files that say how the service runs somewhere; a `production.yaml` elsewhere may be the service's own
/// configuration.
const DEPLOYMENT: &[&str] = &[
    "argo",
    "argocd",
    "charts",
    "chart",
    "clusters",
    "deploy",
    "deployment",
    "env",
    "environments",
    "envs",
    "gitops",
    "helm",
    "k8s",
    "kubernetes",
    "overlays",
    "values",
];

static HOST: Pattern = Pattern::new(|| {
    compile(
        r#"^\s*(?:-\s*)?(?:host|hostname|fqdn|domain):\s*["']?([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+)["']?\s*(?:#.*)?$"#,
    )
});

/// A place that says that the service runs somewhere.
struct Place<'p> {
    rank: u8,
    name: &'p str,
    path: &'p str,
    line: usize,
}

pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    let mut places: Vec<Place<'_>> = files.paths().filter_map(|path| place(files, path)).collect();
    // a stable sort: among those of one rank, what stands further up says more
    places.sort_by_key(|place| place.rank);
    for Place { name, path, line, .. } in &places {
        let Some(text) = files.text(path) else { continue };
        found.add_of(Fact::Environment, *name, path, *line, is_application(&text).then_some("argocd"));
        let hosts = matches(&text, &HOST).into_iter().find(|(_, host)| host.parse::<Host>().is_ok());
        if let Some((line, host)) = hosts {
            found.add(Fact::Host, format!("{name} {host}"), path, line);
        }
        if let Some(namespace) = destination(&text) {
            let line = line_with(&text, &["namespace:", &namespace]);
            found.add(Fact::Namespace, format!("{name} {namespace}"), path, line);
        }
    }
}

/// The environment that a path is named after, if it is one of deployment.
fn place<'p>(files: &Files<'_>, path: &'p str) -> Option<Place<'p>> {
    let (folder, stem) = (folder(path), name(path).rsplit_once('.')?.0);
    let mut folders = folder.split('/');
    let is_deployment = stem.contains("values") || folders.clone().any(|folder| DEPLOYMENT.contains(&folder));
    // what a chart is made of, and the values that it is tested with
    let is_of_chart = folders.any(|folder| matches!(folder, "templates" | "ci"));
    if !is_yaml(path) || path.starts_with('.') || !is_deployment || is_of_chart {
        return None;
    }
    // `values-staging.yaml`, `staging.yaml`, `overlays/staging/kustomization.yaml`; a chart's folder bears its name
    let parent = folder.rsplit('/').next().filter(|_| !files.has(&format!("{folder}/Chart.yaml")));
    let words = parent.into_iter().chain(stem.split(['-', '_', '.']));
    let mut known =
        words.filter_map(|word| NAMES.iter().find(|(name, _)| *name == word).map(|(_, rank)| (word, *rank)));
    known.next_back().map(|(name, rank)| Place { rank, name, path, line: 1 })
}

fn is_application(text: &str) -> bool {
    text.contains("argoproj.io/") && text.lines().any(|line| line == "kind: Application")
}

/// The namespace that an Application deploys to.
fn destination(text: &str) -> Option<String> {
    if !is_application(text) {
        return None;
    }
    let documents = serde_yaml::Deserializer::from_str(text).filter_map(|document| Value::deserialize(document).ok());
    let namespaces = documents.filter_map(|document| {
        document["spec"]["destination"]["namespace"]
            .as_str()
            .filter(|name| name.parse::<Slug>().is_ok())
            .map(str::to_owned)
    });
    namespaces.last()
}
