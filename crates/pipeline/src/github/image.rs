//! The steps that build an image, or make one of several.

use blip_model::Problem;

use super::job::step_that_tells;
use super::step::of_version;
use super::{Lowering, Step};
use crate::jobs::SYMBOLS;
use crate::{Architecture, Entry, Output};

impl Lowering<'_> {
    pub(super) fn try_image(&self) -> Result<Step, Problem> {
        let mut with = vec![
            Entry::new("context", self.pipeline.in_repository(".")),
            Entry::new("push", false),
            Entry::new("cache-from", self.layers()),
        ];
        if self.pipeline.severity.is_some() {
            with.extend([Entry::new("load", true), Entry::new("tags", "${{ env.IMAGE }}:proposal")]);
        }
        self.action("Build", "docker/build-push-action", with)
    }

    pub(super) fn push_image(&self) -> Result<Step, Problem> {
        let version = "needs.version.outputs.version";
        let tagged = "needs.version.result == 'success'";
        let mut tags = format!(
            "${{{{ env.IMAGE }}}}:sha-${{{{ github.sha }}}}\n\
             ${{{{ {tagged} && format('{{0}}:{{1}}', env.IMAGE, {version}) || '' }}}}"
        );
        let on_trunk = self.on_trunk();
        if self.pipeline.moves_edge {
            tags.push_str(&format!("\n${{{{ {on_trunk} && format('{{0}}:edge', env.IMAGE) || '' }}}}"));
        }
        self.push(vec![Entry::new("push", true), Entry::new("tags", tags)])
    }

    /// Under no name: what is made of it and of the others gets one.
    pub(super) fn push_architecture(&self) -> Result<Step, Problem> {
        let output = "type=image,name=${{ env.IMAGE }},push-by-digest=true,name-canonical=true,push=true";
        self.push(vec![Entry::new("outputs", output)])
    }

    fn on_trunk(&self) -> String {
        format!("github.ref == 'refs/heads/{}'", self.pipeline.default_branch)
    }

    fn push(&self, how: Vec<Entry>) -> Result<Step, Problem> {
        let version = "needs.version.outputs.version";
        let labels = format!(
            "org.opencontainers.image.source=${{{{ github.server_url }}}}/${{{{ github.repository }}}}\n\
             org.opencontainers.image.revision=${{{{ github.sha }}}}\n\
             org.opencontainers.image.version=${{{{ needs.version.result == 'success' && {version} || github.sha }}}}"
        );
        let (on_trunk, layers) = (self.on_trunk(), self.layers());
        let cached = |more: &str| match self.pipeline.has_architectures() {
            true => {
                let layers = layers.replace("${{ runner.arch }}", "{0}");
                format!("${{{{ {on_trunk} && format('{layers}{more}', runner.arch) || '' }}}}")
            }
            false => format!("${{{{ {on_trunk} && '{layers}{more}' || '' }}}}"),
        };
        let built = vec![
            Entry::new("labels", labels),
            Entry::new("provenance", "mode=max"),
            Entry::new("sbom", true),
            Entry::new("cache-from", cached("")),
            Entry::new("cache-to", cached(",mode=max")),
        ];
        let context = vec![Entry::new("context", self.pipeline.in_repository("."))];
        let with = [context, how, built].concat();
        let step = self.action("Build and push", "docker/build-push-action", with)?;
        Ok(Step { id: Some(step_that_tells(Output::Digest).to_owned()), ..step })
    }

    /// From the layers of the image, which the builder has at hand: what is uploaded belongs to what was pushed.
    pub(super) fn build_symbols(&self) -> Result<Step, Problem> {
        let with = vec![
            Entry::new("context", self.pipeline.in_repository(".")),
            Entry::new("target", SYMBOLS),
            Entry::new("outputs", format!("type=local,dest={}", self.pipeline.in_repository(SYMBOLS))),
            // it would lie among them
            Entry::new("provenance", false),
        ];
        let step = self.action("Build what Sentry reads stack traces by", "docker/build-push-action", with)?;
        Ok(of_version(step))
    }

    pub(super) fn keep_symbols(&self) -> Result<Step, Problem> {
        let with = vec![
            Entry::new("name", self.pipeline.own(SYMBOLS)),
            Entry::new("path", self.pipeline.in_repository(SYMBOLS)),
            Entry::new("if-no-files-found", "error"),
            Entry::new("retention-days", 7),
        ];
        Ok(of_version(self.action("Keep it for the job that knows Sentry", "actions/upload-artifact", with)?))
    }

    pub(super) fn fetch_symbols(&self) -> Result<Step, Problem> {
        let with = vec![
            Entry::new("name", self.pipeline.own(SYMBOLS)),
            Entry::new("path", self.pipeline.in_repository(SYMBOLS)),
        ];
        self.action("Fetch what Sentry reads stack traces by", "actions/download-artifact", with)
    }

    pub(super) fn merge_images(&self, architectures: &[Architecture]) -> Step {
        let digests = architectures.iter().map(|one| self.told(Output::DigestOf(*one)));
        let env = [Entry::new("COMMIT", "${{ github.sha }}"), self.told(Output::Version)].into_iter().chain(digests);
        Step {
            id: Some(step_that_tells(Output::Digest).to_owned()),
            script: Some("github_merge_images".to_owned()),
            env: env.collect(),
            ..Step::named("Make one image of them")
        }
    }

    /// The cache of the image's layers, of which GitHub keeps one for the whole repository unless it has a name.
    fn layers(&self) -> String {
        match (&self.pipeline.folder, self.pipeline.has_architectures()) {
            (Some(_), false) => format!("type=gha,scope={}", self.pipeline.service),
            (Some(_), true) => format!("type=gha,scope={}-${{{{ runner.arch }}}}", self.pipeline.service),
            (None, true) => "type=gha,scope=${{ runner.arch }}".to_owned(),
            (None, false) => "type=gha".to_owned(),
        }
    }

    pub(super) fn push_preview(&self) -> Result<Step, Problem> {
        let with = vec![
            Entry::new("context", self.pipeline.in_repository(".")),
            Entry::new("push", true),
            Entry::new("tags", "${{ env.IMAGE }}:${{ steps.name.outputs.tag }}"),
            Entry::new("labels", "org.opencontainers.image.source=${{ github.server_url }}/${{ github.repository }}"),
            Entry::new("cache-from", self.layers()),
        ];
        self.action("Build and push", "docker/build-push-action", with)
    }
}
