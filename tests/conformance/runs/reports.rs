//! What the tests leave behind: reports in JUnit's format and in Cobertura's.

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
