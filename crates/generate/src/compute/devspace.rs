//! Development inside a cluster.

use blip_model::{Kind, Problems};
use serde_json::{Map, Value, json};

use super::Input;

/// What is never copied into the container: history, and Blip's own records.
const EXCLUDED: [&str; 2] = [".git/", ".blip/"];

/// `develop`: the image and the command, by the stack and the settings; the ports to forward; what is not copied.
pub(super) fn compute(input: &Input<'_>) -> Result<Map<String, Value>, Problems> {
    let service = &input.selection.spec.service;
    // the stack as the templates see it, with the service's name filled in
    let stack = serde_json::to_value(input.context.get_attr("stack").unwrap_or_default()).unwrap_or_default();
    let develop = &stack["develop"];
    let setting = |name: &str| input.selection.setting("devspace", name);
    let list = |name| setting(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let ignored = stack["ignore"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let exclude: Vec<&str> = EXCLUDED.into_iter().chain(ignored).chain(list("exclude")).collect();
    let own = (service.kind == Kind::Http).then(|| service.port.number().to_string());
    let ports: Vec<String> = own.into_iter().chain(list("ports").map(str::to_owned)).collect();
    let env = develop["env"].as_object().into_iter().flatten();
    let develop = json!({
        "image": setting("image").unwrap_or(&develop["image"]),
        "run": develop["run"],
        "env": env.map(|(name, value)| json!({"name": name, "value": value})).collect::<Vec<_>>(),
        "ports": ports,
        "exclude": exclude,
    });
    Ok(Map::from_iter([("develop".to_owned(), develop)]))
}
