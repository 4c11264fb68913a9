//! Two texts that should be the same.

use similar::TextDiff;

/// Expects two texts to be the same; shows the lines that differ, then what `context` adds.
#[track_caller]
pub(crate) fn assert_same(what: &str, expected: &str, actual: &str, context: impl FnOnce() -> String) {
    if expected != actual {
        panic!("{what} is not what it should be\n{}\n{}", unified(expected, actual), context());
    }
}

/// The lines in which two texts differ.
pub(crate) fn unified(expected: &str, actual: &str) -> String {
    TextDiff::from_lines(expected, actual).unified_diff().header("expected", "actual").to_string()
}
