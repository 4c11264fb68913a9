//! Holds the radar, the template folders and the stacks in the program against each other.

use std::collections::BTreeSet;
use std::path::Path;

use blip_generate::{Catalog, generate};
use blip_model::Document;

/// The folders below `templates/` that are no blip's.
const OTHER_FOLDERS: [&str; 3] = ["service", "spec", "stacks"];

#[test]
fn each_template_folder_is_named_by_a_blip() {
    let catalog = Catalog::embedded().unwrap();
    let named: BTreeSet<&str> = catalog.radar().blips().filter_map(|blip| blip.front.generator.as_deref()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates");
    for entry in std::fs::read_dir(root).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() && !OTHER_FOLDERS.contains(&name.as_str()) {
            assert!(named.contains(name.as_str()), "no blip of the radar says `generator: {name}`");
        }
    }
}

#[test]
fn each_stack_makes_a_service_on_each_forge() {
    let catalog = Catalog::embedded().unwrap();
    for (stack, title) in catalog.stacks().unwrap() {
        for forge in ["github", "gitlab"] {
            let told = if stack == "ruby" { "stacks: {ruby: {gem_server: https://gems.acme.example}}\n" } else { "" };
            let spec = format!(
                "version: 1\n{told}\
                 service: {{name: checkout-api, description: Turns a basket into an order, owner: payments, stack: {stack}}}\n\
                 repository: {{provider: {forge}, url: 'https://{forge}.com/acme/checkout'}}\n"
            );
            let document = Document::parse("blip.yaml", &spec).unwrap();
            let selection = catalog.select(&document).unwrap_or_else(|problems| panic!("{stack}: {problems}"));
            let artifacts = generate(&catalog, &selection).unwrap_or_else(|problems| panic!("{stack}: {problems}"));
            assert!(artifacts.iter().any(|artifact| artifact.path.as_str() == "Dockerfile"), "{title} on {forge}");
        }
    }
}

#[test]
fn a_stack_refuses_the_kinds_that_it_does_not_make() {
    let spec = "version: 1\n\
        service: {name: docs, description: Tells how, owner: payments, stack: static, kind: worker}\n\
        repository: {provider: github, url: 'https://github.com/acme/docs'}\n";
    let document = Document::parse("blip.yaml", spec).unwrap();
    let problems = Catalog::embedded().unwrap().select(&document).unwrap_err().to_string();
    assert!(problems.contains("the stack `static` makes no service of the kind `worker`"), "{problems}");
}
