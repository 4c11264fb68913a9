//! The jobs of a service's pipeline, one module for each part of the way.

mod check;
mod deploy;
mod image;
mod registry;
mod release;
#[cfg(test)]
mod tests;

use blip_model::{Problem, Problems};

use crate::{Checkout, Grant, Input, Job, Occasion, Omission, Pipeline, Right, Stage, Toolbox};

/// The forges that sigstore's public certificate authority knows: only their jobs can sign without a key.
const KNOWN_TO_SIGSTORE: [&str; 2] = ["github.com", "gitlab.com"];

impl Pipeline {
    /// The pipeline of a service.
    ///
    /// # Errors
    /// What the pipeline cannot do for this service, each with what to do about it.
    pub fn of(input: &Input<'_>) -> Result<Self, Problems> {
        let spec = &input.selection.spec;
        let mut problems = Vec::new();
        if input.stack.checks.is_empty() {
            let what = format!("the stack `{}` checks nothing", spec.service.stack);
            problems.push(Problem::new(what).help("name at least one command below `checks` in its stack.yaml"));
        }
        if input.stack.install.is_some() && input.stack.lock.is_none() {
            let what = format!("the stack `{}` installs its dependencies without a lock file", spec.service.stack);
            problems.push(Problem::new(what).help("name the lock file as `lock` in its stack.yaml"));
        }
        let quoted = input.stack.sources.iter().filter(|glob| !is_plain(glob));
        problems.extend(quoted.map(|glob| Problem::new(format!("`{glob}` is no glob for a pipeline")).help(PLAIN)));
        let registry = registry::registry(input, &mut problems)?;
        let signs = KNOWN_TO_SIGSTORE.contains(&spec.repository.url.host());
        let parts = Parts { input, login: registry.login, signs };
        let jobs = [check::jobs(&parts), image::jobs(&parts), deploy::jobs(&parts), release::jobs(&parts)].concat();
        let pipeline = Self {
            service: spec.service.name.to_string(),
            default_branch: spec.repository.default_branch.clone(),
            registry,
            runner: input.setting("runner").map(str::to_owned),
            jobs,
            omissions: if signs { Vec::new() } else { vec![unsigned()] },
        };
        Problems::or_ok(problems, pipeline)
    }
}

/// What may stand in a glob: it is written into shell scripts and into two dialects of YAML.
const PLAIN: &str = "use letters, digits and `. _ / * ? @ + -`";

fn is_plain(glob: &str) -> bool {
    !glob.is_empty() && glob.chars().all(|c| c.is_ascii_alphanumeric() || "._/*?@+-".contains(c))
}

/// What all parts of the way must know.
struct Parts<'a> {
    input: &'a Input<'a>,
    login: crate::Login,
    signs: bool,
}

impl Parts<'_> {
    fn has_chart(&self) -> bool {
        self.input.uses("helm")
    }

    fn chart(&self) -> String {
        format!("charts/{}", self.input.selection.spec.service.name)
    }

    /// The environment that keeps the registry's password, where a job needs one.
    fn registry_environment(&self) -> Option<crate::Environment> {
        let needed = self.login == crate::Login::Secrets;
        needed.then(|| crate::Environment { name: "registry".to_owned(), url: None, deployment: false })
    }

    /// The right to push to the registry, where the forge grants it.
    fn write_registry(&self, reason: &'static str) -> Option<Grant> {
        (self.login == crate::Login::Forge).then(|| grant(Right::WriteRegistry, reason))
    }
}

fn unsigned() -> Omission {
    Omission {
        what: "The image is not signed".to_owned(),
        why: "sigstore's public authority knows the jobs of github.com and gitlab.com only".to_owned(),
    }
}

fn grant(right: Right, reason: &'static str) -> Grant {
    Grant { right, reason }
}

/// A job with what most jobs have: the files of the commit and git, on every occasion.
pub(crate) fn job(id: impl Into<String>, stage: Stage) -> Job {
    Job {
        id: id.into(),
        stage,
        serves: None,
        needs: Vec::new(),
        on: vec![Occasion::Proposal, Occasion::Trunk, Occasion::Release],
        paths: Vec::new(),
        toolbox: Toolbox::Git,
        checkout: Checkout::Tree,
        minutes: 10,
        grants: Vec::new(),
        environment: None,
        tasks: Vec::new(),
        outputs: Vec::new(),
    }
}

fn ids<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}
