//! The message that a forge writes when it merges a request.

use serde::{Deserialize, Serialize};

use crate::forge::ForgeKind;

/// How a request becomes part of its branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MergeMethod {
    /// A merge commit.
    Merge,
    /// One commit; its title is the request's. On GitHub a request of a single commit takes that commit's message
    /// instead, unless the repository's setting says otherwise: see [`SquashTitle`](Self::SquashTitle).
    Squash,
    /// One commit that always takes the request's title (GitHub: "Default to pull request title").
    SquashTitle,
    /// One commit with title and description of the request ("pull request title and description").
    SquashDescription,
}

/// A pull or merge request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Its title.
    pub title: String,
    /// Its number, where it is known.
    pub number: Option<u64>,
    /// Its description.
    pub description: String,
    /// The messages of its commits, the oldest first, where they are known.
    pub commits: Vec<String>,
    /// The branch that it comes from.
    pub branch: String,
    /// The branch that it goes to.
    pub target: String,
}

/// The message that the forge will write. Sources: GitHub's documentation, "About merge methods on GitHub" and
/// "Configuring commit squashing"; GitLab's documentation, "Commit message templates".
pub fn forge_message(forge: ForgeKind, method: MergeMethod, request: &Request) -> String {
    match (forge, method) {
        (ForgeKind::GitHub, MergeMethod::Merge) => github_merge(request),
        (ForgeKind::GitLab, MergeMethod::Merge) => gitlab_merge(request),
        (ForgeKind::GitHub, MergeMethod::Squash) => github_squash(request),
        (ForgeKind::GitHub, MergeMethod::SquashTitle) => numbered(&request.title, request),
        (ForgeKind::GitHub, MergeMethod::SquashDescription) => {
            joined(&numbered(&request.title, request), &request.description)
        }
        (ForgeKind::GitLab, MergeMethod::SquashDescription) => joined(&request.title, &request.description),
        (ForgeKind::GitLab, _) => request.title.clone(),
    }
}

fn github_merge(request: &Request) -> String {
    let number = request.number.unwrap_or(0);
    format!("Merge pull request #{number} from {}\n\n{}", request.branch, request.title)
}

fn gitlab_merge(request: &Request) -> String {
    let number = request.number.map(|number| format!("\n\nSee merge request !{number}")).unwrap_or_default();
    format!("Merge branch '{}' into '{}'\n\n{}{number}", request.branch, request.target, request.title)
}

/// One commit: its own message. Several: the request's title, and all messages as a list.
fn github_squash(request: &Request) -> String {
    match request.commits.as_slice() {
        [only] => {
            let (title, body) = only.split_once('\n').unwrap_or((only, ""));
            joined(&numbered(title, request), body)
        }
        commits => {
            let bullets: Vec<String> = commits.iter().map(|message| format!("* {}", message.trim())).collect();
            joined(&numbered(&request.title, request), &bullets.join("\n\n"))
        }
    }
}

fn numbered(title: &str, request: &Request) -> String {
    match request.number {
        Some(number) => format!("{title} (#{number})"),
        None => title.to_owned(),
    }
}

fn joined(title: &str, body: &str) -> String {
    match body.trim() {
        "" => title.to_owned(),
        body => format!("{title}\n\n{body}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Rules;
    use crate::check::{CheckRules, check_message};
    use crate::level::Level;

    fn request(commits: &[&str]) -> Request {
        Request {
            title: "feat: cards".to_owned(),
            number: Some(12),
            description: "Text.\n\nBREAKING CHANGE: x".to_owned(),
            commits: commits.iter().map(|text| (*text).to_owned()).collect(),
            branch: "acme/cards".to_owned(),
            target: "main".to_owned(),
        }
    }

    #[test]
    fn what_the_forges_write() {
        use ForgeKind::{GitHub, GitLab};
        use MergeMethod::{Merge, Squash, SquashDescription, SquashTitle};
        let one = ["fix: a\n\nBREAKING CHANGE: b"].as_slice();
        let two = ["feat!: a", "fix: b"].as_slice();
        let cases = [
            (GitHub, Squash, one, "fix: a (#12)\n\nBREAKING CHANGE: b", Level::Major),
            (GitHub, Squash, two, "feat: cards (#12)\n\n* feat!: a\n\n* fix: b", Level::Minor),
            (GitHub, SquashTitle, one, "feat: cards (#12)", Level::Minor),
            (GitHub, SquashDescription, two, "feat: cards (#12)\n\nText.\n\nBREAKING CHANGE: x", Level::Major),
            (GitHub, Merge, two, "Merge pull request #12 from acme/cards\n\nfeat: cards", Level::None),
            (GitLab, Squash, one, "feat: cards", Level::Minor),
            (
                GitLab,
                Merge,
                two,
                "Merge branch 'acme/cards' into 'main'\n\nfeat: cards\n\nSee merge request !12",
                Level::None,
            ),
        ];
        for (forge, method, commits, expected, level) in cases {
            let message = forge_message(forge, method, &request(commits));
            assert_eq!(message, expected);
            assert_eq!(check_message(&message, &CheckRules::default(), &Rules::default()).level, level, "{message}");
        }
    }
}
