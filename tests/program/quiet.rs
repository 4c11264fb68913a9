//! How much is said: `-q`, `-v`, and diffs in a pager.

use crate::given::checkout;
use crate::support::{Run, Sandbox};
use crate::terminal::Terminal;

/// What is done as it was asked for needs no word with `-q`.
#[test]
fn what_was_done_goes_unsaid_with_quiet() {
    let sandbox = Sandbox::with_identity();
    sandbox.write("repo/package.json", "{\"name\": \"basket\"}\n");
    sandbox.write("repo/package-lock.json", "{\"lockfileVersion\": 3}\n");
    sandbox.write("radar.csv", "name,ring,quadrant,isNew,description\nHelm,Adopt,tools,FALSE,Charts.\n");
    for args in [
        &["new", "shop", "-y", "--git", "-q"] as &[&str],
        &["-C", "repo", "init", "-y", "-q"],
        &["-C", "shop", "generate", "-q"],
        &["-C", "shop", "generate", "--diff", "--restore", "-q"],
        &["generate", "--all", "-q"],
        &["check", "--all", "-q"],
        &["-C", "shop", "check", "-q"],
        &["-C", "shop", "semver", "bump", "--release-as", "0.2.0", "-q"],
        &["-C", "shop", "semver", "hook", "install", "-q"],
        &["radar", "import", "radar.csv", "--edition", "2026-11-01", "-q"],
        &["config", "-q"],
    ] {
        let outcome = sandbox.blip(args).succeeds();
        assert!(outcome.stdout.is_empty() && outcome.stderr.is_empty(), "{outcome}");
    }
    // what was asked for, and what is left to do, is said all the same
    sandbox.blip(["why", "helm", "-q"]).succeeds().stdout_has(&["44 Helm Adopt"]);
    sandbox.blip(["new", "other", "-y", "--dry-run", "-q"]).succeeds().stdout_has(&["└── blip.yaml"]);
    sandbox.edit("shop/charts/shop/values.yaml", "port: 8080", "port: 7070");
    sandbox.edit("shop/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
    let outcome = sandbox.blip(["-C", "shop", "generate", "-q"]).exits(4);
    assert!(outcome.stdout.starts_with("  conflict charts/shop/values.yaml"), "{outcome}");
    assert_eq!(outcome.stderr, "");
}

#[test]
fn more_is_said_with_verbose() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.blip(["new", "shop", "-y", "--set", "service.owner=payments", "-v"]).succeeds();
    outcome.stderr_has(&["blip 0.", "service.owner: payments (given)", "service.stack: rust (default)", "exit code 0"]);
    sandbox.blip(["-C", "shop", "generate", "-v"]).succeeds().stderr_has(&[" unchanged charts/shop/Chart.yaml"]);
    let json = sandbox.blip(["-C", "shop", "check", "--json", "-v"]).succeeds();
    assert_eq!(json.json()["clean"], true);
}

/// A diff at a terminal.
fn diff(sandbox: &Sandbox) -> Run {
    sandbox.blip(["-C", "checkout", "generate", "--diff", "--dry-run"])
}

fn behind() -> Sandbox {
    let sandbox = checkout();
    sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
    sandbox
}

#[test]
fn a_diff_at_a_terminal_is_paged_as_git_pages() {
    let sandbox = behind();
    let git = |text: &str| sandbox.write("../home/.gitconfig", text);
    let paged = |run: Run, start: &str| {
        let seen = Terminal::sized(run.without_env("NO_COLOR"), 60, 200).exits(0);
        assert!(seen.screen.contains(&format!("{start}@@")), "{}", seen.screen);
        // the summary, too
        assert!(seen.screen.lines().any(|line| line.starts_with(start) && line.contains(" updat")), "{}", seen.screen);
        seen
    };
    let pager = |mark: &str| format!("sed -e 's/\\x1b[[][0-9;]*m//g' -e s/^/{mark}/");
    paged(diff(&sandbox).env("PAGER", pager("P:")), "P:");
    git(&format!("[core]\n\tpager = \"{}\"\n", pager("C:").replace('\\', "\\\\")));
    paged(diff(&sandbox).env("PAGER", pager("P:")), "C:");
    paged(diff(&sandbox).env("PAGER", pager("P:")).env("GIT_PAGER", pager("G:")), "G:");
    // as git tells less
    let told = Terminal::start(diff(&sandbox).env("GIT_PAGER", "cat > /dev/null; echo LESS=$LESS LV=$LV")).exits(0);
    told.has(&["LESS=FRX LV=-c"]);
}

#[test]
fn there_is_no_pager_where_nobody_wants_one() {
    let sandbox = behind();
    let pager = "sed s/^/P:/";
    let straight = |run: Run| {
        let seen = Terminal::sized(run, 60, 120).exits(0);
        assert!(seen.screen.contains("\n@@") && !seen.screen.contains("P:"), "{}", seen.screen);
    };
    straight(diff(&sandbox).env("GIT_PAGER", pager).args(["--no-pager"]));
    straight(diff(&sandbox).env("GIT_PAGER", pager).args(["--plain"]));
    // some pipelines give their jobs a terminal
    straight(diff(&sandbox).env("GIT_PAGER", pager).env("CI", "true"));
    straight(diff(&sandbox).env("GIT_PAGER", "cat"));
    straight(diff(&sandbox).env("GIT_PAGER", ""));
    straight(diff(&sandbox).env("GIT_PAGER", "no-such-pager"));
    // and none where it goes to a program
    let outcome = diff(&sandbox).env("GIT_PAGER", pager).succeeds();
    assert!(outcome.stdout.contains("\n@@") && !outcome.stdout.contains("P:"), "{outcome}");
}

#[test]
fn whoever_leaves_the_pager_early_is_not_blamed() {
    let sandbox = behind();
    Terminal::start(diff(&sandbox).env("GIT_PAGER", "head -1")).exits(0).has(&["update"]);
}

#[test]
fn what_takes_long_is_told_at_a_terminal() {
    let sandbox = Sandbox::with_identity();
    let preview = ["new", "shop", "-y", "--set", "blips.preview={}", "--set", "blips.ci={}", "--set", "blips.helm={}"];
    let rest = ["--set", "blips.argocd={}", "--set", "environments.0.host=shop.example", "-q"];
    sandbox.blip(preview.into_iter().chain(rest)).succeeds();
    // it takes as long as it takes to be told
    sandbox.write("bin/helm", "#!/bin/sh\nwhile ! test -e ../seen && ! test -e seen; do sleep 0.05; done\nexit 1\n");
    sandbox.command("chmod").args(["+x", "bin/helm"]).succeeds();
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let run = sandbox.blip(["-C", "shop", "preview", "check"]).env("PATH", path);
    let mut terminal = Terminal::start(run);
    terminal.sees("Rendering the chart …");
    sandbox.write("seen", "");
    terminal.exits(2);
}

#[test]
fn errors_are_wrapped_at_a_terminal_and_in_one_line_elsewhere() {
    let sandbox = Sandbox::new();
    let run = || sandbox.blip(["new", "shop", "-y", "--set", "service.port=80"]);
    let seen = Terminal::sized(run(), 24, 40).exits(2);
    seen.wrapped_nothing().has(&["error: service.port: port 80 needs\n  privileges"]);
    run().exits(2).stderr_has(&["error: service.port: port 80 needs privileges that the container has not; choose"]);
    let sandbox = behind();
    sandbox.edit("checkout/charts/checkout/values.yaml", "port: 8080", "port: 7070");
    let seen = Terminal::sized(diff(&sandbox).env("GIT_PAGER", ""), 24, 80).exits(4);
    assert!(seen.screen.contains("for good, `ours`\ntakes the templates'"), "{}", seen.screen);
}
