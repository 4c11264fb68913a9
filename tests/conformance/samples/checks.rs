//! The services themselves: what their developers would do after `blip new`.

use std::time::Duration;

use super::debian;
use super::http::{Request, free_port, get};
use super::maven;
use super::process::Process;
use super::room::Room;
use super::stack::Stack;
use super::third::Third;
use crate::cases::{CASES, Case, PLATFORM};
use crate::stacks;
use crate::support::Run;
use crate::tools::{skipped, tool};

/// A test for each stack, of the stack's name.
macro_rules! stacks {
    ($($stack:literal: $test:ident,)*) => {
        const STACKS: &[&str] = &[$($stack),*];
        $(
            #[test]
            fn $test() {
                pass_their_checks_and_run($stack);
            }
        )*
    };
}

stacks! {
    "dotnet": dotnet,
    "go": go,
    "java": java,
    "node": node,
    "php": php,
    "platform": platform,
    "python": python,
    "ruby": ruby,
    "rust": rust,
    "static": sites, // `static` is a word of Rust's
}

#[test]
fn they_are_of_every_stack_and_kind() {
    for stack in stacks::names() {
        assert!(STACKS.contains(&stack.as_str()), "add a test for the stack {stack}");
        for kind in stacks::kinds(&stack) {
            let runs = CASES.iter().any(|case| case.runs && case.stack == stack && case.kind == kind);
            assert!(runs, "mark a service as one that runs: {kind} in {stack}");
        }
    }
}

/// Installs, checks and runs the services of a stack.
fn pass_their_checks_and_run(stack: &str) {
    for case in CASES.iter().filter(|case| case.runs && case.stack == stack) {
        let stack = Stack::of(case);
        let programs =
            stack.programs().into_iter().chain(debian::programs(case.stack).iter().copied()).chain(["pgrep", "kill"]);
        if programs.map(tool).any(|tool| tool.is_none()) {
            return;
        }
        let room = Room::new(case);
        if !pass_their_checks(&room, &stack) {
            return;
        }
        match case.kind {
            // it holds nothing that runs
            PLATFORM => {}
            // what all services of a stack share was seen of those without previews
            "http" if case.preview_header().is_some() => leads_to_a_preview_two_services_down(&room, &stack),
            "http" => {
                answers_while_it_runs(&room, &stack);
                room.take_time();
                answers_what_it_was_asked_before_it_ends(&room, &stack);
            }
            "worker" => works_until_it_is_stopped(&room, &stack),
            _ => start(&room, &stack, 0).ends_well(),
        }
    }
}

/// Installs and checks. False where that is not possible on this machine.
fn pass_their_checks(room: &Room, stack: &Stack) -> bool {
    let debian = room.case.stack == "java" && maven::take_from_debian(room);
    for command in stack.commands() {
        let command = if debian { maven::without_registry(command) } else { command };
        let outcome = room.shell(command).outcome();
        if maven::misses_its_registry(&outcome) {
            maven::compiles(room);
            // not for want of a tool, so it is no failure either where tools are required
            skipped("Maven reaches no registry, and not all that Debian packages for it is installed; all compiles");
            return false;
        }
        assert_eq!(outcome.code, Some(0), "{outcome}");
    }
    true
}

fn start(room: &Room, stack: &Stack, port: u16) -> Process {
    let run = quiet(room, stack.run());
    Process::start(if port == 0 { run } else { run.env("PORT", port.to_string()) })
}

fn quiet(room: &Room, line: &str) -> Run {
    // npm's and pnpm's own words before those of the service are no log, nor is how Maven resets a terminal's colours
    let room = ["npm", "pnpm"]
        .map(|tool| format!("{tool}_config_loglevel"))
        .iter()
        .fold(room.shell(line), |run, name| run.env(name, "silent"));
    room.env("MAVEN_OPTS", "-Djansi.noreset=true")
}

/// Starts a service that is ready, before another one.
fn start_before(room: &Room, stack: &Stack, upstream: &str) -> (Process, u16) {
    let port = free_port();
    // built it was by its checks, and to build it again would take the program from under the one that runs
    let start = stack.run().rsplit("&& ").next().unwrap_or_default();
    let run = quiet(room, start).env("PORT", port.to_string()).env("UPSTREAM_URL", upstream);
    ready(room, Process::start(run), port)
}

/// Starts a service that is ready.
fn start_ready(room: &Room, stack: &Stack) -> (Process, u16) {
    let port = free_port();
    ready(room, start(room, stack, port), port)
}

fn ready(room: &Room, mut process: Process, port: u16) -> (Process, u16) {
    let [_, ready] = endpoints(room.case);
    process.wait_until("ready", |_| get(port, ready).is_some_and(|answer| answer.status == 200));
    (process, port)
}

fn answers_while_it_runs(room: &Room, stack: &Stack) {
    let (process, port) = start_ready(room, stack);
    for path in endpoints(room.case) {
        assert_eq!(get(port, path).map(|answer| answer.status), Some(200), "{path}");
    }
    let [name, version] = says_what_it_is(room.case, port);
    assert_eq!(name, room.case.name);
    assert!(version.starts_with(|first: char| first.is_ascii_digit()), "it says its version: {version}");
    assert_eq!(get(port, "/nowhere").map(|answer| answer.status), Some(404));
    process.terminate();
    process.ends_well();
}

/// Its name and version.
fn says_what_it_is(case: &Case, port: u16) -> [String; 2] {
    let about = get(port, "/").expect("it answers at /");
    if case.stack == "static" {
        assert_eq!((about.status, about.header("content-type")), (200, Some("text/html; charset=utf-8")));
        let (name, version) = about.header("server").and_then(|server| server.split_once('/')).expect("it says both");
        return [name, version].map(str::to_owned);
    }
    let about: serde_json::Value = serde_json::from_str(&about.body).expect("it answers in JSON");
    ["service", "version"].map(|key| about[key].as_str().unwrap_or_default().to_owned())
}

/// The order of things when a pod is taken away: no new requests, an answer to those it has, the end.
fn answers_what_it_was_asked_before_it_ends(room: &Room, stack: &Stack) {
    let (process, port) = start_ready(room, stack);
    let request = Request::send(port, "/slow").expect("it listens");
    // enough for it to begin, and far from enough to end
    std::thread::sleep(Duration::from_millis(500));
    process.terminate();
    std::thread::sleep(Duration::from_millis(200));
    let [live, ready] = endpoints(room.case);
    assert_eq!(get(port, ready).map(|answer| answer.status), Some(503), "it says that it is not ready any more");
    assert_eq!(get(port, live).map(|answer| answer.status), Some(200), "and yet alive");
    let answer = request.answer().expect("it answers what it was asked");
    assert_eq!((answer.status, answer.body.contains("done")), (200, true), "{} bytes", answer.body.len());
    process.ends_well();
    assert_eq!(get(port, live), None, "nobody listens any more");
}

/// Two services in a row, of the stack both, before a third: the header has to get there.
fn leads_to_a_preview_two_services_down(room: &Room, stack: &Stack) {
    let header = room.case.preview_header().unwrap_or_default();
    let third = Third::start();
    let second = start_before(room, stack, &format!("http://127.0.0.1:{}/", third.port));
    let first = start_before(room, stack, &format!("http://127.0.0.1:{}/upstream", second.1));
    let ask = |headers: &[(&str, &str)]| {
        let answer = Request::send_with(first.1, "/upstream", headers).and_then(Request::answer);
        let answer = answer.expect("it answers");
        assert!(answer.status == 200 && answer.body.contains("third"), "{answer:?}");
        third.was_sent(&header)
    };
    assert_eq!(ask(&[(&header, "basket-pr-7")]).as_deref(), Some("basket-pr-7"));
    assert_eq!(ask(&[("baggage", "user=1, preview=basket-pr-8;x=y")]).as_deref(), Some("basket-pr-8"));
    assert_eq!(ask(&[]), None, "what belongs to one request does not stay for the next");
    assert_eq!(ask(&[(&header, "no name!")]), None, "not everything is passed on");
    for (process, _) in [first, second] {
        process.terminate();
        process.ends_well();
    }
}

fn works_until_it_is_stopped(room: &Room, stack: &Stack) {
    let mut process = start(room, stack, 0);
    process.wait_until("at work", |process| process.log().contains('\n'));
    process.terminate();
    process.ends_well();
}

/// The endpoints for live and ready that its answers name.
fn endpoints(case: &Case) -> [&str; 2] {
    let answer = |key: &str, default| {
        let named = case.answers.iter().find_map(|answer| answer.strip_prefix(key)?.strip_prefix('='));
        named.unwrap_or(default)
    };
    [answer("service.health.live", "/healthz"), answer("service.health.ready", "/readyz")]
}
