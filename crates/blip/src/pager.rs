//! Long output in the pager that the user has chosen for git's.

use std::env;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// Where nobody says otherwise, as git does it.
const PAGER: &str = "less";

/// What a shell would read otherwise than as the words of a command.
const SHELL: &[char] =
    &['|', '&', ';', '<', '>', '(', ')', '$', '`', '\\', '"', '\'', '*', '?', '[', '#', '~', '=', '%'];

/// A pager at work: what is written to it is shown.
pub(crate) struct Pager {
    child: Child,
    input: Option<ChildStdin>,
}

impl Pager {
    /// Starts the pager for somebody who stands in `folder`; none where they want none, or where it cannot be started.
    pub(crate) fn start(folder: &Path) -> Option<Self> {
        let said = |name: &str| env::var(name).ok();
        let pager = said("GIT_PAGER")
            .or_else(|| blip_project::pager(folder))
            .or_else(|| said("PAGER"))
            .unwrap_or_else(|| PAGER.to_owned());
        let pager = pager.trim();
        if pager.is_empty() || pager == "cat" {
            return None;
        }
        let mut command = if pager.contains(SHELL) {
            let mut command = Command::new("sh");
            command.args(["-c", pager]);
            command
        } else {
            let mut words = pager.split_whitespace();
            let mut command = Command::new(words.next()?);
            command.args(words);
            command
        };
        // as git sets them: leave at once what fits the screen, show colours, and let it stand afterwards
        for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
            if env::var_os(name).is_none() {
                command.env(name, value);
            }
        }
        let mut child = command.stdin(Stdio::piped()).spawn().ok()?;
        let input = child.stdin.take();
        Some(Self { child, input })
    }

    /// Shows a line. Where the user has left the pager, nobody wants it any longer.
    pub(crate) fn line(&mut self, line: &str) {
        if let Some(input) = &mut self.input {
            let _ = writeln!(input, "{line}");
        }
    }

    /// Says that this was all, and waits until the user has seen enough.
    pub(crate) fn finish(mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
