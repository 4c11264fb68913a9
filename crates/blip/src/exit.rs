//! What the exit code says.

use std::process::ExitCode;

use blip_model::{Problem, Problems};

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything asked for was done.
    Done = 0,
    /// Something failed that the input is not to blame for.
    Failed = 1,
    /// Wrong usage or wrong input; clap exits with the same number.
    WrongInput = 2,
    /// `--check` found files that differ from what would be generated.
    Drift = 3,
    /// Conflicts were left for the user to settle.
    Conflicts = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// The exit code for an error: wrong input wherever the user can mend it in a file or an argument.
pub(crate) fn of(error: &anyhow::Error) -> Exit {
    let input = |cause: &(dyn std::error::Error + 'static)| {
        cause.is::<Problem>() || cause.is::<Problems>() || cause.downcast_ref().is_some_and(is_wrong_question)
    };
    if error.chain().any(input) { Exit::WrongInput } else { Exit::Failed }
}

/// Whether `blip semver` was asked something that has no answer, rather than failing to find it.
fn is_wrong_question(error: &blip_semver::Error) -> bool {
    use blip_semver::Error;
    matches!(
        error,
        Error::AmbiguousPrefix { .. }
            | Error::NotAfter { .. }
            | Error::InvalidIdentifier { .. }
            | Error::UnknownPackage { .. }
            | Error::OutsideRepository(_)
    )
}
