//! What a valid service and valid values may be.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// A service with the values and the name of its release.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) spec: Value,
    pub(super) values: Value,
    pub(super) release: String,
    /// Of the chart and of the service, as a release sets it.
    pub(super) version: String,
}

fn label(most: usize) -> BoxedStrategy<String> {
    let random = proptest::string::string_regex(&format!("[a-z]([a-z0-9-]{{0,{}}}[a-z0-9])?", most - 2)).unwrap();
    let awkward = prop::sample::select(vec!["a", "on", "no", "null", "true", "y", "nan", "test", "checkout"]);
    prop_oneof![3 => random, 1 => awkward.prop_map(str::to_owned)]
        .prop_filter("e1", |text| !is_odd_number(text))
        .boxed()
}

/// `e1`, which Helm writes without quotes, is a text to Kubernetes and to YAML, but no text to the parser that
/// kubernetes-types reads with.
fn is_odd_number(text: &str) -> bool {
    text.strip_prefix(['e', 'E']).is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Any text, and the texts that formats take for something else.
fn text() -> BoxedStrategy<String> {
    let awkward = [
        "",
        " ",
        "~",
        "-",
        "no",
        "1e3",
        "0x10",
        "1_000",
        "null",
        "{{ .Release.Name }}",
        "{{",
        "'",
        "\"",
        "#",
        "a: b",
        "a #b",
        "%",
        "@",
        "`",
        "|",
        "- a",
        "[a",
        "{a: b}",
        "é ü 😀",
        "trailing ",
        " leading",
        "two\nlines",
        "\ttab",
        "a\\nb",
        "$(id)",
        "2026-11-23",
        "12:30:45",
        "---",
        "...",
        "!tag",
        "&anchor",
        "*alias",
    ];
    prop_oneof![2 => "\\PC{0,80}", 1 => prop::sample::select(awkward.to_vec()).prop_map(str::to_owned)].boxed()
}

fn label_key() -> BoxedStrategy<String> {
    "([a-z]{1,8}\\.example/)?[A-Za-z]([A-Za-z0-9_.-]{0,20}[A-Za-z0-9])?"
        .prop_filter("e1", |text| !is_odd_number(text))
        .boxed()
}

fn label_value() -> BoxedStrategy<String> {
    prop_oneof!["([A-Za-z0-9]([A-Za-z0-9_.-]{0,30}[A-Za-z0-9])?)?", "(true|1|1e3|on)"]
        .prop_filter("e1", |text| !is_odd_number(text))
        .boxed()
}

fn labels() -> BoxedStrategy<Value> {
    btree_map(label_key(), label_value(), 0..3).prop_map(|labels| json!(labels)).boxed()
}

fn annotations() -> BoxedStrategy<Value> {
    btree_map(label_key(), text(), 0..3).prop_map(|annotations| json!(annotations)).boxed()
}

fn host() -> BoxedStrategy<String> {
    "[a-z]([a-z0-9-]{0,10}[a-z0-9])?(\\.[a-z]([a-z0-9-]{0,10}[a-z0-9])?){1,3}".boxed()
}

fn path() -> BoxedStrategy<String> {
    "(/[a-z0-9]([a-z0-9._~-]{0,8}[a-z0-9])?){1,3}".boxed()
}

fn digest() -> BoxedStrategy<String> {
    "(sha256:[0-9a-f]{64})?".boxed()
}

fn memory() -> BoxedStrategy<String> {
    "[1-9][0-9]{1,3}(Ki|Mi|Gi)".boxed()
}

fn one_of(values: &'static [&'static str]) -> BoxedStrategy<&'static str> {
    prop::sample::select(values).boxed()
}

fn spec() -> BoxedStrategy<Value> {
    let service = (
        label(53),
        text().prop_filter("one line with something on it", |text| {
            !text.trim().is_empty() && !text.contains(['\n', '\t'])
        }),
        (label(30), option::of(label(30))),
        one_of(&["http", "worker", "job"]),
        1024..=65535_u32,
        path(),
        path(),
    );
    let helm = (
        one_of(&["gateway-api", "ingress", "traefik", "virtual-service", "none"]),
        (label(20), label(20)),
        any::<[bool; 3]>(),
        one_of(&["reference", "external-secrets"]),
    );
    let image = option::of("[a-z]{1,8}\\.example(:5000)?(/[a-z0-9]{1,8}([._-][a-z0-9]{1,4})?){1,3}");
    let environments = (option::of(host()), option::of(host()));
    (service, helm, image, environments, one_of(&["github", "gitlab"]), any::<bool>())
        .prop_map(|(service, helm, image, hosts, provider, deploys)| {
            let (name, description, (owner, system), kind, port, live, ready) = service;
            let (routing, (gateway, gateway_namespace), [autoscaling, network_policy, monitoring], secrets) = helm;
            let mut blips = json!({"helm": {
                "routing": routing, "gateway": gateway, "gateway_namespace": gateway_namespace, "autoscaling": autoscaling,
                "network_policy": network_policy, "monitoring": monitoring, "secrets": secrets,
            }});
            if deploys {
                blips["argocd"] = json!({});
            }
            let mut service = json!({
                "name": name, "description": description, "owner": owner, "kind": kind, "stack": "rust", "port": port,
                "health": {"live": live, "ready": format!("{ready}/r")},
            });
            if let Some(system) = system {
                service["system"] = system.into();
            }
            let environment = |name: &str, host: Option<String>| match host {
                Some(host) => json!({"name": name, "namespace": format!("n-{name}"), "host": host}),
                None => json!({"name": name, "namespace": format!("n-{name}")}),
            };
            let mut spec = json!({
                "version": 1,
                "service": service,
                "repository": {"provider": provider, "url": format!("https://{provider}.com/acme/checkout")},
                "environments": [environment("staging", hosts.0), environment("production", hosts.1)],
                "blips": blips,
            });
            if let Some(image) = image {
                spec["image"] = image.into();
            }
            spec
        })
        .boxed()
}

/// Values that every chart knows.
fn common_values() -> BoxedStrategy<Value> {
    let image = (digest(), "([A-Za-z0-9_][A-Za-z0-9_.-]{0,20})?", one_of(&["Always", "IfNotPresent", "Never"]));
    let image = image.prop_map(|(digest, tag, policy)| json!({"digest": digest, "tag": tag, "pullPolicy": policy}));
    let config = btree_map("[A-Za-z_][A-Za-z0-9_]{0,20}", text(), 0..4).prop_map(|config| json!(config));
    let secrets = btree_map("[a-z]([a-z0-9-]{0,10}[a-z0-9])?", Just(()), 0..3)
        .prop_map(|names| json!(names.into_keys().collect::<Vec<_>>()));
    let resources = (memory(), "[1-9][0-9]{0,3}m", any::<bool>()).prop_map(|(memory, cpu, limited)| {
        let mut resources = json!({"requests": {"memory": memory, "cpu": cpu}, "limits": {"memory": memory}});
        if limited {
            resources["limits"]["cpu"] = cpu.into();
        }
        resources
    });
    let policy = (any::<bool>(), 1..=65535_u16).prop_map(
        |(enabled, port)| json!({"enabled": enabled, "egress": [{"ports": [{"port": port, "protocol": "TCP"}]}]}),
    );
    let tolerations = vec((label_key(), label_value()), 0..2).prop_map(|list| {
        let toleration =
            |(key, value)| json!({"key": key, "operator": "Equal", "value": value, "effect": "NoSchedule"});
        Value::from(list.into_iter().map(toleration).collect::<Vec<_>>())
    });
    let first = (image, secrets, config, "([a-z]([a-z0-9-]{0,10}[a-z0-9])?)?", resources, policy);
    let second = (annotations(), labels(), annotations(), labels(), tolerations, option::of(label(52)));
    (some_of(first_keys(first)), some_of(second_keys(second))).prop_map(|(first, second)| merged(first, second)).boxed()
}

type Keyed = BoxedStrategy<Map<String, Value>>;

fn first_keys(values: impl Strategy<Value = (Value, Value, Value, String, Value, Value)> + 'static) -> Keyed {
    values
        .prop_map(|(image, pull, config, secret, resources, policy)| {
            object(json!({
                "image": image, "imagePullSecrets": pull, "config": config, "existingSecret": secret,
                "resources": resources, "networkPolicy": policy,
            }))
        })
        .boxed()
}

fn second_keys(values: impl Strategy<Value = (Value, Value, Value, Value, Value, Option<String>)> + 'static) -> Keyed {
    values
        .prop_map(|(account, labels, annotations, nodes, tolerations, name)| {
            object(json!({
                "serviceAccount": {"annotations": account}, "podLabels": labels, "podAnnotations": annotations,
                "nodeSelector": nodes, "tolerations": tolerations, "fullnameOverride": name.unwrap_or_default(),
            }))
        })
        .boxed()
}

/// Values of one kind of service.
fn values_of(kind: &str, helm: &Value) -> BoxedStrategy<Value> {
    let scale = (0..5_u32, any::<bool>(), 1..5_u32, 0..20_u32).prop_map(|(replicas, enabled, least, more)| {
        object(json!({
            "replicas": replicas,
            "autoscaling": {"enabled": enabled, "minReplicas": least, "maxReplicas": least + more, "cpuUtilization": 1 + more},
        }))
    });
    let monitor = (any::<bool>(), path(), "[1-9][0-9]?[sm]", labels(), 1024..=65535_u32).prop_map(
        |(enabled, path, interval, labels, port)| {
            (json!({"enabled": enabled, "path": path, "interval": interval, "labels": labels}), port)
        },
    );
    match kind {
        "job" => (
            "[0-5]?[0-9] [0-9] \\* \\* [1-5]",
            one_of(&["Etc/UTC", "Europe/Paris", "UTC"]),
            any::<bool>(),
            1..10_000_000_u64,
        )
            .prop_map(|(schedule, zone, suspend, seconds)| {
                object(json!({"schedule": schedule, "timeZone": zone, "suspend": suspend, "timeoutSeconds": seconds}))
            })
            .boxed()
            .prop_flat_map(|values| some_of(Just(values).boxed()))
            .boxed(),
        "worker" if helm["monitoring"] == true => (some_of(scale.boxed()), monitor)
            .prop_map(|(scale, (mut monitor, port))| {
                monitor["port"] = port.into();
                merged(scale, json!({"podMonitor": monitor}))
            })
            .boxed(),
        "worker" => some_of(scale.boxed()),
        _ => {
            let route = route(helm["routing"].as_str().unwrap_or_default());
            let more = (monitor, route, 1..=65535_u32).prop_map(|((monitor, _), route, port)| {
                let mut values = json!({"serviceMonitor": monitor, "service": {"port": port}});
                if !route.is_null() {
                    values["route"] = route;
                }
                object(values)
            });
            (some_of(scale.boxed()), some_of(more.boxed())).prop_map(|(scale, more)| merged(scale, more)).boxed()
        }
    }
}

fn route(routing: &str) -> BoxedStrategy<Value> {
    if routing == "none" {
        return Just(Value::Null).boxed();
    }
    let routing = routing.to_owned();
    let keys = |map: BTreeMap<String, ()>| map.into_keys().collect::<Vec<_>>();
    let hosts = btree_map(host(), Just(()), 0..4).prop_map(keys);
    let paths = btree_map(path(), Just(()), 1..4).prop_map(keys);
    (hosts, paths, label(20), annotations())
        .prop_map(move |(hosts, paths, name, annotations)| {
            let mut route = json!({"hosts": hosts, "paths": paths});
            match routing.as_str() {
                "gateway-api" => route["gateway"] = json!({"name": name, "namespace": "", "sectionName": name}),
                "virtual-service" => route["gateway"] = json!({"name": name, "namespace": ""}),
                "traefik" => {
                    route["entryPoints"] = json!([name]);
                    route["tlsSecret"] = name.into();
                }
                _ => {
                    route["className"] = name.clone().into();
                    route["tlsSecret"] = name.into();
                    route["annotations"] = annotations;
                }
            }
            route
        })
        .boxed()
}

/// Some of the keys: each is left to its default now and then.
fn some_of(values: Keyed) -> BoxedStrategy<Value> {
    (values, any::<u32>())
        .prop_map(|(values, taken)| {
            let kept = values.into_iter().enumerate().filter(|(i, _)| taken & (1 << i) != 0).map(|(_, entry)| entry);
            Value::Object(kept.collect())
        })
        .boxed()
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(entries) => entries,
        _ => Map::new(),
    }
}

fn merged(first: Value, second: Value) -> Value {
    object(first).into_iter().chain(object(second)).collect::<Map<_, _>>().into()
}

/// Any service that is valid, with values that its chart takes.
pub(super) fn case() -> BoxedStrategy<Case> {
    let values = |spec: Value| {
        let kind = spec["service"]["kind"].as_str().unwrap_or_default().to_owned();
        let own = values_of(&kind, &spec["blips"]["helm"]);
        let version =
            "(0|[1-9][0-9]{0,3})\\.(0|[1-9][0-9]{0,2})\\.[1-9](-[a-z]{1,20}\\.[1-9][0-9]{0,4})?(\\+[0-9a-f]{1,8})?";
        (Just(spec), common_values(), own, label(53), version)
    };
    spec()
        .prop_flat_map(values)
        .prop_map(|(spec, common, own, release, version)| Case { spec, values: merged(common, own), release, version })
        .boxed()
}
