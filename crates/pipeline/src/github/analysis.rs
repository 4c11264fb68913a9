//! CodeQL: weaknesses in the sources, in a workflow of its own, since its verdict is told under Security and there alone.

use blip_model::Problem;
use serde::Serialize;

use super::{Job, Lowering, Permission};
use crate::{BuildMode, Entry, Language, Toolbox};

/// The workflow that looks for weaknesses in the sources.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Analysis {
    /// Its name.
    pub name: String,
    /// Once a week, since CodeQL learns: minute, hour, day of the month, month, day of the week.
    pub cron: String,
    /// The jobs, one for each language.
    pub jobs: Vec<Job>,
}

impl Lowering<'_> {
    pub(super) fn analysis(&self) -> Result<Option<Analysis>, Problem> {
        let languages = &self.pipeline.analysis;
        if languages.is_empty() {
            return Ok(None);
        }
        let jobs = languages.iter().map(|language| self.analyse(language)).collect::<Result<_, _>>()?;
        Ok(Some(Analysis { name: self.pipeline.own("codeql"), cron: self.pipeline.weekly_cron(), jobs }))
    }

    fn analyse(&self, language: &Language) -> Result<Job, Problem> {
        let Language { language, build_mode } = language;
        let permission = |scope, access, reason: &str| Permission { scope, access, reason: reason.to_owned() };
        let mut steps = vec![self.checkout(false)?];
        // a toolchain of the stack's version, where the code is built
        if *build_mode != BuildMode::None {
            let stack = self.pipeline.jobs.iter().find(|job| matches!(job.toolbox, Toolbox::Stack { .. }));
            steps.extend(stack.map(|job| self.tools(job)).transpose()?.into_iter().flatten());
        }
        let mut with = vec![Entry::new("languages", language.clone()), Entry::new("build-mode", build_mode.name())];
        if let Some(folder) = self.pipeline.folder.as_ref().filter(|_| language != "actions") {
            with.push(Entry::new("config", format!("paths: [{folder}]")));
        }
        steps.push(self.action("Begin", "github/codeql-action/init", with)?);
        if *build_mode == BuildMode::Autobuild {
            let folder = self.pipeline.folder.as_ref().map(|folder| Entry::new("working-directory", folder.clone()));
            steps.push(self.action("Build", "github/codeql-action/autobuild", folder.into_iter().collect())?);
        }
        let category = vec![Entry::new("category", format!("/language:{}", self.pipeline.own(language)))];
        steps.push(self.action("Analyse", "github/codeql-action/analyze", category)?);
        Ok(Job {
            minutes: 60,
            conditions: vec!["github.event_name != 'pull_request' || !github.event.pull_request.draft".to_owned()],
            permissions: vec![
                permission("contents", "read", "to check out the code"),
                permission("actions", "read", "to tell the runs of a private repository apart"),
                permission("security-events", "write", "to show what was found under Security"),
            ],
            steps,
            ..self.plain(language)
        })
    }
}
