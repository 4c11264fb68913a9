//! The names that templates see.

use std::collections::BTreeMap;

use blip_model::{Problem, Selection};
use minijinja::value::Value;
use serde_json::json;

use crate::placeholder::fill_all;
use crate::stack::Stack;

/// What all templates of a service see; `templates/README.md` explains each name.
pub(crate) fn context(selection: &Selection, stack: &Stack) -> Result<serde_json::Value, Problem> {
    let spec = &selection.spec;
    let url = &spec.repository.url;
    let image = spec.image().map_err(|error| Problem::new(error.to_string()))?;
    let mut service = json!(spec.service);
    service["system"] = json!(spec.service.system());
    service["module"] = json!(spec.service.module());
    let environments: Vec<_> = spec
        .deploys()
        .map(|(environment, deploys)| {
            json!({
                "name": environment.name,
                "host": environment.host,
                "namespace": spec.namespace(environment),
                "cluster": environment.cluster,
                "deploys": deploys,
            })
        })
        .collect();
    let blips: serde_json::Map<_, _> =
        selection.blips.iter().map(|chosen| (chosen.blip.id.to_string(), json!(chosen.settings))).collect();
    let gitops = selection.gitops();
    let mut stack = fill_all(&stack.data, &spec.service);
    stack["settings"] = json!(selection.stack);
    Ok(json!({
        "service": service,
        "repository": {
            "provider": spec.repository.provider,
            "url": url,
            "host": url.host(),
            "path": url.path(),
            "owner": url.owner(),
            "name": url.name(),
            "default_branch": spec.repository.default_branch,
            "folder": spec.repository.folder,
            "prefix": spec.repository.prefix(),
            "tag_prefix": spec.tag_prefix(),
        },
        "image": {"reference": image, "registry": image.registry(), "repository": image.repository()},
        "gitops": {
            "url": gitops.url,
            "branch": gitops.branch,
            "folder": gitops.folder,
            "is_separate": gitops.is_separate,
        },
        "environments": environments,
        "blips": blips,
        "stack": stack,
    }))
}

/// The context with one more name in it.
pub(crate) fn with(context: &Value, name: &str, value: Value) -> Value {
    let one = Value::from(BTreeMap::from([(name.to_owned(), value)]));
    minijinja::context! { ..one, ..context.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_added_and_the_others_stay() {
        let context = with(&minijinja::context! { a => 1 }, "b", Value::from(2));
        assert_eq!((context.get_attr("a").unwrap(), context.get_attr("b").unwrap()), (Value::from(1), Value::from(2)));
    }
}
