//! How a program ended, and what it said.

use std::fmt;
use std::process::Output;

use super::assert_same;

/// How a program ended, and what it said.
pub(crate) struct Outcome {
    line: String,
    /// Its exit code; none where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    pub(super) fn new(line: String, output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("programs speak UTF-8");
        Self { line, code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Expects exactly this on stdout.
    #[track_caller]
    pub(crate) fn stdout_is(&self, expected: &str) -> &Self {
        assert_same("stdout", expected, &self.stdout, || self.to_string());
        self
    }

    /// Expects exactly this on stderr.
    #[track_caller]
    pub(crate) fn stderr_is(&self, expected: &str) -> &Self {
        assert_same("stderr", expected, &self.stderr, || self.to_string());
        self
    }

    /// Expects each of these somewhere on stdout.
    #[track_caller]
    pub(crate) fn stdout_has(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(self.stdout.contains(part), "stdout should hold {part:?}\n{self}");
        }
        self
    }

    /// Expects each of these somewhere on stderr.
    #[track_caller]
    pub(crate) fn stderr_has(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(self.stderr.contains(part), "stderr should hold {part:?}\n{self}");
        }
        self
    }

    /// Expects one JSON document on stdout and nothing else there.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is not one JSON document: {error}\n{self}"))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.map_or_else(|| "none, a signal ended it".to_owned(), |code| code.to_string());
        write!(f, "$ {}\n--- exit code: {code}\n--- stdout\n{}--- stderr\n{}---", self.line, self.stdout, self.stderr)
    }
}
