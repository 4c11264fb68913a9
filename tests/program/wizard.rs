//! `blip new` at a terminal.

use crate::support::Sandbox;
use crate::terminal::{Terminal, blip};

/// The questions in their order, each as it stands on the screen.
const QUESTIONS: [&str; 9] = [
    "? Name",
    "? Description",
    "? Stack",
    "? Repository",
    "? Owner",
    "? Image",
    "? Environments",
    "? Host in staging",
    "? Host in production",
];

/// Answers everything but the name with Enter, up to the confirmation.
fn accept_all(terminal: &mut Terminal, name: &str) {
    for question in QUESTIONS {
        terminal.answers(question, if question == "? Name" { name } else { "" });
    }
    terminal.answers("? Blips", "");
    terminal.sees("? Write these files?");
}

#[test]
fn enter_takes_every_default() {
    let sandbox = Sandbox::with_identity();
    let mut terminal = blip(&sandbox, &["new"]);
    accept_all(&mut terminal, "checkout");
    for line in ["Service     checkout: The checkout service", "Image       ghcr.io/acme/checkout"] {
        assert!(terminal.screen().contains(line), "{}", terminal.screen());
    }
    terminal.types("\r");
    terminal.answers("? Make a git repository with a first commit?", "");
    let seen = terminal.exits(0);
    seen.shows_cursor().wrapped_nothing().has(&["Made checkout with ", "  cd checkout\n", "git push -u origin main"]);

    let unattended = Sandbox::new();
    unattended.blip(["new", "checkout", "--defaults"]).succeeds();
    // what was asked for and answered with the default stands in blip.yaml, too
    let made = sandbox.snapshot("checkout").without(&[".git", "blip.yaml", ".blip/lock.yaml"]);
    let expected = unattended.snapshot("checkout").without(&["blip.yaml", ".blip/lock.yaml"]);
    assert_eq!(made.files(), expected.files());
    assert_eq!(sandbox.git("checkout", &["log", "--format=%s"]), "feat: begin checkout\n");
    assert_eq!(sandbox.git("checkout", &["status", "--porcelain"]), "");
}

#[test]
fn answers_are_taken() {
    let sandbox = Sandbox::new();
    let mut terminal = blip(&sandbox, &["new", "--no-git"]);
    let answers = [
        "checkout",
        "Turns a basket into a paid order",
        "",
        "https://gitlab.com/acme/shop/checkout",
        "payments",
        "",
        "test, live",
    ];
    for (question, answer) in QUESTIONS.iter().zip(answers) {
        if *question == "? Stack" {
            terminal.sees(question);
            terminal.moves_to("❯ Python");
        }
        terminal.answers(question, answer);
    }
    terminal.answers("? Host in test", "");
    terminal.answers("? Host in live", "checkout.acme.example");
    terminal.sees("? Blips");
    // the first one off, and on again
    terminal.types(" ");
    terminal.answers("? Blips", " ");
    terminal.answers("? Write these files?", "");
    terminal.exits(0).shows_cursor();
    let spec = sandbox.read("checkout/blip.yaml");
    for line in [
        "name: checkout",
        "description: Turns a basket into a paid order",
        "owner: payments",
        "stack: python",
        "provider: gitlab  # github or gitlab",
        "url: https://gitlab.com/acme/shop/checkout",
        "image: registry.gitlab.com/acme/shop/checkout",
        "  - {name: test}",
        "  - {name: live, host: checkout.acme.example}",
    ] {
        assert!(spec.contains(&format!("{line}\n")), "{line:?} is not in\n{spec}");
    }
    assert!(!sandbox.exists("checkout/.git"));
}

#[test]
fn a_wrong_answer_is_refused_in_place() {
    let sandbox = Sandbox::new();
    sandbox.write("taken/file", "");
    let mut terminal = blip(&sandbox, &["new"]);
    terminal.answers("? Name", "Check_Out");
    terminal.sees("✘ `Check_Out` is no service name: use lower-case letters, digits and `-`, for\nexample `check-out`");
    terminal.answers("? Name", "taken");
    terminal.sees("✘ taken is not empty (file is in it)");
    terminal.answers("? Name", "checkout");
    terminal.sees("? Description");
    let screen = terminal.screen();
    assert!(!screen.contains('✘'), "what was wrong is gone once it is mended\n{screen}");
    terminal.answers("? Description", "x");
    terminal.answers("? Stack", "");
    terminal.answers("? Repository", "git@host:a/b");
    terminal.sees("✘ `git@host:a/b` is no repository URL");
    terminal.types("\x03");
    terminal.exits(130).wrapped_nothing();
}

#[test]
fn a_long_answer_leaves_one_line() {
    let sandbox = Sandbox::new();
    let mut terminal = blip(&sandbox, &["new", "checkout"]);
    terminal.answers("? Description", &"Turns a basket into a paid order. ".repeat(6));
    terminal.sees("? Stack");
    let expected = "\
✔ Description · Turns a basket into a paid order. Turns a basket into a paid or…
The language and tools that it is built with.
? Stack";
    let screen = terminal.screen();
    assert!(screen.starts_with(expected), "{screen}");
    terminal.types("\x03");
    terminal.exits(130);
}

#[test]
fn what_no_answer_can_mend_is_said_early() {
    let sandbox = Sandbox::new();
    let mut terminal = blip(&sandbox, &["new", "Check_Out"]);
    terminal.sees("error: service.name: `Check_Out` is no service name");
    terminal.exits(2);
    let mut terminal = blip(&sandbox, &["new", "test", "--set", "service.description=x"]);
    for question in ["? Stack", "? Repository", "? Owner"] {
        terminal.answers(question, "");
    }
    terminal.sees("error: a rust service cannot be called `test`");
    terminal.exits(2).shows_cursor();
    assert_eq!(sandbox.snapshot("."), Default::default());
}

#[test]
fn a_no_at_the_end_writes_nothing() {
    let sandbox = Sandbox::new();
    let mut terminal = blip(&sandbox, &["new"]);
    accept_all(&mut terminal, "checkout");
    terminal.types("n");
    terminal.exits(0).shows_cursor().wrapped_nothing().has(&["Nothing was written."]);
    assert_eq!(sandbox.snapshot("."), Default::default());
}

#[test]
fn a_dry_run_asks_and_writes_nothing() {
    let sandbox = Sandbox::new();
    let mut terminal = blip(&sandbox, &["new", "checkout", "--dry-run"]);
    for question in &QUESTIONS[1..] {
        terminal.answers(question, "");
    }
    terminal.answers("? Blips", "");
    terminal.exits(0).has(&["This is what `blip new` would write: "]);
    assert_eq!(sandbox.snapshot("."), Default::default());
}

#[test]
fn ctrl_c_leaves_nothing_behind() {
    for stop in ["? Name", "? Stack", "? Blips", "? Write these files?"] {
        let sandbox = Sandbox::new();
        let mut terminal = blip(&sandbox, &["new"]);
        for question in QUESTIONS.into_iter().chain(["? Blips", "? Write these files?"]) {
            terminal.sees(question);
            if question == stop {
                break;
            }
            terminal.answers(question, if question == "? Name" { "checkout" } else { "" });
        }
        terminal.types("\x03");
        terminal.exits(130).shows_cursor().wrapped_nothing();
        assert_eq!(sandbox.snapshot("."), Default::default(), "at {stop}");
    }
}

#[test]
fn without_colour_the_line_one_is_on_is_marked() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::sized(sandbox.blip(["new", "checkout", "--set", "service.description=x"]), 50, 200);
    terminal.sees("> Rust");
    terminal.moves_to("> Python");
    terminal.types("\x03");
    terminal.exits(130).shows_cursor();
}
