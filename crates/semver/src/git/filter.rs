//! Which paths a question is about.

use crate::error::Error;

/// Folders and files inside the repository. The default is everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    include: Vec<String>,
    exclude: Vec<String>,
}

impl Filter {
    /// Only changes below one of these paths count; none means all.
    ///
    /// # Errors
    /// A path that leaves the repository.
    pub fn new<P: AsRef<str>>(include: impl IntoIterator<Item = P>) -> Result<Self, Error> {
        let mut include = normal_all(include)?;
        if include.iter().any(String::is_empty) {
            include.clear();
        }
        Ok(Self { include, exclude: Vec::new() })
    }

    /// Changes below these paths do not count, where they lie below an included one: the longest path wins.
    ///
    /// # Errors
    /// A path that leaves the repository.
    pub fn except<P: AsRef<str>>(mut self, exclude: impl IntoIterator<Item = P>) -> Result<Self, Error> {
        let nested = |path: &String| {
            !path.is_empty()
                && !self.include.contains(path)
                && (self.include.is_empty() || self.include.iter().any(|of| is_below(path, of)))
        };
        self.exclude = normal_all(exclude)?.into_iter().filter(nested).collect();
        Ok(self)
    }

    /// Whether everything counts.
    pub fn is_everything(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// The paths that count; the root where there is no other.
    pub(crate) fn included(&self) -> impl Iterator<Item = &str> {
        let root = self.include.is_empty().then_some("");
        root.into_iter().chain(self.include.iter().map(String::as_str))
    }

    pub(crate) fn excluded(&self) -> &[String] {
        &self.exclude
    }

    /// Whether this file counts.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let below = |of: &str| of.is_empty() || path == of || is_below(path, of);
        self.included().any(below) && !self.exclude.iter().any(|of| below(of))
    }
}

/// Whether `path` lies below the folder `of`.
pub(crate) fn is_below(path: &str, of: &str) -> bool {
    path.strip_prefix(of).is_some_and(|rest| of.is_empty() || rest.starts_with('/'))
}

fn normal_all<P: AsRef<str>>(paths: impl IntoIterator<Item = P>) -> Result<Vec<String>, Error> {
    paths.into_iter().map(|path| normal(path.as_ref())).collect()
}

/// The path with `/` between its parts, without `.` and a `/` at its end.
fn normal(path: &str) -> Result<String, Error> {
    let path = path.replace('\\', "/");
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if path.starts_with('/') || parts.contains(&"..") {
        return Err(Error::OutsideRepository(path));
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_path_wins() {
        let filter = Filter::new(["./a/"]).unwrap().except(["a/b", "c", "a"]).unwrap();
        assert_eq!(filter.excluded(), ["a/b"]);
        for (path, matches) in [("a/x", true), ("a/b/x", false), ("a/bc", true), ("ab/x", false), ("c/x", false)] {
            assert_eq!(filter.matches(path), matches, "{path}");
        }
        let root = Filter::default().except(["a/b"]).unwrap();
        assert!(root.matches("x") && !root.matches("a/b/x"));
        assert!(Filter::new(["."]).unwrap().is_everything());
    }

    #[test]
    fn paths_stay_inside() {
        assert!(Filter::new(["../x"]).is_err());
        assert!(Filter::new(["/x"]).is_err());
    }
}
