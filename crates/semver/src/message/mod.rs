//! A commit's message, read as [Conventional Commits 1.0](https://www.conventionalcommits.org/en/v1.0.0/).
//!
//! Nothing is refused: what the specification does not know becomes [`Subject::Other`], and what looks like a
//! mistake becomes a [`Warning`], so that the caller can show what a commit was taken for and why.

mod footer;
mod header;
mod parse;
mod warning;

pub use footer::{Footer, Separator};
pub use header::{Header, Subject};
pub use parse::{Message, clean, parse};
pub use warning::{Warning, WarningCode};

pub(crate) use header::{KNOWN_TYPES, bullet};
pub(crate) use parse::similar_type;

#[cfg(test)]
mod tests;
