//! The blip ELK: the platform where logs land.

use crate::support::{Sandbox, workspace};

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
    let set = "blips={helm: {}, elk: {nodes: 3}}";
    let outcome = sandbox.blip(["new", "checkout", "-y", "--set", set]).exits(2);
    outcome.stderr_has(&["`blips.elk.nodes` is for a platform's repository", "remove it"]);
}

#[test]
fn platforms_have_it_unasked_and_services_do_not() {
    let sandbox = Sandbox::new();
    sandbox.blip(["new", "checkout", "-y"]).succeeds();
    assert!(!sandbox.read("checkout/blip.yaml").contains("elk"));
    sandbox.blip(["new", "logging", "--kind", "platform", "-y"]).succeeds();
    assert!(sandbox.read("logging/blip.yaml").contains("  elk: "));
}

#[test]
fn a_service_is_told_why_it_cannot_be_so() {
    for (blips, messages) in [
        ("elk: {}, loki: {}", ["ELK and Loki would each keep all logs", "logs: false, apm_server: NAME.NAMESPACE"]),
        ("elk: {logs: false}", ["nothing would be left of ELK", "name the APM server"]),
        ("elk: {apm_server: logs}", ["`logs` is no name of an APM server with its namespace", "logs.logging-"]),
        ("elk: {apm_server: 'logs.a b'}", ["`logs.a b` is no name of an APM server", "NAME.NAMESPACE"]),
    ] {
        let sandbox = Sandbox::new();
        let set = format!("blips={{helm: {{}}, {blips}}}");
        sandbox.blip(["new", "checkout", "-y", "--set", &set]).exits(2).stderr_has(&messages);
    }
    let sandbox = Sandbox::new();
    let args = ["new", "logging", "--kind", "platform", "-y", "--set", "blips={elk: {}}"];
    sandbox.blip(args).exits(2).stderr_has(&["ELK makes no sense without `argocd`"]);
}

/// What a service names is what the platform of that name has.
#[test]
fn a_service_and_its_platform_agree() {
    let sandbox = Sandbox::new();
    let both = "environments=[{name: staging}, {name: production}]";
    let blips = "blips={argocd: {}, elk: {apm: true}}";
    sandbox.blip(["new", "logging", "--kind", "platform", "-y", "--set", both, "--set", blips]).succeeds();
    let wanted = sandbox.read("logging/docs/elk.md");
    let line = wanted.lines().find_map(|line| line.trim().strip_prefix("elk: ")).unwrap();
    let elk = line.split(" #").next().unwrap();
    let blips = format!("blips={{argocd: {{}}, ci: {{}}, helm: {{}}, elk: {elk}}}");
    sandbox.blip(["new", "checkout", "-y", "--set", both, "--set", &blips]).succeeds();
    let yaml = |path: &str| -> serde_yaml::Value { serde_yaml::from_str(&sandbox.read(path)).unwrap() };
    let chart = yaml("checkout/charts/checkout/values.yaml");
    for environment in ["staging", "production"] {
        let server = yaml(&format!("logging/clusters/{environment}/elk/apm.yaml"));
        let of_environment = yaml(&format!("checkout/deploy/values/{environment}.yaml"));
        assert_eq!(chart["elk"]["apm"]["server"], server["metadata"]["name"]);
        assert_eq!(of_environment["elk"]["apm"]["namespace"], server["metadata"]["namespace"]);
    }
    let target = "co.elastic.logs/processors.1.decode_json_fields.target: app\n";
    assert!(sandbox.read("checkout/charts/checkout/templates/_helpers.tpl").contains(target));
    assert!(sandbox.read("logging/clusters/staging/elk/filebeat.yaml").contains("{from: app.message, to: message}"));
}

/// Crashes as the runtimes report them. Each is one entry, and so is each line of JSON around it.
const CRASHES: [(&str, &str); 7] = [
    (
        "dotnet",
        "Unhandled exception. System.InvalidOperationException: boom\n ---> System.IO.IOException: why\n   --- End of inner \
         exception stack trace ---\n   at Service.Work.Once() in /app/src/Work.cs:line 3",
    ),
    (
        "go",
        "panic: boom [recovered]\n\tpanic: boom\n\ngoroutine 18 [running]:\nmain.(*server).work(0xc000012345, {0x7d2f18, \
         0xc00009})\n\t/src/work.go:12 +0x1d\npanic({0x5c3a20?, 0x6e12e0?})\n\t/usr/local/go/src/runtime/panic.go:783 \
         +0x132\ncreated by net/http.(*Server).Serve in goroutine 1\n\t/usr/local/go/src/net/http/server.go:3454 +0x485",
    ),
    (
        "node",
        "file:///app/src/main.js:3\n  throw new TypeError('boom', { cause });\n        ^\n\nTypeError: boom\n    at \
         file:///app/src/main.js:3:9 {\n  [cause]: Error: why\n      at main (file:///app/src/main.js:1:15)\n}\n\nNode.js \
         v24.21.0",
    ),
    (
        "python",
        "Traceback (most recent call last):\n  File \"/app/main.py\", line 3, in <module>\n    main()\nValueError: \
         boom\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call \
         last):\n  File \"/app/main.py\", line 9, in <module>\n    main()\nservice.errors.PaymentError: boom",
    ),
    (
        "java",
        "Exception in thread \"main\" java.lang.IllegalStateException: boom\n\tat service.Main.main(Main.java:9)\nCaused by: \
         java.io.IOException: why\n\tat service.Main.read(Main.java:20)\n\t... 1 more",
    ),
    (
        "php",
        "PHP Fatal error:  Uncaught RuntimeException: boom in /app/src/Work.php:3\nStack trace:\n#0 /app/bin/start.php(9): \
         Service\\Work::run()\n#1 {main}\n  thrown in /app/src/Work.php on line 3",
    ),
    ("ruby", "bin/start.rb:3:in 'Object#main': boom (RuntimeError)\n\tfrom bin/start.rb:9:in '<main>'"),
];

#[test]
fn a_crash_is_one_entry() {
    for (stack, crash) in CRASHES {
        let text = std::fs::read_to_string(workspace().join(format!("templates/stacks/{stack}/stack.yaml"))).unwrap();
        let about: serde_yaml::Value = serde_yaml::from_str(&text).unwrap();
        let continuation = regex::Regex::new(about["continuation"].as_str().unwrap()).unwrap();
        let json = r#"{"level":"info","message":"listening"}"#;
        let lines: Vec<&str> = [json].into_iter().chain(crash.split('\n')).chain([json, json]).collect();
        let begins: Vec<&&str> = lines.iter().filter(|line| !continuation.is_match(line)).collect();
        // an exception that follows from another begins with a Traceback of its own
        let crashes = crash.matches("Traceback ").count().max(1);
        assert_eq!(begins.len(), 3 + crashes, "{stack}: {begins:#?}");
    }
}

#[test]
fn a_blip_is_left_out_by_not_being_named() {
    let args = ["new", "logging", "--kind", "platform", "-y", "--set", "blips.elk=false"];
    Sandbox::new()
        .blip(args)
        .exits(2)
        .stderr_has(&["`blips.elk` takes settings, not false", "write `{}`; a blip that is not named is not used"]);
}
