//! Messages that previews take: whether the service can have them, and whether what it subscribes to exists there.

use blip_model::{Document, Kind, Previews, Problem, Selection};
use serde_json::Value;

use super::preview;

/// RabbitMQ takes no longer names and routing keys, in bytes.
const LONGEST_NAME: usize = 255;
/// Kafka takes no longer names of topics.
const LONGEST_TOPIC: usize = 249;

/// Settings that say something of some brokers alone, by the values of `events` beside which they may stand.
const ONLY_WITH: &[(&str, &[&str])] = &[
    ("subscriptions", &["rabbitmq", "knative", "kafka"]),
    ("exchange", &["rabbitmq"]),
    ("broker", &["rabbitmq", "knative"]),
    ("broker_namespace", &["rabbitmq", "knative"]),
];

/// What is wrong with `events` and what belongs to it.
pub(super) fn judge(selection: &Selection, document: &Document, previews: Previews<'_>) -> Vec<Problem> {
    let events = previews.text("events").unwrap_or_default();
    let mut problems = alone(events, document);
    let Some(broker) = Broker::named(events) else { return problems };
    let case = Case { selection, document, previews, broker };
    problems.extend([case.kind(), case.nothing(), case.exchange(), case.service()].into_iter().flatten());
    problems.extend(case.subscriptions());
    problems
}

/// Settings that would have no effect.
fn alone(events: &str, document: &Document) -> Vec<Problem> {
    let idle = ONLY_WITH.iter().filter(|(_, brokers)| !brokers.contains(&events));
    // as it is written: the selection has the defaults, too
    let written = document.value().get("blips").and_then(|blips| blips.get("preview"));
    let given = idle.filter(|(setting, _)| written.is_some_and(|settings| settings.get(setting).is_some()));
    let problem = |(setting, brokers): &(&str, &[&str])| {
        let what = format!("`blips.preview.{setting}` says nothing where `events` is {events}");
        let help = format!("remove it, or set `blips.preview.events` to {}", brokers.join(" or "));
        preview::problem(document, setting, what).help(help)
    };
    given.map(problem).collect()
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Broker {
    RabbitMq,
    Knative,
    Kafka,
}

struct Case<'a> {
    selection: &'a Selection,
    document: &'a Document,
    previews: Previews<'a>,
    broker: Broker,
}

impl Case<'_> {
    fn problem(&self, setting: &str, what: impl Into<String>) -> Problem {
        preview::problem(self.document, setting, what)
    }

    fn kind(&self) -> Option<Problem> {
        let service = &self.selection.spec.service;
        let (what, help) = match (service.kind, self.broker) {
            _ if service.stack() == "static" => ("a site takes no messages", "set it to none, or leave it out"),
            (Kind::Worker, Broker::Knative) => (
                "Knative delivers events as HTTP requests, and a worker answers none",
                "make the service one of the kind http, or take the messages from RabbitMQ or Kafka",
            ),
            _ => return None,
        };
        Some(self.problem("events", format!("`blips.preview.events`: {what}")).help(help))
    }

    fn nothing(&self) -> Option<Problem> {
        if self.given().next().is_some() {
            return None;
        }
        let (what, example) = match self.broker {
            Broker::RabbitMq => ("routing keys", "order.created"),
            Broker::Knative => ("types of events", "com.acme.order.created"),
            Broker::Kafka => ("topics", "orders"),
        };
        let problem = self.problem("events", "`blips.preview.subscriptions` says nothing, so no message would arrive");
        Some(problem.help(format!("name the {what} that the service takes, for example [{example}]")))
    }

    fn given(&self) -> impl Iterator<Item = &str> {
        let given = self.previews.setting("subscriptions").and_then(Value::as_array).into_iter().flatten();
        given.filter_map(Value::as_str)
    }

    fn subscriptions(&self) -> Vec<Problem> {
        let mut seen = Vec::new();
        let mut problems = Vec::new();
        for subscription in self.given() {
            let twice = seen.contains(&subscription);
            let fault = match self.broker {
                _ if twice => Err("it is there twice".to_owned()),
                Broker::RabbitMq => routing_key(subscription),
                Broker::Knative => event_type(subscription),
                Broker::Kafka => topic(subscription),
            };
            seen.push(subscription);
            if let Err(fault) = fault {
                let what = format!("`blips.preview.subscriptions`: `{subscription}`: {fault}");
                let help = if twice { "remove one of the two" } else { self.broker.form() };
                problems.push(self.problem("subscriptions", what).help(help));
            }
        }
        problems
    }

    fn exchange(&self) -> Option<Problem> {
        let exchange = self.previews.text("exchange").filter(|_| self.broker == Broker::RabbitMq)?;
        let service = self.selection.spec.service.name.as_str();
        let own =
            exchange == service || exchange == format!("{service}.in") || exchange.starts_with(&self.previews.prefix());
        let fault = if exchange.is_empty() {
            "it is empty, and nothing can be bound to the default exchange".to_owned()
        } else if exchange.len() > LONGEST_NAME || exchange.chars().any(|c| c.is_whitespace() || c.is_control()) {
            format!("`{exchange}` is no name of an exchange")
        } else if own {
            format!("`{exchange}` is one of those that the chart makes for {service} itself")
        } else {
            return None;
        };
        let problem = self.problem("exchange", format!("`blips.preview.exchange`: {fault}"));
        Some(problem.help("name the topic exchange that others publish to"))
    }

    /// Names that the broker keeps for itself, or that others would take for a preview.
    fn service(&self) -> Option<Problem> {
        let name = self.selection.spec.service.name.as_str();
        let what = if name == "amq" && self.broker == Broker::RabbitMq {
            "RabbitMQ keeps names that begin with `amq.` to itself, and the exchange `amq.in` would be one".to_owned()
        } else if name.contains("-pr-") {
            let (other, _) = name.split_once("-pr-")?;
            format!(
                "messages for the previews of `{name}` would be taken for those of `{other}`, whose previews are called `{other}-pr-…`"
            )
        } else {
            return None;
        };
        Some(
            self.document
                .problem("service.name", what)
                .help("choose another name, or set `blips.preview.events` to none"),
        )
    }
}

impl Broker {
    fn named(events: &str) -> Option<Self> {
        match events {
            "rabbitmq" => Some(Self::RabbitMq),
            "knative" => Some(Self::Knative),
            "kafka" => Some(Self::Kafka),
            _ => None,
        }
    }

    /// What a subscription looks like.
    fn form(self) -> &'static str {
        match self {
            Self::RabbitMq => {
                "write words with dots between them, such as order.created; `*` stands for a whole word, `#` for any number"
            }
            Self::Knative => "write the whole type of an event, such as com.acme.order.created",
            Self::Kafka => "write the name of a topic: letters, digits, `.`, `_` and `-`",
        }
    }
}

/// AMQP 0-9-1, and the topic exchanges of RabbitMQ.
fn routing_key(key: &str) -> Result<(), String> {
    if key.len() > LONGEST_NAME {
        return Err(format!("a routing key has {LONGEST_NAME} characters at most"));
    }
    let legal = |c: char| c.is_ascii_alphanumeric() || "_:-".contains(c);
    for word in key.split('.') {
        if word.is_empty() {
            return Err("a word of it is empty".to_owned());
        }
        if word.len() > 1 && word.contains(['*', '#']) {
            return Err(format!("`*` and `#` stand for whole words, and would be letters in `{word}`"));
        }
        if let Some(other) = word.chars().find(|c| !legal(*c) && !"*#".contains(*c)) {
            return Err(format!("{other:?} cannot stand in it"));
        }
    }
    Ok(())
}

/// The filter `exact` of a Trigger compares the whole attribute.
fn event_type(event: &str) -> Result<(), String> {
    if event.is_empty() {
        return Err("it is empty".to_owned());
    }
    if event.contains(['*', '#']) {
        return Err("Knative compares the whole type, and knows no `*`".to_owned());
    }
    let other = event.chars().find(|c| !c.is_ascii_alphanumeric() && !"._:/-".contains(*c));
    other.map_or(Ok(()), |other| Err(format!("{other:?} cannot stand in it")))
}

/// As Kafka checks the names of topics.
fn topic(topic: &str) -> Result<(), String> {
    let legal = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if topic.is_empty() || topic == "." || topic == ".." {
        return Err("it is no name".to_owned());
    }
    if topic.len() > LONGEST_TOPIC {
        return Err(format!("a topic has {LONGEST_TOPIC} characters at most"));
    }
    if topic.starts_with("__") {
        return Err("Kafka keeps names that begin with `__` to itself".to_owned());
    }
    topic.chars().find(|c| !legal(*c)).map_or(Ok(()), |other| Err(format!("{other:?} cannot stand in it")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routing_keys() {
        for right in ["order.created", "order.*.created", "#", "*", "a", "eu-1.Order_2.a:b"] {
            assert_eq!(routing_key(right), Ok(()), "{right}");
        }
        let table = [
            ("", "empty"),
            ("order..created", "empty"),
            ("order.created*", "whole words"),
            ("order.##", "whole words"),
            ("order created", "' '"),
            ("order/created", "'/'"),
        ];
        for (wrong, reason) in table {
            assert!(routing_key(wrong).is_err_and(|fault| fault.contains(reason)), "{wrong}");
        }
        assert!(routing_key(&"a".repeat(256)).is_err());
    }

    #[test]
    fn types_of_events() {
        assert_eq!(event_type("com.acme.order.created"), Ok(()));
        assert_eq!(event_type("https://acme.example/order/1"), Ok(()));
        for (wrong, reason) in [("", "empty"), ("order.*", "whole type"), ("a b", "' '")] {
            assert!(event_type(wrong).is_err_and(|fault| fault.contains(reason)), "{wrong}");
        }
    }

    #[test]
    fn topics() {
        assert_eq!(topic("shop.orders_v2-eu"), Ok(()));
        for (wrong, reason) in [("", "no name"), ("..", "no name"), ("__consumer_offsets", "itself"), ("a/b", "'/'")] {
            assert!(topic(wrong).is_err_and(|fault| fault.contains(reason)), "{wrong}");
        }
        assert!(topic(&"a".repeat(250)).is_err());
    }
}
