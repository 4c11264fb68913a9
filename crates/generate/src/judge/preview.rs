//! Preview environments.

mod routing;

use super::events;
use blip_model::{Document, Kind, Previews, Problem, Provider, Selection, Slug};

/// Helm takes no longer name for a release, and a preview's is `<service>-pr-<number>`.
const LONGEST_RELEASE: usize = 53;
/// Kubernetes adds 11 characters to the name of a pull request's number of so many digits.
const DIGITS: usize = 6;
/// GitHub takes no longer label, and the pipeline's own is longer than that of people.
const LONGEST_LABEL: usize = 50;

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let Some(previews) = selection.previews() else { return Vec::new() };
    let case = Case { selection, document, previews };
    [case.kind(), case.name(), case.gate(), case.environment(), case.project(), case.lifetime(), case.clusters()]
        .into_iter()
        .flatten()
        .chain(routing::faults(selection, document, case.previews))
        .chain(case.environments())
        .chain(case.quota())
        .chain(events::judge(selection, document, previews))
        .collect()
}

/// A problem with the setting of that name, or with the blip where it is not set.
pub(super) fn problem(document: &Document, setting: &str, what: impl Into<String>) -> Problem {
    let path = format!("blips.preview.{setting}");
    let path = if document.place(&path).is_some() { path } else { "blips.preview".to_owned() };
    document.problem(&path, what)
}

struct Case<'a> {
    selection: &'a Selection,
    document: &'a Document,
    previews: Previews<'a>,
}

impl Case<'_> {
    /// A problem with the setting of that name, or with the blip where it is not set.
    fn problem(&self, setting: &str, what: impl Into<String>) -> Problem {
        problem(self.document, setting, what)
    }

    fn kind(&self) -> Option<Problem> {
        let remove = "remove `preview`, or try the change in an environment";
        let (what, help) = match self.selection.spec.service.kind {
            Kind::Http => return None,
            Kind::Worker if self.previews.text("events") != Some("none") => return None,
            Kind::Worker => (
                "a worker has no requests that a header could lead to its preview",
                "set `blips.preview.events`, if it takes messages; else remove `preview`",
            ),
            // a platform has none either, and the radar keeps previews from it
            Kind::Job | Kind::Platform => ("a job has no requests that a header could lead to its preview", remove),
        };
        Some(self.problem("", what).help(help))
    }

    fn name(&self) -> Option<Problem> {
        let name = &self.selection.spec.service.name;
        let most = LONGEST_RELEASE - "-pr-".len() - DIGITS;
        let what = format!(
            "`{name}` has {} characters; a service with previews may have {most}, for each is called `{}<number>`",
            name.as_str().len(),
            self.previews.prefix()
        );
        let problem = || self.document.problem("service.name", what).help("choose a shorter name");
        (name.as_str().len() > most).then(problem)
    }

    fn gate(&self) -> Option<Problem> {
        let label = self.previews.label();
        let why = "without a label as gate every pull request would be deployed, those of strangers among them";
        let ready = self.previews.ready_label();
        let fault = match label.parse::<Slug>() {
            Ok(_) if ready.len() <= LONGEST_LABEL => return None,
            Ok(_) => {
                let what =
                    format!("the pipeline's own label `{ready}` would have more than {LONGEST_LABEL} characters");
                return Some(
                    self.problem("label", what).help("set `blips.preview.label` to a shorter one, for example `try`"),
                );
            }
            Err(_) if label.is_empty() => "`blips.preview.label` is empty".to_owned(),
            Err(error) => format!("`blips.preview.label`: {error}"),
        };
        Some(self.problem("label", fault).help(format!("name a label, for example `preview`: {why}")))
    }

    fn environment(&self) -> Option<Problem> {
        if self.previews.environment().is_some() {
            return None;
        }
        let name = self.previews.text("environment").unwrap_or_default();
        let known: Vec<&str> = self.selection.spec.environments.iter().map(|known| known.name.as_str()).collect();
        let what = format!("`blips.preview.environment`: there is no environment `{name}`");
        Some(self.problem("environment", what).help(format!("name one of {}", known.join(", "))))
    }

    /// Environments that would be taken for previews, or whose files previews need.
    fn environments(&self) -> Vec<Problem> {
        let prefix = self.previews.prefix();
        let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let mut problems = Vec::new();
        for (i, environment) in self.selection.spec.environments.iter().enumerate() {
            let name = environment.name.as_str();
            let namespace = self.selection.spec.namespace(environment);
            let what = if ["preview", "previews"].contains(&name) {
                format!("the environment `{name}` has the name of the previews")
            } else if name.strip_prefix("pr-").is_some_and(is_number) {
                format!("the environment `{name}` is called like the preview of a pull request")
            } else if namespace.starts_with(&prefix) {
                format!("the namespace `{namespace}` is called like that of a preview")
            } else {
                continue;
            };
            let help = "choose another: what is called so comes and goes with a pull request";
            problems.push(self.document.problem(&format!("environments.{i}"), what).help(help));
        }
        problems
    }

    /// GitLab's API takes a path as well, but Argo CD's generator a number alone.
    fn project(&self) -> Option<Problem> {
        let number = self.previews.setting("gitlab_project").and_then(serde_json::Value::as_i64);
        match (self.selection.spec.repository.provider, number) {
            (Provider::Gitlab, None) => {
                let what = "Argo CD asks GitLab for merge requests by the project's number, which no address tells";
                let help = "set `blips.preview.gitlab_project` to the number that its page on GitLab shows";
                Some(self.problem("", what).help(help))
            }
            (Provider::Gitlab, Some(number)) if number < 1 => {
                let problem = self.problem("gitlab_project", format!("{number} is the number of no project"));
                Some(problem.help("write the number that its page on GitLab shows"))
            }
            (Provider::Github, Some(_)) => {
                let problem = self.problem("gitlab_project", "a repository on GitHub has no project on GitLab");
                Some(problem.help("remove `blips.preview.gitlab_project`"))
            }
            _ => None,
        }
    }

    /// The generator of pull requests names no cluster, and one that is found by its label has no name yet.
    fn clusters(&self) -> Option<Problem> {
        let clusters = self.selection.text("argocd", "clusters")?;
        let what = "previews stand in one cluster, and those that are found by their label may be many";
        let help = "name the clusters in `environments` instead, or remove `preview`";
        (clusters == "labelled").then(|| self.document.problem("blips.argocd.clusters", what).help(help))
    }

    fn lifetime(&self) -> Option<Problem> {
        let problem = || self.problem("lifetime", "`blips.preview.lifetime`: a preview stands for a day at least");
        (self.previews.lifetime() == 0).then(|| problem().help("write the number of days, for example 7"))
    }

    fn quota(&self) -> Vec<Problem> {
        let entries = self.previews.setting("quota").and_then(serde_json::Value::as_array).into_iter().flatten();
        let entries = entries.filter_map(serde_json::Value::as_str);
        let mut names = Vec::new();
        let mut problems = Vec::new();
        for entry in entries {
            let Some((name, _)) = limit(entry) else {
                let what = format!("`blips.preview.quota`: `{entry}` limits nothing");
                let help = "write RESOURCE=QUANTITY, for example `pods=4` or `limits.memory=2Gi`";
                problems.push(self.problem("quota", what).help(help));
                continue;
            };
            if names.contains(&name) {
                let problem = self.problem("quota", format!("`blips.preview.quota` limits {name} twice"));
                problems.push(problem.help("remove one of them"));
            }
            names.push(name);
        }
        problems
    }
}

/// What an entry of the quota limits, and to how much: `limits.memory=2Gi`.
pub(crate) fn limit(entry: &str) -> Option<(&str, &str)> {
    let (name, quantity) = entry.split_once('=')?;
    let named = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "./-".contains(c));
    let digits = quantity.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &quantity[digits.len()..];
    let counted = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && ["", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"].contains(&unit);
    (named && counted).then_some((name, quantity))
}
