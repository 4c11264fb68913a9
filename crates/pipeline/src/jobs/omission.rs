//! What the pipeline leaves out, said in the file so that nobody believes it done.

use blip_model::Provider;

use super::{Parts, architecture, is_child, sentry};
use crate::{Builder, Engine, Omission};

/// What the pipeline of a service would do, were the circumstances others.
pub(super) fn omissions(parts: &Parts<'_>, builder: Builder) -> Vec<Omission> {
    let omission = |what: &str, why: &str| Omission { what: what.to_owned(), why: why.to_owned() };
    let mut omissions = Vec::new();
    omissions.extend(unsigned(parts).map(|(what, why)| omission(what, why)));
    if parts.input.uses("argocd") && parts.input.has_image_updater() {
        let why = "Argo CD's Image Updater writes the digest, whatever the jobs after `publish` find in the image";
        omissions.push(omission("No job deploys", why));
    }
    if parts.scans && parts.input.uses("argocd") && parts.input.selection.gitops().is_separate {
        let why = "their digests stand in the GitOps repository, which the job of the night cannot read";
        omissions.push(omission("The images that run are not scanned anew every night", why));
    }
    if builder == Builder::Buildah {
        omissions.push(omission("The image has neither SBOM nor provenance", "Buildah attests nothing"));
    }
    if !parts.scans {
        omissions.push(omission("Nothing is scanned for known vulnerabilities", "blip.yaml says `block_on: never`"));
    } else if parts.input.engine().is_some() || parts.input.selection.spec.repository.provider == Provider::Gitlab {
        let why = if parts.input.selection.previews().is_some() {
            "its builder has thrown the image away; it is scanned once it is merged, and a preview runs as it is"
        } else if parts.input.has_image_updater() {
            "its builder has thrown the image away; it is scanned once it is pushed"
        } else {
            "its builder has thrown the image away; it is scanned once it is pushed, and before it is deployed"
        };
        let request = match parts.input.selection.spec.repository.provider {
            Provider::Github => "A pull request's image is not scanned",
            Provider::Gitlab => "A merge request's image is not scanned",
        };
        omissions.push(omission(request, why));
    }
    if parts.input.is_analysed() && parts.input.stack.codeql.is_none() {
        let why = format!("it does not know {}", parts.input.stack.title);
        omissions.push(omission("CodeQL looks at the workflows alone", &why));
    }
    if parts.architectures.len() > 1 {
        omissions.extend(architecture::omissions(parts));
    }
    if parts.input.engine().is_some() && sentry::symbols(parts.input).is_some() {
        let why = "no job of a cluster hands files to another; deploy/SENTRY.md says how to do it by hand";
        omissions.push(omission("Sentry gets nothing to read stack traces by", why));
    }
    if let Some(engine) = parts.input.engine() {
        let in_folder = parts.input.selection.spec.repository.folder.is_some();
        omissions.extend(of_clusters(engine, in_folder).into_iter().map(|(what, why)| omission(what, why)));
    }
    omissions
}

/// That nobody signs the image, or that another does.
fn unsigned(parts: &Parts<'_>) -> Option<(&'static str, &'static str)> {
    let unsigned = "The image is not signed";
    if parts.signs {
        None
    } else if parts.input.is_off("sign") {
        Some((unsigned, "blip.yaml says `sign: false`"))
    } else if let Some(engine) = parts.input.engine() {
        Some(("The image is not signed here", in_a_cluster(engine)))
    } else if is_child(parts.input) {
        Some((unsigned, "what a child pipeline is told of itself is too little for sigstore's public authority"))
    } else {
        Some((unsigned, "sigstore's public authority knows the jobs of github.com and gitlab.com only"))
    }
}

/// Who signs where no job has an identity that sigstore's public authority knows.
fn in_a_cluster(engine: Engine) -> &'static str {
    match engine {
        Engine::Tekton => {
            "no job has an identity that sigstore's public authority knows; Tekton Chains signs what publishes"
        }
        Engine::ArgoWorkflows => "no job has an identity that sigstore's public authority knows",
    }
}

/// What a forge does by itself and a cluster does not.
fn of_clusters(engine: Engine, in_folder: bool) -> Vec<(&'static str, &'static str)> {
    let every = if in_folder {
        "Every job runs for every request that changes something in the folder"
    } else {
        "Every job runs for every request"
    };
    let mut gaps = vec![
        ("A fork's request starts nothing", "its code would run in the cluster before anybody has read it"),
        (every, "nothing says which of them the change could have broken"),
        ("A newer commit does not end the run of an older one", "an engine knows nothing of requests"),
        ("Reports of the tests are kept nowhere", "a cluster has no place for them; the log says what failed"),
        (
            "Nothing but the image's layers is kept for the next run",
            "each job has a volume of its own, which goes with it",
        ),
    ];
    if engine == Engine::Tekton {
        let why = "Tekton has no locks; deploy/bring.sh never brings back what is older";
        gaps.push(("Two deployments may run at the same time", why));
    }
    gaps
}
