//! `blip foo`, which is the program `blip-foo`.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::{Run, Sandbox};

const SHOW: &str = "#!/bin/sh\necho \"args: $*\"\necho \"root: $BLIP_ROOT\"\nprintf '%s' \"$BLIP_SERVICE\"\nexit 7\n";

/// A sandbox with a program on its PATH.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("bin/blip-show", SHOW);
    fs::set_permissions(sandbox.path("bin/blip-show"), fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.write("bin/blip-data", "no program");
    sandbox
}

fn blip(sandbox: &Sandbox, args: &[&str]) -> Run {
    let path = format!("{}:{}", sandbox.path("bin").display(), env::var("PATH").unwrap());
    sandbox.blip(args).env("PATH", path)
}

#[test]
fn a_program_on_the_path_is_a_command() {
    let sandbox = sandbox();
    let outcome = blip(&sandbox, &["show", "--all", "-q", "a b"]).exits(7);
    outcome.stdout_is("args: --all -q a b\nroot: \n").stderr_is("");
}

#[test]
fn it_is_told_of_the_service() {
    let sandbox = sandbox();
    sandbox.blip(["new", "checkout", "--defaults"]).succeeds();
    let outcome = blip(&sandbox, &["-C", "checkout/charts", "show"]).exits(7);
    let root = sandbox.path("checkout").canonicalize().unwrap();
    let (head, document) = outcome.stdout.split_once('{').unwrap();
    assert_eq!(head, format!("args: \nroot: {}\n", root.display()));
    let facts: serde_json::Value = serde_json::from_str(&format!("{{{document}")).unwrap();
    assert_eq!(facts["service"]["name"], "checkout");
    assert_eq!(facts["image"]["reference"], "ghcr.io/acme/checkout");
    assert_eq!(facts["blips"]["helm"]["routing"], "gateway-api");

    sandbox.edit("checkout/blip.yaml", "version: 1", "version: 9");
    blip(&sandbox, &["-C", "checkout", "show"]).exits(2).stderr_has(&["blip.yaml:"]);
}

#[test]
fn what_is_no_program_is_no_command() {
    let sandbox = sandbox();
    blip(&sandbox, &["data"]).exits(2).stderr_has(&["unrecognized subcommand 'data'", "Usage: blip"]);
    blip(&sandbox, &["../bin/show"]).exits(2).stderr_has(&["unrecognized subcommand"]);
    blip(&sandbox, &["shwo"]).exits(2);
}
