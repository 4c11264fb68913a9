//! The steps of what makes releases by itself.

use blip_model::Problem;

use super::{Lowering, Step};
use crate::{Entry, Releaser};

/// The steps that others refer to.
const APP: &str = "app";
const RELEASE: &str = "release";

/// The token of the GitHub App, if there is one; else the job's own.
const TOKEN: &str = "${{ steps.app.outputs.token || secrets.GITHUB_TOKEN }}";

impl Lowering<'_> {
    /// What has to be there before it runs.
    pub(super) fn releaser(&self, releaser: Releaser) -> Result<Vec<Step>, Problem> {
        let mut steps = vec![self.app_token(releaser)?];
        if releaser == Releaser::SemanticRelease {
            let version = self.pins.tool("node")?.version.clone();
            let with = vec![Entry::new("node-version", version), Entry::new("package-manager-cache", false)];
            steps.push(self.action("Node.js", "actions/setup-node", with)?);
            // before any step that knows a token
            steps.push(Step {
                script: Some("install_semantic_release".to_owned()),
                ..Step::named("Install semantic-release")
            });
        }
        Ok(steps)
    }

    fn app_token(&self, releaser: Releaser) -> Result<Step, Problem> {
        let mut with = vec![
            Entry::new("client-id", "${{ vars.RELEASE_APP_CLIENT_ID }}"),
            Entry::new("private-key", "${{ secrets.RELEASE_APP_PRIVATE_KEY }}"),
            Entry::new("permission-contents", "write"),
        ];
        if releaser == Releaser::ReleasePlease {
            with.extend(["issues", "pull-requests"].map(|what| Entry::new(format!("permission-{what}"), "write")));
        }
        let step = self.action("Token of the app", "actions/create-github-app-token", with)?;
        let condition = "${{ vars.RELEASE_APP_CLIENT_ID != '' }}".to_owned();
        Ok(Step { id: Some(APP.to_owned()), condition: Some(condition), ..step })
    }

    pub(super) fn release(&self, releaser: Releaser) -> Result<Step, Problem> {
        let step = match releaser {
            Releaser::SemanticRelease => Step {
                env: vec![
                    Entry::new("BRANCH", self.pipeline.default_branch.clone()),
                    Entry::new("REMOTE", "${{ github.server_url }}/${{ github.repository }}"),
                    Entry::new("LOGIN", "x-access-token"),
                    Entry::new("TOKEN", TOKEN),
                    // the number is the bot's account, by which GitHub knows its commits
                    Entry::new("NAME", "github-actions[bot]"),
                    Entry::new("EMAIL", "41898282+github-actions[bot]@users.noreply.github.com"),
                ],
                script: Some("github_semantic_release".to_owned()),
                ..Step::named("Release, if the commits ask for it")
            },
            Releaser::ReleasePlease => {
                let with = vec![
                    Entry::new("token", TOKEN),
                    Entry::new("target-branch", self.pipeline.default_branch.clone()),
                    Entry::new("config-file", self.pipeline.in_repository("release-please-config.json")),
                    Entry::new("manifest-file", self.pipeline.in_repository(".release-please-manifest.json")),
                ];
                self.action("Release, or propose it", "googleapis/release-please-action", with)?
            }
        };
        Ok(Step { id: Some(RELEASE.to_owned()), ..step })
    }

    pub(super) fn follow_up(&self, releaser: Releaser) -> Step {
        let mut env = vec![
            Entry::new("GH_TOKEN", "${{ secrets.GITHUB_TOKEN }}"),
            Entry::new("GH_REPO", "${{ github.repository }}"),
        ];
        let script = match releaser {
            Releaser::SemanticRelease => {
                env.push(Entry::new("TAG", "${{ steps.release.outputs.tag }}"));
                "start_tag"
            }
            Releaser::ReleasePlease => {
                // what is told of a folder bears its name
                let tag = match &self.pipeline.folder {
                    Some(folder) => format!("${{{{ steps.release.outputs['{folder}--tag_name'] }}}}"),
                    None => "${{ steps.release.outputs.tag_name }}".to_owned(),
                };
                env.push(Entry::new("TAG", tag));
                env.push(Entry::new("PULL_REQUEST", "${{ steps.release.outputs.pr }}"));
                "start_tag_and_proposal"
            }
        };
        Step {
            condition: Some("${{ !steps.app.outputs.token }}".to_owned()),
            env,
            script: Some(script.to_owned()),
            ..Step::named("Start the pipeline of what it pushed")
        }
    }
}
