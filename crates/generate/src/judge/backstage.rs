//! Backstage: annotations lead to something, and names are those of the catalogue.

use blip_model::{Document, Problem, Selection};

/// Plugins that show what a blip generates: without it there is nothing to show.
const SHOWS: &[(&str, &str)] = &[("kubernetes", "helm"), ("argocd", "argocd")];

/// What a service can depend on. Source: Backstage's documentation, "Descriptor format", `spec.dependsOn`.
const KINDS: &[&str] = &["component", "resource"];

/// The longest name of an entity.
const LONGEST_NAME: usize = 63;

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let Some(chosen) = selection.get("backstage") else { return Vec::new() };
    let texts = |name: &str| selection.texts("backstage", name).map(str::to_owned).collect::<Vec<_>>();
    let problem = |name: &str, what: String| document.problem(&format!("blips.backstage.{name}"), what);
    let mut problems = Vec::new();
    if !selection.spec.service.is_platform() {
        for (plugin, blip) in SHOWS {
            if texts("plugins").iter().any(|given| given == plugin) && selection.get(blip).is_none() {
                let what = format!("the plugin `{plugin}` has nothing to show without the blip `{blip}`");
                let help = format!("leave `{plugin}` out of `plugins`, or add `{blip}: {{}}` below `blips`");
                problems.push(problem("plugins", what).help(help));
            }
        }
    }
    if chosen.settings.contains_key("api_type") && !chosen.settings.contains_key("api") {
        problems.push(
            problem("api_type", "`api_type` says nothing without `api`".to_owned())
                .help("add `api`, or leave `api_type` out"),
        );
    }
    for reference in texts("depends_on") {
        if let Some(fault) = reference_fault(&reference) {
            let help = "write KIND:NAME, for example component:cart or resource:orders";
            problems.push(problem("depends_on", format!("`{reference}` {fault}")).help(help));
        }
    }
    for team in texts("teams").iter().filter(|team| !is_name(team)) {
        let help = "use letters, digits and `- _ .`, as the catalogue does";
        problems.push(problem("teams", format!("`{team}` is no name of a team")).help(help));
    }
    problems
}

/// Why this is no reference to an entity: `kind:name` or `kind:namespace/name`.
fn reference_fault(reference: &str) -> Option<String> {
    let Some((kind, name)) = reference.split_once(':') else {
        return Some("does not say of which kind it is".to_owned());
    };
    if !KINDS.contains(&kind) {
        return Some(format!("is of no kind that a service can depend on ({})", KINDS.join(", ")));
    }
    let mut parts = name.split('/');
    let sound = parts.clone().count() <= 2 && parts.all(is_name);
    (!sound).then(|| "names no entity".to_owned())
}

/// Source: Backstage's `KubernetesValidatorFunctions.isValidObjectName`.
fn is_name(text: &str) -> bool {
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.len() <= LONGEST_NAME
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        && ends(text.chars().next())
        && ends(text.chars().last())
}
