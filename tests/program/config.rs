//! The user's own defaults: what they come before and after, what they may say, and `blip config`.

use crate::support::{Run, Sandbox};
use crate::terminal::{Terminal, blip};

const FILE: &str = "../home/.config/blip/config.yaml";

/// A sandbox whose owner has these defaults.
fn with_defaults(text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write(FILE, text);
    sandbox
}

/// A pack in `pack`, with these answers for new services.
fn add_pack(sandbox: &Sandbox, defaults: &str) {
    sandbox.write("pack/defaults.yaml", defaults);
    sandbox.git(".", &["init", "--quiet", "pack"]);
    sandbox.git("pack", &["add", "--all"]);
    let commit = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message", "feat: begin"];
    sandbox.git("pack", &commit);
}

fn has(spec: &str, lines: &[&str]) {
    for line in lines {
        assert!(spec.contains(&format!("{line}\n")), "{line:?} is not in\n{spec}");
    }
}

#[test]
fn what_is_nearer_to_the_service_comes_first() {
    let defaults = "\
service: {owner: config, system: config, stack: go, port: 7001}
image: r.example/__name__
pack: {git: ../pack}
";
    let sandbox = with_defaults(defaults);
    add_pack(&sandbox, "service: {owner: pack, port: 7002, health: {live: /pack}}\nenvironments: [{name: __name__}]\n");
    sandbox.write("answers.yaml", "service: {stack: python, owner: answers}\n");
    let args = ["new", "checkout", "-y", "--answers", "answers.yaml", "--set", "service.owner=flag"];
    sandbox.blip(args).succeeds();
    let spec = sandbox.read("checkout/blip.yaml");
    has(&spec, &["  owner: flag", "  stack: python", "  system: config", "  port: 7001", "  health: {live: /pack}"]);
    has(&spec, &["image: r.example/checkout", "  - {name: checkout}", "pack: {git: \"../pack\"}"]);

    sandbox.blip(["new", "bare", "-y", "--no-config"]).succeeds();
    let spec = sandbox.read("bare/blip.yaml");
    has(&spec, &["  owner: acme", "  stack: rust"]);
    assert!(!spec.contains("pack") && !spec.contains("image:"), "{spec}");
}

#[test]
fn what_a_repository_says_comes_before_defaults() {
    let sandbox = with_defaults("service: {stack: go, owner: payments, description: Ours}\n");
    sandbox.write("repo/package.json", "{\"name\": \"basket\", \"description\": \"Keeps what is to be bought\"}\n");
    sandbox.write("repo/src/index.js", "");
    sandbox.blip(["-C", "repo", "init", "-y"]).succeeds();
    let spec = sandbox.read("repo/blip.yaml");
    has(&spec, &["  stack: node", "  owner: payments", "  description: Keeps what is to be bought"]);
}

#[test]
fn the_summary_says_where_a_default_comes_from() {
    let defaults = "service:\n  owner: payments\nrepository: {url: https://gitlab.com/acme/__name__}\n";
    let sandbox = with_defaults(defaults);
    let mut terminal = blip(&sandbox, &["new"]);
    for question in ["? Name", "? Description", "? Stack", "? Kind", "? Image", "? Environments"] {
        terminal.answers(question, if question == "? Name" { "checkout" } else { "" });
    }
    for question in ["? Host in staging", "? Host in production", "? Blips"] {
        terminal.answers(question, "");
    }
    terminal.sees("  Owner         payments  (~/.config/blip/config.yaml:2)\n");
    terminal.sees("  Repository    https://gitlab.com/acme/checkout  (~/.config/blip/config.yaml:3)\n");
    terminal.answers("? Write these files?", "\x1b[B");
    // the name is changed, and what holds it follows
    terminal.answers("? Which answer?", "");
    terminal.answers("? Name ›", "\x15basket");
    terminal.sees("  Repository    https://gitlab.com/acme/basket  (~/.config/blip/config.yaml:3)\n");
    terminal.answers("? Write these files?", "");
    terminal.presses("? Make a git repository", "n");
    let seen = terminal.exits(0);
    // the command needs none of it
    seen.has(&["--set service.owner=payments", "--set repository.url=https://gitlab.com/acme/basket"]);
}

#[test]
fn what_is_wrong_with_them_has_its_place() {
    for (text, message) in [
        ("service:\n  onwer: a\n", "config.yaml:2:3: unknown key `service.onwer`\n  help: did you mean `owner`?"),
        ("service: {port: 80}\n", "config.yaml:1:11: "),
        ("service: {owner: No One}\n", "config.yaml:1:11: service.owner: `No One` is no"),
        ("service: {name: x}\n", "config.yaml:1:11: a name is each service's own, and no default"),
        ("environments: [{name: a, host: \"x y\"}]\n", "config.yaml:1:26: "),
        ("blips: {hlem: {}}\n", "config.yaml:1:9: `hlem` is no blip of the radar\n  help: did you mean `helm`?"),
        ("- a\n", "config.yaml:1:1: the document is no mapping"),
        ("a: [\n", "config.yaml:2:1: this is no YAML"),
    ] {
        let sandbox = with_defaults(text);
        sandbox.blip(["new", "checkout", "-y"]).exits(2).stderr_has(&["/.config/blip/", message]);
        sandbox.blip(["config"]).exits(2).stderr_has(&[message]);
        assert!(!sandbox.exists("checkout"));
    }
}

#[test]
fn they_are_shown_with_the_place_of_each() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.blip(["config"]).succeeds();
    outcome.stdout_is("").stderr_has(&["~/.config/blip/config.yaml says nothing: `blip config --edit` begins it."]);
    sandbox.write(FILE, "service: {owner: payments}\nimage: r.example/__name__\npack: {git: ../pack}\n");
    add_pack(&sandbox, "service: {owner: pack, port: 7002}\n");
    sandbox.blip(["config"]).succeeds().stdout_is(
        "image          r.example/__name__  (~/.config/blip/config.yaml:2)\n\
         pack           {\"git\":\"../pack\"}  (~/.config/blip/config.yaml:3)\n\
         service.owner  payments  (~/.config/blip/config.yaml:1)\n\
         service.port   7002  (pack/defaults.yaml:1)\n",
    );
    let json = sandbox.blip(["config", "--json"]).succeeds().json();
    assert_eq!(json["defaults"][3]["value"], 7002);
    assert!(json["path"].as_str().is_some_and(|path| path.ends_with("/home/.config/blip/config.yaml")), "{json}");
    let elsewhere = sandbox.path("xdg").display().to_string();
    sandbox.blip(["config"]).env("XDG_CONFIG_HOME", &elsewhere).succeeds().stdout_is("");
}

fn editing(sandbox: &Sandbox, script: &str) -> Run {
    sandbox.write("editor", script);
    sandbox.blip(["config", "--edit"]).env("EDITOR", format!("sh {}", sandbox.path("editor").display()))
}

#[test]
fn they_are_begun_and_changed_in_an_editor() {
    let sandbox = Sandbox::new();
    editing(&sandbox, ":").succeeds().stderr_has(&["Nothing was changed."]);
    assert!(!sandbox.exists(FILE));
    editing(&sandbox, "echo 'service: {owner: payments}' >> $1").succeeds().stderr_has(&["Wrote ~/.config/blip/"]);
    let text = sandbox.read(FILE);
    assert!(
        text.starts_with("# Defaults for new services") && text.ends_with("service: {owner: payments}\n"),
        "{text}"
    );
    let wrong = "echo 'image: [' >> $1";
    editing(&sandbox, wrong).exits(2).stderr_has(&["config.yaml:", "this is no YAML"]);
    assert_eq!(sandbox.read(FILE), text);
    // somebody at a terminal may mend it
    let mut terminal = Terminal::start(editing(&sandbox, "grep -q [[] $1 && sed -i '$d' $1 || echo 'image: [' >> $1"));
    terminal.presses("Edit it again?", "y");
    terminal.exits(0).has(&["Nothing was changed."]);
    assert_eq!(sandbox.read(FILE), text);
    editing(&sandbox, "exit 3").exits(1).stderr_has(&["the editor `sh "]);
}

#[test]
fn every_line_that_a_new_file_offers_can_be_taken() {
    let sandbox = Sandbox::new();
    // all of the example but the pack, which lies elsewhere
    let script = "sed -i -e '1,3d' -e '/^# pack/,$d' -e 's/^# //' $1";
    editing(&sandbox, script).succeeds();
    sandbox.blip(["new", "checkout", "-y"]).succeeds();
    let spec = sandbox.read("checkout/blip.yaml");
    has(&spec, &["  owner: payments", "image: registry.acme.example/checkout"]);
    has(&spec, &["  - {name: staging, host: checkout.staging.acme.example}"]);
}
