//! Preview environments.

use blip_model::{Problem, Problems};
use serde_json::{Map, Value, json};

use crate::judge::limit;

/// `preview`: what the settings say, in the words of the objects.
pub(super) fn compute(input: &super::Input<'_>) -> Result<Map<String, Value>, Problems> {
    let spec = &input.selection.spec;
    let previews = input.selection.previews();
    let Some((previews, environment)) = previews.and_then(|previews| Some((previews, previews.environment()?))) else {
        return Err(Problem::new("there is no environment for previews to stand beside").into());
    };
    let quota = previews.setting("quota").and_then(Value::as_array).into_iter().flatten();
    // a quota of theirs would limit what they share a namespace with
    let quota = quota.filter(|_| !previews.share_namespace()).filter_map(|entry| limit(entry.as_str()?));
    let preview = json!({
        "shares_namespace": previews.share_namespace(),
        "prefix": previews.prefix(),
        "ready_label": previews.ready_label(),
        "environment": {
            "name": environment.name,
            "host": environment.host,
            "cluster": environment.cluster,
            "namespace": spec.namespace(environment),
        },
        "quota": quota.map(|(name, quantity)| json!({"name": name, "quantity": quantity})).collect::<Vec<_>>(),
    });
    Ok(Map::from_iter([("preview".to_owned(), preview)]))
}
