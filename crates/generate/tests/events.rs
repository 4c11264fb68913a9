//! Messages that previews take: which services can have them, and what they can subscribe to.

// all of this is test code, which clippy sees only where a function bears `#[test]`
#![allow(clippy::unwrap_used)]

use blip_generate::Catalog;
use blip_model::Document;

/// What is said of a service with these settings of `preview`.
fn said_of(service: &str, preview: &str) -> Vec<String> {
    let spec = format!(
        "version: 1\nservice: {{description: x, owner: payments, {service}}}\n\
         repository: {{provider: github, url: https://github.com/acme/checkout}}\n\
         blips: {{ci: {{}}, helm: {{}}, argocd: {{}}, preview: {{{preview}}}}}\n"
    );
    let document = Document::parse("blip.yaml", &spec).unwrap();
    match Catalog::embedded().unwrap().select(&document) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.0.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn services_that_take_messages() {
    let worker = "name: checkout, stack: go, kind: worker";
    let http = "name: checkout, stack: go";
    for (service, preview) in [
        (http, "events: none"),
        (http, "events: rabbitmq, subscriptions: ['order.#']"),
        (http, "events: knative, subscriptions: [com.acme.order.created]"),
        (http, "events: kafka, subscriptions: [orders]"),
        (worker, "events: rabbitmq, exchange: amq.topic, subscriptions: ['*.created']"),
        (worker, "events: kafka, subscriptions: [orders]"),
    ] {
        assert_eq!(said_of(service, preview), [""; 0], "{service}: {preview}");
    }
}

#[test]
fn what_cannot_be_is_refused_with_the_reason() {
    let http = "name: checkout, stack: go";
    let table = [
        ("name: checkout, stack: go, kind: worker", "", "set `blips.preview.events`, if it takes messages"),
        ("name: checkout, stack: go, kind: job", "events: kafka, subscriptions: [orders]", "a job has no requests"),
        ("name: checkout, stack: go, kind: worker", "events: knative, subscriptions: [a]", "a worker answers none"),
        ("name: site, stack: static", "events: kafka, subscriptions: [orders]", "a site takes no messages"),
        ("name: amq, stack: go", "events: rabbitmq, subscriptions: [a]", "names that begin with `amq.`"),
        ("name: checkout-pr-api, stack: go", "events: kafka, subscriptions: [orders]", "taken for those of `checkout`"),
        (http, "events: rabbitmq", "for example [order.created]"),
        (http, "events: nats", "one of none, rabbitmq, knative, kafka"),
        (http, "events: rabbitmq, subscriptions: [order.created*]", "stand for whole words"),
        (http, "events: rabbitmq, subscriptions: [a, a]", "it is there twice"),
        (http, "events: knative, subscriptions: ['order.*']", "compares the whole type"),
        (http, "events: kafka, subscriptions: [__transaction_state]", "to itself"),
        (http, "events: rabbitmq, subscriptions: [a], exchange: ''", "default exchange"),
        (http, "events: rabbitmq, subscriptions: [a], exchange: checkout.in", "makes for checkout itself"),
        (http, "events: rabbitmq, subscriptions: [a], exchange: checkout-pr-1", "makes for checkout itself"),
        (http, "events: rabbitmq, subscriptions: [a], broker: Rabbit", "no short name"),
        (http, "subscriptions: [a]", "says nothing where `events` is none"),
        (
            http,
            "events: kafka, subscriptions: [a], broker: default",
            "set `blips.preview.events` to rabbitmq or knative",
        ),
    ];
    for (service, preview, reason) in table {
        let said = said_of(service, preview);
        assert!(said.len() == 1 && said[0].contains(reason), "{service}: {preview}: {said:#?}");
    }
}
