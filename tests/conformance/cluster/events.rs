//! What sets a pipeline going: the conditions, evaluated in their own languages over what forges send.

use serde_json::{Value, json};

use super::{Sample, items, samples, texts};

/// An event of a forge: its name in the header, what it says, and the occasion and the version that it is.
struct Event {
    what: &'static str,
    header: &'static str,
    body: Value,
    expected: Option<(&'static str, &'static str)>,
}

#[test]
fn cluster_pipelines_start_on_the_occasions_of_the_forges() {
    for sample in samples() {
        for event in events(sample) {
            let started: Vec<_> = started(sample, &event);
            let expected: Vec<_> = event
                .expected
                .iter()
                .map(|(occasion, version)| ((*occasion).to_owned(), "c0ffee".to_owned(), (*version).to_owned()))
                .collect();
            assert_eq!(started, expected, "{} on {}, {}: {}", sample.engine, sample.forge, sample.service, event.what);
        }
    }
}

/// Occasion, revision and version of each run that the event starts.
fn started(sample: &Sample, event: &Event) -> Vec<(String, String, String)> {
    if sample.engine == "tekton" { tekton(sample, event) } else { argo(sample, event) }
}

fn tekton(sample: &Sample, event: &Event) -> Vec<(String, String, String)> {
    let listener = sample.objects("triggers.yaml").remove(0);
    let hears = |trigger: &&Value| {
        let [signed, filter] = items(&trigger["interceptors"]).collect::<Vec<_>>().try_into().unwrap();
        items(&signed["params"][1]["value"]).any(|name| name == event.header)
            && cel(filter["params"][0]["value"].as_str().unwrap(), &event.body) == json!(true)
    };
    let told = |trigger: &Value, name: &str| {
        let binding = items(&trigger["bindings"]).find(|binding| binding["name"] == name).unwrap();
        let value = binding["value"].as_str().unwrap();
        match value.strip_prefix("$(").and_then(|rest| rest.strip_suffix(')')) {
            Some("extensions.version") => {
                let overlay = &trigger["interceptors"][1]["params"][1]["value"][0];
                assert_eq!(overlay["key"], "version");
                cel(overlay["expression"].as_str().unwrap(), &event.body).as_str().unwrap().to_owned()
            }
            Some(path) => pointed(&event.body, path.strip_prefix("body.").unwrap()),
            None => value.to_owned(),
        }
    };
    let triggers = items(&listener["spec"]["triggers"]).filter(hears);
    triggers.map(|trigger| (told(trigger, "occasion"), told(trigger, "revision"), told(trigger, "version"))).collect()
}

/// The value of an expression in CEL over the body of an event. `split` is an extension of Tekton's.
fn cel(expression: &str, body: &Value) -> Value {
    let split = regex::Regex::new(r"^body\.ref\.split\('(.*)'\)\[(\d)\]$").unwrap();
    if let Some(parts) = split.captures(expression) {
        let at: usize = parts[2].parse().unwrap();
        return json!(body["ref"].as_str().unwrap().split(&parts[1]).nth(at).unwrap());
    }
    let program = cel::Program::compile(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    let mut context = cel::Context::default();
    context.add_variable("body", body).unwrap();
    let value = program.execute(&context).unwrap_or_else(|error| panic!("{expression}: {error}"));
    json!(value == true.into())
}

fn argo(sample: &Sample, event: &Event) -> Vec<(String, String, String)> {
    let header = format!("x-{}-event", sample.forge);
    let mut context = expr::Context::default();
    let mut insert = |name: &str, value: &Value| context.insert(name.to_owned(), expr::to_value(value).unwrap());
    insert("payload", &event.body);
    insert("metadata", &json!({header: [event.header]}));
    insert("discriminator", &json!(sample.service));
    let value = |expression: &Value| {
        let text = expression.as_str().unwrap();
        expr::eval(text, &context).unwrap_or_else(|error| panic!("{text}: {error}"))
    };
    let bindings = sample.objects("events.yaml");
    let hears = |binding: &&Value| value(&binding["spec"]["event"]["selector"]).as_bool().unwrap();
    let told = |binding: &Value, name: &str| {
        let parameters = &binding["spec"]["submit"]["arguments"]["parameters"];
        let given = items(parameters).find(|parameter| parameter["name"] == name);
        given.map_or(String::new(), |given| value(&given["valueFrom"]["event"]).as_string().unwrap().to_owned())
    };
    let heard = bindings.iter().filter(hears);
    heard.map(|binding| (told(binding, "occasion"), told(binding, "revision"), told(binding, "version"))).collect()
}

/// What stands at a path such as `pull_request.head.sha`.
fn pointed(body: &Value, path: &str) -> String {
    let found = body.pointer(&format!("/{}", path.replace('.', "/")));
    found.unwrap_or_else(|| panic!("{path} in {body}")).as_str().unwrap().to_owned()
}

fn events(sample: &Sample) -> Vec<Event> {
    let in_folder = |path: &str| format!("{}{path}", sample.prefix);
    let deployed = vec![in_folder("deploy/values/staging.yaml")];
    let code = vec![in_folder("src/main.rs"), deployed[0].clone()];
    let tag = |version: &str| format!("refs/tags/{}", sample.tag(version));
    if sample.forge == "github" {
        of_github(sample, &code, &deployed, tag)
    } else {
        of_gitlab(sample, &code, &deployed, tag)
    }
}

/// What changes another service of the repository, where there is one: nothing of this one's.
fn elsewhere(sample: &Sample) -> Option<Vec<String>> {
    (!sample.prefix.is_empty()).then(|| vec!["services/pay/src/main.rs".to_owned(), "src/main.rs".to_owned()])
}

fn of_github(sample: &Sample, code: &[String], deployed: &[String], tag: impl Fn(&str) -> String) -> Vec<Event> {
    let request = |action: &str, draft: bool, from: &str| {
        let head = json!({"sha": "c0ffee", "repo": {"full_name": from}});
        json!({
            "action": action, "pull_request": {"draft": draft, "head": head}, "repository": {"full_name": "acme/checkout"},
        })
    };
    let push = |reference: &str, files: &[String], deleted: bool| {
        let commits = json!([{"added": [], "modified": files, "removed": []}]);
        let head = if deleted { Value::Null } else { json!({"id": "c0ffee"}) };
        // what a tag points to may be an object of its own
        let after = if reference.starts_with("refs/tags/") { "7a6" } else { "c0ffee" };
        json!({"ref": reference, "after": after, "deleted": deleted, "head_commit": head, "commits": commits})
    };
    let event = |what, header, body, expected| Event { what, header, body, expected };
    let proposal = Some(("proposal", ""));
    let elsewhere =
        elsewhere(sample).map(|files| event("others", "push", push("refs/heads/main", &files, false), None));
    let events = vec![
        event("a pull request", "pull_request", request("opened", false, "acme/checkout"), proposal),
        event("new commits in it", "pull_request", request("synchronize", false, "acme/checkout"), proposal),
        event("a draft", "pull_request", request("opened", true, "acme/checkout"), None),
        event("a draft no more", "pull_request", request("ready_for_review", false, "acme/checkout"), proposal),
        event("a label", "pull_request", request("labeled", false, "acme/checkout"), None),
        event("a fork", "pull_request", request("opened", false, "eve/checkout"), None),
        event(
            "a candidate of the merge queue",
            "merge_group",
            json!({"action": "checks_requested", "merge_group": {"head_sha": "c0ffee"}}),
            proposal,
        ),
        event("a push", "push", push("refs/heads/main", code, false), Some(("trunk", ""))),
        event("a deployment", "push", push("refs/heads/main", deployed, false), None),
        event("a push to a branch", "push", push("refs/heads/feature", code, false), None),
        event("the branch deleted", "push", push("refs/heads/main", code, true), None),
        event("a tag", "push", push(&tag("1.4.0"), &[], false), Some(("release", "1.4.0"))),
        event("a pre-release", "push", push(&tag("1.4.0-rc.1"), &[], false), Some(("pre-release", "1.4.0-rc.1"))),
        event("another tag", "push", push("refs/tags/nightly", &[], false), None),
        event("a tag deleted", "push", push(&tag("1.4.0"), &[], true), None),
        event("an issue", "issues", json!({"action": "opened"}), None),
    ];
    elsewhere.into_iter().chain(events).collect()
}

fn of_gitlab(sample: &Sample, code: &[String], deployed: &[String], tag: impl Fn(&str) -> String) -> Vec<Event> {
    let request = |action: &str, new_commits: bool, draft: bool, from: u32| {
        let mut attributes = json!({
            "action": action, "draft": draft, "source_project_id": from, "target_project_id": 1,
            "last_commit": {"id": "c0ffee"},
        });
        if new_commits {
            attributes["oldrev"] = json!("bad");
        }
        json!({"object_attributes": attributes})
    };
    let push = |reference: &str, files: &[String], commit: Option<&str>| {
        let commits = json!([{"added": files, "modified": [], "removed": []}]);
        json!({"ref": reference, "checkout_sha": commit, "commits": commits, "total_commits_count": 1})
    };
    let event = |what, header, body, expected| Event { what, header, body, expected };
    let (of_requests, of_tags) = ("Merge Request Hook", "Tag Push Hook");
    let (proposal, commit) = (Some(("proposal", "")), Some("c0ffee"));
    let elsewhere = elsewhere(sample).into_iter().flat_map(|files| {
        let others = push("refs/heads/main", &files, commit);
        // of which GitLab names some
        let mut many = others.clone();
        many["total_commits_count"] = json!(21);
        let trunk = Some(("trunk", ""));
        [event("others", "Push Hook", others, None), event("many commits", "Push Hook", many, trunk)]
    });
    let events = vec![
        event("a merge request", of_requests, request("open", false, false, 1), proposal),
        event("new commits in it", of_requests, request("update", true, false, 1), proposal),
        event("a new title", of_requests, request("update", false, false, 1), None),
        event("a draft", of_requests, request("open", false, true, 1), None),
        event("a fork", of_requests, request("open", false, false, 2), None),
        event("merged", of_requests, request("merge", false, false, 1), None),
        event("a push", "Push Hook", push("refs/heads/main", code, commit), Some(("trunk", ""))),
        event("a deployment", "Push Hook", push("refs/heads/main", deployed, commit), None),
        event("a push to a branch", "Push Hook", push("refs/heads/feature", code, commit), None),
        event("the branch deleted", "Push Hook", push("refs/heads/main", code, None), None),
        event("a tag", of_tags, push(&tag("1.4.0"), &[], commit), Some(("release", "1.4.0"))),
        event("a pre-release", of_tags, push(&tag("2.0.0-rc.1"), &[], commit), Some(("pre-release", "2.0.0-rc.1"))),
        event("another tag", of_tags, push("refs/tags/nightly", &[], commit), None),
        event("a tag deleted", of_tags, push(&tag("1.4.0"), &[], None), None),
    ];
    elsewhere.chain(events).collect()
}

#[test]
fn cluster_listeners_let_nobody_in_without_the_secret() {
    for sample in samples().iter().filter(|sample| sample.engine == "tekton") {
        let listener = sample.objects("triggers.yaml").remove(0);
        for trigger in items(&listener["spec"]["triggers"]) {
            let first = &trigger["interceptors"][0];
            assert_eq!(first["ref"]["name"], sample.forge, "{trigger}");
            assert_eq!(texts(&first["params"], "name"), ["secretRef", "eventTypes"], "{trigger}");
        }
    }
}
