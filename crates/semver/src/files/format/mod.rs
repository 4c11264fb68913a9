//! Where each value of a file stands, by format.
//!
//! One function per format takes text to [`Scalar`]s. Edits are made on the text, never on a parsed tree, so that
//! comments, quotes, order and line ends stay.

mod hcl;
mod json;
mod marked;
mod pattern;
mod toml;
mod xml;
mod yaml;

use std::ops::Range;

use regex::Regex;

/// A value that contains no others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scalar {
    /// The keys that lead to it; an element of a list has its number.
    pub(crate) path: Vec<String>,
    /// The bytes that it takes in the text, without quotes.
    pub(crate) span: Range<usize>,
    /// What a parser makes of it.
    pub(crate) value: String,
}

/// How a file is read.
#[derive(Debug, Clone)]
pub(crate) enum Format {
    Toml,
    /// Comments and trailing commas are allowed.
    Json,
    Yaml,
    Xml,
    Hcl,
    /// What the group `version`, or else the first group, catches; `^` and `$` match at each line.
    Pattern(Regex),
    /// What a comment marks.
    Marked,
}

/// All values of a text, in order.
pub(crate) fn scalars(format: &Format, text: &str) -> Result<Vec<Scalar>, String> {
    // not every parser knows a byte-order mark, and not every one that does counts it
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let skipped = text.len() - body.len();
    let mut found = match format {
        Format::Toml => toml::scalars(body)?,
        Format::Json => json::scalars(body)?,
        Format::Yaml => yaml::scalars(body)?,
        Format::Xml => xml::scalars(body)?,
        Format::Hcl => hcl::scalars(body)?,
        Format::Pattern(pattern) => pattern::scalars(pattern, body),
        Format::Marked => marked::scalars(body)?,
    };
    for scalar in &mut found {
        scalar.span = scalar.span.start + skipped..scalar.span.end + skipped;
    }
    found.sort_by_key(|scalar| (scalar.span.start, scalar.span.end));
    Ok(found)
}

/// The span without the quotes around it; as it is where there are none.
fn without_quotes(text: &str, span: Range<usize>) -> Range<usize> {
    let raw = text.get(span.clone()).unwrap_or_default();
    for quote in ["\"\"\"", "'''", "\"", "'"] {
        if raw.len() >= 2 * quote.len() && raw.starts_with(quote) && raw.ends_with(quote) {
            return span.start + quote.len()..span.end - quote.len();
        }
    }
    span
}

/// A path one step longer.
fn step(path: &[String], key: impl Into<String>) -> Vec<String> {
    path.iter().cloned().chain([key.into()]).collect()
}

#[cfg(test)]
mod tests;
