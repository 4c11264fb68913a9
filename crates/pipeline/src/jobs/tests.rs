use super::*;
use crate::testing::{AUTOMATIC, BARE, PREVIEWS, RICH, pipeline, selection, stack, stacks};
use crate::{Login, Pipeline, StackData};

fn ids_of(pipeline: &Pipeline) -> Vec<&str> {
    pipeline.jobs.iter().map(|job| job.id.as_str()).collect()
}

fn problems(rest: &str, change: impl Fn(&mut StackData)) -> String {
    let mut data = stack("rust");
    change(&mut data);
    Pipeline::of(&Input { selection: &selection("github", rest), stack: &data }).unwrap_err().to_string()
}

#[test]
fn each_blip_brings_its_jobs() {
    assert_eq!(
        ids_of(&pipeline("github", BARE)),
        ["test", "dependencies", "build", "version", "publish", "sign", "scan", "nightly"]
    );
    assert_eq!(
        ids_of(&pipeline("github", RICH)),
        [
            "test",
            "chart",
            "dependencies",
            "build",
            "version",
            "publish",
            "sign",
            "scan",
            "deploy-dev",
            "deploy-staging",
            "deploy-canary",
            "deploy-production",
            "package",
            "release",
            "nightly"
        ]
    );
}

#[test]
fn every_job_stands_after_those_that_it_needs() {
    for rest in [RICH, BARE] {
        let pipeline = pipeline("gitlab", rest);
        for (i, job) in pipeline.jobs.iter().enumerate() {
            for need in &job.needs {
                assert!(ids_of(&pipeline)[..i].contains(&need.as_str()), "{} needs {need}", job.id);
            }
        }
    }
}

#[test]
fn nothing_leaves_the_pipeline_of_a_proposal() {
    let pipeline = pipeline("github", RICH);
    for job in pipeline.jobs.iter().filter(|job| job.on.contains(&Occasion::Proposal)) {
        let inside = |right| right == Right::ReadCode || (right == Right::WriteFindings && job.id == "dependencies");
        assert!(job.grants.iter().all(|grant| inside(grant.right)), "{}", job.id);
        assert!(job.environment.is_none(), "{}", job.id);
    }
}

#[test]
fn only_a_build_that_was_tested_is_published() {
    let pipeline = pipeline("github", RICH);
    let leaves = |job: &&Job| job.on.iter().all(|on| *on > Occasion::Proposal && *on < Occasion::Nightly);
    for job in pipeline.jobs.iter().filter(leaves).filter(|job| job.id != "version") {
        let before: Vec<_> = pipeline.ancestors(job).iter().map(|ancestor| ancestor.id.as_str()).collect();
        assert!(before.contains(&"test") && before.contains(&"chart"), "{}: {before:?}", job.id);
    }
}

#[test]
fn environments_of_one_occasion_follow_each_other() {
    let pipeline = pipeline("github", RICH);
    let needs = |id: &str| pipeline.job(id).unwrap().needs.clone();
    assert_eq!(needs("deploy-dev"), ["publish", "sign", "scan"]);
    assert_eq!(needs("deploy-staging"), ["publish", "sign", "scan", "deploy-dev"]);
    assert_eq!(needs("deploy-canary"), ["publish", "sign", "scan"]);
    assert_eq!(needs("deploy-production"), ["publish", "sign", "scan", "deploy-canary"]);
}

#[test]
fn only_an_image_that_was_looked_into_is_deployed_or_released() {
    let pipeline = pipeline("gitlab", RICH);
    for id in ["deploy-dev", "deploy-production", "package", "release"] {
        let before: Vec<_> = pipeline.ancestors(pipeline.job(id).unwrap()).iter().map(|job| job.id.as_str()).collect();
        assert!(before.contains(&"scan") && before.contains(&"sign"), "{id}: {before:?}");
    }
}

#[test]
fn a_pre_release_is_published_and_deployed_nowhere() {
    let pipeline = pipeline("github", RICH);
    let on = |occasion| pipeline.jobs.iter().filter(move |job| job.on.contains(&occasion)).map(|job| job.id.as_str());
    let release: Vec<_> = on(Occasion::Release).filter(|id| !id.starts_with("deploy-")).collect();
    assert_eq!(on(Occasion::PreRelease).collect::<Vec<_>>(), release);
    assert!(release.contains(&"package") && release.contains(&"release"));
}

#[test]
fn what_tags_by_itself_needs_a_sound_image_that_was_deployed_and_runs_once_at_a_time() {
    for (releaser, checkout) in [("semantic-release", Checkout::History), ("release-please", Checkout::None)] {
        let pipeline = pipeline("github", &AUTOMATIC.replace("semantic-release", releaser));
        let job = pipeline.job(releaser).unwrap();
        assert_eq!(
            (&job.needs[..], &job.on[..]),
            (&ids(["publish", "sign", "scan", "deploy-staging"])[..], &[Occasion::Trunk][..])
        );
        assert_eq!((job.checkout, job.group().as_deref()), (checkout, Some("release")));
        assert_eq!(job.may(Right::WriteProposals), releaser == "release-please");
    }
    assert!(pipeline("github", RICH).jobs.iter().all(|job| !job.may(Right::StartPipelines)));
}

#[test]
fn it_is_told_what_follows_a_push_that_may_be_released() {
    let push = crate::simulate::Event::Push { branch: "main".to_owned() };
    let notes = |rest| {
        let told = pipeline("gitlab", rest).simulate(blip_model::Provider::Gitlab, &push, Default::default());
        told.notes.join("\n")
    };
    assert!(notes(AUTOMATIC).contains("semantic-release tags a version"));
    assert_eq!(notes(RICH), "");
}

#[test]
fn no_token_is_known_while_packages_are_installed() {
    let workflow = pipeline("github", AUTOMATIC).github(&crate::testing::pins()).unwrap();
    let job = workflow.jobs.iter().find(|job| job.id == "semantic-release").unwrap();
    let install = job.steps.iter().find(|step| step.script.as_deref() == Some("install_semantic_release")).unwrap();
    assert!(install.env.is_empty(), "{:?}", install.env);
}

#[test]
fn a_preview_is_offered_once_its_image_is_there() {
    let pipeline = pipeline("github", PREVIEWS);
    let needs = |id: &str| pipeline.job(id).unwrap().needs.clone();
    assert_eq!(needs("preview-image"), ["test", "chart", "dependencies"]);
    assert_eq!(needs("preview"), ["preview-image"]);
    // what runs in a build can neither label nor write, and what labels builds nothing
    for job in pipeline.jobs.iter().filter(|job| job.may(Right::WriteRequests)) {
        assert!(job.grants.len() == 1 && job.checkout == Checkout::None, "{}", job.id);
    }
    assert!(!pipeline.job("preview-image").unwrap().may(Right::WriteCode));
}

#[test]
fn sentry_hears_of_a_sound_release_before_it_hears_of_its_deployments() {
    let pipeline = pipeline("gitlab", PREVIEWS);
    let needs = |id: &str| pipeline.job(id).unwrap().needs.clone();
    assert_eq!(needs("sentry"), ["version", "publish", "sign", "scan"]);
    assert_eq!(needs("sentry-production"), ["version", "sentry", "deploy-production"]);
    assert!(pipeline.job("sentry-staging").is_none(), "what follows the branch has no version");
    // without them no commits are found, and the previous release is not known
    assert_eq!(pipeline.job("sentry").unwrap().checkout, Checkout::History);
    let sentry = pipeline.sentry.as_ref().unwrap();
    assert_eq!([&sentry.organization, &sentry.project, &sentry.url], ["payments", "checkout", "https://de.sentry.io/"]);
}

#[test]
fn what_is_not_scanned_is_named() {
    let pipeline = pipeline("github", "blips: {ci: {block_on: never}, helm: {}, argocd: {}}");
    assert!(["dependencies", "scan", "nightly"].iter().all(|id| pipeline.job(id).is_none()));
    assert!(!pipeline.job("build").unwrap().tasks.contains(&crate::Task::ScanTriedImage));
    assert_eq!(pipeline.omissions[0].what, "Nothing is scanned for known vulnerabilities");
}

#[test]
fn each_builder_has_its_image() {
    for (builder, image) in [("buildkit", "moby/buildkit"), ("buildah", "buildah/stable"), ("dind", "library/docker")] {
        let pipeline = pipeline("gitlab", &format!("blips: {{ci: {{builder: {builder}}}}}"));
        let jobs = pipeline.gitlab(&crate::testing::pins()).unwrap().jobs;
        let publish = jobs.iter().find(|job| job.id == "publish").unwrap();
        assert!(publish.image.name.contains(image), "{}", publish.image.name);
        assert_eq!(publish.services.is_empty(), builder != "dind");
    }
}

#[test]
fn another_registry_is_opened_with_secrets() {
    let pipeline = pipeline("github", "image: quay.io/acme/checkout\nblips: {ci: {}}");
    assert_eq!(pipeline.registry.login, Login::Secrets);
    let publish = pipeline.job("publish").unwrap();
    assert!(!publish.may(Right::WriteRegistry));
    assert_eq!(publish.environment.as_ref().unwrap().name, "registry");
    assert!(pipeline.job("build").unwrap().environment.is_none());
}

#[test]
fn where_sigstore_knows_no_job_the_file_says_so() {
    let own = "repository: {provider: gitlab, url: https://gitlab.acme.example/shop/checkout}\n";
    let pipeline = pipeline("gitlab", &format!("{own}{RICH}"));
    assert!(pipeline.job("sign").is_none());
    assert_eq!(pipeline.job("deploy-dev").unwrap().needs, ["publish", "scan"]);
    assert_eq!(pipeline.omissions[0].what, "The image is not signed");
}

#[test]
fn nothing_is_signed_where_no_log_may_tell() {
    let rest = "blips: {ci: {sign: false}, helm: {}, argocd: {}}";
    let pipeline = pipeline("github", rest);
    assert!(pipeline.jobs.iter().all(|job| !job.may(Right::Identity)));
    assert_eq!(pipeline.omissions[0].why, "blip.yaml says `sign: false`");
}

#[test]
fn every_stack_has_a_pipeline() {
    for name in stacks() {
        let selection = selection("github", RICH);
        Pipeline::of(&Input { selection: &selection, stack: &stack(&name) })
            .and_then(|pipeline| pipeline.github(&crate::testing::pins()))
            .unwrap_or_else(|problems| panic!("{name}: {problems}"));
    }
}

#[test]
fn what_cannot_be_done_is_a_problem() {
    assert!(problems(BARE, |stack| stack.checks.clear()).contains("checks nothing"));
    assert!(problems(BARE, |stack| stack.sources.push("it's".to_owned())).contains("`it's` is no glob"));
    let unlocked = |stack: &mut StackData| {
        stack.install = Some("npm install".to_owned());
        stack.lock = None;
    };
    assert!(problems(BARE, unlocked).contains("without a lock file"));
    let hub = format!("image: docker.io/acme/checkout\n{RICH}");
    assert!(problems(&hub, |_| ()).contains("blips.ci.chart_registry"));
    assert!(problems("blips: {ci: {builder: dind}}", |_| ()).contains("GitHub Actions has one builder"));
    let plain = "blips: {ci: {chart_registry: charts.acme.example}, helm: {}, semver: {}}";
    assert!(problems(plain, |_| ()).contains("is no registry for charts"));
}

#[test]
fn a_change_of_the_library_in_the_repository_checks_the_chart() {
    let paths = |helm: &str| {
        let pipeline = pipeline("github", &format!("blips: {{ci: {{}}, helm: {{{helm}}}}}"));
        pipeline.jobs.into_iter().find(|job| job.id == "chart").unwrap().paths
    };
    assert_eq!(paths(""), ["charts/checkout/**"]);
    assert_eq!(paths("chart: library"), ["charts/checkout/**", "charts/platform-lib/**"]);
    let published = "chart: library, library: 'oci://ghcr.io/acme/charts/base'";
    assert_eq!(paths(published), ["charts/checkout/**"]);
}

#[test]
fn drift_is_checked_where_blip_is_to_be_had() {
    for image in ["ghcr.io/acme/blip:0.1.0", "registry.acme.example:5000/tools/blip@sha256:00ff"] {
        let pipeline = pipeline("gitlab", &format!("blips: {{ci: {{blip: '{image}'}}}}"));
        let drift = pipeline.job("drift").unwrap();
        assert_eq!(drift.toolbox, Toolbox::Blip { image: image.to_owned() });
        assert!(drift.paths.is_empty(), "any file may drift");
    }
    assert!(pipeline("github", BARE).job("drift").is_none());
    for image in ["ghcr.io/acme/blip", "ghcr.io/acme/blip:latest", "blip:1", "ghcr.io/acme/blip:1$(id)"] {
        let rest = format!("blips: {{ci: {{blip: '{image}'}}}}");
        assert!(problems(&rest, |_| ()).contains("is no image by version"), "{image}");
    }
}

#[test]
fn a_gitops_repository_takes_a_token_of_its_own() {
    let elsewhere = "blips: {ci: {}, helm: {}, argocd: {gitops_repository: 'https://github.com/acme/gitops'}}";
    let pipeline = pipeline("github", elsewhere);
    assert!(!pipeline.job("deploy-staging").unwrap().may(Right::WriteCode));
    let nightly = &pipeline.job("nightly").unwrap().tasks;
    assert!(!nightly.contains(&crate::Task::ScanDeployedImages), "the digests are out of reach");
    assert_eq!(pipeline.omissions[0].what, "The images that run are not scanned anew every night");
    let workflow = pipeline.github(&crate::testing::pins()).unwrap();
    let steps = workflow.jobs.iter().flat_map(|job| &job.steps).flat_map(|step| &step.env);
    let tokens: Vec<_> = steps.filter(|entry| entry.key.ends_with("TOKEN")).map(|entry| entry.value.clone()).collect();
    assert_eq!(tokens, ["${{ secrets.GITOPS_TOKEN }}", "${{ secrets.GITOPS_TOKEN }}"]);
}

#[test]
fn with_image_updater_no_job_deploys() {
    let rest = "blips: {ci: {}, helm: {}, argocd: {updates: image-updater}, semver: {}}";
    let pipeline = pipeline("github", rest);
    assert!(pipeline.jobs.iter().all(|job| !job.id.starts_with("deploy-")));
    assert_eq!(pipeline.omissions[0].what, "No job deploys");
    let workflow = pipeline.github(&crate::testing::pins()).unwrap();
    let build = workflow.jobs.iter().flat_map(|job| &job.steps).find(|step| step.name == "Build and push").unwrap();
    let tags = build.with.iter().find(|entry| entry.key == "tags").unwrap().value.as_str().unwrap().to_owned();
    let edge = "${{ github.ref == 'refs/heads/main' && format('{0}:edge', env.IMAGE) || '' }}";
    assert_eq!(tags.lines().last(), Some(edge), "a release must not move it");
}

#[test]
fn what_only_github_shows_is_refused_elsewhere() {
    let refused = |forge, ci: &str, other: &str| {
        let selection = selection(forge, &format!("blips: {{ci: {ci}{other}}}"));
        Pipeline::of(&Input { selection: &selection, stack: &stack("rust") }).unwrap_err().to_string()
    };
    assert!(refused("gitlab", "{codeql: true}", "").contains("CodeQL is GitHub's"));
    assert!(refused("gitlab", "{code_scanning: public}", "").contains("GitLab keeps every report"));
    let in_cluster = refused("github", "{codeql: true, code_scanning: never}", ", kubernetes-ci: {}");
    assert!(in_cluster.contains("runs in the cluster") && in_cluster.contains("no place for findings"), "{in_cluster}");
}

#[test]
fn codeql_looks_at_what_it_knows() {
    let languages = |name: &str| {
        let selection = selection("github", "blips: {ci: {codeql: true}}");
        let pipeline = Pipeline::of(&Input { selection: &selection, stack: &stack(name) }).unwrap();
        let languages: Vec<String> = pipeline.analysis.iter().map(|language| language.language.clone()).collect();
        let is_said = pipeline.omissions.iter().any(|omission| omission.what.contains("CodeQL"));
        (languages.join(" "), is_said)
    };
    assert_eq!(languages("rust"), ("rust actions".to_owned(), false));
    assert_eq!(languages("php"), ("actions".to_owned(), true));
    assert!(pipeline("github", BARE).analysis.is_empty());
}

#[test]
fn an_architecture_needs_machines() {
    let refused = |forge, rest: &str| {
        let selection = selection(forge, rest);
        Pipeline::of(&Input { selection: &selection, stack: &stack("rust") }).unwrap_err().to_string()
    };
    let own = "repository: {provider: gitlab, url: https://git.acme.example/shop/checkout}\n";
    let wanted = "blips: {ci: {architectures: [amd64, arm64]}}";
    assert!(refused("gitlab", &format!("{own}{wanted}")).contains("nothing says which runners of git.acme.example"));
    let nothing = refused("github", "blips: {ci: {arm_runner: acme-arm}}");
    assert!(nothing.contains("`blips.ci.arm_runner` has nothing to build"), "{nothing}");
    let in_cluster = refused("github", "blips: {ci: {architectures: [arm64]}, kubernetes-ci: {engine: tekton}}");
    assert!(in_cluster.contains("tekton builds on whichever node"), "{in_cluster}");
}

#[test]
fn of_several_builds_one_keeps_what_sentry_reads_stack_traces_by() {
    let pipeline = pipeline("gitlab", "blips: {ci: {architectures: [amd64, arm64]}, semver: {}, sentry: {}}");
    let keeps = |job: &&Job| job.tasks.contains(&crate::Task::KeepSymbols);
    assert_eq!(pipeline.jobs.iter().filter(keeps).map(|job| job.id.as_str()).collect::<Vec<_>>(), ["publish-amd64"]);
    assert!(pipeline.job("sentry").unwrap().needs.contains(&"publish-amd64".to_owned()), "whose files it fetches");
    assert!(pipeline.omissions.iter().any(|omission| omission.what == "Sentry reads the stack traces of amd64 alone"));
}
