//! The library chart: the templates of every kind of service, in one chart that many others use.
//!
//! It is made of the plain chart's own templates, so that both make the same objects: each becomes a named template,
//! `<library>.<kind>.<object>`, with every option switched on. What a service leaves out it does not include.

use std::collections::BTreeMap;

use blip_model::{Ownership, Problem, Slug};
use minijinja::value::Value as Name;
use serde_json::{Value, json};

use super::chart::setting;
use crate::compute::Input;
use crate::engine::File;
use crate::manifest::Manifest;

const MANIFEST: &str = "helm/manifest.yaml";
/// Where the templates of a chart lie in each layer.
const TEMPLATES: &str = "charts/__name__/templates/";
/// What the objects of a kind have in common; no object itself.
const HELPERS: &str = "_helpers";
const KINDS: [&str; 3] = ["http", "worker", "job"];

/// A library chart that the service's chart uses.
#[derive(Debug)]
pub(super) struct Library {
    pub(super) name: String,
    pub(super) version: String,
    /// As Chart.yaml names it.
    pub(super) repository: String,
}

/// The library that the settings name; none for a plain chart.
pub(super) fn chosen(input: &Input<'_>) -> Result<Option<Library>, Problem> {
    let text = |name: &str| setting(input, name).and_then(Value::as_str).unwrap_or_default();
    if text("chart") != "library" {
        return Ok(None);
    }
    let place = text("library");
    let Some((above, name)) = place.rsplit_once('/').filter(|(_, name)| name.parse::<Slug>().is_ok()) else {
        return Err(no_library(place));
    };
    let legal = above.chars().all(|c| c.is_ascii_alphanumeric() || ":/._-".contains(c));
    let repository = match above.strip_prefix("oci://") {
        Some(host) if legal && !host.is_empty() => above,
        None if above == "file://.." => place,
        _ => return Err(no_library(place)),
    };
    let version = text("library_version");
    if !version.starts_with(|c: char| c.is_ascii_digit())
        || !version.chars().all(|c| c.is_ascii_alphanumeric() || ".-+".contains(c))
    {
        let problem = Problem::new(format!("`blips.helm.library_version`: `{version}` is no version"));
        return Err(problem.help("write one alone, such as 1.4.0: a range would change the chart unnoticed"));
    }
    Ok(Some(Library { name: name.to_owned(), version: version.to_owned(), repository: repository.to_owned() }))
}

fn no_library(place: &str) -> Problem {
    let problem = Problem::new(format!("`blips.helm.library`: `{place}` names no library chart"));
    problem.help("write file://../NAME for one in this repository, oci://HOST/PATH/NAME for one that is published")
}

impl Library {
    /// Whether it is kept in the service's own repository.
    pub(super) fn is_local(&self) -> bool {
        self.repository.starts_with("file:")
    }

    /// What the names of its templates for one kind begin with.
    pub(super) fn helpers(&self, kind: &str) -> String {
        format!("{}.{kind}", self.name)
    }

    /// The objects that the service's chart takes from it.
    pub(super) fn objects_of_chart(&self, input: &Input<'_>) -> Result<Vec<String>, Problem> {
        let plain = minijinja::context! { chart => "plain", ..helm(input) };
        let blips = minijinja::context! { helm => plain, ..attribute(input, "blips") };
        let context = minijinja::context! { blips, ..input.context.clone() };
        let sources = sources(input, &context)?;
        Ok(sources.into_keys().filter(|object| object != HELPERS).collect())
    }

    /// The library itself: its name, its version and the templates of each kind.
    pub(super) fn chart(&self, input: &Input<'_>) -> Result<Value, Problem> {
        let mut chart = json!({"name": self.name, "version": self.version});
        for kind in KINDS {
            chart[kind] = self.templates(kind, input)?.into();
        }
        Ok(chart)
    }

    /// The named templates of one kind.
    fn templates(&self, kind: &str, input: &Input<'_>) -> Result<String, Problem> {
        let mut texts = BTreeMap::new();
        for routing in ["gateway-api", "ingress", "traefik", "virtual-service"] {
            let helm = minijinja::context! {
                chart => "plain", routing, monitoring => true, secrets => "external-secrets", ..helm(input)
            };
            let preview = minijinja::context! { mesh => true, routing => "alb" };
            let context = minijinja::context! {
                in_library => true,
                helpers => self.helpers(kind),
                dependencies => Vec::<String>::new(),
                service => minijinja::context! { kind, ..attribute(input, "service") },
                blips => minijinja::context! { helm, preview, ..attribute(input, "blips") },
                ..input.context.clone()
            };
            for (object, (template, source)) in sources(input, &context)? {
                let source = source.strip_prefix("<%= header() %>\n").unwrap_or(source);
                let file = File { template: &template, ownership: Ownership::Managed, blip: None };
                texts.insert(object, input.engine.render_as(source, &context, &file)?.text);
            }
        }
        let helpers = texts.remove(HELPERS).unwrap_or_default();
        let define = |(object, text): (String, String)| {
            format!("{{{{- define \"{}.{object}\" -}}}}\n{}\n{{{{- end -}}}}", self.helpers(kind), text.trim_end())
        };
        let objects: Vec<String> = texts.into_iter().map(define).collect();
        Ok(format!("{}\n\n{}", helpers.trim_end(), objects.join("\n\n")))
    }
}

/// The templates of the layers that are in use, by what they make: the template's own path and its text.
fn sources<'i>(input: &'i Input<'_>, context: &Name) -> Result<BTreeMap<String, (String, &'i str)>, Problem> {
    let manifest = Manifest::read(MANIFEST, input.templates)?;
    let mut sources = BTreeMap::new();
    for layer in &manifest.layers {
        let (None, Some(condition)) = (&layer.each, &layer.when) else { continue };
        if !input.engine.holds(condition, context, MANIFEST)? {
            continue;
        }
        let folder = format!("helm/{}", layer.folder);
        for (path, text) in input.templates.below(&folder) {
            let Some(name) = path.strip_prefix(TEMPLATES) else { continue };
            let object = name.rsplit('/').next().unwrap_or(name).split('.').next().unwrap_or(name);
            sources.insert(object.to_owned(), (format!("{folder}/{path}"), text));
        }
    }
    Ok(sources)
}

/// The settings of the chart.
fn helm(input: &Input<'_>) -> Name {
    attribute(input, "blips").get_attr("helm").unwrap_or_default()
}

fn attribute(input: &Input<'_>, name: &str) -> Name {
    input.context.get_attr(name).unwrap_or_default()
}
