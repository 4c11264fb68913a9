//! Footers: `Token: value` and `Token #value` (rules 8 to 12).

use serde::Serialize;

/// What stands between a footer's token and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Separator {
    /// `: `
    Colon,
    /// ` #`
    Hash,
}

/// One footer of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Footer {
    /// The token as written.
    pub token: String,
    /// What separates token and value.
    pub separator: Separator,
    /// The value; it runs to the next token, over paragraphs too (rule 10).
    pub value: String,
}

impl Footer {
    /// Whether this footer announces a breaking change (rules 11, 12 and 16: in upper case only).
    pub fn is_breaking(&self) -> bool {
        is_breaking(&self.token)
    }

    /// Whether the token is this one, without regard to case (rule 15).
    pub fn is(&self, token: &str) -> bool {
        self.token.eq_ignore_ascii_case(token)
    }

    /// Reads the line on which a footer begins.
    pub(super) fn begin(line: &str) -> Option<Self> {
        let end = token_end(line)?;
        let (token, rest) = line.split_at(end);
        let (separator, value) = if let Some(value) = rest.strip_prefix(": ") {
            (Separator::Colon, value)
        } else if let Some(value) = rest.strip_prefix(" #") {
            (Separator::Hash, value)
        } else if rest == ":" && is_breaking(token) {
            // the value follows on the next line; an editor took the space away
            (Separator::Colon, "")
        } else {
            return None;
        };
        Some(Self { token: token.to_owned(), separator, value: value.trim().to_owned() })
    }
}

fn is_breaking(token: &str) -> bool {
    matches!(token, "BREAKING CHANGE" | "BREAKING-CHANGE")
}

/// Where a token that begins the line ends (rule 9: words joined by `-`, or `BREAKING CHANGE`).
fn token_end(line: &str) -> Option<usize> {
    if line.starts_with("BREAKING CHANGE") {
        return Some("BREAKING CHANGE".len());
    }
    let end = line.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(line.len());
    (end > 0 && !line.starts_with('-')).then_some(end)
}
