//! devspace.yaml: DevSpace itself is to be had from no registry, so what it reads is written down here, and stricter
//! than in its schema, which lets a misspelled key pass. Its scripts are run by a shell.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_yaml::Value;

use crate::cases::Case;
use crate::findings::{assert_none, assert_silent};
use crate::rendered::rendered;
use crate::services::{Service, folder, services};
use crate::support::Sandbox;
use crate::syntax::documents;
use crate::tools::tool;

/// What Blip writes of `v2beta1`, with the types of DevSpace 6.3's devspace-schema.json.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    version: String,
    name: String,
    require: BTreeMap<String, String>,
    functions: BTreeMap<String, String>,
    pipelines: BTreeMap<String, String>,
    images: BTreeMap<String, Image>,
    deployments: BTreeMap<String, Deployment>,
    dev: BTreeMap<String, DevPod>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "that they are read is the test")]
struct Image {
    image: String,
    dockerfile: String,
    context: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deployment {
    helm: Helm,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Helm {
    release_name: String,
    chart: BTreeMap<String, String>,
    values_files: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct DevPod {
    label_selector: BTreeMap<String, String>,
    container: String,
    dev_image: String,
    working_dir: String,
    command: Vec<String>,
    env: Vec<BTreeMap<String, String>>,
    #[serde(default)]
    ports: Vec<BTreeMap<String, String>>,
    sync: Vec<Sync>,
    logs: BTreeMap<String, bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Sync {
    path: String,
    disable_download: bool,
    exclude_paths: Vec<String>,
    on_upload: OnUpload,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OnUpload {
    exec: Vec<BTreeMap<String, String>>,
}

fn configs() -> Vec<(&'static Service, Config)> {
    let of = |service: &'static Service| {
        let file = service.files.iter().find(|file| file.path == "devspace.yaml")?;
        let config = serde_yaml::from_str(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.full_path()));
        Some((service, config))
    };
    let configs: Vec<_> = services().iter().filter_map(of).collect();
    assert!(!configs.is_empty(), "no service of the table has DevSpace");
    configs
}

#[test]
fn devspace_finds_what_the_chart_makes() {
    let Some(helm) = tool("helm") else { return };
    for (service, config) in configs() {
        let Case { name, .. } = service.case;
        assert_eq!((config.version.as_str(), config.name.as_str()), ("v2beta1", *name));
        let Helm { release_name, chart, values_files } = &config.deployments["app"].helm;
        assert!(service.has(&format!("{}/Chart.yaml", chart["path"].trim_start_matches("./"))));
        assert!(values_files.iter().all(|file| service.has(file.trim_start_matches("./"))));
        let path = format!("rendered/{}+devspace.yaml", service.case.id());
        let text = &rendered(&helm).iter().find(|manifests| manifests.path == path).unwrap().text;
        let objects = documents(text).unwrap();
        let pod = &config.dev["app"];
        let found = objects.iter().find(|object| {
            let labels = &object["spec"]["template"]["metadata"]["labels"];
            object["kind"] == "Deployment"
                && pod.label_selector.iter().all(|(key, value)| labels[key.as_str()] == value.as_str())
        });
        let spec = &found.unwrap_or_else(|| panic!("{path}: {:?} selects nothing", pod.label_selector))["spec"];
        assert_eq!(release_name, name);
        assert_eq!(spec["replicas"], 1, "one pod to follow");
        let container = &spec["template"]["spec"]["containers"][0];
        assert_eq!(container["name"], pod.container.as_str());
        // it adds its variables to those that are there, and two of one name are an error
        let known: Vec<_> = container["env"].as_sequence().into_iter().flatten().map(|env| &env["name"]).collect();
        assert!(pod.env.iter().all(|env| !known.contains(&&Value::from(env["name"].as_str()))), "{known:?}");
        // the only place that can be written to
        let mounts = container["volumeMounts"].as_sequence().unwrap();
        assert!(mounts.iter().any(|mount| mount["mountPath"] == "/tmp") && pod.working_dir == "/tmp");
        let Sync { path, disable_download, exclude_paths, on_upload } = &pod.sync[0];
        assert!(path == "./:/tmp/src" && *disable_download && exclude_paths.contains(&".git/".to_owned()));
        assert!(on_upload.exec[0]["command"].ends_with("develop.sh again") && pod.command.len() == 4);
        assert!(pod.dev_image.contains(':') && pod.logs["enabled"] && config.require.contains_key("devspace"));
        assert!(config.images.contains_key("app") && pod.ports.iter().all(|port| port.contains_key("port")));
    }
}

#[test]
fn shellcheck_accepts_the_pipelines_of_devspace() {
    let Some(shellcheck) = tool("shellcheck") else { return };
    let mut scripts = Vec::new();
    for (service, config) in configs() {
        let functions = config.functions.iter().map(|(name, body)| format!("{name}() {{\n{body}\n}}\n"));
        let functions: String = functions.collect();
        for (name, body) in &config.pipelines {
            let path = format!("scripts/{}+devspace-{name}.sh", service.case.id());
            fs::create_dir_all(folder().join("scripts")).unwrap();
            // DevSpace knows the variables
            let known = "DEVSPACE_NAMESPACE=${DEVSPACE_NAMESPACE:?}\n";
            fs::write(folder().join(&path), format!("{known}{functions}{body}\n")).unwrap();
            scripts.push(path);
        }
    }
    assert_silent(&shellcheck.run(["--shell=sh", "--color=never", "--norc"]).args(scripts).outcome());
}

#[test]
fn devspace_keeps_out_of_namespaces_that_are_not_the_developer_s() {
    let (_, config) =
        configs().into_iter().find(|(_, config)| config.functions["own_namespace"].contains("dev-?*")).unwrap();
    let guard = format!("{}\necho 'it goes on'", config.functions["own_namespace"]);
    let sandbox = Sandbox::new();
    let mut findings = Vec::new();
    for (namespace, kubectl, passes) in [
        ("dev-ada", "exit 0", true),
        ("dev-", "exit 0", false),
        ("checkout-staging", "exit 0", false),
        ("default", "exit 0", false),
        ("", "exit 0", false),
        ("dev-ada", "echo checkout-staging:apps/Deployment:dev-ada/checkout", false),
        // it cannot be asked
        ("dev-ada", "exit 1", false),
    ] {
        sandbox.write("bin/kubectl", format!("#!/bin/sh\n{kubectl}\n"));
        let run =
            sandbox.command("sh").args(["-c", "chmod +x bin/kubectl && PATH=$PWD/bin:$PATH && eval \"$0\"", &guard]);
        let outcome = run.env("DEVSPACE_NAMESPACE", namespace).outcome();
        if (outcome.code == Some(0) && outcome.stdout.contains("it goes on")) != passes {
            findings.push(format!("{namespace:?} with `{kubectl}`: {outcome}"));
        }
    }
    assert_none("the guard", &findings);
}

/// Waits for a file to hold so many lines.
fn wait_for(path: &std::path::Path, lines: usize) {
    let begun = Instant::now();
    while fs::read_to_string(path).unwrap_or_default().lines().count() < lines {
        assert!(begun.elapsed() < Duration::from_secs(60), "{} has not {lines} lines", path.display());
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_service_is_run_anew_with_each_change_and_ends_with_its_container() {
    let (service, _) = configs().remove(0);
    let sandbox = Sandbox::new();
    let script = service.root().join("deploy/develop.sh");
    sandbox.write("src/deploy/develop.sh", fs::read(script).unwrap());
    let develop = |argument: &str| {
        let mut command = Command::new("sh");
        command.arg(sandbox.path("src/deploy/develop.sh")).arg(argument).env("DEVELOP_STATE", sandbox.path("state"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    // a service that starts another process, as a shell or a runner does; each says that it lives, and where
    let log = sandbox.path("log");
    let run = format!("pwd >> {0}; sleep 1000 & echo $! >> {0}; wait", log.display());
    let mut container = Running(develop(&run).spawn().unwrap());
    wait_for(&log, 2);
    assert!(develop("again").status().unwrap().success());
    wait_for(&log, 4);
    let text = fs::read_to_string(&log).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].ends_with("/src"), "it runs beside the sources: {text}");
    let lives = |pid: &str| {
        // a process that has ended and that nobody has waited for yet lives no more
        let status = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        !status.is_empty() && !status.contains(") Z ")
    };
    let ends = |pid: &str| {
        let begun = Instant::now();
        while lives(pid) {
            assert!(begun.elapsed() < Duration::from_secs(60), "{pid} still lives");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    ends(lines[1]);
    assert!(lives(lines[3]));
    container.end();
    ends(lines[3]);
}

/// A process that is asked to end at the latest when its test does, however that ends.
struct Running(Child);

impl Running {
    fn end(&mut self) {
        let asked = Command::new("kill").arg(self.0.id().to_string()).status();
        assert!(asked.is_ok_and(|status| status.success()) && self.0.wait().is_ok());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            self.end();
        }
    }
}
