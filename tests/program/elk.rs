//! The blip ELK: the platform where logs land.

use crate::support::Sandbox;

fn platform(elk: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    let set = format!("blips={{argocd: {{}}, elk: {{{elk}}}}}");
    sandbox.blip(["new", "logging", "--kind", "platform", "-y", "--set", &set]).succeeds();
    sandbox
}

#[test]
fn what_the_operator_would_refuse_or_never_finish_is_refused() {
    for (setting, what) in [
        ("version: 10.0.0", "the operator, ECK 3.5, does not know Elasticsearch 10.0.0: it runs 8 and 9"),
        ("version: 7.17.29", "does not know Elasticsearch 7.17.29"),
        ("version: '9.4'", "`9.4` is no version of Elasticsearch"),
        ("nodes: 2", "2 nodes elect no master once one is away"),
        ("delete_days: 7", "logs are deleted after 7 days, and merged after 7"),
        ("storage: 100GB", "`100GB` is no quantity of bytes"),
    ] {
        let sandbox = Sandbox::new();
        let set = format!("blips={{argocd: {{}}, elk: {{{setting}}}}}");
        let args = ["new", "logging", "--kind", "platform", "-y", "--set", &set];
        sandbox.blip(args).exits(2).stderr_has(&[what]);
    }
}

#[test]
fn one_node_has_no_replica_or_it_would_stay_yellow() {
    for (nodes, replicas) in [(1, 0), (3, 1)] {
        let sandbox = platform(&format!("nodes: {nodes}"));
        let elk = "logging/clusters/production/elk";
        let wanted = format!("index.number_of_replicas: {replicas}\n");
        assert!(sandbox.read(format!("{elk}/filebeat.yaml")).contains(&wanted));
        assert!(sandbox.read(format!("{elk}/policies.yaml")).contains(&format!("number_of_replicas\": {replicas}")));
    }
}

#[test]
fn snapshots_are_taken_where_there_is_a_bucket() {
    let without = platform("").read("logging/clusters/production/elk/policies.yaml");
    assert!(!without.contains("_slm"), "{without}");
    let with = platform("bucket: acme-logs").read("logging/clusters/production/elk/policies.yaml");
    assert!(with.contains("put _slm/policy/nightly slm.json") && with.contains("\"bucket\": \"acme-logs\""), "{with}");
}

#[test]
fn what_elasticsearch_is_told_is_json() {
    let policies = platform("bucket: acme-logs").read("logging/clusters/production/elk/policies.yaml");
    let map: serde_yaml::Value = serde_yaml::from_str(policies.split("\n---\n").next().unwrap()).unwrap();
    let files = map["data"].as_mapping().unwrap();
    assert_eq!(files.len(), 4);
    for (name, text) in files {
        let json: serde_json::Value = serde_json::from_str(text.as_str().unwrap()).unwrap();
        assert!(json.is_object(), "{name:?}");
    }
}

#[test]
fn a_log_platform_is_no_part_of_a_service() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.blip(["new", "checkout", "-y", "--set", "blips={helm: {}, elk: {}}"]).exits(2);
    outcome.stderr_has(&["ELK is a platform's, and this is a service's repository", "blip new NAME --kind platform"]);
}
