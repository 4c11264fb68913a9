//! What stack traces are read by, from the build of the image to Sentry: the very commands of the Dockerfile and of both
//! pipelines, by the real compilers and the real sentry-cli.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::server::{Server, is_upload};
use crate::support::{Run, Sandbox};
use crate::tools::{newer_node, path_with, skipped, tool};

/// The service `checkout`, in git, of which the version 1.4.0 is released.
fn service(forge: &str, stack: &str, sentry: &str) -> Sandbox {
    let sandbox = Sandbox::with_identity();
    let url = format!("https://{forge}.com/acme/checkout");
    sandbox.write(
        "checkout/blip.yaml",
        format!(
            "version: 1\n\
             service: {{name: checkout, description: x, owner: payments, stack: {stack}}}\n\
             repository: {{provider: {forge}, url: {url}}}\n\
             environments: [{{name: staging}}, {{name: production}}]\n\
             blips: {{ci: {{}}, helm: {{}}, argocd: {{}}, semver: {{}}, sentry: {{{sentry}}}}}\n"
        ),
    );
    sandbox.blip(["generate", "-q", "-C", "checkout"]).succeeds();
    sandbox.git("checkout", &["init", "-q", "-b", "main"]);
    sandbox.git("checkout", &["add", "-A"]);
    sandbox.git("checkout", &["commit", "-qm", "feat: begin checkout"]);
    sandbox
}

/// A program that stands for `docker run`: the image has sentry-cli, and the folder of the job.
const DOCKER: &str = "#!/bin/sh
while [ \"$1\" != \"$SENTRY_CLI\" ]; do shift; done
shift
exec sentry-cli \"$@\"
";

/// The scripts of the pipeline's job `sentry`, in order, each with the variables that it is told.
fn scripts(sandbox: &Sandbox, forge: &str) -> Vec<(String, Vec<(String, String)>)> {
    let read = |path: &str| -> Value { serde_yaml::from_str(&sandbox.read(path)).unwrap() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let told = |of: &Value| -> Vec<(String, String)> {
        of.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), text(value))).collect()
    };
    if forge == "github" {
        let job = &read("checkout/.github/workflows/ci.yml")["jobs"]["sentry"];
        let steps = job["steps"].as_array().unwrap().iter().filter(|step| step["run"].is_string());
        return steps.map(|step| (text(&step["run"]), told(&step["env"]))).collect();
    }
    let job = &read("checkout/.gitlab-ci.yml")["sentry"];
    let lines: Vec<String> = job["script"].as_array().unwrap().iter().map(text).collect();
    vec![(lines.join("\n"), told(&job["variables"]))]
}

/// Runs that job against the server, as far as it gets.
fn report(sandbox: &Sandbox, forge: &str, server: &Server) -> Vec<String> {
    sandbox.write("bin/docker", DOCKER);
    sandbox.command("chmod").args(["+x", sandbox.path("bin/docker").to_str().unwrap()]).succeeds();
    for (script, told) in scripts(sandbox, forge) {
        let mut run = sandbox.command("sh").args(["-c", &script]).in_folder(sandbox.path("checkout"));
        for (name, value) in told {
            run = run.env(&name, value);
        }
        let run = run.env("PATH", path_with(&sandbox.path("bin"))).env("SENTRY_URL", &server.url);
        run.env("SENTRY_AUTH_TOKEN", "token").env("VERSION", "1.4.0").succeeds();
    }
    server.heard().into_iter().map(|request| format!("{} {}", request.line, request.body)).collect()
}

/// The places at which these words stand in the requests, of which each is asked once or more, one after the other.
#[track_caller]
fn in_order(requests: &[String], words: &[&str]) {
    let at = |word: &str| requests.iter().position(|request| request.contains(word));
    let places: Vec<_> = words.iter().map(|word| at(word)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {words:?} in\n{requests:#?}");
}

/// The commands of the Dockerfile that hold this word, with its variables before them.
fn commands(sandbox: &Sandbox, word: &str) -> String {
    let dockerfile = sandbox.read("checkout/Dockerfile").replace("\\\n", " ");
    let variables =
        dockerfile.lines().filter_map(|line| line.strip_prefix("ENV ")).filter(|line| line.contains("RUSTFLAGS"));
    let runs = dockerfile.lines().filter_map(|line| line.strip_prefix("RUN ")).filter(|line| line.contains(word));
    let exports = variables.map(|line| format!("export {line}"));
    let commands: Vec<String> = exports.chain(runs.map(str::to_owned)).collect();
    assert!(!commands.is_empty(), "{dockerfile}");
    commands.join("\n")
}

#[test]
fn scripts_and_their_maps_get_one_id_and_reach_sentry_before_the_release() {
    let (Some(tsc), Some(sentry), Some(node)) = (tool("tsc"), tool("sentry-cli"), newer_node()) else {
        return skipped("Node.js is missing in target/tools");
    };
    for forge in ["github", "gitlab"] {
        let sandbox = service(forge, "node", "source_maps: dist");
        // a program in TypeScript, and no more of Node's types than it needs
        fs::remove_dir_all(sandbox.path("checkout/src")).unwrap();
        sandbox.write(
            "checkout/src/main.ts",
            "const fail = (why: string): never => {\n  throw new Error(why);\n};\nfail('x');\n",
        );
        sandbox.write("checkout/node_modules/@types/node/index.d.ts", "");
        tsc.run(["--project", "tsconfig.build.json"]).in_folder(sandbox.path("checkout")).succeeds();
        let written = sandbox.path("checkout/dist");
        let inject = commands(&sandbox, "sourcemaps inject")
            .replace("/written", written.to_str().unwrap())
            .replace("/symbols", sandbox.path("checkout/symbols").to_str().unwrap());
        let run = |run: Run| run.env("PATH", path_with(&sandbox.path("bin")));
        run(sandbox.command("sh").args(["-c", &inject])).succeeds();
        assert!(!written.join("main.js.map").exists(), "the image has maps");
        let image = sandbox.read("checkout/dist/main.js");
        let id = image.lines().find_map(|line| line.strip_prefix("//# debugId=")).unwrap();
        let map: Value = serde_json::from_str(&sandbox.read("checkout/symbols/main.js.map")).unwrap();
        assert_eq!(map["debugId"], id);
        assert!(map["sourcesContent"][0].as_str().unwrap().contains("why: string"), "the map holds no sources");
        assert_eq!(sandbox.read("checkout/symbols/main.js"), image, "what is uploaded is not what runs");
        // with the ids in it, it runs as it did
        sandbox.command(&node).args([written.join("main.js").to_str().unwrap()]).exits(1).stderr_has(&["Error: x"]);

        let server = Server::start();
        let requests = report(&sandbox, forge, &server);
        let bundle = r#""projects":["checkout"],"version":"checkout@1.4.0""#;
        in_order(
            &requests,
            &[
                "POST /api/0/organizations/payments/artifactbundle/assemble/",
                "POST /api/0/organizations/payments/releases/ ",
                "dateReleased",
            ],
        );
        assert!(requests.iter().any(|request| request.contains(bundle)), "{requests:#?}");
        // nothing was written: better no release than one whose errors nobody can read
        fs::remove_dir_all(sandbox.path("checkout/symbols")).unwrap();
        fs::create_dir(sandbox.path("checkout/symbols")).unwrap();
        let upload = ["sourcemaps", "upload", "--release", "x", "--validate", "--strict", "symbols"];
        let empty = sentry.run(upload).in_folder(sandbox.path("checkout")).env("SENTRY_URL", &server.url);
        let of = [("SENTRY_AUTH_TOKEN", "t"), ("SENTRY_ORG", "payments"), ("SENTRY_PROJECT", "checkout")];
        of.into_iter().fold(empty, |run, (name, value)| run.env(name, value)).exits(1);
    }
}

#[test]
fn a_program_and_its_debug_file_have_one_id_and_sentry_gets_the_file() {
    let Some(sentry) = tool("sentry-cli") else { return };
    if !["objcopy", "cargo"].iter().all(|program| crate::tools::is_there(program)) {
        return skipped("binutils or Rust are missing");
    }
    let sandbox = service("gitlab", "rust", "");
    fs::remove_dir_all(sandbox.path("checkout/src")).unwrap();
    // the machine's own Rust will do
    for file in ["Cargo.lock", "rust-toolchain.toml"] {
        sandbox.delete(format!("checkout/{file}"));
    }
    sandbox.write("checkout/Cargo.toml", "[package]\nname = \"checkout\"\nedition = \"2024\"\n[workspace]\n");
    sandbox.write("checkout/src/main.rs", "fn main() {\n    panic!(\"x\");\n}\n");
    // the home is the sandbox's, and the toolchain the machine's
    let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    let shell = |commands: &str| {
        let mut run = sandbox.command("sh").args(["-c", &format!("set -eu\n{commands}")]);
        for (name, below) in [("RUSTUP_HOME", ".rustup"), ("CARGO_HOME", ".cargo")] {
            run = run.env(name, std::env::var_os(name).unwrap_or_else(|| home.join(below).into()));
        }
        run.in_folder(sandbox.path("checkout"))
    };
    let build = commands(&sandbox, "touch src/main.rs").replace(" --locked", " --offline");
    shell(&build).succeeds();
    shell(&commands(&sandbox, "objcopy")).succeeds();
    let check = |path: &str| {
        let told =
            sentry.run(["debug-files", "check", "--json", path]).in_folder(sandbox.path("checkout")).succeeds().json();
        (told["variants"][0]["debug_id"].clone(), told["features"].to_string())
    };
    let (program, file) = (check("target/release/checkout"), check("target/checkout.debug"));
    assert!(program.0.is_string() && program.0 == file.0, "{program:?} {file:?}");
    assert!(file.1.contains("debug") && !program.1.contains("debug"), "{program:?} {file:?}");

    fs::create_dir(sandbox.path("checkout/symbols")).unwrap();
    fs::copy(sandbox.path("checkout/target/checkout.debug"), sandbox.path("checkout/symbols/checkout.debug")).unwrap();
    let server = Server::start();
    let requests = report(&sandbox, "gitlab", &server);
    in_order(
        &requests,
        &["/files/difs/assemble/", "/chunk-upload/ ---", "POST /api/0/organizations/payments/releases/ "],
    );
    assert!(requests.iter().any(|request| is_upload(request.split(" -").next().unwrap_or_default())), "{requests:#?}");
    let id = program.0.as_str().unwrap();
    assert!(requests.iter().any(|request| request.contains("assemble") && request.contains(id)), "{id}");
}
