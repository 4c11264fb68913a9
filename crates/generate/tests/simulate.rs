//! What is told of a pipeline is what the forges make of its text: the model, event by event, held against the files.

// a test ends by panicking, and so do its helpers, which clippy does not take for a part of it
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use blip_generate::{Catalog, generate};
use blip_model::{Document, Provider, Selection};
use blip_pipeline::Pipeline;
use blip_pipeline::evaluate::{self, Happening};
use blip_pipeline::simulate::{Assumed, Event, Outcome, Run, Trigger, Verdict};

const RICH: &str = "
environments:
  - {name: dev, deploys: branch}
  - {name: staging, deploys: branch}
  - {name: canary, deploys: release}
  - {name: production, deploys: release}
blips: {ci: {}, helm: {}, argocd: {}, semver: {}}
";
const PREVIEWS: &str = "
environments: [{name: staging}, {name: production}]
blips: {ci: {}, helm: {}, argocd: {}, preview: {label: try-it}}
";
const FEW: &str = "environments: [{name: production}]\nblips: {ci: {}, helm: {}, semver: {}}";
const BARE: &str = "blips: {ci: {}}";
const OTHER_BRANCH: &str = "image: quay.io/acme/checkout\nblips: {ci: {}, argocd: {}, helm: {}}";

fn selection(catalog: &Catalog, forge: &str, rest: &str) -> Selection {
    let number = if forge == "gitlab" { "gitlab_project: 1, " } else { "" };
    let rest = &rest.replace("preview: {", &format!("preview: {{{number}"));
    let branch = if rest == OTHER_BRANCH { ", default_branch: trunk" } else { "" };
    let spec = format!(
        "version: 1\nservice: {{name: checkout, description: Takes orders, owner: payments, stack: rust}}\n\
         repository: {{provider: {forge}, url: https://{forge}.com/acme/checkout{branch}}}\n{rest}"
    );
    catalog.select(&Document::parse("blip.yaml", &spec).unwrap()).unwrap()
}

fn events(main: &str, label: Option<&str>) -> Vec<Event> {
    let branches = || [main, "feature", "gh-readonly-queue"].map(str::to_owned);
    let mut events = vec![Event::MergeQueue, Event::Schedule];
    events.extend(branches().map(|branch| Event::Push { branch }));
    events.extend(branches().map(|branch| Event::OpenRequest { branch }));
    events.extend(branches().map(|branch| Event::Manual { branch }));
    for draft in [false, true] {
        let labelled = label
            .iter()
            .flat_map(|label| [vec!["bug".to_owned(), (*label).to_owned()], vec![format!("{label}-ready")]]);
        for labels in [vec![]].into_iter().chain(labelled) {
            events.extend([false, true].map(|fork| Event::Request { draft, fork, labels: labels.clone() }));
        }
    }
    events.extend(
        ["v1.2.3", "v1.2.3-rc.1", "v", "v-1", "1.2.3", "nightly", "V1"]
            .map(|name| Event::Tag { name: name.to_owned() }),
    );
    events
}

fn changes() -> Vec<Option<Vec<String>>> {
    let lists: [&[&str]; 9] = [
        &["src/main.rs"],
        &["Cargo.lock"],
        &["README.md"],
        &["charts/checkout/values.yaml"],
        &["deploy/values/dev.yaml"],
        &["deploy/values/dev.yaml", "README.md"],
        &[".github/workflows/ci.yml", ".gitlab-ci.yml"],
        &["other/src/main.rs"],
        &[],
    ];
    let owned = |list: &[&str]| Some(list.iter().map(|path| (*path).to_owned()).collect());
    [None].into_iter().chain(lists.into_iter().map(owned)).collect()
}

/// What the forge makes of the files: GitHub of the workflow that starts.
fn evaluated(files: &[(String, serde_json::Value)], forge: Provider, happening: &Happening<'_>) -> Run {
    let runs = files.iter().map(|(path, file)| {
        let run = match forge {
            Provider::Github => evaluate::github(file, happening),
            Provider::Gitlab => evaluate::gitlab(file, happening),
        };
        (path, run.unwrap_or_else(|error| panic!("{path}: {error}")))
    });
    let (previews, runs): (Vec<_>, Vec<_>) = runs.partition(|(path, _)| path.ends_with("preview.yml"));
    // `nightly` can be started by hand, too, but that is another button
    let by_hand = matches!(happening.trigger, Trigger::Manual { .. });
    let mut runs: Vec<Run> =
        runs.into_iter().filter(|(path, _)| !(by_hand && path.ends_with("nightly.yml"))).map(|(_, run)| run).collect();
    let started = runs.iter().filter(|run| run.starts()).count();
    assert!(started <= 1, "{happening:?}: {runs:#?}");
    runs.sort_by_key(|run| !run.starts());
    let mut run = runs.remove(0);
    for (_, previews) in previews {
        let required = run.outcome("required").cloned();
        run.jobs.extend(previews.jobs.into_iter().map(|job| after(required.as_ref().unwrap(), job)));
    }
    run
}

/// What becomes of a job whose workflow waits for the verdict of another's `required`.
fn after(required: &Outcome, job: Outcome) -> Outcome {
    let step = job.step.zip(required.step).map(|(step, before)| step + before);
    match (&job.verdict, &required.verdict) {
        (Verdict::Skipped(_), _) => job,
        _ if job.job == "preview-end" => job,
        (_, Verdict::Runs) if job.after.is_empty() => Outcome { step, after: vec!["required".to_owned()], ..job },
        (_, Verdict::Runs) => Outcome { step, ..job },
        _ if job.after.is_empty() => {
            let verdict = Verdict::Fails("the checks did not succeed".to_owned());
            Outcome { step, after: vec!["required".to_owned()], verdict, ..job }
        }
        _ => Outcome { step: None, verdict: Verdict::Skipped("its image was not pushed".to_owned()), ..job },
    }
}

/// The jobs that run, with their steps and what they wait for; then those that do not.
fn summary(run: &Run) -> (bool, Vec<String>, Vec<String>) {
    let mut running = Vec::new();
    let mut skipped = Vec::new();
    for outcome in &run.jobs {
        let verdict = match outcome.verdict {
            Verdict::Runs => "runs",
            Verdict::Fails(_) => "fails",
            Verdict::Skipped(_) => {
                skipped.push(outcome.job.clone());
                continue;
            }
        };
        let mut after = outcome.after.clone();
        after.sort();
        running.push(format!("{} {verdict} {:?} after {after:?}", outcome.job, outcome.step));
    }
    running.sort();
    skipped.sort();
    (run.starts(), running, skipped)
}

/// The first event of which the model tells something else than the files, after `edit` changed them.
fn difference(forge: Provider, rest: &str, edit: impl Fn(&str) -> String) -> Option<String> {
    let (name, folder) = match forge {
        Provider::Github => ("github", ".github/workflows/"),
        Provider::Gitlab => ("gitlab", ".gitlab-ci.yml"),
    };
    let catalog = Catalog::embedded().unwrap();
    let selection = selection(&catalog, name, rest);
    let main = selection.spec.repository.default_branch.clone();
    let pipeline: Pipeline = catalog.pipeline(&selection).unwrap();
    let artifacts = generate(&catalog, &selection).unwrap();
    let files = artifacts.iter().filter(|artifact| artifact.path.as_str().starts_with(folder));
    let files: Vec<(String, serde_json::Value)> = files
        .map(|artifact| (artifact.path.to_string(), serde_yaml::from_str(&edit(&artifact.content)).unwrap()))
        .collect();
    assert!(!files.is_empty());
    let jobs = pipeline.jobs.iter().map(|job| vec![job.id.clone()]);
    let failing: Vec<Vec<String>> = [vec!["changes".to_owned()]].into_iter().chain(jobs).collect();
    let changes = changes();
    let assumptions = || {
        let by_paths = changes.iter().map(|changed| Assumed { changed: changed.as_deref(), failing: &[] });
        by_paths.chain(failing.iter().map(|failing| Assumed { changed: None, failing }))
    };
    let label = selection.previews().map(|previews| previews.label());
    for event in events(&main, label) {
        for assumed in assumptions() {
            let told = pipeline.simulate(forge, &event, assumed);
            for (trigger, told) in event.triggers().iter().zip(&told.runs) {
                let happening = Happening { trigger, assumed, default_branch: &main, is_child: false };
                let found = evaluated(&files, forge, &happening);
                let (starts, running, skipped) = summary(&found);
                let (told_starts, told_running, told_skipped) = summary(told);
                let is_same = (told_starts, told_running) == (starts, running)
                    && skipped.iter().all(|job| told_skipped.contains(job));
                if !is_same {
                    return Some(format!("{rest}\n{event:?} {assumed:?}\ntold: {told:#?}\nfound: {found:#?}"));
                }
            }
        }
    }
    None
}

#[test]
fn both_forges_do_what_is_told() {
    for forge in [Provider::Github, Provider::Gitlab] {
        for rest in [RICH, PREVIEWS, FEW, BARE, OTHER_BRANCH] {
            if let Some(difference) = difference(forge, rest, str::to_owned) {
                panic!("{difference}");
            }
        }
    }
}

/// The comparison is worth something only if it notices what is wrong.
#[test]
fn a_changed_file_is_noticed() {
    let changed = |forge, from: &str, to: &str| {
        let found = std::cell::Cell::new(false);
        let edit = |text: &str| {
            found.set(found.get() || text.contains(from));
            text.replacen(from, to, 1)
        };
        let rest = if from.contains("request.labels") || from.contains("try-it") { PREVIEWS } else { RICH };
        let difference = difference(forge, rest, edit);
        assert!(found.get(), "{from:?} is in no file");
        assert!(difference.is_some(), "{from:?} → {to:?} is not noticed");
    };
    for (from, to) in [
        ("branches: [main]", "branches: [main, feature]"),
        ("  merge_group:\n", ""),
        ("paths-ignore:", "paths:"),
        ("needs.changes.outputs.test == 'true'", "needs.changes.outputs.test != ''"),
        ("      !failure() &&\n", ""),
        ("      needs.publish.result == 'success' &&\n", ""),
        ("if: startsWith(github.ref, 'refs/tags/v')", "if: startsWith(github.ref, 'refs/tags/')  || always()"),
        (" && !contains(github.ref, '-')", ""),
        ("!github.event.pull_request.draft", "true"),
        ("always() &&", "!failure() &&"),
        ("'Cargo.lock'", "'README.md'"),
        ("contains(github.event.pull_request.labels.*.name, 'try-it') &&", "true &&"),
        ("'try-it') &&\n      github", "'try-it') ||\n      github"),
    ] {
        changed(Provider::Github, from, to);
    }
    for (from, to) in [
        ("$CI_OPEN_MERGE_REQUESTS && ", ""),
        ("$CI_COMMIT_TAG =~ /^v/", "$CI_COMMIT_TAG =~ /^v1/"),
        (" && $CI_COMMIT_TAG !~ /-/", ""),
        ("$CI_COMMIT_BRANCH && $CI_PIPELINE_SOURCE != \"schedule\"", "$CI_COMMIT_BRANCH"),
        ("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE", "$CI_PIPELINE_SOURCE"),
        ("Cargo.lock", "README.md"),
        ("(^|,)try-it(,|$)", "try-it"),
    ] {
        changed(Provider::Gitlab, from, to);
    }
}

/// Blip's own pipelines give no cause for a warning but the one that nobody can spare them.
#[test]
fn only_a_request_from_the_default_branch_is_a_cause_for_warnings() {
    let catalog = Catalog::embedded().unwrap();
    for (forge, name) in [(Provider::Github, "github"), (Provider::Gitlab, "gitlab")] {
        let selection = selection(&catalog, name, RICH);
        let pipeline = catalog.pipeline(&selection).unwrap();
        for event in events("main", None) {
            let warnings = pipeline.simulate(forge, &event, Assumed::default()).warnings;
            let from_main = event == Event::OpenRequest { branch: "main".to_owned() };
            assert_eq!(warnings.is_empty(), !from_main, "{event:?}: {warnings:?}");
        }
    }
}
