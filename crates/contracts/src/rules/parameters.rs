//! An ApplicationSet makes an Application for each environment, and each element has what its template asks for.

use blip_model::Problem;

use crate::applicationset::{elements, parameters};
use crate::files::Files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    if !files.uses("argocd") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for set in [Files::APPLICATION_SET, Files::PREVIEWS].iter().flat_map(|path| files.objects(path, "ApplicationSet")) {
        let elements = elements(&set);
        let environments = files.selection.spec.environments.iter().filter(|_| set.file == Files::APPLICATION_SET);
        for environment in environments {
            if !elements.is_empty() && !elements.iter().any(|element| element.is_for(environment)) {
                let what = format!("no element makes an Application for the environment {}", environment.name);
                let help = "add one to `spec.generators`, or take the environment out of blip.yaml";
                problems.push(set.problem("spec.generators", what).help(help));
            }
        }
        let options = set.get("spec.goTemplateOptions").and_then(|options| options.as_array());
        if !options.is_some_and(|options| options.iter().any(|option| option == "missingkey=error")) {
            let what = "a parameter that an element lacks would become the text `<no value>`";
            problems.push(set.problem("spec.goTemplate", what).help("add `goTemplateOptions: [missingkey=error]`"));
        }
        for (path, name) in parameters(&set) {
            if let Some(element) = elements.iter().find(|element| !element.knows(&name)) {
                let what =
                    format!("the element of {} has no `{name}`, and the ApplicationSet stops at that", element.name());
                problems.push(set.problem(&path, what).help("give each element one, or mend the name"));
            }
        }
    }
    problems
}
