//! Figures of repositories that git makes, each answer worked out by hand.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use blip_metrics::{Delivery, History, Step, Window, delivery, from_tags, from_values, read, steps};
use blip_semver::{Options, Repository};
use tempfile::TempDir;

const HOUR: i64 = 3600;
/// Midnight in UTC, 1 January 2026.
const START: i64 = 1_767_225_600;
const VALUES: &str = "deploy/values/production.yaml";

/// A repository, and what time it is there: hours since [`START`].
struct Repo {
    path: PathBuf,
    _room: TempDir,
}

impl Repo {
    fn new() -> Self {
        let room = tempfile::tempdir().unwrap();
        let repo = Self { path: room.path().join("repo"), _room: room };
        fs::create_dir(&repo.path).unwrap();
        repo.git(0, &["init", "-q", "-b", "main"]);
        repo
    }

    /// `git` at an hour. Everybody is somebody else, on the other side of the world: it must make no difference.
    fn git(&self, hour: i64, arguments: &[&str]) -> String {
        let date = format!("{} {}", START + hour * HOUR, if hour % 2 == 0 { "+1300" } else { "-1100" });
        let output = Command::new("git")
            .current_dir(&self.path)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .envs([("HOME", "/nonexistent"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_MERGE_AUTOEDIT", "no")])
            .envs([("GIT_AUTHOR_NAME", format!("Ada {hour}")), ("GIT_AUTHOR_EMAIL", "ada@acme.example".to_owned())])
            .envs([("GIT_COMMITTER_NAME", "Bob"), ("GIT_COMMITTER_EMAIL", "bob@acme.example")])
            .envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn commit(&self, hour: i64, message: &str) -> String {
        self.git(hour, &["commit", "-q", "--allow-empty", "-m", message]);
        self.git(hour, &["rev-parse", "HEAD"])
    }

    /// What Blip's pipeline commits: a digest, and the commit that it was built from.
    fn bring(&self, hour: i64, digest: &str, source: &str) {
        fs::create_dir_all(self.path.join("deploy/values")).unwrap();
        fs::write(
            self.path.join(VALUES),
            format!("image:\n  # written by the pipeline\n  digest: \"sha256:{digest}\"\n"),
        )
        .unwrap();
        self.git(hour, &["add", "-A"]);
        self.commit(hour, &format!("chore(deploy): bring {} to production\n\nSource-Commit: {source}", &source[..7]));
    }

    fn history(&self, until: i64) -> (Repository, History) {
        let repository = Repository::discover(&self.path).unwrap();
        let history = read::history(&repository, "").unwrap().until(START + until * HOUR);
        (repository, history)
    }

    fn steps(&self, until: i64) -> (History, Vec<Step>) {
        let (repository, history) = self.history(until);
        let written = read::values(&repository, &history, VALUES).unwrap();
        let steps = steps(&history, &from_values(&written, &history, &[]), 24 * HOUR, true);
        (history, steps)
    }

    /// By the values of production, up to an hour.
    fn measured(&self, until: i64) -> Delivery {
        let (history, steps) = self.steps(until);
        delivery(&history, &steps, &Window { since: None, until: START + until * HOUR }, 24 * HOUR)
    }
}

fn hours(times: &[i64]) -> Vec<i64> {
    let mut hours: Vec<i64> = times.iter().map(|seconds| seconds / HOUR).collect();
    hours.sort_unstable();
    hours
}

#[test]
fn merges_squashes_and_rebases() {
    let repo = Repo::new();
    let first = repo.commit(0, "feat: begin");
    repo.bring(1, "01", &first);
    // a merge keeps what was on the branch, with its times
    repo.git(2, &["switch", "-qc", "one"]);
    repo.commit(2, "feat: one");
    repo.commit(4, "feat: two");
    repo.git(5, &["switch", "-q", "main"]);
    repo.git(5, &["merge", "-q", "--no-ff", "one", "-m", "Merge pull request #1 from acme/one"]);
    let merge = repo.git(5, &["rev-parse", "HEAD"]);
    repo.bring(6, "02", &merge); // two 2 hours, one 4 hours
    // a squash has the time of the merge alone
    let squash = repo.commit(30, "feat: three (#2)");
    repo.bring(31, "03", &squash); // 1 hour
    // a rebase keeps when it was written
    repo.git(40, &["switch", "-qc", "four"]);
    repo.commit(40, "feat: four");
    repo.git(41, &["switch", "-q", "main"]);
    let other = repo.commit(41, "docs: other");
    repo.git(50, &["switch", "-q", "four"]);
    repo.git(50, &["rebase", "-q", "main"]);
    repo.git(50, &["switch", "-q", "main"]);
    repo.git(50, &["merge", "-q", "--ff-only", "four"]);
    repo.bring(61, "04", &repo.git(51, &["rev-parse", "HEAD"])); // four 21 hours, other 20
    assert_ne!(other, merge);

    let measured = repo.measured(168);
    assert_eq!((measured.deployments, measured.failed, measured.backs, measured.unknown), (4, 0, 0, 0));
    assert_eq!(hours(&measured.leads), [1, 2, 4, 20, 21]);
    assert_eq!(measured.figures()[0].value, Some(4.0), "four in a week");
    let (_, history) = repo.history(168);
    assert_eq!(history.first_merge(), Some(START + 5 * HOUR));
}

#[test]
fn a_rollback_and_a_hotfix() {
    let repo = Repo::new();
    let first = repo.commit(0, "feat: begin");
    repo.bring(1, "01", &first);
    let bad = repo.commit(10, "feat: break it");
    repo.bring(12, "02", &bad);
    repo.git(15, &["revert", "--no-edit", "HEAD"]); // production goes back: 3 hours
    let fixed = repo.commit(20, "fix: mend it");
    repo.bring(24, "03", &fixed); // a hotfix; what it mends was taken back already
    let worse = repo.commit(100, "feat: break something else");
    repo.bring(101, "04", &worse);
    let undone = repo.commit(105, &format!("Revert \"feat: break something else\"\n\nThis reverts commit {worse}."));
    repo.bring(111, "05", &undone); // 10 hours

    let measured = repo.measured(168);
    assert_eq!((measured.deployments, measured.backs, measured.failed, measured.unplanned), (5, 1, 2, 3));
    assert_eq!(hours(&measured.restores), [3, 10]);
    // break it 2, mend it 4, break something else 1, its revert 6
    assert_eq!(hours(&measured.leads), [1, 2, 4, 6]);
    // as it stood before anything was mended
    let before = repo.measured(14);
    assert_eq!((before.deployments, before.failed, before.young), (2, 0, 2));
}

#[test]
fn values_that_come_by_a_merge_count_when_the_branch_has_them() {
    let repo = Repo::new();
    let first = repo.commit(0, "feat: begin");
    repo.bring(1, "01", &first);
    let second = repo.commit(2, "feat: more");
    repo.git(3, &["switch", "-qc", "promote"]);
    repo.bring(3, "02", &second);
    repo.git(9, &["switch", "-q", "main"]);
    repo.git(
        9,
        &[
            "merge",
            "-q",
            "--no-ff",
            "promote",
            "-m",
            "Merge branch 'promote' into 'main'\n\nSee merge request acme/shop!3",
        ],
    );
    let (_, steps) = repo.steps(168);
    assert_eq!(steps.iter().map(|step| (step.at - START) / HOUR).collect::<Vec<_>>(), [1, 9]);
    assert_eq!(hours(&repo.measured(168).leads), [7]);
}

#[test]
fn another_repository_may_hold_the_values() {
    let (code, gitops) = (Repo::new(), Repo::new());
    let first = code.commit(0, "feat: begin");
    gitops.bring(1, "01", &first);
    let second = code.commit(5, "feat: more");
    code.git(5, &["tag", "v1.4.0"]);
    gitops.bring(7, "02", &second);
    // Image Updater writes a version
    code.commit(20, "feat: yet more");
    code.git(20, &["tag", "-m", "annotated", "v1.5.0"]);
    fs::write(gitops.path.join(VALUES), "image: {tag: 1.5.0}\n").unwrap();
    gitops.git(23, &["commit", "-qam", "build: automatic update of shop"]);

    let (repository, history) = code.history(168);
    let (other, branch) = gitops.history(168);
    let versions = read::versions(&repository, &history, &Options::default()).unwrap();
    let written = read::values(&other, &branch, VALUES).unwrap();
    let steps = steps(&history, &from_values(&written, &history, &versions), HOUR, true);
    let counted = delivery(&history, &steps, &Window { since: None, until: START + 168 * HOUR }, HOUR);
    assert_eq!((counted.deployments, counted.unknown, hours(&counted.leads)), (3, 0, vec![2, 3]));
}

#[test]
fn tags_stand_in() {
    let repo = Repo::new();
    repo.commit(0, "feat: begin");
    repo.git(0, &["tag", "v1.0.0"]);
    repo.commit(2, "feat: more");
    repo.commit(3, "chore(release): v1.1.0");
    repo.git(3, &["tag", "v1.1.0"]);
    repo.git(3, &["tag", "v1.2.0-rc.1"]);
    repo.commit(8, "fix: mend");
    repo.git(8, &["tag", "v1.1.1"]);
    repo.git(9, &["switch", "-qc", "side"]);
    repo.commit(9, "feat: elsewhere");
    repo.git(9, &["tag", "v9.0.0"]);
    repo.git(9, &["switch", "-q", "main"]);
    let (repository, history) = repo.history(168);
    let versions = read::versions(&repository, &history, &Options::default()).unwrap();
    let steps = steps(&history, &from_tags(&history, &versions), 24 * HOUR, false);
    let counted = delivery(&history, &steps, &Window { since: None, until: START + 168 * HOUR }, 24 * HOUR);
    assert_eq!((counted.deployments, counted.failed, counted.unplanned), (3, 1, 1));
    assert_eq!((hours(&counted.leads), hours(&counted.restores)), (vec![0, 1], vec![5]));
}

#[test]
fn one_of_several_services_is_measured_alone() {
    let repo = Repo::new();
    let write = |hour, path: &str, message: &str| {
        fs::create_dir_all(repo.path.join(path)).unwrap();
        fs::write(repo.path.join(path).join("x"), message).unwrap();
        repo.git(hour, &["add", "-A"]);
        repo.commit(hour, message)
    };
    write(0, "cart", "feat: cart");
    write(3, "shop", "feat: shop");
    let both = write(5, "cart", "feat: more cart");
    repo.bring(6, "01", &both);
    write(8, "shop", "feat: more shop (#1)");
    let last = write(9, "cart", "feat: still more cart");
    repo.bring(10, "02", &last);
    let repository = Repository::discover(&repo.path).unwrap();
    let history = read::history(&repository, "shop").unwrap();
    let written = read::values(&repository, &history, VALUES).unwrap();
    let steps = steps(&history, &from_values(&written, &history, &[]), HOUR, true);
    let counted = delivery(&history, &steps, &Window { since: None, until: START + 168 * HOUR }, HOUR);
    assert_eq!((counted.deployments, hours(&counted.leads), counted.seconds / HOUR), (2, vec![2], 165));
    assert_eq!((history.began(), history.first_merge()), (Some(START + 3 * HOUR), Some(START + 8 * HOUR)));
}

#[test]
fn days_are_those_of_utc() {
    let repo = Repo::new();
    // half an hour before midnight in UTC, which is the next day in the author's zone
    let late = repo.commit(23, "feat: late");
    repo.bring(23, "01", &late);
    let (history, steps) = repo.steps(48);
    let day = |first: i64| Window { since: Some(START + first * HOUR), until: START + (first + 24) * HOUR };
    assert_eq!([0, 24].map(|first| delivery(&history, &steps, &day(first), HOUR).deployments), [1, 0]);
}

#[test]
fn a_shallow_clone_is_refused_with_the_way_out() {
    let repo = Repo::new();
    for hour in 0..3 {
        repo.commit(hour, "feat: more");
    }
    let origin = format!("file://{}", repo.path.display());
    repo.git(3, &["clone", "-q", "--depth", "1", &origin, "../clone"]);
    let clone = Repository::discover(repo.path.parent().unwrap().join("clone")).unwrap();
    let error = read::history(&clone, "").unwrap_err().to_string();
    assert!(error.contains("shallow clone") && error.contains("fetch-depth: 0"), "{error}");
}

#[test]
fn a_repository_without_commits_has_no_figures() {
    let measured = Repo::new().measured(1);
    assert_eq!(measured, Delivery::default());
}

#[test]
fn git_and_libgit2_read_the_same() {
    let repo = Repo::new();
    let first = repo.commit(0, "feat: begin");
    repo.bring(1, "01", &first);
    repo.git(2, &["switch", "-qc", "one"]);
    repo.commit(2, "fix: one");
    repo.git(5, &["switch", "-q", "main"]);
    repo.git(5, &["merge", "-q", "--no-ff", "one", "-m", "Merge pull request #1 from acme/one"]);
    let (_, by_library) = repo.history(168);
    let program = Repository::with_program(&repo.path).unwrap();
    assert_eq!(read::history(&program, "").unwrap().until(START + 168 * HOUR), by_library);
    let (repository, history) = repo.history(168);
    assert_eq!(read::values(&program, &history, VALUES).unwrap(), read::values(&repository, &history, VALUES).unwrap());
}
