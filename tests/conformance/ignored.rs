//! What is generated reaches the repository.

use crate::findings::assert_none;
use crate::services::services;
use crate::support::Sandbox;

#[test]
fn ignored_by_git_is_nothing_that_was_generated() {
    let sandbox = Sandbox::new();
    let list = ["ls-files", "--others", "--ignored", "--exclude-standard"];
    let mut findings = Vec::new();
    for service in services() {
        let ignored = sandbox.command("git").args(list).in_folder(service.root()).succeeds().stdout;
        findings.extend(ignored.lines().map(|path| format!("{}/{path}", service.case.id())));
    }
    assert_none(".gitignore", &findings);
}
