//! What a stack has to be told: where gems come from, of which no server goes without saying.

use crate::support::{Sandbox, told};
use crate::terminal::Terminal;

const SERVER: &str = "https://gems.acme.example";

/// `blip new shop` in Ruby, unattended.
const NEW: [&str; 5] = ["new", "shop", "-y", "--set", "service.stack=ruby"];

fn new(sandbox: &Sandbox, server: &str) -> crate::support::Run {
    sandbox.blip(NEW.into_iter().chain(["--set", &format!("stacks.ruby.gem_server={server}")]))
}

#[test]
fn what_runs_needs_its_gems_first() {
    let sandbox = Sandbox::new();
    new(&sandbox, SERVER).succeeds().stderr_has(&["\n  bundle install\n  bundle exec ruby bin/start.rb\n"]);
}

#[test]
fn a_gem_server_is_asked_for_where_nobody_says() {
    let sandbox = Sandbox::new();
    sandbox.blip(NEW).exits(2).stderr_is(
        "error: there is no answer for stacks.ruby.gem_server\n  \
         help: give it with `--set stacks.ruby.gem_server=…`; where its gems come from, without a password; \
         `gem sources` prints yours\n",
    );
    let mut terminal = Terminal::sized(sandbox.blip(["new", "shop", "--plain", "--set", "blips={}"]), 100, 90);
    for (question, line) in [
        ("Description [The shop service]: ", ""),
        (". Ruby\n", "ruby"),
        ("`gem sources` prints yours\n", "http://gems.acme.example"),
        ("no address that begins with https://", "https://me:s3cret@gems.acme.example"),
        ("it holds a user or a password, which a repository is no place for", SERVER),
        ("Kind [1]: ", ""),
        ("Repository [https://github.com/acme/shop]: ", ""),
        ("Owner [acme]: ", ""),
        ("Image [ghcr.io/acme/shop]: ", ""),
        ("Environments [staging, production]: ", ""),
        ("Host in staging [none]: ", ""),
        ("Host in production [none]: ", ""),
        ("Write these files? [1]: ", "2"),
        // another stack needs nothing, and the first one is asked for again
        ("Which answer? [1]: ", "stack"),
        ("Stack [7]: ", "go"),
        ("Write these files? [1]: ", "2"),
        ("Which answer? [1]: ", "stack"),
        ("Stack [2]: ", "ruby"),
        ("Gem server: ", SERVER),
        ("Write these files? [1]: ", "1"),
    ] {
        terminal.reads_line(question, line);
    }
    terminal.reads_line("first commit?", "n");
    terminal
        .exits(0)
        .has(&["Its settings  gem_server https://gems.acme.example\n", "--set stacks.ruby.gem_server=https"]);
    assert!(sandbox.read("shop/Gemfile").contains("\nsource \"https://gems.acme.example\"\n"));
}

#[test]
fn the_lock_file_names_the_server_as_bundler_writes_it() {
    for (server, remote) in
        [(SERVER, "https://gems.acme.example/"), ("https://x.example:8443/a/", "https://x.example:8443/a/")]
    {
        let sandbox = Sandbox::new();
        new(&sandbox, server).succeeds();
        assert!(sandbox.read("shop/Gemfile.lock").starts_with(&format!("GEM\n  remote: {remote}\n  specs:\n")));
        assert!(sandbox.read("shop/blip.yaml").contains(&format!("stacks:\n  ruby: {{gem_server: {server}}}\n")));
    }
}

#[test]
fn an_organisation_says_it_once() {
    let sandbox = Sandbox::new();
    let file = "../home/.config/blip/config.yaml";
    sandbox.write(file, "stacks:\n  ruby: {gem_server: https://gems.acme.example}\n");
    sandbox
        .blip(["config"])
        .succeeds()
        .stdout_has(&["stacks.ruby  {\"gem_server\":\"https://gems.acme.example\"}  (~/"]);
    sandbox.blip(NEW).succeeds();
    assert!(sandbox.read("shop/blip.yaml").contains("  ruby: {gem_server: https://gems.acme.example}\n"));
    // others have no use for it
    sandbox.blip(["new", "cart", "-y"]).succeeds();
    assert!(!sandbox.read("cart/blip.yaml").contains("stacks"));
    sandbox.blip(["new", "base", "-y", "--set", "service.kind=platform"]).succeeds();

    sandbox.write(file, "stacks: {ruby: {gem_server: http://gems.acme.example}}\n");
    sandbox
        .blip(["config"])
        .exits(2)
        .stderr_has(&["config.yaml:1:17: `stacks.ruby.gem_server`: ", "begins with https://"]);
    sandbox.write(file, "stacks: {rust: {}}\n");
    sandbox
        .blip(["config"])
        .exits(2)
        .stderr_has(&["config.yaml:1:10: unknown key `stacks.rust`\n  help: known here: ruby"]);
}

#[test]
fn what_was_told_is_judged_in_its_place() {
    let sandbox = Sandbox::new();
    sandbox.blip(NEW.iter().chain(told("ruby")).copied()).succeeds();
    let spec = sandbox.read("shop/blip.yaml");
    let said = |from: &str, to: &str| {
        assert!(spec.contains(from), "{spec}");
        sandbox.write("shop/blip.yaml", spec.replace(from, to));
        sandbox.blip(["-C", "shop", "generate"]).exits(2).stderr.clone()
    };
    let told = "stacks:\n  ruby: {gem_server: https://gems.acme.example}\n";
    let none = said(told, "");
    assert!(
        none.starts_with("error: blip.yaml:8:3: there is no `stacks.ruby.gem_server`\n  help: say it in blip.yaml: "),
        "{none}"
    );
    let other = said("  stack: ruby\n", "  stack: go\n");
    assert!(other.contains(": its stack is go, so `ruby` has nothing to be told\n  help: remove it\n"), "{other}");
    let secret = said("https://gems", "https://me:s3cret@gems");
    assert!(secret.contains("a user or a password") && !secret.contains("s3cret"), "{secret}");
}
