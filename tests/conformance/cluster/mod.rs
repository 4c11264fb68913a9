//! Pipelines that run in a cluster: what the schemas of Tekton and Argo Workflows do not say.

mod events;
mod references;
mod scripts;

use std::sync::LazyLock;

use serde_json::Value;

use crate::support::Sandbox;
use crate::syntax::documents;

/// What runs a pipeline, and the folder that its files lie in.
const ENGINES: [(&str, &str); 2] = [("tekton", "deploy/tekton"), ("argo-workflows", "deploy/workflows")];

/// A service of each engine on each forge, alone in its repository and in a folder of one.
struct Sample {
    engine: &'static str,
    folder: &'static str,
    forge: &'static str,
    service: &'static str,
    /// Where it lies in the repository: nowhere, or `services/pay-out/`.
    prefix: &'static str,
    sandbox: Sandbox,
}

fn samples() -> &'static [Sample] {
    static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
        let places = [("checkout", ""), ("pay-out", "services/pay-out/")];
        let places = ["github", "gitlab"].into_iter().flat_map(|forge| places.map(|place| (forge, place)));
        places.flat_map(|(forge, place)| ENGINES.map(|engine| Sample::new(engine, forge, place))).collect()
    });
    &SAMPLES
}

impl Sample {
    fn new(
        (engine, folder): (&'static str, &'static str),
        forge: &'static str,
        (service, prefix): (&'static str, &'static str),
    ) -> Self {
        let sandbox = Sandbox::with_identity();
        if !prefix.is_empty() {
            sandbox.git("", &["init", "-q", "-b", "main", "checkout"]);
        }
        let dir = format!("checkout/{prefix}");
        let sets = [
            format!("repository={{provider: {forge}, url: 'https://{forge}.com/acme/checkout'}}"),
            "environments=[{name: staging}, {name: production}]".to_owned(),
            format!("blips={{ci: {{}}, helm: {{}}, argocd: {{}}, semver: {{}}, kubernetes-ci: {{engine: {engine}}}}}"),
        ];
        let sets = sets.iter().flat_map(|set| ["--set", set.as_str()]);
        let args = ["new", service, "--dir", &dir, "--defaults", "--no-git", "-q", "--set", "service.stack=static"];
        sandbox.blip(args.into_iter().chain(sets)).succeeds();
        Self { engine, folder, forge, service, prefix, sandbox }
    }

    /// The tag of a version.
    fn tag(&self, version: &str) -> String {
        if self.prefix.is_empty() { format!("v{version}") } else { format!("{}/v{version}", self.service) }
    }

    /// The objects in one of its files.
    fn objects(&self, file: &str) -> Vec<Value> {
        objects(&self.sandbox.read(format!("checkout/{}{}/{file}", self.prefix, self.folder)))
    }
}

/// The objects in a file, anchors followed.
fn objects(text: &str) -> Vec<Value> {
    documents(text).unwrap().into_iter().map(|document| serde_json::to_value(document).unwrap()).collect()
}

/// The items of a list; none where there is no list.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The texts below `key` in each item of a list.
fn texts<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    items(list).map(|item| item[key].as_str().unwrap_or_default()).collect()
}
