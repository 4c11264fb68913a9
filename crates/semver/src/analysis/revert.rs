//! Which commits a commit reverts.

use std::collections::HashMap;

use super::Contribution;
use crate::message::{Message, Subject};

/// What a revert names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A commit, by at least seven digits of its id.
    Id(String),
    /// A pull request, by number: what GitHub's button writes (`Reverts owner/name#12`).
    Request(String),
}

/// What this message says that it reverts: `This reverts commit …`, `Refs: …` below `revert:`, `Reverts #12`.
pub fn targets(message: &Message) -> Vec<Target> {
    let text = whole_body(message);
    let mut targets = Vec::new();
    for phrase in ["This reverts commit", "this reverts commit"] {
        for (at, _) in text.match_indices(phrase) {
            let rest = &text[at + phrase.len()..];
            targets.extend(ids(rest.trim_start_matches('s')));
        }
    }
    let typed = matches!(&message.subject, Subject::Conventional(h) if h.kind == "revert");
    if typed {
        let refs = message.footers.iter().filter(|footer| footer.is("Refs"));
        targets.extend(refs.flat_map(|footer| ids(&footer.value)));
    }
    if targets.is_empty() && (typed || matches!(message.subject, Subject::Revert(_))) {
        targets.extend(requests(&text));
    }
    targets
}

fn whole_body(message: &Message) -> String {
    let footers = message.footers.iter();
    footers.fold(message.body.clone(), |mut text, footer| {
        text.push('\n');
        text.push_str(&footer.token);
        text.push(' ');
        text.push_str(&footer.value);
        text
    })
}

/// The ids at the beginning of a text: `abc1234`, `abc1234, def5678 and 0123abc.`
fn ids(text: &str) -> Vec<Target> {
    text.split([' ', ',', '\n', ';'])
        .map(|word| word.trim_end_matches(['.', ':', ')']))
        .filter(|word| !word.is_empty() && *word != "and")
        .take_while(|word| is_id(word))
        .map(|word| Target::Id(word.to_ascii_lowercase()))
        .collect()
}

fn is_id(word: &str) -> bool {
    (7..=64).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_hexdigit())
}

fn requests(text: &str) -> Vec<Target> {
    text.lines()
        .filter_map(|line| line.strip_prefix("Reverts "))
        .filter_map(|rest| rest.split_once(['#', '!']))
        .map(|(_, number)| leading_digits(number))
        .filter(|number| !number.is_empty())
        .map(Target::Request)
        .collect()
}

fn leading_digits(text: &str) -> String {
    text.chars().take_while(char::is_ascii_digit).collect()
}

/// Finds the commits of a range by what reverts name.
pub(super) struct Index<'a> {
    sorted: Vec<(&'a str, usize)>,
    requests: HashMap<String, usize>,
}

impl<'a> Index<'a> {
    pub(super) fn new(commits: &'a [Contribution]) -> Self {
        let mut sorted: Vec<_> =
            commits.iter().enumerate().map(|(position, commit)| (commit.id.as_str(), position)).collect();
        sorted.sort_unstable();
        let requests = commits
            .iter()
            .enumerate()
            .filter_map(|(position, commit)| Some((request_number(&commit.message.title)?, position)))
            .collect();
        Self { sorted, requests }
    }

    /// The positions of the targets that are in the range and older than `revert`, and whether any is not.
    pub(super) fn find(&self, targets: &[Target], revert: usize) -> (Vec<usize>, bool) {
        let found: Vec<usize> =
            targets.iter().filter_map(|target| self.position(target)).filter(|&position| position > revert).collect();
        let missing = found.len() < targets.len();
        (found, missing)
    }

    fn position(&self, target: &Target) -> Option<usize> {
        match target {
            Target::Request(number) => self.requests.get(number).copied(),
            Target::Id(id) => {
                let at = self.sorted.partition_point(|(other, _)| *other < id.as_str());
                let (other, position) = self.sorted.get(at)?;
                other.starts_with(id.as_str()).then_some(*position)
            }
        }
    }
}

/// The number that a forge appends to the title of a squashed request: `feat: x (#12)`.
pub fn request_number(title: &str) -> Option<String> {
    let (_, rest) = title.rsplit_once(" (#").or(title.rsplit_once(" (!"))?;
    let number = rest.strip_suffix(')')?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then(|| number.to_owned())
}
