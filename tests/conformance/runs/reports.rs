//! What jobs leave behind: reports in JUnit's format and in Cobertura's, and findings as GitLab reads them.

use std::path::Path;

use super::room::Room;

/// Expects a report of tests that all succeeded, which an XML parser can read.
#[track_caller]
pub(super) fn assert_junit(room: &Room, report: &Path) {
    let count = "import sys, xml.etree.ElementTree as tree\n\
                 root = tree.parse(sys.argv[1]).getroot()\n\
                 bad = [case for case in root.iter('testcase') if case.find('failure') is not None]\n\
                 print(root.tag, len(list(root.iter('testcase'))), len(bad))";
    let said = room.run("python3").args(["-c", count, report.to_str().unwrap()]).succeeds().stdout;
    let words: Vec<_> = said.split_whitespace().collect();
    let [root, tests, failures] = words[..] else { panic!("{said}") };
    assert!(root.starts_with("testsuite"), "{said}");
    assert!(tests.parse::<u32>().unwrap() > 1, "{said}");
    assert_eq!(failures, "0", "{said}");
}

/// Expects a report of which lines the tests reached: some of that file's, which it names from the service's folder.
#[track_caller]
pub(super) fn assert_cobertura(room: &Room, report: &Path, file: &str) {
    let count = "import sys, xml.etree.ElementTree as tree\n\
                 root = tree.parse(sys.argv[1]).getroot()\n\
                 of_file = [one for one in root.iter('class') if one.get('filename') == sys.argv[2]]\n\
                 print(root.tag, sum(int(line.get('hits')) > 0 for one in of_file for line in one.iter('line')))";
    let said = room.run("python3").args(["-c", count, report.to_str().unwrap(), file]).succeeds().stdout;
    let words: Vec<_> = said.split_whitespace().collect();
    let [root, reached] = words[..] else { panic!("{said}") };
    assert_eq!(root, "coverage", "{said}");
    assert!(reached.parse::<u32>().unwrap() > 0, "nothing of {file} was reached: {said}");
}

/// Expects findings of that kind in something, as the schemas of GitLab's security reports ask for them.
#[track_caller]
pub(super) fn assert_findings(report: &Path, kind: &str, of: &str) {
    let text = std::fs::read_to_string(report).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let scan = &report["scan"];
    assert_eq!((&scan["type"], &scan["status"]), (&kind.into(), &"success".into()), "{text}");
    assert_eq!(scan["start_time"].as_str().unwrap().len(), "2026-11-01T00:00:00".len(), "{text}");
    assert_eq!(report["dependency_files"].is_array(), kind == "dependency_scanning", "{text}");
    let found: Vec<_> = report["vulnerabilities"].as_array().unwrap().iter().collect();
    let told = |key: &str| found.iter().map(|one| one[key].as_str().unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(told("severity"), ["Info", "High"], "{text}");
    assert_eq!(told("solution"), ["Take version 2", ""], "{text}");
    assert_ne!(found[0]["id"], found[1]["id"]);
    assert_eq!(found[0]["identifiers"][0]["type"], "cve");
    let location = &found[0]["location"];
    let place = if kind == "container_scanning" { &location["image"] } else { &location["file"] };
    assert_eq!(place, of, "{text}");
    assert_eq!(
        (&location["dependency"]["package"]["name"], &location["dependency"]["version"]),
        (&"a".into(), &"1".into())
    );
}

/// Sentry hears of the version 1.2.0 and of its deployment, in this order: `builds` is how the builder is asked for what it
/// reads stack traces by, and what was uploaded is what that build has made.
#[track_caller]
pub(super) fn assert_sentry_hears_of_it(calls: &str, builds: &str) {
    let at = |what: &str| calls.find(what).unwrap_or_else(|| panic!("{what:?} is not in\n{calls}"));
    let in_order = [
        builds,
        "sentry-cli debug-files upload symbols",
        "sentry-cli finds checkout.debug\n",
        "sentry-cli releases new checkout@1.2.0",
        "sentry-cli releases set-commits checkout@1.2.0 --auto",
        "sentry-cli releases finalize checkout@1.2.0",
        "sentry-cli deploys new --release checkout@1.2.0 --env production",
    ];
    assert!(in_order.map(at).is_sorted(), "{calls}");
}
