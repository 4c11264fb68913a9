//! Looking for patterns, line by line.

use std::sync::LazyLock;

use regex::Regex;

/// A pattern that is compiled when it is first used.
pub(crate) type Pattern = LazyLock<Regex>;

/// A pattern and the files that are searched for it.
pub(crate) type Search<'a> = (&'a Pattern, &'a dyn Fn(&str) -> bool);

/// Compiles a pattern of this crate's own.
pub(crate) fn compile(pattern: &str) -> Regex {
    match Regex::new(pattern) {
        Ok(regex) => regex,
        Err(error) => unreachable!("{error}"),
    }
}

/// Each match of the pattern's first group that took part, with its line.
pub(crate) fn matches<'t>(text: &'t str, pattern: &Regex) -> Vec<(usize, &'t str)> {
    let in_line = |(i, line): (usize, &'t str)| {
        pattern.captures_iter(line).filter_map(move |captures| {
            let group = captures.iter().skip(1).flatten().next()?;
            Some((i + 1, group.as_str()))
        })
    };
    text.lines().enumerate().flat_map(in_line).collect()
}

/// The first line that holds all of `parts`; the first of the file where none does.
pub(crate) fn line_with(text: &str, parts: &[&str]) -> usize {
    text.lines().position(|line| parts.iter().all(|part| line.contains(part))).map_or(1, |line| line + 1)
}
