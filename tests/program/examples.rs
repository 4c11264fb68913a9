//! The examples of `--help`, run as they stand there.

use crate::help::{commands, help};
use crate::support::{Sandbox, workspace};

/// Examples that are not run, and why.
const LEFT_OUT: [(&str, &str); 1] = [("pack.git=https://", "it asks the network")];

/// Examples that want somebody to answer: without a terminal nothing is asked, and that is wrong usage.
const ASKING: [&str; 2] = ["blip new", "blip init"];

const ANSWERS: &str = "service: {description: Turns a basket into a paid order, owner: payments, stack: go}
repository: {provider: github, url: https://github.com/acme/checkout}
";

const OWN_BLIP: &str = "---
title: Nightly backups
number: 101
ring: adopt
quadrant: empowering
summary: Each service's database is copied every night.
scope: service
---

## Why

Because disks fail.
";

const BYOR: &str = "name,ring,quadrant,isNew,description\nTerraform,adopt,tools,FALSE,Describes what is there\n";

/// A service with previews, two releases and a remote, and around it what the examples name.
fn service(sandbox: &Sandbox) {
    own_layer(sandbox, "pack");
    sandbox.git("pack", &["init", "--quiet"]);
    sandbox.git("pack", &["add", "--all"]);
    sandbox.git("pack", &["commit", "--quiet", "--message", "feat: ours"]);
    let args = ["new", "shop", "-y", "--git", "--set", "blips.preview={}", "--set", "pack.git=../pack"];
    sandbox.blip(args).args(["--set", "environments.0.host=shop.acme.example"]).succeeds();
    sandbox.blip(["new", "cart", "-y", "--dir", "shop/services/cart"]).succeeds();
    sandbox.write("shop/.github/workflows/other.yml", "on: push\njobs: {a: {runs-on: x, steps: [{run: 'true'}]}}\n");
    sandbox.write("shop/src/version.py", "VERSION = \"1.4.0\"  # x-blip-version\n");
    sandbox.write("shop/docs/install.md", "shop@1.4.0\n");
    sandbox.write("shop/radar.csv", BYOR);
    let json = r#"[{"name": "Terraform", "ring": "adopt", "quadrant": "tools", "isNew": "FALSE", "description": "x"}]"#;
    sandbox.write("shop/radar.json", json);
    own_layer(sandbox, "shop");
    let git = |args: &[&str]| sandbox.git("shop", args);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "feat: what the examples name"]);
    for version in ["1.2.0", "1.3.0", "1.4.0"] {
        sandbox.blip(["semver", "bump", "--release-as", version]).in_folder("shop").succeeds();
        sandbox.write("shop/src/paid.rs", format!("// after {version}\n"));
        git(&["add", "--all"]);
        git(&["commit", "--quiet", "--message", "fix: pay once"]);
    }
    sandbox.git(".", &["clone", "--quiet", "--bare", "shop", "remote.git"]);
    git(&["remote", "add", "origin", "../remote.git"]);
    git(&["fetch", "--quiet"]);
    // who merges is told by the address; what is pushed stays here
    git(&["remote", "set-url", "origin", "https://github.com/acme/shop.git"]);
    git(&["remote", "set-url", "--push", "origin", "../remote.git"]);
    sandbox.git(".", &["clone", "--quiet", "pack", "gitops"]);
    sandbox.write("shop/.git/COMMIT_EDITMSG", "feat: pay by card\n");
}

fn own_layer(sandbox: &Sandbox, folder: &str) {
    sandbox.write(format!("{folder}/radar/2026-11-20/backup.md"), OWN_BLIP);
    sandbox.write(format!("{folder}/templates/service/files/README.md"), "# <%= service.name %>\n");
}

/// Where an example is run: a new service in an empty folder, the beginning in a repository, all else in a service.
fn prepare(sandbox: &Sandbox) {
    service(sandbox);
    sandbox.write("new/answers.yaml", ANSWERS);
    own_layer(sandbox, "new");
    let fixture = workspace().join("tests/fixtures/rust").display().to_string();
    sandbox.command("cp").args(["-R", &fixture, "init"]).succeeds();
    sandbox.git("init", &["init", "--quiet"]);
}

#[test]
fn every_example_does_what_it_says() {
    let sandbox = Sandbox::with_identity();
    prepare(&sandbox);
    let mut count = 0;
    for words in commands(&sandbox) {
        let help = help(&sandbox, &words);
        let lines = help.split("Examples:\n").nth(1).unwrap_or_default().lines().map(str::trim_start);
        for line in lines.take_while(|line| line.starts_with("blip ")) {
            let example = line.split("  ").next().unwrap_or_default();
            if LEFT_OUT.iter().any(|(part, _)| example.contains(part)) {
                continue;
            }
            // into which file it is written is the reader's choice
            let (command, _) = example.split_once(" >").unwrap_or((example, ""));
            let room = match words[0].as_str() {
                "new" => "new",
                "init" => "init",
                _ => "shop",
            };
            sandbox.command("rsync").args(["--archive", "--delete", &format!("{room}/"), "room"]).succeeds();
            let shell = command.replacen("blip", env!("CARGO_BIN_EXE_blip"), 1);
            let run = sandbox.command("bash").args(["-c", &shell]).in_folder("room");
            let outcome = run.env("EDITOR", "true").env("TITLE", "feat: pay by card").outcome();
            let wanted = if ASKING.contains(&example) { 2 } else { 0 };
            assert_eq!(outcome.code, Some(wanted), "{example}\n{outcome}");
            count += 1;
        }
    }
    assert!(count > 80, "{count}");
}
