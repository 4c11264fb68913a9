//! Calling the `git` program.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::error::Error;

/// The `git` program, at work in a folder.
#[derive(Debug, Clone)]
pub(crate) struct Git {
    folder: PathBuf,
}

impl Git {
    pub(crate) fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it writes on stdout.
    pub(crate) fn bytes(&self, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        let output = self.output(arguments, None)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(failure(arguments, &output))
    }

    /// What it writes on stdout, without the line end.
    pub(crate) fn text(&self, arguments: &[&str]) -> Result<String, Error> {
        let bytes = self.bytes(arguments)?;
        Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
    }

    /// The same; none where it answers with exit code 1 or says that there is no such thing.
    pub(crate) fn maybe(&self, arguments: &[&str]) -> Result<Option<String>, Error> {
        let output = self.output(arguments, None)?;
        match output.status.code() {
            Some(0) => Ok(Some(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())),
            Some(1) => Ok(None),
            _ => Err(failure(arguments, &output)),
        }
    }

    /// Runs it with this text on stdin.
    pub(crate) fn feed(&self, arguments: &[&str], input: &str) -> Result<(), Error> {
        let output = self.output(arguments, Some(input))?;
        if output.status.success() {
            return Ok(());
        }
        Err(failure(arguments, &output))
    }

    fn output(&self, arguments: &[&str], input: Option<&str>) -> Result<Output, Error> {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(&self.folder)
            .args(arguments)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(Error::GitMissing)?;
        if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
            // a program that ends before it has read everything says so by its exit code
            let _ = stdin.write_all(input.as_bytes());
        }
        child.wait_with_output().map_err(Error::GitMissing)
    }
}

fn failure(arguments: &[&str], output: &Output) -> Error {
    let stderr = String::from_utf8_lossy(&output.stderr);
    let text = if stderr.trim().is_empty() { String::from_utf8_lossy(&output.stdout) } else { stderr };
    Error::Git { command: arguments.first().copied().unwrap_or_default().to_owned(), message: text.trim().to_owned() }
}
