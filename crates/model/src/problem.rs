//! Mistakes that the user can mend.

use std::fmt;

use serde::Serialize;

use crate::Place;

/// A mistake the user can mend: what is wrong, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Problem {
    /// What is wrong, in one sentence without a final full stop.
    pub what: String,
    /// Where it stands, if it stands in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What to do: the nearest name, the allowed values, or a command to run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Whether Blip itself is to blame: a mistake in a template or a radar that it brings with it.
    #[serde(skip)]
    pub is_bug: bool,
}

impl Problem {
    /// A problem that stands nowhere in particular.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), place: None, help: None, is_bug: false }
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, as a mistake of Blip's own, which the user cannot mend.
    #[must_use]
    pub fn bug(mut self) -> Self {
        self.is_bug = true;
        self
    }

    /// The same, with where it stands.
    #[must_use]
    pub fn at(mut self, place: impl Into<Option<Place>>) -> Self {
        self.place = place.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.what)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Problem {}

/// One problem or more, in the order in which they stand in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// `Ok(value)` where nothing is wrong.
    ///
    /// # Errors
    /// The problems, sorted by place.
    pub fn or_ok<T>(problems: Vec<Problem>, value: T) -> Result<T, Self> {
        if problems.is_empty() { Ok(value) } else { Err(Self::sorted(problems)) }
    }

    /// The same, each as a mistake of Blip's own.
    #[must_use]
    pub fn bugs(self) -> Self {
        Self(self.0.into_iter().map(Problem::bug).collect())
    }

    /// The problems in the order in which they stand in the file.
    #[must_use]
    pub fn sorted(mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| a.place.cmp(&b.place));
        Self(problems)
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
