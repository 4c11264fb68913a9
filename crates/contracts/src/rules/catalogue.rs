//! What catalog-info.yaml points to is there: the portal refuses the whole file where it is not.

use blip_model::Problem;

use crate::files::Files;

const FILE: &str = "catalog-info.yaml";

pub(super) fn check(files: &Files<'_>) -> Vec<Problem> {
    if !files.uses("backstage") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for api in files.objects(FILE, "API") {
        let path = api.value["spec"]["definition"]["$text"].as_str().and_then(|path| path.strip_prefix("./"));
        // an address is the portal's to fetch
        if let Some(path) = path.filter(|path| files.text(path).is_none()) {
            let problem = api.problem("spec.definition", format!("there is no {path}, which describes the interface"));
            problems.push(problem.help("write it, or name another file in `blips.backstage.api`"));
        }
    }
    for component in files.objects(FILE, "Component") {
        let annotations = &component.value["metadata"]["annotations"];
        if annotations["backstage.io/techdocs-ref"] == "dir:." && files.text("mkdocs.yml").is_none() {
            let problem =
                component.problem("metadata.annotations", "there is no mkdocs.yml, which TechDocs begins with");
            problems.push(
                problem.help("bring it back with `blip generate --restore`, or leave `techdocs` out of `plugins`"),
            );
        }
        let label = &annotations["backstage.io/kubernetes-id"];
        if let Some(label) = label.as_str().filter(|label| *label != files.selection.spec.service.name.as_str()) {
            let what = format!("no object bears the label `{label}`: the chart gives them the service's name");
            problems.push(component.problem("metadata.annotations", what).help("let both be the same"));
        }
    }
    problems
}
