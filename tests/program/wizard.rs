//! `blip new` at a terminal.

use crate::support::Sandbox;
use crate::terminal::{Terminal, blip};

/// The questions in their order, each as it stands on the screen.
const QUESTIONS: [&str; 10] = [
    "? Name",
    "? Description",
    "? Stack",
    "? Kind",
    "? Repository",
    "? Owner",
    "? Image",
    "? Environments",
    "? Host in staging",
    "? Host in production",
];

/// The keys that choose each answer to the last question.
const CHANGE: &str = "\x1b[B";
const STOP: &str = "\x1b[B\x1b[B";

/// Goes back to the answer that stands so many lines below the first.
fn change(terminal: &mut Terminal, lines: usize) {
    terminal.answers("? Write these files?", CHANGE);
    terminal.answers("? Which answer?", &"\x1b[B".repeat(lines));
}

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
    for line in ["  Name          checkout\n", "  Image         ghcr.io/acme/checkout  (default)\n"] {
        assert!(terminal.screen().contains(line), "{}", terminal.screen());
    }
    terminal.types("\r");
    terminal.answers("? Make a git repository with a first commit?", "");
    let seen = terminal.exits(0);
    seen.shows_cursor().wrapped_nothing().has(&[
        "Made checkout with ",
        "  cd checkout\n",
        "git push -u origin main",
        "  blip new checkout --defaults --no-config --git",
    ]);

    let unattended = Sandbox::new();
    unattended.blip(["new", "checkout", "--defaults"]).succeeds();
    let made = sandbox.snapshot("checkout").without(&[".git"]);
    assert_eq!(made.files(), unattended.snapshot("checkout").files());
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
        "  - {name: test}",
        "  - {name: live, host: checkout.acme.example}",
    ] {
        assert!(spec.contains(&format!("{line}\n")), "{line:?} is not in\n{spec}");
    }
    assert!(!sandbox.exists("checkout/.git"));
}

#[test]
fn a_stack_with_several_package_managers_asks_for_one() {
    let sandbox = Sandbox::new();
    let mut terminal = blip(&sandbox, &["new", "cart", "--set", "service.description=x", "--dry-run"]);
    terminal.sees("? Stack");
    terminal.moves_to("❯ Node.js");
    terminal.answers("? Stack", "");
    terminal.sees("? Packages");
    terminal.moves_to("❯ Yarn");
    for question in ["? Packages", "? Kind", "? Repository", "? Owner", "? Image", "? Environments"] {
        terminal.answers(question, "");
    }
    for question in ["? Host in staging", "? Host in production", "? Blips"] {
        terminal.answers(question, "");
    }
    terminal.exits(0).has(&["--set service.package_manager=yarn"]);
    assert_eq!(sandbox.snapshot("."), Default::default());
}

#[test]
fn a_wrong_answer_is_refused_in_place() {
    let sandbox = Sandbox::new();
    sandbox.write("taken/file", "");
    let mut terminal = blip(&sandbox, &["new"]);
    terminal.answers("? Name", "Check_Out");
    terminal.sees("✘ `Check_Out` is no service name: use lower-case letters, digits and `-`, for\nexample `check-out`");
    terminal.answers("? Name", "\x15taken");
    terminal.sees("✘ taken is not empty (file is in it)");
    terminal.answers("? Name", "\x15checkout");
    terminal.sees("? Description");
    let screen = terminal.screen();
    assert!(!screen.contains('✘'), "what was wrong is gone once it is mended\n{screen}");
    terminal.answers("? Description", "x");
    terminal.answers("? Stack", "");
    terminal.answers("? Kind", "");
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
    for question in ["? Stack", "? Kind", "? Repository", "? Owner"] {
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
    terminal.answers("? Write these files?", STOP);
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
    for stop in ["? Name", "? Stack", "? Kind", "? Image", "? Host in staging", "? Blips", "? Write these files?"] {
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

#[test]
fn an_answer_is_changed_and_what_builds_on_it_follows() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::sized(sandbox.blip(["new"]).without_env("NO_COLOR"), 50, 80);
    accept_all(&mut terminal, "checkout");
    change(&mut terminal, 0);
    terminal.answers("? Name ›", "\x15basket");
    terminal.sees("Description   The basket service  (default)");
    terminal.sees("Image         ghcr.io/acme/basket  (default)");
    change(&mut terminal, 4);
    terminal.answers("? Repository ›", "\x15https://gitlab.com/shops/basket");
    terminal.sees("Owner         shops  (default)");
    // a kind that the new stack does not make is asked for no longer
    change(&mut terminal, 3);
    terminal.answers("? Kind", "\x1b[B");
    terminal.sees("Kind          worker\n");
    change(&mut terminal, 2);
    terminal.sees("? Stack");
    terminal.moves_to("❯ HTML");
    terminal.types("\r");
    terminal.sees("Kind          http  (default)");
    terminal.answers("? Host in staging", "staging.acme.example");
    terminal.answers("? Host in production", "");
    terminal.sees("Environments  staging (staging.acme.example), production\n");
    terminal.types("\r");
    terminal.presses("? Make a git repository", "n");
    terminal.exits(0).shows_cursor().wrapped_nothing();
    let spec = sandbox.read("basket/blip.yaml");
    for line in [
        "name: basket",
        "stack: static",
        "provider: gitlab",
        "owner: shops",
        "- {name: staging, host: staging.acme.example}",
    ] {
        assert!(spec.contains(line), "{line:?} is not in\n{spec}");
    }
    assert!(!spec.contains("image:") && !spec.contains("kind:"), "{spec}");
    assert!(!sandbox.exists("checkout"));
}

#[test]
fn answers_that_do_not_go_together_are_asked_for_again() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::sized(sandbox.blip(["new"]), 50, 80);
    for question in ["Name", "Description", "Stack", "Kind", "Repository", "Owner"] {
        terminal.answers(question, if question == "Name" { "test" } else { "" });
    }
    terminal.sees("a rust service cannot be called `test`");
    terminal.answers("Name:", "\x15checkout");
    for question in ["Image", "Environments", "Host in staging", "Host in production"] {
        terminal.answers(question, "");
    }
    // without Helm
    terminal.sees("> [x] Argo CD");
    terminal.moves_to("> [x] Helm                  Adopt");
    terminal.answers("Blips", " ");
    terminal.sees("Argo CD makes no sense without `helm`");
    terminal.moves_to("> [ ] Helm                  Adopt");
    terminal.answers("Blips", " ");
    terminal.sees("Name          checkout");
    terminal.answers("Write these files?", STOP);
    terminal.exits(0).shows_cursor();
}

#[test]
fn a_setting_is_changed_from_the_summary() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::sized(sandbox.blip(["new", "checkout"]).without_env("NO_COLOR"), 50, 80);
    for question in QUESTIONS[1..].iter().chain(&["? Blips"]) {
        terminal.answers(question, "");
    }
    terminal.answers("? Write these files?", CHANGE);
    terminal.sees("? Which answer?");
    terminal.moves_to("❯ Helm settings              all as by default");
    terminal.types("\r");
    terminal.sees("? Helm settings");
    terminal.moves_to("❯ routing            gateway-api");
    terminal.types("\r");
    terminal.sees("How requests reach the service from outside the cluster");
    terminal.answers("? routing", "\x1b[B");
    terminal.answers("? Helm settings", "");
    terminal.answers("? Write these files?", "");
    terminal.presses("? Make a git repository", "n");
    terminal.exits(0).has(&["--set blips.helm.routing=ingress"]);
    assert!(sandbox.read("checkout/blip.yaml").contains("  helm: {routing: ingress}  # Helm (Adopt)\n"));
}

#[test]
fn the_command_makes_the_same_again() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::sized(sandbox.blip(["new", "--no-git"]).without_env("NO_COLOR"), 60, 80);
    let answers = ["checkout", "It's \"$HOME\": yes # no", "", "\x1b[B", "", "payments", "", "live, b"];
    for (question, answer) in QUESTIONS.iter().zip(answers) {
        terminal.answers(question, answer);
    }
    terminal.sees("? Blips");
    terminal.moves_to("❯ [x] SemVer                Adopt");
    terminal.answers("? Blips", " ");
    terminal.answers("? Write these files?", "");
    let seen = terminal.exits(0);
    seen.wrapped_nothing();
    let command = seen.screen.split_once("unattended:\n\n").expect("the command is told").1.trim();
    let command = command.replace("blip new", &format!("{} new", env!("CARGO_BIN_EXE_blip")));
    let made = sandbox.snapshot("checkout");
    let elsewhere = Sandbox::new();
    elsewhere.command("sh").args(["-c", &command]).succeeds();
    assert_eq!(elsewhere.snapshot("checkout").files(), made.files(), "{command}");
    assert!(command.contains("'service.description=It'\\''s \"$HOME\": yes # no'"), "{command}");
}

#[test]
fn a_narrow_terminal_is_enough() {
    let sandbox = Sandbox::new();
    let mut terminal = Terminal::sized(sandbox.blip(["new"]).without_env("NO_COLOR"), 24, 40);
    accept_all(&mut terminal, "checkout");
    change(&mut terminal, 1);
    terminal.answers("? Description", " that turns a basket into a paid order, and nothing else");
    terminal.answers("? Write these files?", STOP);
    terminal.exits(0).shows_cursor().wrapped_nothing();
}

/// Everything in plain lines: each question, and what is typed.
#[test]
fn plain_lines_are_enough() {
    let sandbox = Sandbox::new();
    let plain = sandbox.blip(["new", "--plain"]).without_env("NO_COLOR");
    let dumb = sandbox.blip(["new"]).without_env("NO_COLOR").env("TERM", "dumb");
    for run in [plain, dumb] {
        let mut terminal = Terminal::sized(run, 80, 80);
        for (question, line) in [
            ("Name: ", "Check_Out"),
            ("`Check_Out` is no service name", "checkout"),
            ("Description [The checkout service]: ", ""),
            (". Rust\n", "99"),
            ("`99` is none of them: type a number from 1 to ", "python"),
            ("2. worker, works in the background, and has no port", "1"),
            ("Repository [https://github.com/acme/checkout]: ", ""),
            ("Owner [acme]: ", ""),
            ("Image [ghcr.io/acme/checkout]: ", ""),
            ("Environments [staging, production]: ", ""),
            ("Host in staging [none]: ", "staging.acme.example"),
            ("Host in production [none]: ", ""),
            ("Blips, numbers with commas [1, 2, ", "Argo CD, helm"),
            ("Write these files? [1]: ", "2"),
            ("Which answer? [1]: ", "host"),
            ("Which answer? [1]: ", "environments"),
            ("Environments [staging, production]: ", ""),
            ("Host in staging [staging.acme.example, or `none`]: ", "none"),
            ("Host in production [none]: ", ""),
            ("Write these files? [1]: ", "3"),
        ] {
            terminal.reads_line(question, line);
        }
        let seen = terminal.exits(0);
        seen.has(&["Nothing was written."]).has_no_escapes();
    }
    assert_eq!(sandbox.snapshot("."), Default::default());
}

#[test]
fn plain_lines_are_left_by_ctrl_c_and_by_the_end_of_the_input() {
    for key in ["\x03", "\x04"] {
        let sandbox = Sandbox::new();
        let mut terminal = Terminal::start(sandbox.blip(["new", "--plain"]));
        terminal.reads_line("Name: ", "checkout");
        terminal.sees("Description [The checkout service]: ");
        terminal.sends(key);
        terminal.exits(130).has_no_escapes();
        assert_eq!(sandbox.snapshot("."), Default::default());
    }
}

#[test]
fn what_lies_around_is_offered() {
    let sandbox = Sandbox::new();
    for (folder, remote) in
        [("a", "git@github.com:shops/a.git"), ("b", "https://gitlab.com/other/b"), ("c", "https://github.com/shops/c")]
    {
        sandbox.git(".", &["init", "--quiet", folder]);
        sandbox.git(folder, &["remote", "add", "origin", remote]);
    }
    let mut terminal = blip(&sandbox, &["new", "checkout", "--set", "service.description=x"]);
    terminal.answers("? Stack", "");
    terminal.answers("? Kind", "");
    terminal.sees("? Repository (https://github.com/shops/checkout)");
    terminal.types("\x03");
    terminal.exits(130);
    // what is not asked for is not guessed either
    sandbox.blip(["new", "checkout", "-y"]).succeeds();
    assert!(sandbox.read("checkout/blip.yaml").contains("https://github.com/acme/checkout"));
}
