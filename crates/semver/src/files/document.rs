//! A file that bears versions, and edits to it.

use std::collections::HashMap;

use super::format::{Format, Scalar, scalars};
use crate::error::Error;

/// What no key contains.
const BETWEEN: &str = "\0";

/// A file's text and where its values stand.
#[derive(Debug)]
pub(crate) struct Document {
    /// From the repository's root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) format: Format,
    pub(crate) scalars: Vec<Scalar>,
    /// The first scalar of each path: lock files have thousands.
    index: HashMap<String, usize>,
}

/// One value to be written: the number of the scalar and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) scalar: usize,
    pub(crate) new: String,
}

impl Document {
    pub(crate) fn read(path: &str, text: String, format: Format) -> Result<Self, Error> {
        let scalars = scalars(&format, &text).map_err(|message| Error::file(path, message))?;
        let mut index = HashMap::with_capacity(scalars.len());
        for (number, scalar) in scalars.iter().enumerate() {
            index.entry(scalar.path.join(BETWEEN)).or_insert(number);
        }
        Ok(Self { path: path.to_owned(), text, format, scalars, index })
    }

    /// The number of the first value at this path.
    pub(crate) fn find(&self, path: &[&str]) -> Option<usize> {
        self.index.get(&path.join(BETWEEN)).copied()
    }

    /// The first value at this path.
    pub(crate) fn value(&self, path: &[&str]) -> Option<&str> {
        let scalar = self.scalars.get(self.find(path)?)?;
        Some(&scalar.value)
    }

    /// The value beside another one: the same path but for its last step.
    pub(crate) fn beside(&self, scalar: &Scalar, key: &str) -> Option<&str> {
        let (_, folder) = scalar.path.split_last()?;
        let path: Vec<&str> = folder.iter().map(String::as_str).chain([key]).collect();
        self.value(&path)
    }

    /// The folder that the file lies in; empty at the root.
    pub(crate) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The text with these values written: only their bytes differ.
    ///
    /// # Errors
    /// Reading the result again shows that anything else changed.
    pub(crate) fn edited(&self, targets: &[Target]) -> Result<String, Error> {
        let not_exact = || Error::EditNotExact { file: self.path.clone() };
        let mut expected: Vec<&str> = self.scalars.iter().map(|s| s.value.as_str()).collect();
        let mut spans = Vec::with_capacity(targets.len());
        for target in targets {
            let scalar = self.scalars.get(target.scalar).ok_or_else(not_exact)?;
            if self.text.get(scalar.span.clone()) != Some(scalar.value.as_str()) {
                // escapes or folded lines: the bytes are not the value
                return Err(not_exact());
            }
            expected[target.scalar] = &target.new;
            spans.push((scalar.span.clone(), target.new.as_str()));
        }
        spans.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        let mut text = self.text.clone();
        for (span, new) in spans {
            text.replace_range(span, new);
        }
        let after = scalars(&self.format, &text).map_err(|_| not_exact())?;
        let same = after.len() == self.scalars.len()
            && after.iter().zip(&self.scalars).all(|(a, b)| a.path == b.path)
            && after.iter().zip(expected).all(|(a, value)| a.value == value);
        if same { Ok(text) } else { Err(not_exact()) }
    }
}
