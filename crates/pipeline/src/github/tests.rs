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
