//! GitLab's conditions: `$CI_COMMIT_BRANCH && $CI_PIPELINE_SOURCE != "schedule"`.

use std::collections::BTreeMap;

use super::{Unsupported, unsupported};

/// The variables of a pipeline; what is not in it is null.
pub(super) type Variables = BTreeMap<&'static str, String>;

/// A value: a text or null.
type Value = Option<String>;

/// Whether a condition holds.
pub(super) fn holds(condition: &str, variables: &Variables) -> Result<bool, Unsupported> {
    let mut parser = Parser { rest: condition.trim(), variables };
    let holds = parser.or()?;
    if parser.rest.is_empty() { Ok(holds) } else { unsupported(format!("`{}` in `{condition}`", parser.rest)) }
}

struct Parser<'t> {
    rest: &'t str,
    variables: &'t Variables,
}

impl<'t> Parser<'t> {
    fn or(&mut self) -> Result<bool, Unsupported> {
        let mut holds = self.and()?;
        while self.takes("||") {
            holds |= self.and()?;
        }
        Ok(holds)
    }

    fn and(&mut self) -> Result<bool, Unsupported> {
        let mut holds = self.comparison()?;
        while self.takes("&&") {
            holds &= self.comparison()?;
        }
        Ok(holds)
    }

    fn comparison(&mut self) -> Result<bool, Unsupported> {
        if self.takes("(") {
            let holds = self.or()?;
            return if self.takes(")") { Ok(holds) } else { unsupported("a `(` without its `)`") };
        }
        let value = self.value()?;
        if self.takes("==") {
            return Ok(value == self.value()?);
        }
        if self.takes("!=") {
            return Ok(value != self.value()?);
        }
        if self.takes("=~") {
            return matches(value.as_deref(), &self.pattern()?);
        }
        if self.takes("!~") {
            return Ok(!matches(value.as_deref(), &self.pattern()?)?);
        }
        Ok(value.is_some_and(|text| !text.is_empty()))
    }

    fn value(&mut self) -> Result<Value, Unsupported> {
        if self.takes("null") {
            return Ok(None);
        }
        if self.takes("$") {
            let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
            let name = self.take(end);
            if name.is_empty() || !KNOWN.contains(&name) {
                return unsupported(format!("the variable ${name}"));
            }
            return Ok(self.variables.get(name).cloned());
        }
        for quote in ['"', '\''] {
            if let Some(inner) = self.rest.strip_prefix(quote) {
                let Some((text, behind)) = inner.split_once(quote) else {
                    return unsupported("a text without its closing quote");
                };
                self.rest = behind.trim_start();
                return Ok(Some(text.to_owned()));
            }
        }
        unsupported(format!("`{}`", self.rest))
    }

    /// What stands between the `/` of a regular expression.
    fn pattern(&mut self) -> Result<String, Unsupported> {
        let inner = self.rest.strip_prefix('/');
        let end = inner.and_then(|inner| {
            let mut ends = inner.match_indices('/').map(|(at, _)| at);
            Some((inner, ends.find(|at| !inner[..*at].ends_with('\\'))?))
        });
        let Some((inner, end)) = end else {
            return unsupported(format!("`{}`, which is no regular expression", self.rest));
        };
        self.rest = inner[end + 1..].trim_start();
        Ok(inner[..end].replace("\\/", "/"))
    }

    fn takes(&mut self, sign: &str) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn take(&mut self, end: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        taken
    }
}

/// The variables whose value is known for every event; that of any other would be a guess.
const KNOWN: [&str; 12] = [
    "CI_COMMIT_BRANCH",
    "CI_COMMIT_TAG",
    "CI_COMMIT_REF_NAME",
    "CI_DEFAULT_BRANCH",
    "CI_OPEN_MERGE_REQUESTS",
    "CI_PIPELINE_SOURCE",
    "CI_MERGE_REQUEST_EVENT_TYPE",
    "CI_MERGE_REQUEST_ID",
    "CI_MERGE_REQUEST_LABELS",
    "CI_MERGE_REQUEST_PROJECT_ID",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_ID",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
];

/// Of regular expressions, plain text with `^` and `$`, one entry of a list: `(^|,)text(,|$)`, and a text that goes on
/// without a hyphen: `^text[^-]*$`.
fn matches(value: Option<&str>, pattern: &str) -> Result<bool, Unsupported> {
    if let Some(entry) = pattern.strip_prefix("(^|,)").and_then(|entry| entry.strip_suffix("(,|$)"))
        && is_plain(entry)
    {
        return Ok(value.is_some_and(|value| value.split(',').any(|one| one == entry)));
    }
    if let Some(start) = pattern.strip_prefix('^').and_then(|start| start.strip_suffix("[^-]*$"))
        && is_plain(start)
    {
        return Ok(value.and_then(|value| value.strip_prefix(start)).is_some_and(|rest| !rest.contains('-')));
    }
    let (from_start, text) = pattern.strip_prefix('^').map_or((false, pattern), |text| (true, text));
    let (to_end, text) = text.strip_suffix('$').map_or((false, text), |text| (true, text));
    if !is_plain(text) {
        return unsupported(format!("the regular expression /{pattern}/"));
    }
    let Some(value) = value else { return Ok(false) };
    Ok(match (from_start, to_end) {
        (true, true) => value == text,
        (true, false) => value.starts_with(text),
        (false, true) => value.ends_with(text),
        (false, false) => value.contains(text),
    })
}

fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "-_/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions() {
        let variables = Variables::from([
            ("CI_COMMIT_BRANCH", "main".to_owned()),
            ("CI_DEFAULT_BRANCH", "main".to_owned()),
            ("CI_PIPELINE_SOURCE", "push".to_owned()),
            ("CI_MERGE_REQUEST_LABELS", "bug,preview-ready".to_owned()),
        ]);
        for (condition, expected) in [
            ("$CI_COMMIT_BRANCH", true),
            ("$CI_COMMIT_TAG", false),
            ("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", true),
            ("$CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH", false),
            ("$CI_PIPELINE_SOURCE == \"push\" && $CI_COMMIT_BRANCH == 'main'", true),
            ("$CI_COMMIT_TAG || $CI_PIPELINE_SOURCE == \"web\"", false),
            ("($CI_COMMIT_TAG || $CI_COMMIT_BRANCH) && $CI_PIPELINE_SOURCE != \"web\"", true),
            ("$CI_COMMIT_TAG == null", true),
            ("$CI_COMMIT_TAG =~ /^v/", false),
            ("$CI_COMMIT_BRANCH =~ /^m/", true),
            ("$CI_COMMIT_BRANCH !~ /ai/", false),
            ("$CI_COMMIT_BRANCH !~ /-/", true),
            ("$CI_COMMIT_BRANCH =~ /^main$/", true),
            ("$CI_MERGE_REQUEST_LABELS =~ /(^|,)preview-ready(,|$)/", true),
            ("$CI_MERGE_REQUEST_LABELS =~ /(^|,)preview(,|$)/", false),
        ] {
            assert_eq!(holds(condition, &variables), Ok(expected), "{condition}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for condition in [
            "",
            "$MINE",
            "$CI_COMMIT_TAG =~ /v[0-9]/",
            "$CI_COMMIT_TAG =~ $CI_COMMIT_BRANCH",
            "$CI_COMMIT_TAG == \"x",
            "$CI_COMMIT_TAG $CI_COMMIT_TAG",
            "($CI_COMMIT_TAG",
            "$CI_COMMIT_TAG =~ /v/i",
        ] {
            assert!(holds(condition, &Variables::new()).is_err(), "{condition}");
        }
    }
}
