//! Path filters.

use globset::GlobBuilder;

/// Whether one of the globs matches one of the paths. A glob that is none matches nothing.
pub(crate) fn any_matches(globs: &[String], paths: &[String]) -> bool {
    globs.iter().any(|glob| paths.iter().any(|path| matches(glob, path)))
}

/// As git (with `--glob-pathspecs`), GitHub and GitLab have it: `*` ends at a `/`, `**` does not.
pub(crate) fn matches(glob: &str, path: &str) -> bool {
    let glob = GlobBuilder::new(glob).literal_separator(true).build();
    glob.is_ok_and(|glob| glob.compile_matcher().is_match(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_files() {
        assert!(matches("src/**", "src/a/b.rs"));
        assert!(matches("src/**/*", "src/b.rs"));
        assert!(!matches("*.rs", "src/b.rs"));
        assert!(matches("Cargo.toml", "Cargo.toml"));
        assert!(!matches("Cargo.toml", "a/Cargo.toml"));
        assert!(!matches("[", "["));
    }
}
