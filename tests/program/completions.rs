//! What is typed at a shell that has loaded the completion, and what a tab makes of it.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use crate::support::{Run, Sandbox};
use crate::terminal::Terminal;

/// Two services, and a command of somebody's own.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "--quiet"]);
    for name in ["cart", "checkout"] {
        sandbox.blip(["new", name, "-y", "--dir", &format!("services/{name}")]).succeeds();
    }
    sandbox.write("bin/blip-owner", "#!/bin/sh\n");
    fs::set_permissions(sandbox.path("bin/blip-owner"), fs::Permissions::from_mode(0o755)).unwrap();
    sandbox
}

/// A program that finds Blip on its PATH.
fn with_blip(sandbox: &Sandbox, program: &str) -> Run {
    let folder = Path::new(env!("CARGO_BIN_EXE_blip")).parent().unwrap().display().to_string();
    let path = format!("{}:{folder}:{}", sandbox.path("bin").display(), env::var("PATH").unwrap());
    sandbox.command(program).env("PATH", path)
}

/// What is typed up to the tab, and what stands there then.
const TYPED: &[(&str, &str)] = &[
    ("blip gener", "blip generate"),
    ("blip why argoc", "blip why argocd"),
    ("blip radar show flagg", "blip radar show flagger"),
    ("blip new x --set service.st", "blip new x --set service.stack="),
    ("blip new x --set service.stack=py", "blip new x --set service.stack=python"),
    ("blip new x --set blips.helm.routing=gat", "blip new x --set blips.helm.routing=gateway-api"),
    ("blip new x --set environments.1.h", "blip new x --set environments.1.host="),
    ("blip -C services/che", "blip -C services/checkout"),
    ("blip -C services/cart generate arg", "blip -C services/cart generate argocd"),
    ("blip -C services/cart why deploy/argocd/sta", "blip -C services/cart why deploy/argocd/staging.yaml"),
    ("blip -C services/cart why charts/cart/Ch", "blip -C services/cart why charts/cart/Chart.yaml"),
    ("blip check --code", "blip check --code-quality"),
    ("blip generate --on-conflict mark", "blip generate --on-conflict markers"),
    ("blip own", "blip owner"),
];

/// Types all of that at a shell, `begin` first, and looks at what each tab makes of it.
fn completes(shell: &str, args: &[&str], begin: &str) {
    completes_those(shell, args, begin, |_| true);
}

fn completes_those(shell: &str, args: &[&str], begin: &str, wanted: fn(&str) -> bool) {
    let sandbox = sandbox();
    if !is_there(shell) {
        return;
    }
    let mut terminal = Terminal::sized(with_blip(&sandbox, shell).args(args), 24, 150);
    terminal.types(begin);
    terminal.types("\r");
    terminal.sees("loaded!");
    for (typed, expected) in TYPED.iter().filter(|(_, expected)| wanted(expected)) {
        terminal.types(typed);
        terminal.sees(typed);
        terminal.types("\t");
        terminal.sees(expected);
        // away with the line
        terminal.types("\x15");
        terminal.sees_no_longer(expected);
    }
}

/// Whether there is such a shell; it must be where all tools are asked for.
fn is_there(shell: &str) -> bool {
    let there = env::split_paths(&env::var_os("PATH").unwrap_or_default()).any(|folder| folder.join(shell).is_file());
    let required = env::var_os("BLIP_TOOLS_REQUIRED").is_some_and(|value| !value.is_empty());
    assert!(there || !required, "{shell} is missing: run tests/tools/install");
    if !there {
        eprintln!("skipped: {shell} is missing (tests/tools/install installs it)");
    }
    there
}

#[test]
fn bash_completes() {
    completes("bash", &["--norc", "-i"], "source <(blip completions bash); echo loaded'!'");
}

#[test]
fn zsh_completes() {
    let begin = "autoload -U compinit; compinit -u -D; source <(blip completions zsh); echo loaded'!'";
    completes("zsh", &["-f", "-i"], begin);
}

#[test]
fn fish_completes() {
    completes("fish", &["--no-config"], "blip completions fish | source; echo loaded'!'");
}

#[test]
fn elvish_completes() {
    let begin = "eval (blip completions elvish | slurp); echo loaded'!'";
    // it puts a word with a `=` in quotes, and asks once more
    completes_those("elvish", &["-norc"], begin, |expected| !expected.contains('='));
}

#[test]
fn a_saved_script_is_found_by_its_place() {
    let sandbox = sandbox();
    if !is_there("zsh") {
        return;
    }
    let script = sandbox.blip(["completions", "zsh"]).succeeds().stdout;
    sandbox.write("functions/_blip", script);
    let mut terminal = Terminal::sized(with_blip(&sandbox, "zsh").args(["-f", "-i"]), 24, 150);
    terminal.types("fpath=($PWD/functions $fpath); autoload -U compinit; compinit -u -D; echo loaded'!'\r");
    terminal.sees("loaded!");
    terminal.types("blip why hel\t");
    terminal.sees("blip why helm");
}

#[test]
fn what_cannot_be_read_offers_what_is_known_without_it() {
    let sandbox = Sandbox::new();
    sandbox.write("blip.yaml", "version: [\n");
    let asked = |line: &str| {
        let run =
            sandbox.blip([""; 0]).env("BLIP_COMPLETE", "bash").env("BLIP_LINE", line).env("BLIP_WORDBREAKS", "=:");
        run.succeeds().stderr_is("").stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(asked("blip generate hel"), ["helm"]);
    assert_eq!(asked("blip why hel"), ["helm"]);
    assert_eq!(asked("blip new --set service.stack=rus"), ["rust"]);
    assert_eq!(asked("blip -C nowhere why hel"), ["helm"]);
    assert_eq!(asked("blip why no-such"), [""; 0]);
}
