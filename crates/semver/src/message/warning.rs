//! What looks like a mistake in a message.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

/// One thing in a message that was probably meant otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Which mistake.
    pub code: WarningCode,
    /// The line of the message, from 1.
    pub line: usize,
}

/// The mistakes that are recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningCode {
    /// `fix:x`
    MissingSpace,
    /// `fix:` and nothing more
    EmptyDescription,
    /// `feat(): x`
    EmptyScope,
    /// `feat(a)(b): x`
    ManyScopes,
    /// `feat : x`, `feat!(a): x`
    MisplacedColon,
    /// `✨ feat: x`, `ABC-1 fix: y`
    TypeNotFirst,
    /// `feature: x`, for `feat: x`
    SimilarType,
    /// `fixup! …` and its like were never squashed
    Fixup,
    /// `breaking change: x`
    LowerCaseBreaking,
    /// `  BREAKING CHANGE: x`
    IndentedBreaking,
    /// `> BREAKING CHANGE: x`, or one in a fenced code block
    QuotedBreaking,
    /// `BREAKING CHANGE:x`
    UnspacedBreaking,
    /// `BREAKING CHANGE` in the middle of a line
    MentionedBreaking,
    /// `BREAKING CHANGE #12`
    HashBreaking,
    /// a breaking footer without a blank line before it
    CrowdedBreaking,
    /// a breaking footer below a subject that is not conventional
    BreakingWithoutType,
    /// `Release-As: soon`
    InvalidReleaseAs,
}

impl WarningCode {
    /// A stable name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::MissingSpace => "missing-space",
            Self::EmptyDescription => "empty-description",
            Self::EmptyScope => "empty-scope",
            Self::ManyScopes => "many-scopes",
            Self::MisplacedColon => "misplaced-colon",
            Self::TypeNotFirst => "type-not-first",
            Self::SimilarType => "similar-type",
            Self::Fixup => "fixup",
            Self::LowerCaseBreaking => "lower-case-breaking",
            Self::IndentedBreaking => "indented-breaking",
            Self::QuotedBreaking => "quoted-breaking",
            Self::UnspacedBreaking => "unspaced-breaking",
            Self::MentionedBreaking => "mentioned-breaking",
            Self::HashBreaking => "hash-breaking",
            Self::CrowdedBreaking => "crowded-breaking",
            Self::BreakingWithoutType => "breaking-without-type",
            Self::InvalidReleaseAs => "invalid-release-as",
        }
    }

    /// Whether the part of the message that it stands on is taken into account all the same.
    pub fn still_counts(self) -> bool {
        matches!(self, Self::HashBreaking | Self::CrowdedBreaking | Self::BreakingWithoutType)
    }
}

impl fmt::Display for WarningCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MissingSpace => {
                "no space after the colon, so it is no conventional commit; write `type: description`"
            }
            Self::EmptyDescription => "nothing follows the colon, so it is no conventional commit",
            Self::EmptyScope => "an empty scope, so it is no conventional commit; leave the parentheses out",
            Self::ManyScopes => "more than one scope, so it is no conventional commit; write `type(a,b): description`",
            Self::MisplacedColon => {
                "no conventional commit; write `type(scope)!: description`, in this order and without spaces"
            }
            Self::TypeNotFirst => "the type must come first, so it is no conventional commit",
            Self::SimilarType => "an unknown type that resembles a known one (`feat` and `fix` make releases)",
            Self::Fixup => "a fixup that was never squashed; it counts for nothing",
            Self::LowerCaseBreaking => "`BREAKING CHANGE` must be in upper case; it does not count as breaking",
            Self::IndentedBreaking => "`BREAKING CHANGE` is indented; it does not count as breaking",
            Self::QuotedBreaking => "`BREAKING CHANGE` is quoted; it does not count as breaking",
            Self::UnspacedBreaking => "no space after `BREAKING CHANGE:`; it does not count as breaking",
            Self::MentionedBreaking => {
                "`BREAKING CHANGE` does not begin the line as a footer; it does not count as breaking"
            }
            Self::HashBreaking => "`BREAKING CHANGE #` counts as breaking; write `BREAKING CHANGE: ` to be clear",
            Self::CrowdedBreaking => "no blank line before `BREAKING CHANGE`; it counts as breaking all the same",
            Self::BreakingWithoutType => {
                "`BREAKING CHANGE` below a subject without a type; it counts as breaking all the same"
            }
            Self::InvalidReleaseAs => "`Release-As` needs a version such as 3.0.0; it does not count",
        })
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.code)
    }
}

/// A warning as data.
#[derive(Serialize, JsonSchema)]
struct Told {
    /// Its short name.
    code: &'static str,
    /// The line of the message, from 1.
    line: usize,
    /// The same for people.
    message: String,
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Told { code: self.code.name(), line: self.line, message: self.code.to_string() }.serialize(serializer)
    }
}

impl JsonSchema for Warning {
    fn schema_name() -> Cow<'static, str> {
        "Warning".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Told::json_schema(generator)
    }
}
