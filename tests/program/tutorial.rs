//! `docs/tutorial.md`, command by command.

use std::env;
use std::fs;
use std::path::Path;

use crate::support::{Sandbox, workspace};

/// A command of the tutorial, and the lines that it is said to print.
struct Step {
    line: usize,
    command: String,
    output: Vec<String>,
}

fn steps() -> Vec<Step> {
    let text = fs::read_to_string(workspace().join("docs/tutorial.md")).unwrap();
    let (mut steps, mut inside) = (Vec::<Step>::new(), false);
    for (number, line) in text.lines().enumerate() {
        match line.strip_prefix("$ ") {
            _ if line.starts_with("```") => inside = line == "```console",
            Some(command) if inside => {
                steps.push(Step { line: number + 1, command: command.to_owned(), output: Vec::new() });
            }
            None if inside => steps.last_mut().expect("a command comes first").output.push(line.to_owned()),
            _ => {}
        }
    }
    steps
}

/// Whether the lines are those expected, in which a line of `…` stands for any number of lines and `…` within one for any
/// text.
fn fits(expected: &[String], actual: &[&str]) -> bool {
    match (expected, actual) {
        ([], []) => true,
        ([any, rest @ ..], _) if any == "…" => (0..=actual.len()).any(|skipped| fits(rest, &actual[skipped..])),
        ([first, rest @ ..], [line, others @ ..]) => fits_line(first, line) && fits(rest, others),
        _ => false,
    }
}

fn fits_line(expected: &str, actual: &str) -> bool {
    let Some((start, rest)) = expected.split_once('…') else { return expected == actual.trim_end() };
    let Some(left) = actual.strip_prefix(start) else { return false };
    left.char_indices().map(|(at, _)| at).chain([left.len()]).any(|at| fits_line(rest, &left[at..]))
}

#[test]
fn the_tutorial_does_what_it_says() {
    let sandbox = Sandbox::with_identity();
    let folder = Path::new(env!("CARGO_BIN_EXE_blip")).parent().unwrap().display().to_string();
    let path = format!("{folder}:{}", env::var("PATH").unwrap());
    let mut here = sandbox.work().display().to_string();
    let steps = steps();
    assert!(steps.len() > 15, "{}", steps.len());
    for Step { line, command, output } in steps {
        let shell = format!("cd '{here}'; {{ {command}; }} 2>&1; pwd > '{}'", sandbox.path("here").display());
        let outcome = sandbox.command("bash").args(["-c", &shell]).env("PATH", &path).outcome();
        here = sandbox.read("here").trim().to_owned();
        let actual: Vec<&str> = outcome.stdout.trim_end().lines().collect();
        let expected: Vec<String> = output.iter().map(|line| line.trim_end().to_owned()).collect();
        let end = expected.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        assert!(fits(&expected[..end], &actual), "docs/tutorial.md:{line}: {command}\n{}", outcome.stdout);
    }
}
