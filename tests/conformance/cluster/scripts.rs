//! What the jobs run: read by shellcheck, and run here where what they ask for is git and a shell.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::{Sample, items, objects, samples};
use crate::findings::assert_silent;
use crate::services::{GeneratedFile, files, folder};
use crate::support::{Run, Sandbox};
use crate::tools::tool;

/// A script of a job, and the variables that it is told.
struct Script {
    job: String,
    step: String,
    text: String,
    variables: Vec<(String, String)>,
}

/// The scripts of a pipeline, in the order in which the jobs stand.
fn scripts(pipeline: &Value) -> Vec<Script> {
    let variables = |container: &Value| {
        let list = items(&container["env"]);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        // a Secret holds something
        let value =
            |variable: &Value| if variable["value"].is_null() { "secret".to_owned() } else { text(&variable["value"]) };
        list.map(|variable| (text(&variable["name"]), value(variable))).collect()
    };
    let script = |job: &Value, step: &Value, text: &Value, container: &Value| Script {
        job: job.as_str().unwrap().to_owned(),
        step: step.as_str().unwrap().to_owned(),
        text: text.as_str().unwrap().to_owned(),
        variables: variables(container),
    };
    let spec = &pipeline["spec"];
    let mut found = Vec::new();
    for task in items(&spec["tasks"]).chain(items(&spec["finally"])) {
        for step in items(&task["taskSpec"]["steps"]) {
            found.push(script(&task["name"], &step["name"], &step["script"], step));
        }
    }
    for pod in items(&spec["templates"]).filter(|template| template["script"].is_object()) {
        for first in items(&pod["initContainers"]) {
            found.push(script(&pod["name"], &first["name"], &first["args"][0], first));
        }
        found.push(script(&pod["name"], &pod["name"], &pod["script"]["source"], &pod["script"]));
    }
    found
}

#[test]
fn shellcheck_accepts_the_scripts_of_every_cluster_job() {
    let Some(shellcheck) = tool("shellcheck") else { return };
    let is_pipeline =
        |file: &&GeneratedFile| file.ends_with(&["deploy/tekton/pipeline.yaml", "deploy/workflows/pipeline.yaml"]);
    let mut paths = Vec::new();
    // the services are made at the first call, in an empty folder
    let of_cases = files().filter(is_pipeline).map(|file| (file.service.clone(), objects(&file.text).remove(0)));
    fs::create_dir_all(folder().join("cluster-scripts")).unwrap();
    let in_folders = samples().iter().filter(|sample| !sample.prefix.is_empty());
    let in_folders = in_folders.map(|sample| {
        (format!("{}-{}-in-folder", sample.engine, sample.forge), sample.objects("pipeline.yaml").remove(0))
    });
    for (service, pipeline) in of_cases.chain(in_folders) {
        for script in scripts(&pipeline) {
            let path = format!("cluster-scripts/{service}+{}+{}.sh", script.job, script.step);
            fs::write(folder().join(&path), script.text).unwrap();
            paths.push(path);
        }
    }
    assert!(paths.len() > 40, "{}", paths.len());
    assert_silent(&shellcheck.run(["--shell=sh", "--color=never", "--norc"]).args(paths).outcome());
}

/// The repository of a service, and a machine on which its jobs run.
struct Cluster {
    sandbox: Sandbox,
    scripts: Vec<Script>,
    remote: PathBuf,
}

const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

impl Cluster {
    fn new(sample: &Sample) -> Self {
        let sandbox = Sandbox::with_identity();
        let source = sample.sandbox.path("checkout");
        let copied = sandbox.command("cp").args(["-R", source.to_str().unwrap(), "checkout"]);
        copied.in_folder(sandbox.work()).succeeds();
        sandbox.git("checkout", &["init", "-q", "-b", "main"]);
        sandbox.git("checkout", &["add", "-A"]);
        sandbox.git("checkout", &["commit", "-qm", "feat: begin checkout"]);
        sandbox.git("checkout", &["tag", &sample.tag("1.0.0")]);
        sandbox.git("", &["clone", "-q", "--bare", "checkout", "remote"]);
        let remote = sandbox.path("remote");
        let scripts = scripts(&sample.objects("pipeline.yaml").remove(0));
        Self { sandbox, scripts, remote }
    }

    fn head(&self) -> String {
        self.sandbox.git("remote", &["rev-parse", "main"]).trim().to_owned()
    }

    /// The run of a job in a folder of its own: the clone, and the script over it.
    fn job(&self, job: &str, revision: &str, version: &str) -> Run {
        let room = self.sandbox.path(format!("room-{job}-{revision}"));
        if room.exists() {
            fs::remove_dir_all(&room).unwrap();
        }
        fs::create_dir_all(&room).unwrap();
        let of_job = || self.scripts.iter().filter(|script| script.job == job);
        let clone = of_job().find(|script| script.step == "clone").unwrap();
        self.script(clone, revision, version).in_folder(&room).succeeds();
        self.script(of_job().next_back().unwrap(), revision, version).in_folder(&room)
    }

    /// The script with the variables that the engine would give it.
    fn script(&self, script: &Script, revision: &str, version: &str) -> Run {
        let path = self.sandbox.path(format!("{}-{}.sh", script.job, script.step));
        fs::write(&path, &script.text).unwrap();
        let mut run = self.sandbox.command("sh").args([path.to_str().unwrap()]);
        for (name, value) in &script.variables {
            let filled = ["$(params.revision)", "{{workflow.parameters.revision}}"]
                .iter()
                .fold(value.clone(), |value, name| value.replace(name, revision));
            let filled = ["$(params.version)", "{{workflow.parameters.version}}"]
                .iter()
                .fold(filled, |value, name| value.replace(name, version));
            let filled = ["$(params.digest)", "{{inputs.parameters.digest}}"]
                .iter()
                .fold(filled, |value, name| value.replace(name, DIGEST));
            let filled = ["$(params.occasion)", "{{workflow.parameters.occasion}}"]
                .iter()
                .fold(filled, |value, name| value.replace(name, "proposal"));
            let result = self.sandbox.path("result");
            let filled = ["$(results.run.path)", "/workspace/result/run"]
                .iter()
                .fold(filled, |value, name| value.replace(name, result.to_str().unwrap()));
            let remote = self.remote.to_str().unwrap();
            run = run.env(
                name,
                filled
                    .replace("https://github.com/acme/checkout.git", remote)
                    .replace("https://gitlab.com/acme/checkout.git", remote),
            );
        }
        run
    }
}

#[test]
fn cluster_jobs_deploy_and_find_nothing_to_do_the_second_time() {
    for sample in samples() {
        let cluster = Cluster::new(sample);
        let commit = cluster.head();
        let first = cluster.job("deploy-staging", &commit, "").succeeds();
        first.stdout_has(&["staging has sha256:0123"]);
        let values = format!("main:{}deploy/values/staging.yaml", sample.prefix);
        let values = cluster.sandbox.git("remote", &["show", &values]);
        assert!(values.contains(DIGEST), "{values}");
        let author = cluster.sandbox.git("remote", &["log", "-1", "--format=%an", "main"]);
        assert_eq!(author.trim(), format!("{}-ci", sample.service));
        let deployed = cluster.head();
        cluster.job("deploy-staging", &commit, "").succeeds().stdout_has(&["already"]);
        assert_eq!(cluster.head(), deployed);
    }
}

#[test]
fn cluster_jobs_refuse_a_tag_beside_the_default_branch() {
    for sample in samples() {
        let cluster = Cluster::new(sample);
        let commit = cluster.head();
        cluster.job("version", &commit, "1.0.0").succeeds();
        cluster.job("version", &commit, "1.x").exits(1).stderr_has(&[&format!("{} is no version", sample.tag("1.x"))]);
        cluster.sandbox.git("checkout", &["switch", "-qc", "feature"]);
        cluster.sandbox.git("checkout", &["commit", "-q", "--allow-empty", "-m", "feat: more"]);
        cluster.sandbox.git("checkout", &["push", "-q", "../remote", "feature"]);
        let other = cluster.sandbox.git("checkout", &["rev-parse", "HEAD"]).trim().to_owned();
        cluster.job("version", &other, "1.0.0").exits(1).stderr_has(&["does not stand on main"]);
    }
}

#[test]
fn cluster_jobs_have_nothing_to_do_for_a_request_of_another_service() {
    for sample in samples().iter().filter(|sample| !sample.prefix.is_empty()) {
        let cluster = Cluster::new(sample);
        cluster.sandbox.git("checkout", &["switch", "-qc", "feature"]);
        let says = |path: &str| {
            cluster.sandbox.write(format!("checkout/{path}"), "more\n");
            cluster.sandbox.git("checkout", &["add", "-A"]);
            cluster.sandbox.git("checkout", &["commit", "-qm", "feat: more"]);
            cluster.sandbox.git("checkout", &["push", "-q", "../remote", "feature"]);
            let commit = cluster.sandbox.git("checkout", &["rev-parse", "HEAD"]).trim().to_owned();
            cluster.job("changes", &commit, "").succeeds();
            cluster.sandbox.read("result")
        };
        assert_eq!(says("services/pay/README.md"), "false");
        assert_eq!(says(&format!("{}more", sample.prefix)), "true");
    }
}
