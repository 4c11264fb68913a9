//! A service with previews, deployed: its objects as Helm renders them, and a web server for each version.

use serde_json::{Value, json};

use crate::samples::http::{free_port, get};
use crate::samples::process::Process;
use crate::support::{Run, Sandbox};
use crate::syntax::documents;
use crate::tools::{Tool, path};

/// The hosts and paths of the environment that previews stand beside; one lies below another, and one ends in `/`.
const ROUTE: &str = "  hosts: [checkout.acme.example, \"*.shop.example\"]\n  paths: [/, /api, /api/v2/]\n";

/// A service, and the folder that holds it.
pub(super) struct Scene {
    sandbox: Sandbox,
    /// The web servers, by the version that they answer for.
    versions: Vec<(String, u16)>,
    _servers: Vec<Process>,
}

impl Scene {
    /// A service with these settings of `helm` and of `preview`, deployed nowhere.
    pub(super) fn without_servers(helm_settings: &str, preview: &str) -> Self {
        Self::of_blips(helm_settings, &format!("preview: {{{preview}}}"))
    }

    /// The same with these blips beside the chart, its pipeline and its deployment.
    fn of_blips(helm_settings: &str, blips: &str) -> Self {
        let sandbox = Sandbox::new();
        sandbox.write(
            "blip.yaml",
            format!(
                "version: 1\n\
                 service: {{name: checkout, description: x, owner: payments, stack: static}}\n\
                 repository: {{provider: github, url: https://github.com/acme/checkout}}\n\
                 environments: [{{name: staging, host: checkout.acme.example}}, {{name: production}}]\n\
                 blips: {{ci: {{}}, helm: {{{helm_settings}}}, argocd: {{}}, {blips}}}\n"
            ),
        );
        sandbox.blip(["generate", "-q"]).succeeds();
        let values = sandbox.read("deploy/values/staging.yaml");
        let of_spec = "  hosts:\n    - checkout.acme.example\n";
        assert!(values.contains(of_spec), "{values}");
        sandbox.write("deploy/values/staging.yaml", values.replacen(of_spec, ROUTE, 1));
        Self { sandbox, versions: Vec::new(), _servers: Vec::new() }
    }

    /// The same with a server for stable and each of these previews.
    pub(super) fn new(caddy: &Tool, helm_settings: &str, preview: &str, previews: &[&str]) -> Self {
        Self::without_servers(helm_settings, preview).with_servers(caddy, previews)
    }

    /// The same with these blips.
    pub(super) fn with_blips(caddy: &Tool, blips: &str, others: &[&str]) -> Self {
        Self::of_blips("", blips).with_servers(caddy, others)
    }

    fn with_servers(self, caddy: &Tool, previews: &[&str]) -> Self {
        let scene = self;
        let names = std::iter::once("checkout").chain(previews.iter().copied());
        let versions: Vec<(String, u16)> = names.map(|name| (name.to_owned(), free_port())).collect();
        let serve = |(name, port): &(String, u16)| {
            let listen = format!("127.0.0.1:{port}");
            let run = caddy.run(["respond", "--listen", &listen, "--body", name]).in_folder(scene.folder());
            let mut process = Process::start(run);
            process.wait_until("there", |_| get(*port, "/").is_some());
            process
        };
        let servers = versions.iter().map(serve).collect();
        Self { versions, _servers: servers, ..scene }
    }

    /// Replaces something in one of its files, which has to be there.
    #[track_caller]
    pub(super) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.sandbox.read(path);
        assert!(text.contains(old), "{old:?} is not in\n{text}");
        self.sandbox.write(path, text.replacen(old, new, 1));
    }

    /// The program, in the service's folder, with helm on its `PATH`.
    pub(super) fn blip<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Run {
        self.sandbox.blip(args).env("PATH", path())
    }

    /// What Helm makes of one version as Argo CD would deploy it, in a namespace of its own, and where its pods are.
    pub(super) fn objects(&self, version: &str) -> Vec<Value> {
        let (_, port) = self.versions.iter().find(|(name, _)| name == version).unwrap();
        let mut args = vec!["template", version, "charts/checkout", "--values", "deploy/values/staging.yaml"];
        let set = format!("preview.enabled=true,preview.value={version}");
        if version != "checkout" {
            args.extend(["--values", "deploy/values/preview.yaml", "--set", &set]);
        }
        let text = self.sandbox.command("helm").env("PATH", path()).args(args).succeeds().stdout;
        let mut objects: Vec<Value> = vec![json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {
            "name": version, "labels": {"kubernetes.io/metadata.name": version},
        }})];
        for object in documents(&text).unwrap() {
            let mut object = serde_json::to_value(object).unwrap();
            object["metadata"]["namespace"] = version.into();
            if object["kind"] == "Service" {
                // that of the new version, where there is one
                let named = self.versions.iter().find(|(name, _)| object["metadata"]["name"] == name.as_str());
                objects.push(slice(&object, named.map_or(*port, |(_, port)| *port)));
            }
            objects.push(object);
        }
        objects
    }

    /// The port at which a version listens.
    pub(super) fn port_of(&self, version: &str) -> u16 {
        self.versions.iter().find(|(name, _)| name == version).unwrap().1
    }

    /// A folder for files of the test itself.
    pub(super) fn folder(&self) -> &std::path::Path {
        self.sandbox.home()
    }
}

/// Where the pods of a Service are.
pub(super) fn slice(service: &Value, port: u16) -> Value {
    json!({
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
        "metadata": {
            "name": service["metadata"]["name"], "namespace": service["metadata"]["namespace"],
            "labels": {"kubernetes.io/service-name": service["metadata"]["name"]},
        },
        "endpoints": [{"addresses": ["127.0.0.1"], "conditions": {"ready": true, "serving": true}}],
        "ports": [{"name": "http", "port": port, "protocol": "TCP"}],
    })
}
