//! What each command prints with `--json`, held against the schema that `blip schema --of` prints.

use crate::support::Sandbox;
use crate::tools::tool;

/// Says of each pair of a schema and a document what is wrong with either.
const JUDGE: &str = "
import json, sys
from jsonschema import Draft7Validator
wrong = 0
for name in sys.argv[1:]:
    schema = json.load(open(f'schemas/{name.rsplit(\".\", 1)[0]}'))
    Draft7Validator.check_schema(schema)
    for error in Draft7Validator(schema).iter_errors(json.load(open(f'documents/{name}'))):
        wrong += 1
        print(name, error.json_path, error.message[:300])
sys.exit(wrong > 0)
";

/// Runs, each with the name of its schema; all of them in one sandbox, one after the other.
const RUNS: &[(&str, &[&str])] = &[
    ("new", &["new", "other", "-y", "--json"]),
    ("init", &["-C", "repo", "init", "-y", "--dry-run", "--diff", "--json"]),
    ("check", &["-C", "shop", "check", "--json"]),
    ("check-all", &["check", "--all", "--json"]),
    ("generate", &["-C", "shop", "generate", "--dry-run", "--diff", "--json"]),
    ("generate-all", &["generate", "--all", ".", "--dry-run", "--json"]),
    ("why", &["-C", "shop", "why", ".github/workflows/ci.yml:60", "--json"]),
    ("why", &["-C", "shop", "why", "blip.yaml", "--json"]),
    ("why", &["why", "helm", "--json"]),
    ("config", &["config", "--json"]),
    ("ci-pins", &["-C", "shop", "ci", "pins", "--json"]),
    ("ci-simulate", &["-C", "shop", "ci", "simulate", "--json"]),
    ("preview-url", &["-C", "shop", "preview", "url", "42", "--json"]),
    ("preview-check", &["-C", "shop", "preview", "check", "--json"]),
    ("metrics", &["-C", "shop", "metrics", "dora", "--json"]),
    ("radar-list", &["radar", "list", "--json"]),
    ("radar-show", &["radar", "show", "argocd", "--json"]),
    ("semver-current", &["-C", "shop", "semver", "current", "--json"]),
    ("semver-next", &["-C", "shop", "semver", "next", "--json"]),
    ("semver-bump", &["-C", "shop", "semver", "bump", "--json"]),
    ("semver-bump", &["-C", "shop", "semver", "bump", "--json"]),
    ("semver-changelog", &["-C", "shop", "semver", "changelog", "--json"]),
    ("semver-changelog", &["-C", "shop", "semver", "changelog", "--all", "--json"]),
    ("semver-check-message", &["semver", "check-message", "feat: pay by card", "--json"]),
    ("semver-check-message", &["semver", "check-message", "Pay by card.", "--json"]),
    ("semver-verify", &["-C", "shop", "semver", "verify", "--json"]),
    ("semver-compat", &["-C", "shop", "semver", "compat", "--json"]),
];

/// A service with edits, conflicts, previews and a release; a repository without Blip; and a blip.yaml that is wrong.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_identity();
    let preview = ["--set", "blips.preview.match=[query]", "--set", "environments.0.host=shop.acme.example"];
    sandbox.blip(["new", "shop", "-y", "--git"].into_iter().chain(preview)).succeeds();
    sandbox.git("shop", &["tag", "v0.1.0"]);
    sandbox.write("shop/src/pay.rs", "// by card\n");
    sandbox.git("shop", &["add", "--all"]);
    sandbox.git("shop", &["commit", "--quiet", "--message", "feat: pay by card"]);
    sandbox.git("shop", &["commit", "--quiet", "--allow-empty", "--message", "Fixed it"]);
    sandbox.edit("shop/charts/shop/values.yaml", "port: 8080", "port: 7070");
    sandbox.edit("shop/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
    sandbox.delete("shop/RELEASING.md");
    sandbox.write("repo/package.json", "{\"name\": \"basket\"}\n");
    sandbox.write("repo/Dockerfile", "FROM scratch\nEXPOSE 3000\n");
    sandbox.write("broken/blip.yaml", "version: 1\nservcie: {}\n");
    sandbox.write("../home/.config/blip/config.yaml", "service: {owner: payments}\n");
    sandbox
}

#[test]
fn jsonschema_accepts_what_every_command_prints() {
    let Some(judge) = tool("check-jsonschema") else { return };
    let sandbox = sandbox();
    let mut names = Vec::new();
    for (i, (output, args)) in RUNS.iter().enumerate() {
        // a release needs a clean tree
        if args.contains(&"bump") {
            sandbox.git("shop", &["add", "--all"]);
            sandbox.git("shop", &["commit", "--quiet", "--allow-empty", "--message", "chore: tidy up"]);
        }
        let document = sandbox.blip(*args).outcome();
        assert!(document.stdout.starts_with(['{', '[']), "{document}");
        let name = format!("{output}.{i}");
        sandbox.write(format!("documents/{name}"), &document.stdout);
        sandbox.write(format!("schemas/{output}"), sandbox.blip(["schema", "--of", output]).succeeds().stdout);
        names.push(name);
    }
    // the Python that the tool itself was installed for
    let python = judge.path().with_file_name("python3");
    let args = ["-c", JUDGE].into_iter().map(str::to_owned).chain(names);
    sandbox.command(python).args(args).succeeds();
}
