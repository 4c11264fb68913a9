//! A service that runs.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::Run;

/// Long enough for a build with all its dependencies on a slow machine.
const START: Duration = Duration::from_secs(300);
/// Longer than any service may take to end (`terminationGracePeriodSeconds`).
const END: Duration = Duration::from_secs(40);

/// A service that was started as its developers do, and that is stopped as Kubernetes does.
pub(crate) struct Process {
    child: Child,
    output: TempDir,
}

impl Process {
    pub(crate) fn start(run: Run) -> Self {
        let output = tempfile::tempdir().unwrap();
        let file = |name| File::create(output.path().join(name)).unwrap();
        let (program, args, folder, env) = run.into_parts();
        let mut command = Command::new(program);
        command.args(args).current_dir(folder).env_clear().envs(env);
        command.stdin(Stdio::null()).stdout(file("stdout")).stderr(file("stderr"));
        Self { child: command.spawn().unwrap(), output }
    }

    /// Waits until it is as wanted.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !is_so(self) {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none(), "it ended before it was {what}\n{}", self.said());
            assert!(start.elapsed() < START, "it is still not {what}\n{}", self.said());
            sleep(Duration::from_millis(50));
        }
    }

    /// Asks the service to end by SIGTERM. Only the service: what started it (npm, uv, cargo) has no part in a cluster,
    /// and ends with the service's own exit code.
    pub(super) fn terminate(&self) {
        let service = youngest_descendant(self.child.id());
        let kill = Command::new("kill").args(["-TERM", &service.to_string()]).status();
        assert!(kill.unwrap().success(), "SIGTERM reaches {service}");
    }

    /// Waits for its end and expects that all is well: exit code 0, and one JSON object in each line of its log.
    #[track_caller]
    pub(super) fn ends_well(mut self) {
        let status = self.end();
        assert!(status.success(), "it ends with 0, not with {status}\n{}", self.said());
        let log = self.log();
        assert!(!log.is_empty(), "it says nothing in its log\n{}", self.said());
        for line in log.lines() {
            let object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line);
            assert!(object.is_ok(), "no JSON object: {line:?}\n{}", self.said());
        }
    }

    #[track_caller]
    fn end(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < END, "it does not end\n{}", self.said());
            sleep(Duration::from_millis(50));
        }
    }

    /// What it has written to stdout so far.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.path("stdout")).unwrap()
    }

    fn said(&self) -> String {
        let errors = fs::read_to_string(self.path("stderr")).unwrap();
        format!("--- stdout\n{}--- stderr\n{errors}---", self.log())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.output.path().join(name)
    }
}

impl Drop for Process {
    /// A test that failed leaves nothing running.
    fn drop(&mut self) {
        while matches!(self.child.try_wait(), Ok(None)) {
            let service = youngest_descendant(self.child.id());
            _ = Command::new("kill").args(["-KILL", &service.to_string()]).status();
            sleep(Duration::from_millis(50));
        }
    }
}

/// The process at the end of a line of wrappers.
fn youngest_descendant(parent: u32) -> u32 {
    let children = Command::new("pgrep").args(["-P", &parent.to_string()]).output().unwrap().stdout;
    let child = String::from_utf8(children).unwrap().lines().next().and_then(|line| line.parse().ok());
    child.map_or(parent, youngest_descendant)
}
