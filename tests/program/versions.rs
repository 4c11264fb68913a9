//! `blip semver next`, `bump`, `changelog` and `check-message`, as a person or a pipeline calls them.

use crate::support::{Run, Sandbox};

fn semver(sandbox: &Sandbox, args: &[&str]) -> Run {
    sandbox.blip(["semver"].iter().chain(args))
}

/// A commit of everything that lies there.
fn commit(sandbox: &Sandbox, message: &str) {
    sandbox.git(".", &["add", "-A"]);
    sandbox.git(".", &["commit", "-q", "--allow-empty", "-m", message]);
}

/// A repository, released as v1.0.0, with a feature and a fix since.
fn released() -> Sandbox {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "-q"]);
    sandbox.write("package.json", "{\"name\": \"shop\", \"version\": \"1.0.0\"}\n");
    sandbox.write("src/version.py", "VERSION = '1.0.0'  # x-blip-version\nOTHER = '1.0.0'\n");
    sandbox.write("docs/install.md", "npm install shop@1.0.0, or shop 1.0.0\n");
    commit(&sandbox, "feat: sell");
    sandbox.git(".", &["tag", "v1.0.0"]);
    commit(&sandbox, "fix(cart): round half up");
    commit(&sandbox, "feat: pay by card");
    sandbox
}

#[test]
fn the_next_version_and_the_present_one() {
    let sandbox = released();
    semver(&sandbox, &["current"]).succeeds().stdout_is("1.0.0\n");
    semver(&sandbox, &["current", "--tag"]).succeeds().stdout_is("v1.0.0\n");
    semver(&sandbox, &["next"]).succeeds().stdout_is("1.1.0\n").stderr_is("");
    semver(&sandbox, &["next", "--tag", "--pre", "rc", "--build", "5"]).succeeds().stdout_is("v1.1.0-rc.1+5\n");
    semver(&sandbox, &["next", "--release-as", "0.9.0"]).exits(1).stderr_has(&["0.9.0 does not come after"]);
    semver(&sandbox, &["next", "--release-as", "v3.0.0"]).succeeds().stdout_is("3.0.0\n");
    semver(&sandbox, &["next", "--release-as", "3.0"]).exits(2).stderr_has(&["write three numbers, such as 1.4.0"]);
    semver(&sandbox, &["next", "--package", "cart"]).exits(2).stderr_has(&["help: there are shop"]);
    let json = semver(&sandbox, &["next", "--json"]).succeeds().json();
    assert_eq!((&json["version"], &json["release"]), (&"1.1.0".into(), &true.into()));
    sandbox.git(".", &["tag", "v1.1.0"]);
    let outcome = semver(&sandbox, &["next"]).succeeds();
    outcome.stdout_is("1.1.0\n").stderr_has(&["No release is due: no commit since v1.1.0"]);
}

#[test]
fn what_may_be_meant_otherwise_is_told() {
    let sandbox = released();
    sandbox.git(".", &["tag", "v1.1.0"]);
    commit(&sandbox, "fix:forgotten space");
    commit(&sandbox, "fix: x\n\n  BREAKING CHANGE: indented");
    let outcome = semver(&sandbox, &["next"]).succeeds();
    outcome.stdout_is("1.1.1\n").stderr_has(&["2 commits may be meant otherwise than the message says; --explain"]);
    semver(&sandbox, &["next", "--explain"]).succeeds().stdout_has(&[
        "  patch  ",
        "line 3: `BREAKING CHANGE` is indented; it does not count as breaking\n",
        "line 1: no space after the colon",
    ]);
}

#[test]
fn how_commits_are_read_is_a_choice() {
    let sandbox = released();
    sandbox.git(".", &["tag", "v1.1.0"]);
    commit(&sandbox, "refactor: tidy up\n\n* feat: x\n* feat!: y");
    semver(&sandbox, &["next"]).succeeds().stdout_is("1.1.0\n");
    semver(&sandbox, &["next", "--type", "refactor=patch"]).succeeds().stdout_is("1.1.1\n");
    semver(&sandbox, &["next", "--squash-bullets"]).succeeds().stdout_is("2.0.0\n");
    let refused = semver(&sandbox, &["next", "--type", "refactor"]).exits(2);
    refused.stderr_has(&["`--type refactor` names no level", "TYPE=LEVEL"]);
    commit(&sandbox, "Merge pull request #1 from a/b\n\nfeat: z");
    semver(&sandbox, &["next", "--merge-titles"]).succeeds().stdout_is("1.2.0\n");
}

#[test]
fn a_bump_writes_every_file_that_bears_the_version() {
    let sandbox = released();
    let args = ["bump", "--date", "2026-11-23", "--file", "src/version.py", "--file", "docs/install.md=shop@([0-9.]+)"];
    let dry = semver(&sandbox, &args).args(["--dry-run"]).succeeds();
    let told = "package.json  version: 1.0.0 → 1.1.0\nsrc/version.py  0: 1.0.0 → 1.1.0\ndocs/install.md  0: 1.0.0 → 1.1.0\n\
                CHANGELOG.md\ncommit: chore(release): v1.1.0\ntag: v1.1.0\n";
    dry.stdout_is(told);
    assert!(!sandbox.exists("CHANGELOG.md"), "a dry run writes nothing");
    semver(&sandbox, &args).args(["--message", "chore: {version} is out"]).succeeds();
    assert_eq!(sandbox.read("src/version.py"), "VERSION = '1.1.0'  # x-blip-version\nOTHER = '1.0.0'\n");
    assert_eq!(sandbox.read("docs/install.md"), "npm install shop@1.1.0, or shop 1.0.0\n");
    assert_eq!(sandbox.git(".", &["log", "-1", "--format=%s %D"]), "chore: 1.1.0 is out HEAD -> main, tag: v1.1.0\n");
    assert_eq!(sandbox.git(".", &["cat-file", "-t", "v1.1.0"]), "tag\n");
    assert_eq!(sandbox.git(".", &["status", "--porcelain"]), "");
    semver(&sandbox, &["bump"]).succeeds().stderr_is("no commit since v1.1.0 makes a release; nothing was done.\n");
}

#[test]
fn what_only_a_person_can_do_is_said() {
    let sandbox = released();
    sandbox
        .write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- By hand.\n\n## [1.0.0]\n\n- First.\n");
    commit(&sandbox, "docs: by hand");
    let said = "note: CHANGELOG.md has entries below `Unreleased`; move those that this release brings\n";
    semver(&sandbox, &["bump", "--dry-run"]).succeeds().stderr_has(&[said]);
    sandbox.write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n## [1.0.0]\n\n- First.\n");
    commit(&sandbox, "docs: nothing by hand");
    semver(&sandbox, &["bump"]).succeeds().stderr_is("");
}

#[test]
fn a_template_of_ones_own() {
    let sandbox = released();
    sandbox.write(
        "note.jinja",
        "{{ version }}:{% for group in groups %} {{ group.title }} {{ group.entries | length }}{% endfor %}\n",
    );
    let args = ["changelog", "--date", "2026-11-23", "--template", "note.jinja"];
    semver(&sandbox, &args).succeeds().stdout_is("1.1.0: Added 1 Fixed 1\n");
    let missing = semver(&sandbox, &["changelog", "--template", "nowhere"]).exits(2);
    missing.stderr_has(&["cannot read nowhere"]);
    sandbox.write("note.jinja", "{{ version");
    semver(&sandbox, &args).exits(1).stderr_has(&["the changelog's template"]);
}

#[test]
fn a_message_and_what_the_forge_makes_of_a_request() {
    let sandbox = released();
    semver(&sandbox, &["check-message", "feat: x"]).succeeds().stderr_is("");
    semver(&sandbox, &["check-message", "feature: x"]).exits(2).stderr_has(&["did you mean `feat`?"]);
    sandbox.git(".", &["branch", "base"]);
    commit(&sandbox, "wip");
    let squash = ["check-message", "feat: cards", "--method", "squash", "--number", "12", "--base", "base"];
    semver(&sandbox, &squash).exits(2).stderr_has(&["no remote tells which forge", "--forge"]);
    sandbox.git(".", &["remote", "add", "origin", "git@github.com:acme/shop.git"]);
    // GitHub takes the message of a single commit, not the title
    let outcome = semver(&sandbox, &squash).exits(2);
    outcome.stderr_has(&["no conventional commit", "The forge will write:\n    wip (#12)\n"]);
    commit(&sandbox, "more");
    semver(&sandbox, &squash).succeeds().stderr_is("");
    semver(&sandbox, &squash).args(["--forge", "gitlab"]).succeeds();
    semver(&sandbox, &["check-message", "x", "--base", "base"]).exits(2).stderr_has(&["--method"]);
}
