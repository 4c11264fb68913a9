//! `blip semver compat`, on histories that other tools read otherwise.

use crate::support::{Run, Sandbox};

fn commit(sandbox: &Sandbox, seconds: u64, message: &str) {
    let date = format!("{} +0000", 1_700_000_000 + seconds);
    let git = sandbox.command("git").args(["commit", "-q", "--allow-empty", "-m", message]);
    git.env("GIT_COMMITTER_DATE", date.clone()).env("GIT_AUTHOR_DATE", date).succeeds();
}

fn repository() -> Sandbox {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "-q"]);
    commit(&sandbox, 0, "feat: one");
    sandbox.git(".", &["tag", "v1.0.0"]);
    sandbox
}

fn compat(sandbox: &Sandbox, args: &[&str]) -> Run {
    sandbox.blip(["semver", "compat"].iter().chain(args))
}

/// What is told, without ids: no test can know them.
fn told(sandbox: &Sandbox, args: &[&str]) -> String {
    let outcome = compat(sandbox, args).succeeds();
    let without_id = |line: &str| match line.strip_prefix("  ").map(|rest| (rest.get(..7), rest.get(9..))) {
        Some((Some(id), Some(title))) if id.bytes().all(|b| b.is_ascii_hexdigit()) => format!("  {title}"),
        _ => line.to_owned(),
    };
    outcome.stdout.lines().map(without_id).collect::<Vec<_>>().join("\n")
}

#[test]
fn each_tool_in_one_line() {
    let sandbox = repository();
    commit(&sandbox, 60, "feat!: two");
    compat(&sandbox, &[]).succeeds().stdout_is(
        "Blip                                       2.0.0\n\
         semantic-release                           no release (1 difference)\n\
         semantic-release with conventionalcommits  2.0.0\n\
         Release Please                             2.0.0\n\
         git-cliff                                  2.0.0\n\
         cocogitto                                  2.0.0\n",
    );
}

#[test]
fn where_they_part_and_why() {
    let sandbox = repository();
    commit(&sandbox, 60, "feat!: two");
    commit(&sandbox, 120, "docs: three");
    assert_eq!(
        told(&sandbox, &["--as", "semantic-release"]),
        "semantic-release: no release; Blip: 2.0.0.\n  feat!: two\n    semantic-release: nothing; Blip: major\n    \
         the angular preset, its default, knows no `!`: the whole commit is lost"
    );
    assert_eq!(
        told(&sandbox, &["--as", "git-cliff"]),
        "git-cliff gives the same: 2.0.0.\n  docs: three\n    git-cliff: patch; Blip: nothing\n    any type moves the patch"
    );
}

#[test]
fn tags_by_date_lose_what_is_older() {
    let sandbox = repository();
    sandbox.git(".", &["branch", "hotfix"]);
    commit(&sandbox, 60, "feat!: two");
    sandbox.git(".", &["tag", "v2.0.0"]);
    commit(&sandbox, 120, "feat: three");
    sandbox.git(".", &["checkout", "-q", "hotfix"]);
    commit(&sandbox, 180, "fix: hot");
    sandbox.git(".", &["tag", "v1.0.1"]);
    sandbox.git(".", &["checkout", "-q", "main"]);
    sandbox.git(".", &["merge", "-q", "hotfix", "-m", "Merge branch 'hotfix'"]);
    // git-cliff 2.14 says so: it goes by dates, and is blind to what is older than the hotfix
    let json = compat(&sandbox, &["--as", "git-cliff", "--json"]).succeeds().json();
    assert_eq!(json[0]["theirs"]["version"], serde_json::Value::Null);
    assert_eq!(json[0]["ours"]["version"], "2.1.0");
    let told = told(&sandbox, &["--as", "git-cliff"]);
    assert!(told.contains("  counted from\n    git-cliff: v1.0.1; Blip: v2.0.0\n"), "{told}");
    assert!(told.contains("  feat: three\n    git-cliff: nothing; Blip: minor\n    it goes by dates"), "{told}");
    // a tag that is no version
    commit(&sandbox, 2_000_000_000, "chore: later");
    sandbox.git(".", &["tag", "latest"]);
    commit(&sandbox, 2_000_000_060, "fix: five");
    let outcome = compat(&sandbox, &["--as", "git-cliff"]).succeeds();
    outcome.stdout_has(&["git-cliff: fails, for its base would be `latest`, which names no version; Blip: 2.1.0."]);
}

#[test]
fn past_releases_are_looked_at_again() {
    let sandbox = repository();
    commit(&sandbox, 60, "feat!: two");
    sandbox.git(".", &["tag", "v2.0.0"]);
    let told = told(&sandbox, &["--as", "semantic-release", "--releases", "9"]);
    let heads: Vec<&str> = told.lines().filter(|line| !line.starts_with(' ')).collect();
    let expected = [
        "semantic-release gives the same: no release.",
        "v2.0.0: semantic-release: no release; Blip: 2.0.0.",
        "v1.0.0: semantic-release: 1.0.0; Blip: 0.1.0.",
    ];
    assert_eq!(heads, expected);
}

#[test]
fn tools_that_know_no_paths_count_everything() {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "-q"]);
    for (path, message) in [("a/x", "feat: a"), ("b/x", "feat: b"), ("a/y", "fix: a")] {
        sandbox.write(path, message);
        sandbox.git(".", &["add", "-A"]);
        commit(&sandbox, 0, message);
        if path == "a/x" {
            sandbox.git(".", &["tag", "a-v1.0.0"]);
        }
    }
    let outcome = compat(&sandbox, &["--as", "semantic-release", "--path", "a"]).succeeds();
    outcome.stdout_has(&[
        "semantic-release: 1.1.0; Blip: 1.0.1.",
        "it knows no paths: every commit of the repository counts",
    ]);
    outcome.stderr_is(
        "To read these tags, semantic-release needs tagFormat: 'a-v${version}'; that is taken for granted here.\n",
    );
    compat(&sandbox, &["--as", "release-please", "--path", "a"]).succeeds().stdout_has(&["gives the same: 1.0.1."]);
}
