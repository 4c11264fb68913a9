//! Who gets which message.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::broker::{Broker, is_installed};
use super::topology::{definitions, exchange};
use crate::chart::{Made, objects, room};
use crate::tools::{Tool, missing, tool};

const SPEC: &str = "version: 1\n\
    service: {name: checkout, description: x, owner: payments, stack: go, kind: worker}\n\
    repository: {provider: github, url: https://github.com/acme/checkout}\n\
    environments: [{name: staging}]\n\
    blips:\n  ci: {}\n  helm: {}\n  argocd: {}\n  \
    preview: {header: x-shop-preview, events: rabbitmq, exchange: shop, subscriptions: [order.created, 'basket.#'], \
    broker: rabbit, broker_namespace: data}\n";

/// A service beside this one, which takes orders too and knows nothing of previews.
const OTHER: &str = "billing";

#[test]
fn a_message_reaches_the_preview_that_it_names_or_else_stable() {
    let Some(helm) = tool("helm") else { return };
    if !is_installed() {
        return missing("rabbitmq-server");
    }
    let chart = Made::new(room("rabbitmq"), SPEC);
    let broker = Broker::start();
    broker.management.declare(&what_is_there_already());
    broker.management.declare(&definitions(&stable(&chart, &helm)));
    // twice, as an operator does that looks again and again
    for number in [42, 43, 42] {
        broker.management.declare(&definitions(&preview(&chart, &helm, number)));
    }
    let traffic = Traffic { broker: &broker, queues: &["checkout", "checkout-pr-42", "checkout-pr-43", OTHER] };

    let named = |preview: &str| json!({"x-shop-preview": preview});
    let also_other = |queue: &'static str| vec![queue, OTHER];
    // each preview gets what names it and stable does not; services beside this one get what they always got
    assert_eq!(traffic.of("order.created", json!({})), also_other("checkout"));
    assert_eq!(traffic.of("order.created", named("checkout-pr-42")), also_other("checkout-pr-42"));
    assert_eq!(traffic.of("order.created", named("checkout-pr-43")), also_other("checkout-pr-43"));
    assert_eq!(traffic.of("basket.eu.emptied", named("checkout-pr-42")), ["checkout-pr-42"]);
    // nobody's, another service's, nearly a preview's; `all` instead of `all-with-x` would match every one of them
    for stranger in ["checkout-pr-421", "checkout-pr-4", "basket-pr-42", ""] {
        assert_eq!(traffic.of("order.created", named(stranger)), also_other("checkout"), "{stranger:?}");
    }
    assert_eq!(traffic.of("order.created", json!({"x-preview": "checkout-pr-42"})), also_other("checkout"));
    // what nobody subscribes to
    assert_eq!(traffic.of("order.paid", named("checkout-pr-42")), [OTHER]);
    // published to the inbox itself, with a key that only stable knows: what a preview does not take goes back
    broker.management.declare(&json!({"bindings": [
        {"source": "checkout", "destination": "checkout", "destination_type": "queue", "routing_key": "old", "arguments": {}, "vhost": "/"},
    ]}));
    assert_eq!(traffic.through("checkout.in", "old", named("checkout-pr-42")), ["checkout"]);

    // a pull request is closed: what waits in its queue is lost, and what comes from now on is stable's
    broker.management.publish("shop", "order.created", &named("checkout-pr-42"), "lost");
    broker.management.delete("exchanges", "checkout-pr-42");
    broker.management.delete("queues", "checkout-pr-42");
    let traffic = Traffic { broker: &broker, queues: &["checkout", "checkout-pr-43", OTHER] };
    assert_eq!(broker.management.take(OTHER), ["lost"]);
    assert_eq!(broker.management.take("checkout"), [""; 0]);
    assert_eq!(traffic.of("order.created", named("checkout-pr-42")), also_other("checkout"));
    assert_eq!(traffic.of("order.created", named("checkout-pr-43")), also_other("checkout-pr-43"));
}

struct Traffic<'a> {
    broker: &'a Broker,
    queues: &'a [&'static str],
}

impl Traffic<'_> {
    /// The queues that a message gets to that is published as ever.
    #[track_caller]
    fn of(&self, key: &str, headers: Value) -> Vec<&'static str> {
        self.through("shop", key, headers)
    }

    #[track_caller]
    fn through(&self, exchange: &str, key: &str, headers: Value) -> Vec<&'static str> {
        self.broker.management.publish(exchange, key, &headers, key);
        let messages = |queue: &str| self.broker.management.take(queue);
        self.queues.iter().flat_map(|queue| vec![*queue; messages(queue).len()]).collect()
    }
}

fn stable(chart: &Made, helm: &Tool) -> Vec<serde_yaml::Value> {
    objects(&chart.template(helm, "checkout", &[]))
}

fn preview(chart: &Made, helm: &Tool, number: u32) -> Vec<serde_yaml::Value> {
    let name = format!("checkout-pr-{number}");
    let value = format!("preview.value={name}");
    objects(&chart.template(helm, &name, &["--set", "preview.enabled=true", "--set", &value]))
}

/// The exchange that others publish to, and a consumer of it.
fn what_is_there_already() -> Value {
    json!({
        "exchanges": [exchange("shop", "topic", true, &BTreeMap::new(), "/")],
        "queues": [{"name": OTHER, "durable": true, "auto_delete": false, "arguments": {}, "vhost": "/"}],
        "bindings": [{
            "source": "shop", "destination": OTHER, "destination_type": "queue", "routing_key": "order.#",
            "arguments": {}, "vhost": "/",
        }],
    })
}
