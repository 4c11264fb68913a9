use crate::testing::{BARE, RICH, pins, pipeline};

#[test]
fn every_action_is_pinned_by_commit() {
    let workflow = pipeline("github", RICH).github(&pins()).unwrap();
    let uses = workflow.jobs.iter().flat_map(|job| &job.steps).filter_map(|step| step.uses.as_ref());
    for action in uses {
        assert!(action.sha.len() == 40 && action.sha.chars().all(|c| c.is_ascii_hexdigit()), "{}", action.action);
        assert!(!action.version.is_empty(), "{}", action.action);
    }
}

#[test]
fn what_has_no_pin_is_named() {
    let mut pins = pins();
    pins.actions.remove("actions/checkout");
    let problems = pipeline("github", BARE).github(&pins).unwrap_err().to_string();
    assert!(problems.contains("the action `actions/checkout` has no pin"), "{problems}");
}

#[test]
fn a_job_after_one_that_may_be_skipped_asks_for_what_it_needs() {
    let workflow = pipeline("github", RICH).github(&pins()).unwrap();
    let conditions = |id: &str| workflow.jobs.iter().find(|job| job.id == id).unwrap().conditions.join(" && ");
    assert_eq!(conditions("test"), "needs.changes.outputs.test == 'true'");
    assert_eq!(
        conditions("publish"),
        "!cancelled() && !failure() && needs.test.result == 'success' && needs.chart.result == 'success' && \
         (github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/tags/v'))"
    );
    // on a tag nothing before it is skipped
    assert_eq!(conditions("release"), "startsWith(github.ref, 'refs/tags/v')");
}

#[test]
fn required_waits_for_all_that_a_proposal_runs() {
    let workflow = pipeline("github", RICH).github(&pins()).unwrap();
    assert_eq!(workflow.jobs.last().unwrap().needs, ["changes", "test", "chart", "dependencies", "build"]);
}

#[test]
fn what_scans_find_is_shown_where_that_is_free_or_paid_for() {
    let shown = |setting: &str| {
        let pipeline = pipeline("github", &format!("blips: {{ci: {{code_scanning: {setting}}}}}"));
        let workflow = pipeline.github(&pins()).unwrap();
        let scan = workflow.jobs.into_iter().find(|job| job.id == "scan").unwrap();
        let rights: Vec<_> = scan.permissions.iter().map(|permission| permission.scope).collect();
        let show = scan.steps.into_iter().find(|step| step.name == "Show the findings");
        (rights.join(" "), show.map(|step| (step.may_fail, step.condition.unwrap().contains("repository.private"))))
    };
    assert_eq!(shown("public"), ("packages security-events".to_owned(), Some((true, true))));
    assert_eq!(shown("always"), ("packages security-events contents actions".to_owned(), Some((false, false))));
    assert_eq!(shown("never"), ("packages".to_owned(), None));
}

#[test]
fn a_service_in_a_folder_is_analysed_there() {
    let repository = "repository: {provider: github, url: https://github.com/acme/shop, folder: services/checkout}";
    let workflow =
        pipeline("github", &format!("{repository}\nblips: {{ci: {{codeql: true}}}}")).github(&pins()).unwrap();
    let analysis = workflow.analysis.unwrap();
    assert_eq!((analysis.name.as_str(), analysis.cron.as_str()), ("checkout-codeql", "14 4 * * 1"));
    let begin = analysis.jobs[0].steps.iter().find(|step| step.name == "Begin").unwrap();
    assert!(begin.with.iter().any(|entry| entry.value == "paths: [services/checkout]"));
}

const SEVERAL: &str = "blips: {ci: {architectures: [amd64, arm64]}}";

#[test]
fn each_architecture_is_built_on_a_machine_of_its_kind() {
    let workflow = pipeline("github", SEVERAL).github(&pins()).unwrap();
    let job = |id: &str| workflow.jobs.iter().find(|job| job.id == id).unwrap_or_else(|| panic!("{id}"));
    for (id, runner) in [("build-amd64", "ubuntu-24.04"), ("build-arm64", "ubuntu-24.04-arm")] {
        assert_eq!(job(id).runner, runner);
    }
    let arm = job("publish-arm64");
    assert_eq!(
        (arm.runner.as_str(), &arm.needs[..]),
        ("ubuntu-24.04-arm", &["test".to_owned(), "version".to_owned()][..])
    );
    assert_eq!(arm.outputs[0].key, "digest-arm64");
    let publish = job("publish");
    assert_eq!(publish.needs, ["publish-amd64", "publish-arm64", "version"]);
    let told: Vec<_> = publish.steps.last().unwrap().env.iter().map(|entry| entry.value.as_str().unwrap()).collect();
    assert!(told.contains(&"${{ needs.publish-arm64.outputs.digest-arm64 }}"), "{told:?}");
    // what follows knows the image of all by the same name as that of one
    assert_eq!(job("sign").needs, ["publish"]);
    let scan = &job("scan").steps;
    let run = scan.iter().find_map(|step| step.run.as_deref()).unwrap();
    assert!(run.contains("--platform linux/amd64") && run.contains("--platform linux/arm64"), "{run}");
    assert_eq!(scan.iter().filter(|step| step.name == "Show the findings").count(), 2);
}

#[test]
fn one_architecture_alone_needs_no_index() {
    let workflow = pipeline("github", "blips: {ci: {architectures: [arm64], arm_runner: acme-arm}}").github(&pins());
    let jobs = workflow.unwrap().jobs;
    let runners: Vec<_> = jobs.iter().filter(|job| job.runner == "acme-arm").map(|job| job.id.as_str()).collect();
    assert_eq!(runners, ["build", "publish"]);
    let scan = jobs.iter().find(|job| job.id == "scan").unwrap();
    assert!(scan.steps.iter().any(|step| step.run.as_ref().is_some_and(|run| run.contains("--platform linux/arm64"))));
}
