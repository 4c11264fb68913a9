//! What the exit code says.

use std::io::ErrorKind;
use std::process::ExitCode;

use blip_model::{Problem, Problems, nearest};
use blip_project::Error;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything asked for was done.
    Done,
    /// Something failed that the input is not to blame for.
    Failed,
    /// Wrong usage or wrong input; clap exits with the same number.
    WrongInput,
    /// A check found that what is there is not what is asked for or declared: `check`, `generate --check`,
    /// `semver verify`, `preview check`.
    Drift,
    /// Conflicts were left for the user to settle.
    Conflicts,
    /// What another program said, which was run instead.
    Other(u8),
}

impl Exit {
    /// What the shell is told.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::WrongInput => 2,
            Self::Drift => 3,
            Self::Conflicts => 4,
            Self::Other(code) => code,
        }
    }

    /// The worse of two ends: what failed comes before what is wrong, and that before what is left to do.
    pub(crate) fn max(self, other: Self) -> Self {
        let badness = |exit| {
            [Self::Done, Self::Drift, Self::Conflicts, Self::WrongInput, Self::Failed].iter().position(|e| *e == exit)
        };
        if badness(other) > badness(self) { other } else { self }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// The exit code for an error: wrong input wherever the user can mend it in a file or an argument.
pub(crate) fn of(error: &anyhow::Error) -> Exit {
    let mendable = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<Problems>() {
        Some(Problems(problems)) => !problems.iter().any(|problem| problem.is_bug),
        None => cause.downcast_ref::<Problem>().is_some_and(|problem| !problem.is_bug),
    };
    if error.chain().any(mendable) { Exit::WrongInput } else { Exit::Failed }
}

/// The error as a problem that the user can mend, where it is one of the folder that was given.
pub(crate) fn mendable(error: anyhow::Error) -> anyhow::Error {
    if let Some(blip_semver::Error::UnknownPackage { name, known }) = error.downcast_ref() {
        return unknown_package(name, known).into();
    }
    let text = format!("{error:#}");
    match error.downcast_ref::<Error>() {
        // these say themselves what to do
        Some(Error::Lock(_) | Error::ReadOnly { .. } | Error::Taken { .. } | Error::RootTaken { .. }) => {
            match text.rsplit_once("; ") {
                Some((what, help)) => Problem::new(what).help(help).into(),
                None => Problem::new(text).into(),
            }
        }
        Some(Error::Blocked { .. }) => Problem::new(text).help("move it out of the way and run again").into(),
        Some(Error::Io { source, .. }) if is_refusal(source.kind()) => {
            Problem::new(text).help("choose a folder that you may write to, or make this one writable").into()
        }
        _ => error,
    }
}

fn unknown_package(name: &str, known: &[String]) -> Problem {
    let problem = Problem::new(format!("no package is named `{name}`"));
    problem.help(match nearest(name, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => "there is none: leave `--package` out".to_owned(),
        None => format!("there are {}", known.join(", ")),
    })
}

/// Whether the system refused because of where it was asked to write.
fn is_refusal(kind: ErrorKind) -> bool {
    use ErrorKind::{NotADirectory, NotFound, PermissionDenied, ReadOnlyFilesystem};
    matches!(kind, PermissionDenied | ReadOnlyFilesystem | NotADirectory | NotFound)
}
