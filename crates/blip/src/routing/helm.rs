//! The chart as Helm renders it for the stable version and for previews.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use blip_contracts::preview_values;
use blip_model::{Previews, Problem};
use serde::Deserialize as _;
use serde_json::{Value, json};

use crate::service::Service;

/// What Helm makes of the chart under one name.
pub(crate) struct Release {
    pub(crate) name: String,
    /// The Service of its pods.
    pub(crate) service: String,
    pub(crate) objects: Vec<Value>,
    /// The template of each object, by its path in the repository.
    templates: Vec<String>,
}

/// The stable release, then one for each name; or why there is none that could tell anything.
pub(super) fn render(
    service: &Service,
    previews: Previews<'_>,
    names: &[String],
) -> Result<Result<Vec<Release>, String>> {
    let Some(values) = preview_values(&service.selection, |path| super::read(service, path)) else {
        return Ok(Err("there is no environment".to_owned()));
    };
    let name = service.selection.spec.service.name.as_str();
    let mut releases = vec![(name, values.stable.as_slice(), json!({}))];
    releases.extend(names.iter().map(|name| {
        let own = json!({"preview": {"enabled": true, "header": previews.header(), "value": name}});
        (name.as_str(), values.preview.as_slice(), own)
    }));
    let mut rendered = Vec::new();
    for (release, files, own) in releases {
        match template(service, release, files, &own)? {
            Ok(text) => rendered.push(Release::read(service, release, &text)?),
            Err(why) => return Ok(Err(why)),
        }
    }
    Ok(Ok(rendered))
}

/// The manifests of one release; or why Helm cannot tell them.
fn template(service: &Service, release: &str, files: &[String], own: &Value) -> Result<Result<String, String>> {
    let chart = format!("charts/{}", service.selection.spec.service.name);
    if !service.root.join(&chart).join("Chart.yaml").is_file() {
        return Ok(Err(format!("there is no {chart}/Chart.yaml")));
    }
    let mut values = tempfile::Builder::new().suffix(".yaml").tempfile()?;
    values.write_all(own.to_string().as_bytes())?;
    let mut command = Command::new("helm");
    command.args(["template", release, &chart, "--namespace", release]).current_dir(fs::canonicalize(&service.root)?);
    command.stdin(Stdio::null());
    for file in files {
        command.args(["--values", file]);
    }
    let output = match command.arg("--values").arg(values.path()).output() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Err("helm is not on the PATH".to_owned())),
        output => output.context("cannot run helm")?,
    };
    if output.status.success() {
        return Ok(Ok(String::from_utf8_lossy(&output.stdout).into_owned()));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("missing in charts/ directory") {
        return Ok(Err(format!(
            "the charts that {chart} depends on are not fetched (`helm dependency build {chart}`)"
        )));
    }
    let first = said.lines().find_map(|line| line.strip_prefix("Error: ")).unwrap_or(said.trim());
    let problem = Problem::new(format!("helm cannot render {chart} as {release}: {first}"));
    Err(problem.help("mend the chart or the values; `helm lint` may say more").into())
}

impl Release {
    fn read(service: &Service, name: &str, text: &str) -> Result<Self> {
        let (mut objects, mut templates) = (Vec::new(), Vec::new());
        for part in format!("\n{text}").split("\n---\n") {
            let source = part.lines().find_map(|line| line.strip_prefix("# Source: ")).unwrap_or_default();
            for document in serde_yaml::Deserializer::from_str(part) {
                let object = Value::deserialize(document)
                    .map_err(|error| Problem::new(format!("what helm makes of {source} is no YAML: {error}")))?;
                if object.is_object() {
                    objects.push(object);
                    templates.push(format!("charts/{source}"));
                }
            }
        }
        let of_service = |object: &&Value| {
            let labels = &object["metadata"]["labels"];
            object["kind"] == "Service"
                && labels["app.kubernetes.io/name"] == service.selection.spec.service.name.as_str()
        };
        let own = objects.iter().find(of_service).and_then(|object| object["metadata"]["name"].as_str());
        let own = own.unwrap_or(name).to_owned();
        Ok(Self { name: name.to_owned(), service: own, objects, templates })
    }

    /// The template that made the route, by its path in the repository.
    pub(super) fn template(&self) -> Option<String> {
        let routes = ["HTTPRoute", "IngressRoute", "VirtualService", "Ingress"];
        let is_route = |object: &Value| routes.iter().any(|kind| object["kind"] == *kind);
        let from_outside = |object: &Value| object["spec"]["parentRefs"][0]["kind"] != "Service";
        let at = self.objects.iter().position(|object| is_route(object) && from_outside(object))?;
        self.templates.get(at).cloned()
    }

    /// The Service of the pods, as it was rendered.
    fn selector(&self) -> Option<&Value> {
        let is_own =
            |object: &&Value| object["kind"] == "Service" && object["metadata"]["name"] == self.service.as_str();
        Some(&self.objects.iter().find(is_own)?["spec"]["selector"])
    }

    fn pods(&self) -> impl Iterator<Item = &Value> {
        self.objects
            .iter()
            .map(|object| &object["spec"]["template"]["metadata"]["labels"])
            .filter(|labels| labels.is_object())
    }
}

/// Previews whose pods a Service of another release selects: requests would reach them without any header.
pub(super) fn selected(releases: &[Release]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (i, release) in releases.iter().enumerate() {
        let Some(selector) = release.selector().and_then(Value::as_object) else { continue };
        let selects = |labels: &Value| selector.iter().all(|(key, value)| labels.get(key) == Some(value));
        for (_, other) in releases.iter().enumerate().filter(|(j, _)| *j != i) {
            if other.pods().any(selects) {
                let what = format!("the Service of {} selects the pods of {}", release.name, other.name);
                let help =
                    "let the selector hold app.kubernetes.io/instance, the release's name (templates/_helpers.tpl)";
                problems.push(Problem::new(what).help(help));
            }
        }
    }
    // of several previews the first tells enough
    problems.truncate(1);
    problems
}
