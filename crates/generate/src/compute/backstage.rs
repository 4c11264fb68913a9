//! The portal: what is chosen and why, and the form that begins a service.

use std::collections::BTreeSet;

use blip_model::{Blip, Kind, Problems, Ring, Scope};
use serde_json::{Map, Value, json};

use super::Input;

/// `portal`: the blips in use with their reasons; for a platform also the form of its template, and its teams.
pub(super) fn compute(input: &Input<'_>) -> Result<Map<String, Value>, Problems> {
    let blips: Vec<Value> = input.selection.blips.iter().map(|chosen| reasons(&chosen.blip)).collect();
    let mut portal = json!({"blips": blips});
    if input.selection.spec.service.is_platform() {
        portal["groups"] = groups(input);
        portal["form"] = form(input)?;
    }
    Ok(Map::from_iter([("portal".to_owned(), portal)]))
}

/// A blip, as a page tells of it.
fn reasons(blip: &Blip) -> Value {
    json!({
        "title": blip.front.title,
        "anchor": anchor(&blip.front.title),
        "ring": blip.front.ring.to_string(),
        "summary": blip.front.summary,
        "why": section(&blip.rationale, "Why"),
        "links": blip.front.links,
    })
}

/// What stands below a heading of the second level; empty where there is none.
fn section(markdown: &str, heading: &str) -> String {
    let lines = markdown.lines().skip_while(|line| line.strip_prefix("## ") != Some(heading)).skip(1);
    let lines: Vec<&str> = lines.take_while(|line| !line.starts_with("## ")).collect();
    lines.join("\n").trim().to_owned()
}

/// The anchor that forges and MkDocs give a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// The teams that the settings name, and those that the platform itself consists of.
fn groups(input: &Input<'_>) -> Value {
    let setting = |blip: &str, name: &str| input.selection.setting(blip, name).cloned();
    let teams = setting("backstage", "teams");
    let teams: BTreeSet<&str> =
        teams.iter().flat_map(|teams| teams.as_array()).flatten().filter_map(Value::as_str).collect();
    let own = [
        ("enablers", "Bring out what is new on the platform, and help others to take it up"),
        ("operators", "Keep what is on the platform reliable and uniform"),
    ];
    let own = own.into_iter().filter_map(|(name, about)| Some((setting("platform-engineering", name)?, about)));
    let own: Vec<Value> = own.map(|(name, about)| json!({"name": name, "description": about})).collect();
    let named = |name: &&str| !own.iter().any(|group| group["name"] == **name);
    let others = teams.into_iter().filter(named).map(|name| json!({"name": name, "description": null}));
    own.iter().cloned().chain(others).collect()
}

/// What the form asks for, in the words of blip.yaml's own schema.
fn form(input: &Input<'_>) -> Result<Value, Problems> {
    let schema = input.catalog.schema();
    let of = |definition: &str, key: &str| {
        let property = &schema["definitions"][definition]["properties"][key];
        json!({"description": property["description"], "pattern": property["pattern"]})
    };
    let kinds = schema["definitions"]["Kind"]["oneOf"].as_array().into_iter().flatten();
    let kinds = kinds.filter(|kind| kind["const"] != "platform");
    let kinds: Vec<Value> = kinds.map(|kind| json!({"name": kind["const"], "title": kind["description"]})).collect();
    // what a stack of its own has to be told the form cannot ask
    let mut stacks = Vec::new();
    for (name, title) in input.catalog.stacks()? {
        if input.catalog.stack_settings(name)?.values().all(|setting| !setting.required) {
            stacks.push(json!({"name": name, "title": title}));
        }
    }
    let blips = input.catalog.radar().blips().filter(|blip| is_offered(blip));
    let blips = blips.map(
        |blip| json!({"id": blip.id, "headline": blip.headline(), "is_default": blip.is_default(Kind::default())}),
    );
    Ok(json!({
        "name": of("Service", "name"),
        "description": of("Service", "description"),
        "owner": of("Service", "owner"),
        "system": of("Service", "system"),
        "kind": of("Service", "kind"),
        "stack": of("Service", "stack"),
        "url": of("Repository", "url"),
        "kinds": kinds,
        "stacks": stacks,
        "blips": blips.collect::<Vec<_>>(),
        "pack": input.selection.spec.pack,
    }))
}

/// As the wizard offers them: Adopt and Trial, where they belong into a service.
fn is_offered(blip: &Blip) -> bool {
    blip.front.generator.is_some() && blip.front.ring <= Ring::Trial && blip.front.scope != Scope::Platform
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_has_the_anchor_that_forges_give_it() {
        for (heading, expected) in [
            ("Argo CD", "argo-cd"),
            ("Integrated CI/CD", "integrated-cicd"),
            ("Kubernetes-native CI/CD", "kubernetes-native-cicd"),
        ] {
            assert_eq!(anchor(heading), expected);
        }
    }

    #[test]
    fn the_reasons_are_those_below_their_heading() {
        assert_eq!(section("x\n## Why\n\nBecause.\n\n- a\n\n## Mind\n\nb\n", "Why"), "Because.\n\n- a");
        assert_eq!(section("## Mind\n\nb\n", "Why"), "");
    }
}
