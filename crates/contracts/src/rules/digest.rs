//! What writes the digest of a new image writes it where Argo CD reads it.

use blip_model::{Environment, Problem};

use crate::argo::{ValueFile, applications_of, gitops_sources, sources, value_files};
use crate::files::{Files, Yaml};

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    // without a pipeline, others write, and Blip knows not where
    if !files.uses("ci") {
        return Vec::new();
    }
    let environments = files.selection.spec.environments.iter();
    let applications = environments
        .flat_map(|environment| applications_of(files, environment).into_iter().map(move |it| (environment, it)));
    applications.filter_map(|(environment, application)| fault(files, environment, &application)).collect()
}

fn fault(files: &Files<'_>, environment: &Environment, application: &Yaml) -> Option<Problem> {
    let gitops = files.selection.gitops();
    if gitops.is_separate && gitops_sources(files, application).is_empty() {
        let what = format!("the digest is written to {}, which this does not read", gitops.url);
        let key = if application.has("spec.sources") { "spec.sources" } else { "spec.source" };
        let help = "name that repository among the sources, or mend `blips.argocd.gitops_repository` in blip.yaml";
        return Some(application.problem(key, what).help(help));
    }
    let sources = sources(application);
    let read: Vec<ValueFile> = sources.iter().flat_map(|source| value_files(files, application, source)).collect();
    let written = Files::environment_values(environment);
    // one that is not there is told of already
    if read.iter().any(|file| file.is_here && files.text(&file.path).is_none()) {
        return None;
    }
    let Some(file) = read.iter().find(|file| file.path == written) else {
        let there = gitops.values(environment.name.as_str());
        let what = format!("the digest is written into {there}, which this does not read");
        // without values of ours it deploys something else
        let problem = application.problem(&read.first()?.key, what);
        return Some(problem.help("name that file among the `valueFiles`"));
    };
    let follows = [gitops.branch.as_str(), "HEAD", ""].contains(&file.revision.as_str());
    (!follows).then(|| {
        let what = format!("the values are read at {}, but the digest is written to {}", file.revision, gitops.branch);
        let problem = application.problem(&format!("{}.targetRevision", file.source), what);
        problem.help(format!("write {}: a deployment is a commit there", gitops.branch))
    })
}
