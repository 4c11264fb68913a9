//! The tutorial and the guides in `docs/`, command by command.
//!
//! Of a page these are carried out, in their order and in one folder:
//! * each line `$ COMMAND` of a block ```` ```console ````, with the lines `> …` that go on from it; what follows is what it
//!   prints, where a line of `…` stands for any number of lines and `…` within one for any text,
//! * a block with a title, ```` ```yaml title=PATH ````: it is written to that file,
//! * `<!-- begin with tests/fixtures/NAME as FOLDER -->`, which readers do not see: a repository that is there already.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use regex::Regex;

use crate::support::{Sandbox, workspace};

/// What a page asks for.
enum Step {
    /// A command, and the lines that it is said to print.
    Run { line: usize, command: String, output: Vec<String> },
    /// A file and what is written to it.
    Write { path: String, content: String },
    /// A folder that is copied.
    Copy { from: String, to: String },
}

fn steps(page: &Path) -> Vec<Step> {
    let text = fs::read_to_string(page).unwrap();
    let begin = Regex::new("^<!-- begin with (\\S+) as (\\S+) -->$").unwrap();
    let (mut steps, mut block) = (Vec::new(), None);
    for (number, line) in text.lines().enumerate() {
        match (block, line.strip_prefix("```")) {
            (None, Some(language)) => {
                block = Some(language);
                if let Some((_, path)) = language.split_once(" title=") {
                    steps.push(Step::Write { path: path.to_owned(), content: String::new() });
                }
            }
            (Some(_), Some(_)) => block = None,
            (Some("console"), None) => console_line(number + 1, line, &mut steps),
            (Some(language), None) if language.contains(" title=") => {
                let Some(Step::Write { content, .. }) = steps.last_mut() else { unreachable!("the block has begun") };
                content.push_str(line);
                content.push('\n');
            }
            (Some(_), None) => {}
            (None, None) => steps.extend(
                begin.captures(line).map(|found| Step::Copy { from: found[1].to_owned(), to: found[2].to_owned() }),
            ),
        }
    }
    steps
}

fn console_line(number: usize, text: &str, steps: &mut Vec<Step>) {
    if let Some(command) = text.strip_prefix("$ ") {
        steps.push(Step::Run { line: number, command: command.to_owned(), output: Vec::new() });
        return;
    }
    let Some(Step::Run { command, output, .. }) = steps.last_mut() else { panic!("line {number}: no command") };
    match text.strip_prefix("> ") {
        Some(more) if output.is_empty() => {
            command.push('\n');
            command.push_str(more);
        }
        _ => output.push(text.trim_end().to_owned()),
    }
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

/// Carries out a page in a folder of its own; says how many commands it has.
fn carry_out(page: &Path) -> usize {
    let sandbox = Sandbox::with_identity();
    let folder = Path::new(env!("CARGO_BIN_EXE_blip")).parent().unwrap().display().to_string();
    let path = format!("{folder}:{}", env::var("PATH").unwrap());
    let mut here = sandbox.work().to_path_buf();
    let name = page.strip_prefix(workspace()).unwrap().display();
    let mut commands = 0;
    for step in steps(page) {
        match step {
            Step::Write { path, content } => sandbox.write(here.join(path), content),
            Step::Copy { from, to } => {
                let from = workspace().join(from).display().to_string();
                let to = here.join(to).display().to_string();
                sandbox.command("cp").args(["-R", &from, &to]).succeeds();
            }
            Step::Run { line, command, output } => {
                commands += 1;
                let after = sandbox.path("../here");
                let shell = format!("cd '{}'\n{{ {command}\n}} 2>&1; pwd > '{}'", here.display(), after.display());
                let outcome = sandbox.command("bash").args(["-c", &shell]).env("PATH", &path).outcome();
                here = PathBuf::from(fs::read_to_string(after).unwrap().trim());
                let actual: Vec<&str> = outcome.stdout.trim_end().lines().collect();
                let end = output.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
                assert!(fits(&output[..end], &actual), "{name}:{line}: {command}\n{}", outcome.stdout);
            }
        }
    }
    commands
}

#[test]
fn the_tutorial_does_what_it_says() {
    assert!(carry_out(&workspace().join("docs/tutorial.md")) > 15);
}

#[test]
fn the_guides_do_what_they_say() {
    let entries = fs::read_dir(workspace().join("docs/guides")).unwrap();
    let mut guides: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    guides.sort();
    let failed: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = guides.iter().map(|guide| (guide, scope.spawn(move || carry_out(guide)))).collect();
        let ended = runs.into_iter().map(|(guide, run)| match run.join() {
            Ok(commands) => (commands == 0).then(|| format!("{}: no command to carry out", guide.display())),
            Err(reason) => Some(reason.downcast_ref::<String>().cloned().unwrap_or_default()),
        });
        ended.flatten().collect()
    });
    assert!(guides.len() > 6 && failed.is_empty(), "{}", failed.join("\n\n"));
}

#[test]
fn what_a_page_says_is_compared() {
    let fits = |expected: &str, actual: &str| {
        let expected: Vec<String> = expected.lines().map(str::to_owned).collect();
        fits(&expected, &actual.lines().collect::<Vec<_>>())
    };
    assert!(fits("a\n…\nc", "a\nb\nb\nc") && fits("a …\n…", "a b") && fits("…", ""));
    assert!(!fits("a", "a\nb") && !fits("a\n…\nd", "a\nb\nc") && !fits("", "a"));
}
