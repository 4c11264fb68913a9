//! `blip generate` at a terminal: a question for each conflict.

use crate::given::checkout;
use crate::support::{Run, Sandbox};
use crate::terminal::Terminal;

const VALUES: &str = "checkout/charts/checkout/values.yaml";

/// The keys that choose each answer, from the first one on.
const KEEP: &str = "";
const TAKE: &str = "\x1b[B";
const SHOW: &str = "\x1b[B\x1b[B";
const EDIT: &str = "\x1b[B\x1b[B\x1b[B";

/// A service in which the user and blip.yaml changed the same line of the chart's values.
fn conflict() -> Sandbox {
    let sandbox = checkout();
    sandbox.edit(VALUES, "port: 8080", "port: 7070");
    sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
    sandbox
}

fn generate(sandbox: &Sandbox) -> Run {
    sandbox.blip(["-C", "checkout", "generate"]).without_env("NO_COLOR")
}

/// A run whose editor is this script.
fn with_editor(sandbox: &Sandbox, script: &str) -> Terminal {
    sandbox.write("editor", script);
    Terminal::start(generate(sandbox).env("EDITOR", format!("sh {}", sandbox.path("editor").display())))
}

#[test]
fn mine_is_kept_and_asked_for_again() {
    let sandbox = conflict();
    let before = sandbox.read(VALUES);
    for _ in 0..2 {
        let mut terminal = Terminal::start(generate(&sandbox));
        terminal.sees("Conflict in charts/checkout/values.yaml:");
        terminal.sees("- ");
        terminal.answers("? values.yaml", KEEP);
        terminal.exits(4).shows_cursor().has(&["conflict charts/checkout/values.yaml"]);
        assert_eq!(sandbox.read(VALUES), before);
    }
    assert!(sandbox.read("checkout/Dockerfile").contains("9090"), "the other files are brought up to date");
}

#[test]
fn the_templates_lines_are_taken() {
    let sandbox = conflict();
    sandbox.edit(VALUES, "replicas: ", "# ours\nreplicas: ");
    let mut terminal = Terminal::start(generate(&sandbox));
    terminal.answers("? values.yaml", TAKE);
    terminal.exits(0).shows_cursor().has(&["merged charts/checkout/values.yaml"]);
    let values = sandbox.read(VALUES);
    assert!(values.contains("port: 9090") && values.contains("# ours\n") && !values.contains("7070"), "{values}");
    generate(&sandbox).succeeds().stdout_is("");
}

#[test]
fn the_difference_is_shown_and_the_question_asked_again() {
    let sandbox = conflict();
    let mut terminal = Terminal::start(generate(&sandbox));
    terminal.answers("? values.yaml", SHOW);
    terminal.sees("+++ b/charts/checkout/values.yaml");
    terminal.answers("? values.yaml", TAKE);
    terminal.exits(0);
}

#[test]
fn it_is_edited() {
    let sandbox = conflict();
    let script = "sed -i -e '/^<<<<<<< yours/,/^=======/d' -e '/^>>>>>>> blip/d' -e 's/port: 9090/port: 6060/' \"$1\"";
    let mut terminal = with_editor(&sandbox, script);
    terminal.answers("? values.yaml", EDIT);
    terminal.exits(0).has(&["merged charts/checkout/values.yaml"]);
    let values = sandbox.read(VALUES);
    assert!(values.contains("port: 6060") && !values.contains("<<<<<<<"), "{values}");
    generate(&sandbox).succeeds().stdout_is("");
}

#[test]
fn an_edit_that_is_no_way_out_is_refused() {
    let sandbox = conflict();
    let before = sandbox.read(VALUES);
    for (script, reason) in [
        (":", "markers of an earlier conflict still stand in it"),
        ("echo '{' > \"$1\"", "it would not be valid YAML"),
        ("exit 3", "nothing was taken"),
    ] {
        let mut terminal = with_editor(&sandbox, script);
        terminal.answers("? values.yaml", EDIT);
        terminal.sees(reason);
        terminal.answers("? values.yaml", KEEP);
        terminal.exits(4);
        assert_eq!(sandbox.read(VALUES), before, "{script}");
    }
}

#[test]
fn ctrl_c_writes_nothing() {
    let sandbox = conflict();
    let before = sandbox.snapshot("checkout");
    let mut terminal = Terminal::start(generate(&sandbox));
    terminal.sees("? values.yaml");
    terminal.types("\x03");
    terminal.exits(130).shows_cursor();
    sandbox.snapshot("checkout").is_untouched_since(&before);
}

#[test]
fn nothing_is_asked_where_that_was_said_before() {
    for (arg, code) in [("keep", 4), ("ours", 0)] {
        let sandbox = conflict();
        let run = generate(&sandbox).args(["--on-conflict", arg]);
        let seen = Terminal::start(run).exits(code);
        assert!(!seen.screen.contains("? values.yaml"), "{}", seen.screen);
    }
    let sandbox = conflict();
    let seen = Terminal::start(generate(&sandbox).args(["--dry-run"])).exits(4);
    assert!(!seen.screen.contains("? values.yaml"), "{}", seen.screen);
}
