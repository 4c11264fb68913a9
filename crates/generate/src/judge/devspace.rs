//! Development inside a cluster: in which namespaces, and what of the service.

use blip_model::{Document, Kind, Problem, Selection};

/// The file of values that it has beside those of the environments.
const VALUES: &str = "devspace";

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let case = Case { selection, document };
    [case.kind(), case.image()]
        .into_iter()
        .flatten()
        .chain(case.environments())
        .chain(case.ports())
        .chain(case.exclude())
        .collect()
}

struct Case<'a> {
    selection: &'a Selection,
    document: &'a Document,
}

impl Case<'_> {
    fn problem(&self, setting: &str, what: impl Into<String>) -> Problem {
        self.document.problem(&format!("blips.devspace.{setting}"), what)
    }

    fn list(&self, name: &str) -> Vec<&str> {
        self.selection.texts("devspace", name).collect()
    }

    /// DevSpace replaces the pods of Deployments and their like.
    fn kind(&self) -> Option<Problem> {
        let what = "DevSpace takes the place of pods that stay, and those of a job come and go";
        let problem =
            || self.document.problem("blips.devspace", what).help("remove `devspace`; run the job on your machine");
        (self.selection.spec.service.kind == Kind::Job).then(problem)
    }

    /// Argo CD takes back what others change where it rules.
    fn environments(&self) -> Vec<Problem> {
        let prefix = format!("{}-", self.selection.text("devspace", "namespace").unwrap_or_default());
        let spec = &self.selection.spec;
        let mut problems = Vec::new();
        for (i, environment) in spec.environments.iter().enumerate() {
            let place = format!("environments.{i}");
            let namespace = spec.namespace(environment);
            if namespace.starts_with(&prefix) {
                let what = format!("the namespace `{namespace}` is called like that of a developer, `{prefix}<name>`");
                let help = "choose another for it, or set `blips.devspace.namespace`: what is deployed there must be \
                            left alone by DevSpace";
                problems.push(self.document.problem(&place, what).help(help));
            }
            if environment.name.as_str() == VALUES {
                let what = format!("deploy/values/{VALUES}.yaml is that of developers' namespaces");
                problems.push(self.document.problem(&place, what).help("choose another name for the environment"));
            }
        }
        let previews = self.selection.previews().map(|previews| previews.prefix());
        if let Some(name) = previews.filter(|name| name.starts_with(&prefix)) {
            let what =
                format!("previews (`{name}<number>`) are called like namespaces of developers, `{prefix}<name>`");
            problems.push(self.problem("namespace", what).help("choose another beginning for those of developers"));
        }
        problems
    }

    fn image(&self) -> Option<Problem> {
        let image = self.selection.text("devspace", "image")?;
        let legal = |c: char| c.is_ascii_alphanumeric() || "._-:/@".contains(c);
        let named = image.rsplit('/').next().is_some_and(|last| last.contains([':', '@']));
        let fault = if image.is_empty() || !image.chars().all(legal) {
            format!("`{image}` names no image")
        } else if !named {
            format!("`{image}` has no version, so each developer would have another")
        } else {
            return None;
        };
        let problem = self.problem("image", format!("`blips.devspace.image`: {fault}"));
        Some(problem.help("write it with its tag, for example docker.io/library/rust:1.95.0-trixie"))
    }

    /// `PORT`, or `LOCAL:PORT`; each port of the developer's machine once.
    fn ports(&self) -> Vec<Problem> {
        let service = &self.selection.spec.service;
        let own = (service.kind == Kind::Http).then(|| service.port.number());
        let mut taken: Vec<u16> = own.into_iter().collect();
        let mut problems = Vec::new();
        for entry in self.list("ports") {
            let parts: Option<Vec<u16>> =
                entry.split(':').map(|part| part.parse().ok().filter(|port| *port > 0)).collect();
            let fault = match parts.as_deref() {
                Some([local, ..]) if taken.contains(local) => format!("port {local} is forwarded already"),
                Some([local] | [local, _]) => {
                    taken.push(*local);
                    continue;
                }
                _ => format!("`{entry}` names no port"),
            };
            let problem = self.problem("ports", format!("`blips.devspace.ports`: {fault}"));
            problems.push(problem.help("write PORT or LOCAL:PORT, for example \"9229\" or \"15432:5432\""));
        }
        problems
    }

    fn exclude(&self) -> Vec<Problem> {
        let is_pattern = |text: &str| !text.trim().is_empty() && !text.chars().any(char::is_control);
        let wrong = self.list("exclude").into_iter().filter(|text| !is_pattern(text));
        wrong
            .map(|text| {
                let problem = self.problem("exclude", format!("`blips.devspace.exclude`: {text:?} is no pattern"));
                problem.help("write it as in .gitignore, for example `/data/`")
            })
            .collect()
    }
}
