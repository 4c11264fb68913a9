//! Argo CD: where it reads, what it deploys to, and who writes the digests.

use blip_model::{Document, Problem, Provider, Selection};

/// Settings that say something only beside another one: the setting, the other, and the value that it must have.
const ONLY_WITH: &[(&str, &str, Option<&str>)] = &[
    ("gitops_branch", "gitops_repository", None),
    ("gitops_folder", "gitops_repository", None),
    ("slack_channel", "notifications", Some("slack")),
];

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let rules = [gitops, clusters, namespaces, updates, notifications, alone];
    let settings = Settings { selection, document };
    rules.iter().flat_map(|rule| rule(&settings)).collect()
}

struct Settings<'a> {
    selection: &'a Selection,
    document: &'a Document,
}

impl Settings<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.selection.text("argocd", name)
    }

    fn problem(&self, name: &str, what: impl Into<String>) -> Problem {
        self.document.problem(&format!("blips.argocd.{name}"), what)
    }
}

fn gitops(settings: &Settings<'_>) -> Vec<Problem> {
    let gitops = settings.selection.gitops();
    let own = &settings.selection.spec.repository.url;
    if gitops.is_separate && gitops.url.as_str().eq_ignore_ascii_case(own.as_str()) {
        let what = "the GitOps repository is the one of the service";
        let help = "leave `gitops_repository` out: Argo CD then reads `deploy/` beside the code";
        return vec![settings.problem("gitops_repository", what).help(help)];
    }
    Vec::new()
}

/// Clusters that are found by their label are not named as well, and only an ApplicationSet can find them.
fn clusters(settings: &Settings<'_>) -> Vec<Problem> {
    if settings.get("clusters") != Some("labelled") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    if settings.get("applications") != Some("applicationset") {
        let what = "an Application names one cluster; only an ApplicationSet finds clusters by their label";
        let help = "set `applications: applicationset`, or name the clusters in `environments`";
        problems.push(settings.problem("clusters", what).help(help));
    }
    if settings.get("updates") == Some("image-updater") {
        let what = "Image Updater writes the same values once for each cluster, and its commits would race each other";
        problems.push(settings.problem("updates", what).help("leave `updates` or `clusters` out"));
    }
    for (i, environment) in settings.selection.spec.environments.iter().enumerate() {
        if environment.cluster.is_some() {
            let what = format!("`{}` names its cluster, but the clusters are found by their label", environment.name);
            let problem = settings.document.problem(&format!("environments.{i}.cluster"), what);
            problems.push(problem.help("leave `cluster` or `blips.argocd.clusters` out"));
        }
    }
    problems
}

/// Who may deploy to the namespace of Argo CD may do everything.
fn namespaces(settings: &Settings<'_>) -> Vec<Problem> {
    let spec = &settings.selection.spec;
    let own = settings.get("namespace").unwrap_or_default();
    let environments = spec.environments.iter().enumerate();
    let inside = environments.filter(|(_, environment)| spec.namespace(environment) == own);
    inside
        .map(|(i, _)| {
            let what = format!("namespace `{own}` is that of Argo CD itself");
            settings.document.problem(&format!("environments.{i}"), what).help("choose another for the service")
        })
        .collect()
}

/// On GitLab a push to the default branch makes an image, and so would each of Image Updater's, for ever.
fn updates(settings: &Settings<'_>) -> Vec<Problem> {
    let selection = settings.selection;
    let circle = settings.get("updates") == Some("image-updater")
        && selection.spec.repository.provider == Provider::Gitlab
        && selection.get("ci").is_some()
        && !selection.gitops().is_separate;
    if circle {
        let what = "each commit of Image Updater would start GitLab's pipeline, which pushes the image for the next";
        let help = "name a `gitops_repository` that it commits to, or let the pipeline commit (`updates: pipeline`)";
        return vec![settings.problem("updates", what).help(help)];
    }
    Vec::new()
}

fn notifications(settings: &Settings<'_>) -> Vec<Problem> {
    if settings.get("notifications") != Some("slack") {
        return Vec::new();
    }
    match settings.get("slack_channel") {
        None => {
            let what = "`notifications: slack` needs a channel";
            vec![settings.problem("notifications", what).help("add `slack_channel`, for example `shop-alerts`")]
        }
        Some(channel) if !is_channel(channel) => {
            let what = format!("`{channel}` is no channel of Slack");
            let help = "give its name without `#` (lower-case letters, digits, `-` and `_`), or its ID";
            vec![settings.problem("slack_channel", what).help(help)]
        }
        Some(_) => Vec::new(),
    }
}

/// A name (`shop-alerts`), or an ID (`C0123456789`).
fn is_channel(text: &str) -> bool {
    let legal = |c: u8| c.is_ascii_alphanumeric() || b"-_".contains(&c);
    let is_name = !text.bytes().any(|c| c.is_ascii_uppercase());
    let is_id = !text.bytes().any(|c| c.is_ascii_lowercase()) && text.starts_with(['C', 'G']);
    (1..=80).contains(&text.len()) && text.bytes().all(legal) && (is_name || is_id)
}

fn alone(settings: &Settings<'_>) -> Vec<Problem> {
    let lacks = |other: &str, value: Option<&str>| {
        let found = settings.get(other);
        found.is_none() || value.is_some() && found != value
    };
    let alone = ONLY_WITH.iter().filter(|(name, other, value)| settings.get(name).is_some() && lacks(other, *value));
    alone
        .map(|(name, other, value)| {
            let other = value.map_or_else(|| (*other).to_owned(), |value| format!("{other}: {value}"));
            let what = format!("`{name}` says nothing without `{other}`");
            settings.problem(name, what).help(format!("add `{other}`, or leave `{name}` out"))
        })
        .collect()
}
