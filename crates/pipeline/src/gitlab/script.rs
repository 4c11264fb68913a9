//! What a job runs.

use serde::Serialize;

use crate::{Job, Login, Output, Task, Toolbox};

/// A command, or a script of `templates/ci/macros.sh`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// One command.
    Run(String),
    /// The name of a script.
    Script(&'static str),
}

/// What runs before the job's own commands: the tools are completed, and the registry gets to know the job.
pub(super) fn before(job: &Job) -> Vec<Line> {
    match &job.toolbox {
        Toolbox::Stack { before, .. } => before.iter().cloned().map(Line::Run).collect(),
        Toolbox::Builder => vec![Line::Script("docker_login")],
        Toolbox::Signer => vec![Line::Run("apk add --no-cache cosign".to_owned()), Line::Script("docker_login")],
        Toolbox::Git | Toolbox::Helm | Toolbox::Forge => Vec::new(),
    }
}

/// The job's own commands.
pub(super) fn script(job: &Job) -> Vec<Line> {
    let mut lines: Vec<Line> = job.tasks.iter().flat_map(task).collect();
    lines.extend(job.outputs.iter().map(|output| Line::Run(hand_on(*output))));
    lines
}

fn task(task: &Task) -> Vec<Line> {
    match task {
        Task::Run { command, .. } => vec![Line::Run(command.clone())],
        // they are artifacts of the job
        Task::KeepReports(_) => Vec::new(),
        Task::CheckChart => vec![Line::Script("chart")],
        Task::TryImage => vec![Line::Script("try_image")],
        Task::PushImage => vec![Line::Script("push_image")],
        Task::SignImage => vec![Line::Run("cosign sign --yes \"$IMAGE@$DIGEST\"".to_owned())],
        // the provenance that BuildKit pushes with the image is all that GitLab has
        Task::AttestImage => Vec::new(),
        Task::CheckTag => vec![Line::Script("tag")],
        Task::Deploy { .. } => vec![Line::Script("deploy")],
        Task::PushChart => vec![Line::Script("package")],
        Task::Publish => vec![Line::Script("notes")],
    }
}

/// The variables that its scripts ask for, beside those that other jobs hand on.
pub(super) fn variables(job: &Job, default_branch: &str, login: Login) -> Vec<(&'static str, String)> {
    let mut variables = Vec::new();
    let mut set = |name: &'static str, value: &str| variables.push((name, value.to_owned()));
    for task in &job.tasks {
        match task {
            Task::CheckTag => {
                set("TAG", "$CI_COMMIT_TAG");
                set("BRANCH", default_branch);
            }
            Task::Deploy { environment } => {
                set("ENVIRONMENT", environment);
                set("BRANCH", default_branch);
                set("COMMIT", "$CI_COMMIT_SHA");
                set("TOKEN", "$DEPLOY_TOKEN");
            }
            Task::TryImage | Task::PushImage | Task::SignImage | Task::PushChart => {
                let (username, password) = match login {
                    Login::Forge => ("$CI_REGISTRY_USER", "$CI_REGISTRY_PASSWORD"),
                    Login::Secrets => ("$REGISTRY_USERNAME", "$REGISTRY_PASSWORD"),
                };
                set("USERNAME", username);
                set("PASSWORD", password);
            }
            _ => {}
        }
    }
    variables
}

/// The name of the file with which a job tells others something.
pub(super) fn dotenv(output: Output) -> String {
    format!("{}.env", output.name())
}

fn hand_on(output: Output) -> String {
    let variable = output.variable();
    format!("echo \"{variable}=${variable}\" | tee {}", dotenv(output))
}
