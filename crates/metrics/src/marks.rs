//! What a commit's message says of its part in delivery.

use blip_semver::analysis::{Target, request_number, targets};
use blip_semver::message::{Message, Subject, parse};

/// What a commit is to those who wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// A change.
    Change,
    /// A change that says of itself that it mends something.
    Fix,
    /// What a pipeline or a release tool wrote: a digest, a version. Nobody waits for it.
    Housekeeping,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks {
    /// What the commit is.
    pub nature: Nature,
    /// The commits, by their first digits, and the requests, by number, that it takes back.
    pub reverts: Vec<Reverted>,
    /// Whether it brought in a pull or merge request, by the words of a forge.
    pub merged: bool,
    /// The number of the request that was squashed into it.
    pub request: Option<String>,
    /// The commit that a deployment brought, as Blip's pipeline writes it (`Source-Commit`).
    pub source: Option<String>,
}

/// What a revert names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reverted {
    /// A commit, by the beginning of its id.
    Commit(String),
    /// A request, by number.
    Request(String),
}

impl Marks {
    /// Reads a message. `merges` says whether the commit has several parents.
    #[must_use]
    pub fn of(text: &str, merges: bool) -> Self {
        let message = parse(text);
        let source = text.lines().find_map(|line| line.strip_prefix("Source-Commit: ")).map(|id| id.trim().to_owned());
        let reverts = targets(&message).into_iter().map(|target| match target {
            Target::Id(id) => Reverted::Commit(id),
            Target::Request(number) => Reverted::Request(number),
        });
        Self {
            nature: if source.is_some() { Nature::Housekeeping } else { nature(&message) },
            reverts: reverts.collect(),
            merged: merged(text, &message.title, merges),
            request: request_number(&message.title),
            source,
        }
    }
}

/// Versions of dependencies are mended by bots all day, which tells nothing of production: `fix(deps)` is a change.
fn nature(message: &Message) -> Nature {
    let is_about =
        |scope: &Option<String>, words: &[&str]| scope.as_deref().is_some_and(|scope| words.contains(&scope));
    match &message.subject {
        Subject::Revert(_) => Nature::Fix,
        Subject::Conventional(header) => match header.kind.as_str() {
            "chore" if is_about(&header.scope, &["release", "deploy"]) => Nature::Housekeeping,
            // Release Please names the branch, and the version after a word of its own
            "chore" if header.description.starts_with("release ") => Nature::Housekeeping,
            "fix" if !is_about(&header.scope, &["deps", "deps-dev", "dependencies"]) => Nature::Fix,
            "hotfix" | "revert" => Nature::Fix,
            _ => Nature::Change,
        },
        _ => Nature::Change,
    }
}

/// The words that GitHub, GitLab and Bitbucket write for a merge, and for a squash.
fn merged(text: &str, title: &str, merges: bool) -> bool {
    let by_merge = title.starts_with("Merge pull request #")
        || title.starts_with("Merged in ")
        || text.lines().any(|line| line.starts_with("See merge request "));
    by_merge || !merges && request_number(title).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nature_of(text: &str) -> Nature {
        Marks::of(text, false).nature
    }

    #[test]
    fn what_pipelines_write_is_no_change() {
        for text in [
            "chore(deploy): bring 1234567 to production\n\nSource-Commit: 1234567",
            "chore(checkout): bring 1234567 to production\n\nSource-Commit: 1234567",
            "chore(release): v1.2.0",
            "chore(main): release 1.2.0",
        ] {
            assert_eq!(nature_of(text), Nature::Housekeeping, "{text}");
        }
        assert_eq!(nature_of("chore: tidy up"), Nature::Change);
    }

    #[test]
    fn a_fix_says_so() {
        for text in ["fix: x", "fix(api)!: x", "Revert \"feat: x\"", "revert: feat: x", "hotfix: x"] {
            assert_eq!(nature_of(text), Nature::Fix, "{text}");
        }
        for text in ["feat: x", "Fix the door", "fix(deps): bump a to 2", "refactor: x"] {
            assert_eq!(nature_of(text), Nature::Change, "{text}");
        }
    }

    #[test]
    fn forges_tell_of_merges_in_their_own_words() {
        let cases = [
            ("Merge pull request #12 from acme/x\n\nAdd x", true, true),
            ("Merge branch 'x' into 'main'\n\nAdd x\n\nSee merge request acme/checkout!12", true, true),
            ("Merged in x (pull request #12)", true, true),
            ("feat: add x (#12)", false, true),
            ("Add x (!12)", false, true),
            ("Merge branch 'main' into x", true, false),
            ("feat: add x", false, false),
            ("feat: add x (see #12)", false, false),
        ];
        for (text, merges, expected) in cases {
            assert_eq!(Marks::of(text, merges).merged, expected, "{text}");
        }
    }

    #[test]
    fn a_revert_names_what_it_takes_back() {
        let marks = Marks::of("Revert \"feat: x\"\n\nThis reverts commit 0123456789abcdef.", false);
        assert_eq!(marks.reverts, [Reverted::Commit("0123456789abcdef".to_owned())]);
        let marks = Marks::of("Revert \"feat: x (#12)\" (#13)\n\nReverts acme/shop#12", false);
        assert_eq!((marks.reverts, marks.merged), (vec![Reverted::Request("12".to_owned())], true));
    }

    #[test]
    fn a_deployment_names_its_commit() {
        let text = "chore(shop): bring 0123456 to live\n\nSource-Repository: https://x.example/a/b\nSource-Commit: 0123456789\n";
        assert_eq!(Marks::of(text, false).source.as_deref(), Some("0123456789"));
    }
}
