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
