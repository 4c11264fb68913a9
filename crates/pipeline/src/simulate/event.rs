//! What happens to a repository, and what a forge is told of it.

use blip_model::Provider;

/// What happens to a repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Commits are pushed to a branch.
    Push {
        /// The branch.
        branch: String,
    },
    /// A pull or merge request is opened or gets new commits.
    Request {
        /// It is not ready to be reviewed.
        draft: bool,
        /// It comes from another repository.
        fork: bool,
        /// Its labels.
        labels: Vec<String>,
    },
    /// Commits are pushed to a branch from which a pull or merge request is open.
    OpenRequest {
        /// The branch.
        branch: String,
    },
    /// A tag is pushed.
    Tag {
        /// The tag.
        name: String,
    },
    /// A merge queue (GitLab: a merge train) tries what would become of the default branch.
    MergeQueue,
    /// The clock strikes.
    Schedule,
    /// Somebody starts the pipeline by hand.
    Manual {
        /// For this branch.
        branch: String,
    },
}

/// One thing that a forge is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// A push to a branch.
    Push {
        /// The branch.
        branch: String,
        /// Whether a request is open from it.
        open_request: bool,
    },
    /// A pull or merge request.
    Request {
        /// It is not ready to be reviewed.
        draft: bool,
        /// It comes from another repository.
        fork: bool,
        /// Its labels.
        labels: Vec<String>,
    },
    /// A push of a tag.
    Tag {
        /// The tag.
        name: String,
    },
    /// A candidate of the merge queue.
    MergeQueue,
    /// The clock.
    Schedule,
    /// A person.
    Manual {
        /// The branch.
        branch: String,
    },
}

impl Event {
    /// What the forge is told of it.
    #[must_use]
    pub fn triggers(&self) -> Vec<Trigger> {
        match self.clone() {
            Self::Push { branch } => vec![Trigger::Push { branch, open_request: false }],
            Self::Request { draft, fork, labels } => vec![Trigger::Request { draft, fork, labels }],
            Self::OpenRequest { branch } => {
                let request = Trigger::Request { draft: false, fork: false, labels: Vec::new() };
                vec![Trigger::Push { branch, open_request: true }, request]
            }
            Self::Tag { name } => vec![Trigger::Tag { name }],
            Self::MergeQueue => vec![Trigger::MergeQueue],
            Self::Schedule => vec![Trigger::Schedule],
            Self::Manual { branch } => vec![Trigger::Manual { branch }],
        }
    }
}

impl Trigger {
    /// In the words of the forge.
    #[must_use]
    pub fn describe(&self, forge: Provider) -> String {
        let (request, queue) = match forge {
            Provider::Github => ("pull request", "a candidate of the merge queue"),
            Provider::Gitlab => ("merge request", "a merge train"),
        };
        match self {
            Self::Push { branch, .. } => format!("a push to {branch}"),
            Self::Request { draft, fork, labels } => {
                let labels = match labels.as_slice() {
                    [] => String::new(),
                    [label] => format!(" with the label {label}"),
                    labels => format!(" with the labels {}", labels.join(", ")),
                };
                let draft = if *draft { "draft of a " } else { "" };
                let fork = if *fork { " from a fork" } else { "" };
                format!("a {draft}{request}{fork}{labels}")
            }
            Self::Tag { name } => format!("the tag {name}"),
            Self::MergeQueue => queue.to_owned(),
            Self::Schedule => "a schedule".to_owned(),
            Self::Manual { branch } => format!("a person, for {branch}"),
        }
    }

    /// Whether it asks for something to become part of the default branch, which is what required checks are for.
    pub(crate) fn is_proposal(&self) -> bool {
        matches!(self, Self::Request { .. } | Self::MergeQueue)
    }
}
