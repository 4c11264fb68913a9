//! What the Messaging Topology Operator makes of its objects.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

/// The specs of the kinds, by their definitions (config/crd/bases/rabbitmq.com_*.yaml): whatever they do not know is
/// an error.
#[derive(Deserialize)]
#[serde(tag = "kind", content = "spec")]
enum Object {
    Exchange(Declared),
    Queue(Declared),
    Binding(Binding),
}

/// An exchange or a queue.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Declared {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    durable: bool,
    #[serde(default)]
    arguments: BTreeMap<String, Value>,
    vhost: String,
    rabbitmq_cluster_reference: Reference,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Binding {
    source: String,
    destination: String,
    destination_type: String,
    #[serde(default)]
    routing_key: String,
    #[serde(default)]
    arguments: BTreeMap<String, Value>,
    vhost: String,
    rabbitmq_cluster_reference: Reference,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    name: String,
    namespace: String,
}

/// The exchanges, queues and bindings of a release, as the management interface takes them.
pub(super) fn definitions(objects: &[serde_yaml::Value]) -> Value {
    let mut definitions = json!({"exchanges": [], "queues": [], "bindings": []});
    for object in objects.iter().filter(|object| object["apiVersion"] == "rabbitmq.com/v1beta1") {
        let parts = json!({"kind": object["kind"], "spec": object["spec"]});
        let (list, definition, reference) = match serde_json::from_value(parts).unwrap() {
            Object::Exchange(it) => (
                "exchanges",
                exchange(&it.name, &it.kind, it.durable, &it.arguments, &it.vhost),
                it.rabbitmq_cluster_reference,
            ),
            Object::Queue(it) => {
                let mut arguments = it.arguments;
                arguments.insert("x-queue-type".to_owned(), it.kind.into());
                let queue = json!({
                    "name": it.name, "durable": it.durable, "auto_delete": false, "arguments": arguments, "vhost": it.vhost,
                });
                ("queues", queue, it.rabbitmq_cluster_reference)
            }
            Object::Binding(it) => {
                let binding = json!({
                    "source": it.source, "destination": it.destination, "destination_type": it.destination_type,
                    "routing_key": it.routing_key, "arguments": it.arguments, "vhost": it.vhost,
                });
                ("bindings", binding, it.rabbitmq_cluster_reference)
            }
        };
        assert_eq!((reference.name.as_str(), reference.namespace.as_str()), ("rabbit", "data"));
        definitions[list].as_array_mut().unwrap().push(definition);
    }
    definitions
}

/// An exchange, as the management interface takes it.
pub(super) fn exchange(
    name: &str,
    kind: &str,
    durable: bool,
    arguments: &BTreeMap<String, Value>,
    vhost: &str,
) -> Value {
    json!({
        "name": name, "type": kind, "durable": durable, "auto_delete": false, "internal": false,
        "arguments": arguments, "vhost": vhost,
    })
}
