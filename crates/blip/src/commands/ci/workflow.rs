//! Pipeline files as they lie in the repository, which may say something else than blip.yaml.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use blip_model::{Problem, Provider};
use blip_pipeline::evaluate::{self, Happening, Unsupported};
use blip_pipeline::simulate::{Assumed, Event, Outcome, REQUIRED, Run, Simulation, Trigger, Verdict, warnings};
use blip_pipeline::{Pipeline, gitlab};
use serde_json::Value;

use crate::input::read_text;

/// A pipeline file.
pub(super) struct Workflow {
    pub(super) path: String,
    pub(super) forge: Provider,
    content: Value,
    /// The job that sets it going, with the file that has it; none where it runs by itself.
    parent: Option<(String, Arc<Workflow>)>,
}

impl Workflow {
    /// Reads a file that the user named; which forge's it is shows in it.
    pub(super) fn read(folder: &Path, path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let text =
            read_text(&folder.join(path)).map_err(|error| Problem::new(format!("cannot read {name}: {error}")))?;
        let content: Value =
            serde_yaml::from_str(&text).map_err(|error| Problem::new(format!("{name} is not valid YAML: {error}")))?;
        let forge = if content["jobs"].is_object() { Provider::Github } else { Provider::Gitlab };
        Ok(Self { path: name, forge, content, parent: None })
    }

    /// What GitLab has for one of several services: its child pipelines, and the pipeline of all services with what
    /// concerns this one. Nothing where that is not there yet.
    pub(super) fn family(repository: &Path, pipeline: &Pipeline) -> Result<Vec<Self>> {
        let file = |path: &str| Self::read(repository, Path::new(path));
        let is_there = |path: &String| repository.join(path).is_file();
        let (root, trigger) = (gitlab::FILE.to_owned(), pipeline.gitlab_trigger());
        if ![&root, &trigger].into_iter().all(is_there) {
            return Ok(Vec::new());
        }
        let mut parent = file(&root)?;
        let service = file(&trigger)?;
        if let (Some(all), Some(own)) = (parent.content.as_object_mut(), service.content.as_object()) {
            all.remove("include");
            all.extend(own.clone());
        }
        let parent = Arc::new(parent);
        let night = format!("{}-nightly", pipeline.service);
        let children = [(gitlab::FILE, &pipeline.service), (gitlab::NIGHTLY, &night)];
        let children = children.map(|(path, job)| (pipeline.in_repository(path), job));
        let mut files = Vec::new();
        for (path, job) in children.into_iter().filter(|(path, _)| is_there(path)) {
            files.push(Self { parent: Some((job.clone(), Arc::clone(&parent))), ..file(&path)? });
        }
        files.push(Self { path: root, forge: Provider::Gitlab, content: parent.content.clone(), parent: None });
        Ok(files)
    }

    fn run(&self, happening: &Happening<'_>) -> Result<Run, Unsupported> {
        if let Some((job, parent)) = &self.parent {
            let run = parent.run(happening)?;
            if !run.outcome(job).is_some_and(Outcome::runs) {
                return Ok(Run { jobs: Vec::new(), nothing: Some(format!("`{job}` does not run")), ..run });
            }
        }
        let happening = Happening { is_child: self.parent.is_some(), ..*happening };
        match self.forge {
            Provider::Github => evaluate::github(&self.content, &happening),
            Provider::Gitlab => evaluate::gitlab(&self.content, &happening),
        }
    }

    /// What the file makes of an event. `required`: the check that branch protection asks for, where it is known.
    pub(super) fn simulate(
        &self,
        event: &Event,
        assumed: Assumed<'_>,
        default_branch: &str,
        required: Option<&str>,
    ) -> Result<Simulation> {
        let triggers = event.triggers();
        let run = |trigger: &Trigger| self.run(&Happening { trigger, assumed, default_branch, is_child: false });
        let runs: Vec<Run> = triggers.iter().map(run).collect::<Result<_, _>>().map_err(|Unsupported(what)| {
            let problem = Problem::new(format!("{}: cannot tell what becomes of {what}", self.path));
            problem.help("only what every event decides can be simulated: not variables, secrets or outputs of jobs")
        })?;
        let jobs = self.content["jobs"].as_object();
        let is_aggregate = |job: &&str| job.split('-').next() == Some(REQUIRED);
        let own = jobs.and_then(|jobs| jobs.keys().map(String::as_str).find(is_aggregate));
        let warnings = warnings(self.forge, &runs, &triggers, required.or(own));
        Ok(Simulation { runs, warnings, notes: Vec::new() })
    }
}

/// How the files in the repository differ from what is told of them, a sentence each.
pub(super) fn differences(
    files: &[Workflow],
    told: &Simulation,
    event: &Event,
    assumed: Assumed<'_>,
    default_branch: &str,
) -> Vec<String> {
    let mut differences = Vec::new();
    let main = files.first().map(|file| file.path.as_str()).unwrap_or_default();
    for (trigger, told) in event.triggers().iter().zip(&told.runs) {
        // what fails in one file stops what waits for it in another
        let failing = |outcome: &&Outcome| matches!(outcome.verdict, Verdict::Fails(_));
        let failing: Vec<String> = told.jobs.iter().filter(failing).map(|outcome| outcome.job.clone()).collect();
        let assumed = Assumed { failing: &failing, ..assumed };
        let happening = Happening { trigger, assumed, default_branch, is_child: false };
        let mut found = BTreeSet::new();
        // what sets a child pipeline going is no job of the service
        let triggers: Vec<&String> = files.iter().filter_map(|file| Some(&file.parent.as_ref()?.0)).collect();
        for file in files {
            match file.run(&happening) {
                Ok(run) => found.extend(running(&run).into_iter().filter(|job| !triggers.contains(&job))),
                Err(Unsupported(what)) => {
                    differences.push(format!("{}: cannot tell what becomes of {what}", file.path));
                    return differences;
                }
            }
        }
        let told = running(told);
        let list = |jobs: Vec<&String>| jobs.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let (more, less) = (list(found.difference(&told).collect()), list(told.difference(&found).collect()));
        let trigger = trigger.describe(files.first().map_or(Provider::Github, |file| file.forge));
        if !more.is_empty() {
            differences.push(format!("{main} says otherwise: for {trigger}, {more} runs, too"));
        }
        if !less.is_empty() {
            differences.push(format!("{main} says otherwise: for {trigger}, {less} does not run"));
        }
    }
    differences
}

fn running(run: &Run) -> BTreeSet<String> {
    run.jobs.iter().filter(|outcome: &&Outcome| outcome.runs()).map(|outcome| outcome.job.clone()).collect()
}
