//! The answers without which there is no service: what each is for, and what is taken where nobody says.

use blip_model::{Host, Kind, RepositoryUrl, ServiceName, Slug};

use crate::answers::{Answers, Origin};
use crate::known::{Found, Known};

/// The organisation in examples and in defaults that nothing better is known for.
const EXAMPLE_OWNER: &str = "acme";

/// An answer that must be given, asked for or guessed.
pub(crate) struct Question {
    /// Its path in `blip.yaml`.
    pub(crate) path: &'static str,
    /// The words of the prompt.
    pub(crate) prompt: &'static str,
    /// A line of help above the prompt.
    pub(crate) help: &'static str,
    /// What to take where neither anybody nor the repository says.
    default: fn(&Answers, &Known) -> Option<(String, Origin)>,
    /// Why an answer cannot be taken.
    pub(crate) check: fn(&str) -> Result<(), String>,
}

impl Question {
    /// What to offer, and to take where nobody says.
    pub(crate) fn default(&self, answers: &Answers, known: &Known) -> Option<(String, Origin)> {
        let found = known.found(self.path).map(|Found { value, place }| (value, Origin::Found(place)));
        found.or_else(|| (self.default)(answers, known))
    }

    /// Whether it is still to be asked: what the repository says comes before what an organisation has for a default.
    pub(crate) fn is_open(&self, answers: &Answers, known: &Known) -> bool {
        !answers.has(self.path) || (answers.is_laid(self.path) && known.found(self.path).is_some())
    }
}

/// The answers without which there is no service, in the order in which they are asked for.
pub(crate) const QUESTIONS: &[Question] = &[
    Question {
        path: "service.name",
        prompt: "Name",
        help: "Chart, image, Application and release bear it: lower-case letters, digits and `-`.",
        default: |_, _| None,
        check: checked::<ServiceName>,
    },
    Question {
        path: "service.description",
        prompt: "Description",
        help: "What it does, in one line.",
        default: |answers, _| {
            let noun = if answers.kind() == Kind::Platform { "platform" } else { "service" };
            Some((format!("The {} {noun}", answers.text("service.name")?), Origin::Default))
        },
        check: checked::<blip_model::Description>,
    },
    Question {
        path: "service.stack",
        prompt: "Stack",
        help: "The language and tools that it is built with.",
        default: |_, _| Some(("rust".to_owned(), Origin::Default)),
        check: checked::<Slug>,
    },
    Question {
        path: "repository.url",
        prompt: "Repository",
        help: "Where its sources will live, as a browser shows it. The host tells GitHub from GitLab.",
        default: default_url,
        check: checked::<RepositoryUrl>,
    },
    Question {
        path: "service.owner",
        prompt: "Owner",
        help: "The team that answers for it.",
        default: default_owner,
        check: checked::<Slug>,
    },
];

/// The names of environments in one line, as the wizard asks for them.
pub(crate) fn environment_names(line: &str) -> Result<Vec<Slug>, String> {
    let names = line.split([',', ' ']).filter(|name| !name.is_empty());
    let names =
        names.map(|name| name.parse::<Slug>().map_err(|error| error.to_string())).collect::<Result<Vec<_>, _>>()?;
    match names.as_slice() {
        [] => Err("name at least one".to_owned()),
        names if (1..names.len()).any(|i| names[..i].contains(&names[i])) => {
            Err("give each a name of its own".to_owned())
        }
        _ => Ok(names),
    }
}

/// Whether an answer to "under which host" can be taken; none is an answer, too.
pub(crate) fn check_host(text: &str) -> Result<(), String> {
    if text.is_empty() { Ok(()) } else { checked::<Host>(text) }
}

fn checked<T: std::str::FromStr<Err: std::fmt::Display>>(text: &str) -> Result<(), String> {
    text.parse::<T>().map(|_| ()).map_err(|error| error.to_string())
}

fn default_url(answers: &Answers, known: &Known) -> Option<(String, Origin)> {
    let name = answers.text("service.name")?;
    if let Some(Found { value, place }) = &known.organisation {
        return Some((format!("{value}/{name}"), Origin::Found(place.clone())));
    }
    let owner = answers.text("service.owner").unwrap_or_else(|| EXAMPLE_OWNER.to_owned());
    let host = match answers.text("repository.provider").as_deref() {
        Some("gitlab") => "gitlab.com",
        _ => "github.com",
    };
    Some((format!("https://{host}/{owner}/{name}"), Origin::Default))
}

/// The organisation that the repository belongs to, as far as it is a legal name.
fn default_owner(answers: &Answers, _: &Known) -> Option<(String, Origin)> {
    let url: RepositoryUrl = answers.text("repository.url")?.parse().ok()?;
    let owner = url.owner().rsplit('/').next().unwrap_or(EXAMPLE_OWNER).to_lowercase();
    let owner = if owner.parse::<Slug>().is_ok() { owner } else { EXAMPLE_OWNER.to_owned() };
    Some((owner, Origin::Default))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environments_come_in_one_line() {
        assert_eq!(environment_names("staging, production").unwrap().len(), 2);
        assert!(environment_names(" ,").is_err());
        assert!(environment_names("a,a").is_err());
        assert!(environment_names("A").is_err());
    }
}
