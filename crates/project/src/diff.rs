//! Differences between two texts, for people to read.

use similar::TextDiff;

/// A unified diff with three lines of context; empty where the texts are equal.
#[must_use]
pub fn unified(old_label: &str, new_label: &str, old: &str, new: &str) -> String {
    if old == new {
        return String::new();
    }
    TextDiff::from_lines(old, new).unified_diff().context_radius(3).header(old_label, new_label).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_differs() {
        assert_eq!(unified("a", "b", "x\n", "x\n"), "");
        assert_eq!(
            unified("a/f", "b/f", "x\ny\n", "x\nz"),
            "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n\\ No newline at end of file\n"
        );
    }
}
