//! The steps of a job.

use blip_model::{Problem, Provider};
use serde::Serialize;

use super::Lowering;
use super::job::step_that_tells;
use crate::jobs::{Shown, preview_variables, scan_dependencies, scan_image, sentry_variables};
use crate::{Architecture, Checkout, Entry, Job, Login, Output, Pipeline, Reports, SetupStep, Symbols, Task, Toolbox};

/// A step: an action, a command, or a script of `templates/ci/macros.sh`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Step {
    /// Its name in the log.
    pub name: String,
    /// What others call it, where they use its outputs.
    pub id: Option<String>,
    /// `if`
    pub condition: Option<String>,
    /// Whether the job goes on where it fails.
    pub may_fail: bool,
    /// The action.
    pub uses: Option<Uses>,
    /// What the action is given.
    pub with: Vec<Entry>,
    /// Environment variables; whatever a command is told reaches it this way.
    pub env: Vec<Entry>,
    /// The command.
    pub run: Option<String>,
    /// The name of the script.
    pub script: Option<String>,
    /// What the script `changes` looks at.
    pub filters: Vec<Filter>,
}

/// An action at one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Uses {
    /// `actions/checkout`
    pub action: String,
    /// The commit.
    pub sha: String,
    /// The release that the commit is.
    pub version: String,
}

/// The globs of which one must have changed for jobs to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// The jobs.
    pub jobs: Vec<String>,
    /// The globs.
    pub paths: Vec<String>,
}

impl Step {
    pub(super) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

impl Lowering<'_> {
    pub(super) fn steps(&self, job: &Job) -> Result<Vec<Step>, Problem> {
        let mut steps = Vec::new();
        if job.checkout != Checkout::None {
            steps.push(self.checkout(job.checkout == Checkout::History)?);
        }
        steps.extend(self.tools(job)?);
        for task in &job.tasks {
            if *task == Task::PushPreviewImage {
                steps.push(name_preview());
            }
            match task {
                Task::KeepSymbols => steps.push(self.build_symbols()?),
                Task::UploadSymbols(_) => steps.push(self.fetch_symbols()?),
                _ => {}
            }
            steps.push(self.task(task)?);
            steps.extend(self.show(task, job)?);
        }
        if let (Toolbox::Blip { image }, Some(step)) = (&job.toolbox, steps.last_mut()) {
            step.env.push(Entry::new("BLIP", image.clone()));
        }
        Ok(steps)
    }

    pub(super) fn checkout(&self, history: bool) -> Result<Step, Problem> {
        let depth = history.then(|| Entry::new("fetch-depth", 0));
        let with = depth.into_iter().chain([Entry::new("persist-credentials", false)]).collect();
        self.action("Check out", "actions/checkout", with)
    }

    pub(super) fn action(&self, name: &str, action: &str, with: Vec<Entry>) -> Result<Step, Problem> {
        let pin = self.pins.action(action)?;
        let uses = Uses { action: action.to_owned(), sha: pin.sha.clone(), version: pin.version.clone() };
        Ok(Step { uses: Some(uses), with, ..Step::named(name) })
    }

    /// What brings a job's tools, and makes it known to the registry.
    pub(super) fn tools(&self, job: &Job) -> Result<Vec<Step>, Problem> {
        match &job.toolbox {
            Toolbox::Stack { setup, .. } => setup.iter().map(|step| self.setup(step)).collect(),
            Toolbox::Git | Toolbox::Forge | Toolbox::Sentry | Toolbox::Blip { .. } => Ok(Vec::new()),
            Toolbox::Releaser(releaser) => self.releaser(*releaser),
            Toolbox::Scanner => {
                let login = if job.tasks.iter().any(Task::reads_registry) { Some(self.log_in()?) } else { None };
                Ok(login.into_iter().chain([self.scanner()?]).collect())
            }
            Toolbox::Helm => {
                let version = Entry::new("version", self.pins.tool("helm")?.version.clone());
                Ok(vec![self.action("Install Helm", "azure/setup-helm", vec![version])?])
            }
            Toolbox::Builder => {
                let with = vec![Entry::new("cache-binary", false)];
                let mut steps = vec![self.action("Set up BuildKit", "docker/setup-buildx-action", with)?];
                if job.tasks.iter().any(Task::writes_registry) {
                    steps.push(self.log_in()?);
                }
                if job.tasks.contains(&Task::ScanTriedImage) {
                    steps.push(self.scanner()?);
                }
                Ok(steps)
            }
            // the runner has BuildKit's client
            Toolbox::Merger => Ok(vec![self.log_in()?]),
            Toolbox::Signer => {
                Ok(vec![self.log_in()?, self.action("Install cosign", "sigstore/cosign-installer", Vec::new())?])
            }
        }
    }

    fn setup(&self, step: &SetupStep) -> Result<Step, Problem> {
        let mut with: Vec<Entry> = step.with.iter().map(|(key, value)| Entry::new(key, value.clone())).collect();
        if let Some(folder) = &self.pipeline.folder {
            with.iter_mut().for_each(|entry| in_folder(entry, self.pipeline));
            let more = step.in_folder.iter().map(|(key, value)| (key, value.as_str().unwrap_or_default()));
            with.extend(more.map(|(key, value)| Entry::new(key, value.replace("__folder__", folder))));
        }
        match &step.uses {
            Some(action) => self.action(&step.name, action, with),
            None => Ok(Step { run: step.run.clone(), ..Step::named(&step.name) }),
        }
    }

    fn log_in(&self) -> Result<Step, Problem> {
        let (username, password) = self.login();
        let with = vec![
            Entry::new("registry", self.pipeline.registry.host.clone()),
            Entry::new("username", username),
            Entry::new("password", password),
        ];
        self.action("Log in to the registry", "docker/login-action", with)
    }

    fn login(&self) -> (&'static str, &'static str) {
        match self.pipeline.registry.login {
            Login::Forge => ("${{ github.actor }}", "${{ secrets.GITHUB_TOKEN }}"),
            Login::Secrets => ("${{ secrets.REGISTRY_USERNAME }}", "${{ secrets.REGISTRY_PASSWORD }}"),
        }
    }

    pub(crate) fn task(&self, task: &Task) -> Result<Step, Problem> {
        let script = |name: &str, script: &str, env| Step { script: Some(script.to_owned()), env, ..Step::named(name) };
        let branch = || Entry::new("BRANCH", self.pipeline.default_branch.clone());
        Ok(match task {
            Task::Run { title, command } => Step { run: Some(command.clone()), ..Step::named(title) },
            Task::KeepReports(reports) => self.keep(reports)?,
            Task::CheckChart => script("Lint and render", "chart", Vec::new()),
            Task::CheckDrift => script("Compare with blip.yaml", "github_drift", Vec::new()),
            Task::TryImage => self.try_image()?,
            Task::ReviewDependencies => self.review()?,
            Task::ScanDependencies { lock } => {
                script("Scan the dependencies", scan_dependencies(lock.as_deref()), vec![scanner_path()])
            }
            Task::ScanTriedImage => scan("docker:$IMAGE:proposal", &[], Shown::InTheLog),
            Task::ScanImage(architectures) => {
                let step = scan("$IMAGE@$DIGEST", architectures, self.shown());
                Step { env: [step.env, vec![self.told(Output::Digest)]].concat(), ..step }
            }
            Task::ScanDeployedImages => script("Scan what is deployed", "scan_deployed", vec![scanner_path()]),
            Task::PushImage => self.push_image()?,
            Task::KeepSymbols => self.keep_symbols()?,
            Task::PushArchitecture(_) => self.push_architecture()?,
            Task::MergeImages(architectures) => self.merge_images(architectures),
            Task::AttestImage => self.attest()?,
            Task::SignImage => Step {
                run: Some("cosign sign --yes \"$IMAGE@$DIGEST\"".to_owned()),
                env: vec![self.told(Output::Digest)],
                ..Step::named("Sign")
            },
            Task::CheckTag => Step {
                id: Some(step_that_tells(Output::Version).to_owned()),
                ..script(
                    "The tag is a version",
                    "github_tag",
                    vec![Entry::new("TAG", "${{ github.ref_name }}"), branch()],
                )
            },
            Task::Deploy { environment, elsewhere } => Step {
                run: Some(format!("sh deploy/bring.sh {environment} \"$DIGEST\" \"$GITHUB_SHA\"")),
                env: vec![
                    self.told(Output::Digest),
                    match elsewhere {
                        true => Entry::new("GITOPS_TOKEN", "${{ secrets.GITOPS_TOKEN }}"),
                        false => Entry::new("TOKEN", "${{ secrets.GITHUB_TOKEN }}"),
                    },
                ],
                ..Step::named("Commit the digest")
            },
            Task::PushChart => self.push_chart(),
            Task::Release(releaser) => self.release(*releaser)?,
            Task::FollowUp(releaser) => self.follow_up(*releaser),
            Task::UploadSymbols(Symbols::DebugFiles) => {
                script("Give Sentry the debug files", "github_sentry_debug_files", self.sentry(task)?)
            }
            Task::UploadSymbols(Symbols::SourceMaps) => {
                script("Give Sentry the source maps", "github_sentry_source_maps", self.sentry(task)?)
            }
            Task::ReportRelease => script("Tell Sentry of the release", "github_sentry_release", self.sentry(task)?),
            Task::ReportDeployment { .. } => {
                script("Tell Sentry of the deployment", "github_sentry_deployment", self.sentry(task)?)
            }
            Task::AwaitChecks => {
                let check = Entry::new("CHECK", self.pipeline.required(Provider::Github));
                script("The checks have succeeded", "await_checks", vec![check, commit(), token()])
            }
            Task::PushPreviewImage => self.push_preview()?,
            Task::OfferPreview => script(
                "Label and comment",
                "github_offer",
                [vec![number(), commit()], self.preview(task), vec![token()]].concat(),
            ),
            Task::EndPreview => {
                script("Label and comment", "github_end", [vec![number()], self.preview(task), vec![token()]].concat())
            }
            Task::ExpirePreviews => {
                script("Label and comment", "github_expire", [self.preview(task), vec![token()]].concat())
            }
            Task::Publish => script(
                "Publish",
                "release",
                vec![Entry::new("TAG", "${{ github.ref_name }}"), self.told(Output::Version), token()],
            ),
        })
    }

    /// The variable with what another job tells.
    pub(super) fn told(&self, output: Output) -> Entry {
        let job = self.pipeline.teller(output).map_or("", |job| job.id.as_str());
        Entry::new(output.variable(), format!("${{{{ needs.{job}.outputs.{} }}}}", output.name()))
    }

    fn keep(&self, reports: &[Reports]) -> Result<Step, Problem> {
        let paths = reports.iter().flat_map(|reports| [&reports.junit, &reports.cobertura]).flatten();
        let with = vec![
            Entry::new("name", self.pipeline.own("reports")),
            Entry::new("path", paths.map(|path| self.pipeline.in_repository(path)).collect::<Vec<_>>().join("\n")),
            Entry::new("if-no-files-found", "ignore"),
            Entry::new("retention-days", 7),
        ];
        let step = self.action("Keep the reports", "actions/upload-artifact", with)?;
        Ok(Step { condition: Some("${{ !cancelled() }}".to_owned()), ..step })
    }

    /// GitHub compares the dependencies before and after a pull request; for private repositories it wants to be paid.
    fn review(&self) -> Result<Step, Problem> {
        let severity = match self.pipeline.severity.as_deref() {
            Some("medium") => "moderate",
            Some(severity) => severity,
            None => "critical",
        };
        let with = vec![Entry::new("fail-on-severity", severity)];
        let step = self.action("Review the dependencies", "actions/dependency-review-action", with)?;
        let condition = "${{ github.event_name == 'pull_request' && !github.event.repository.private }}";
        Ok(Step { condition: Some(condition.to_owned()), ..step })
    }

    fn scanner(&self) -> Result<Step, Problem> {
        let version = Entry::new("grype-version", self.pins.tool("grype")?.version.clone());
        let step = self.action("Install Grype", "anchore/scan-action/download-grype", vec![version])?;
        Ok(Step { id: Some("grype".to_owned()), ..step })
    }

    /// What the script of a task is told of previews.
    fn preview(&self, task: &Task) -> Vec<Entry> {
        let variables = preview_variables(task, self.pipeline.previews.as_ref());
        variables.into_iter().map(|(key, value)| Entry::new(key, value)).collect()
    }

    /// What a script that speaks with Sentry is told; sentry-cli comes as an image, which both forges have.
    fn sentry(&self, task: &Task) -> Result<Vec<Entry>, Problem> {
        let variables = sentry_variables(task, self.pipeline.sentry.as_ref());
        let told = variables.into_iter().map(|(key, value)| Entry::new(key, value));
        let token = Entry::new("SENTRY_AUTH_TOKEN", "${{ secrets.SENTRY_AUTH_TOKEN }}");
        let image = Entry::new("SENTRY_CLI", self.pins.image("sentry-cli")?);
        let name = Entry::new("SERVICE", self.pipeline.service.clone());
        Ok([image, name, self.told(Output::Version)].into_iter().chain(told).chain([token]).collect())
    }

    fn attest(&self) -> Result<Step, Problem> {
        let with = vec![
            Entry::new("subject-name", "${{ env.IMAGE }}"),
            Entry::new("subject-digest", self.told(Output::Digest).value),
            Entry::new("push-to-registry", true),
        ];
        let step = self.action("Attest where it comes from", "actions/attest", with)?;
        Ok(Step { condition: Some("${{ !github.event.repository.private }}".to_owned()), ..step })
    }

    fn push_chart(&self) -> Step {
        let (username, password) = self.login();
        Step {
            script: Some("package".to_owned()),
            env: vec![
                self.told(Output::Version),
                self.told(Output::Digest),
                Entry::new("USERNAME", username),
                Entry::new("PASSWORD", password),
            ],
            ..Step::named("Package and push")
        }
    }
}

/// A step that only a version needs.
pub(super) fn of_version(step: Step) -> Step {
    Step { condition: Some("${{ needs.version.result == 'success' }}".to_owned()), ..step }
}

/// What an action is told of a cache, for a service in a folder: its key is the service's own, and the files on which it
/// depends are named from the root of the repository, where actions begin.
fn in_folder(entry: &mut Entry, pipeline: &Pipeline) {
    let Some(text) = entry.value.as_str() else { return };
    let mut text = text.to_owned();
    if entry.key == "key" || entry.key == "restore-keys" {
        text = text.lines().map(|line| pipeline.own(line)).collect::<Vec<_>>().join("\n");
    }
    if let Some((before, rest)) = text.split_once("hashFiles(")
        && let Some((files, after)) = rest.split_once(')')
    {
        let named = |file: &str| format!("'{}'", pipeline.in_repository(file.trim().trim_matches('\'')));
        let files: Vec<String> = files.split(',').map(named).collect();
        text = format!("{before}hashFiles({}){after}", files.join(", "));
    }
    entry.value = text.into();
}

/// Says under which name the image of a pull request is pushed, as `deploy/argocd/previews.yaml` looks for it.
fn name_preview() -> Step {
    Step {
        id: Some("name".to_owned()),
        script: Some("github_preview_tag".to_owned()),
        env: vec![number(), commit()],
        ..Step::named("The image's tag")
    }
}

fn number() -> Entry {
    Entry::new("NUMBER", "${{ github.event.pull_request.number }}")
}

/// The commit of the pull request itself, of which Argo CD knows; what is checked out is its merge.
fn commit() -> Entry {
    Entry::new("COMMIT", "${{ github.event.pull_request.head.sha }}")
}

fn token() -> Entry {
    Entry::new("GH_TOKEN", "${{ secrets.GITHUB_TOKEN }}")
}

fn scan(image: &str, architectures: &[Architecture], shown: Shown) -> Step {
    Step {
        run: Some(scan_image(image, architectures, shown)),
        env: vec![scanner_path()],
        ..Step::named("Scan the image")
    }
}

/// Where the step that installs it says that it is.
fn scanner_path() -> Entry {
    Entry::new("GRYPE", "${{ steps.grype.outputs.cmd }}")
}
