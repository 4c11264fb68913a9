//! One line of a changelog.

use serde::Serialize;

use crate::analysis::Contribution;
use crate::commit::ObjectId;
use crate::forge::Forge;
use crate::message::{Footer, Header, Separator, Subject};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Entry {
    /// The type, in lower case.
    pub kind: String,
    /// The scope.
    pub scope: Option<String>,
    /// What changed, without the number of a request at its end.
    pub text: String,
    /// Whether it breaks users.
    pub breaking: bool,
    /// What the `BREAKING CHANGE` footers say.
    pub notes: Vec<String>,
    /// The commit.
    pub commit: ObjectId,
    /// The commit's first digits.
    pub short: String,
    /// The commit's page.
    pub url: Option<String>,
    /// Issues and requests that the commit names.
    pub references: Vec<Reference>,
}

/// An issue or a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Reference {
    /// `#12`, or `!12` for a merge request.
    pub text: String,
    /// Its page.
    pub url: Option<String>,
}

impl Entry {
    pub(super) fn new(commit: &Contribution, forge: Option<&Forge>) -> Self {
        let header = header_of(commit);
        let (text, request) = split_request(&header.description);
        let notes = breaking_notes(commit);
        let mut references: Vec<String> = request.into_iter().map(str::to_owned).collect();
        for reference in commit.message.footers.iter().flat_map(named_issues) {
            if !references.contains(&reference) {
                references.push(reference);
            }
        }
        Self {
            text: text.to_owned(),
            breaking: header.breaking || commit.message.is_breaking(),
            kind: header.kind,
            scope: header.scope,
            notes,
            short: commit.id.short().to_owned(),
            url: forge.map(|forge| forge.commit(commit.id.as_str())),
            references: references.into_iter().map(|text| reference(text, forge)).collect(),
            commit: commit.id.clone(),
        }
    }
}

/// The header of a commit: its own, that of a merge's title, or one made from a squash's or a revert's first line.
fn header_of(commit: &Contribution) -> Header {
    if let Some(header) = commit.message.subject.header() {
        return header.clone();
    }
    let made = |kind: &str, description: String, breaking| Header {
        kind: kind.to_owned(),
        scope: None,
        breaking,
        description,
    };
    if let Subject::Revert(title) = &commit.message.subject {
        return made("revert", format!("revert \"{title}\""), false);
    }
    match commit.inner.as_slice() {
        [header] if commit.merge => header.clone(),
        inner => {
            let breaking = inner.iter().any(|header| header.breaking);
            let kind = ["feat", "fix"].into_iter().find(|kind| inner.iter().any(|h| h.kind == *kind));
            made(kind.unwrap_or_default(), commit.message.title.clone(), breaking)
        }
    }
}

fn breaking_notes(commit: &Contribution) -> Vec<String> {
    let footers = commit.message.footers.iter().filter(|footer| footer.is_breaking());
    footers.map(|footer| footer.value.clone()).collect()
}

/// `add coupons (#12)` → `add coupons` and `#12`; the forges append it when they squash.
fn split_request(description: &str) -> (&str, Option<&str>) {
    let split = description.rsplit_once(" (").and_then(|(text, rest)| {
        let number = rest.strip_suffix(')')?;
        let digits = number.strip_prefix(['#', '!'])?;
        is_number(digits).then_some((text, Some(number)))
    });
    split.unwrap_or((description, None))
}

/// The issues that footers such as `Closes: #12`, `Fixes #12, #13` name.
fn named_issues(footer: &Footer) -> Vec<String> {
    const TOKENS: [&str; 8] = ["close", "closes", "fix", "fixes", "resolve", "resolves", "refs", "related-to"];
    if !TOKENS.iter().any(|token| footer.is(token)) {
        return Vec::new();
    }
    let value = match footer.separator {
        Separator::Hash => format!("#{}", footer.value),
        Separator::Colon => footer.value.clone(),
    };
    let words = value.split([',', ' ', '\n']);
    let numbered = words.filter(|word| word.strip_prefix(['#', '!']).is_some_and(is_number));
    numbered.map(str::to_owned).collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn reference(text: String, forge: Option<&Forge>) -> Reference {
    let url = forge.map(|forge| match text.strip_prefix('!') {
        Some(number) => forge.request(number),
        None => forge.issue(text.trim_start_matches('#')),
    });
    Reference { text, url }
}
