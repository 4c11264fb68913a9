use super::{Job, Line};
use crate::testing::{BARE, RICH, pins, pipeline};

fn jobs(rest: &str) -> Vec<Job> {
    pipeline("gitlab", rest).gitlab(&pins()).unwrap().jobs
}

/// GitLab refuses a job of one of these names, or takes it for something else.
#[test]
fn no_job_bears_a_reserved_name() {
    let reserved = [
        "image",
        "services",
        "stages",
        "types",
        "before_script",
        "after_script",
        "variables",
        "cache",
        "include",
        "true",
        "false",
        "nil",
        "pages",
        "default",
        "workflow",
        "spec",
    ];
    assert!(jobs(RICH).iter().all(|job| !reserved.contains(&job.id.as_str())));
}

#[test]
fn a_job_that_may_be_absent_is_optional() {
    let jobs = jobs(RICH);
    let publish = jobs.iter().find(|job| job.id == "publish").unwrap();
    let optional: Vec<_> = publish.needs.iter().map(|need| (need.job.as_str(), need.optional)).collect();
    assert_eq!(optional, [("test", false), ("chart", false), ("version", true)]);
}

#[test]
fn what_publishes_or_deploys_is_not_given_up() {
    for job in jobs(RICH).iter().filter(|job| job.environment.is_some() || job.release.is_some() || job.identity) {
        assert!(!job.interruptible, "{}", job.id);
    }
}

#[test]
fn each_script_stands_once() {
    for rest in [RICH, BARE] {
        let jobs = jobs(rest);
        let lines = || jobs.iter().flat_map(|job| job.before.iter().chain(&job.script));
        let mut written = Vec::new();
        for line in lines() {
            match line {
                Line::Script(name) | Line::Anchor(name) => {
                    assert!(!written.contains(name), "{name}");
                    written.push(name);
                }
                Line::Alias(name) => assert!(lines().any(|line| *line == Line::Anchor(name)), "{name}"),
                Line::Run(_) => {}
            }
        }
    }
}

#[test]
fn runners_of_arm64_are_asked_for_by_their_tag() {
    let tagged = |ci: &str| {
        let jobs = jobs(&format!("blips: {{ci: {ci}}}"));
        jobs.into_iter().filter_map(|job| Some((job.id, job.tag?))).collect::<Vec<_>>()
    };
    assert_eq!(tagged("{}"), []);
    let wanted = ["build-arm64", "publish-arm64"].map(|id| (id.to_owned(), "saas-linux-small-arm64".to_owned()));
    assert_eq!(tagged("{architectures: [arm64, amd64]}"), wanted);
    let own = tagged("{architectures: [arm64], arm_runner: acme-arm, builder: dind}");
    assert_eq!(own, ["build", "publish"].map(|id| (id.to_owned(), "acme-arm".to_owned())));
}
