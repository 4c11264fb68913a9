//! Shapes of repositories that other tools get wrong, each built with the `git` program and asked twice: by libgit2
//! and by the program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use blip_semver::{Error, Options, Reason, Repository};
use common::{Repo, answer};

#[test]
fn the_plain_case() {
    let repo = Repo::new();
    repo.commit("feat: one");
    assert_eq!(repo.answer(), "v0.1.0");
    repo.tag("v1.0.0");
    assert_eq!(repo.answer(), "v1.0.0 not due");
    repo.commit("docs: two");
    assert_eq!(repo.answer(), "v1.0.0 not due");
    repo.commit("fix: three");
    assert_eq!(repo.answer(), "v1.0.1");
    repo.commit("feat: four");
    assert_eq!(repo.answer(), "v1.1.0");
}

#[test]
fn a_hotfix_with_a_newer_date_merged_after_the_release() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.git(&["checkout", "-q", "-b", "hotfix"]);
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("feat: two");
    repo.git(&["tag", "-a", "v1.1.0", "-m", "x"]);
    repo.git(&["checkout", "-q", "hotfix"]);
    repo.tick(100_000);
    repo.commit("fix: hot");
    repo.git(&["tag", "-a", "v1.0.1", "-m", "x"]);
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "--no-ff", "hotfix", "-m", "Merge branch 'hotfix'"]);
    assert_eq!(repo.answer(), "v1.1.1");
}

#[test]
fn dates_that_run_backwards() {
    let repo = Repo::new();
    repo.set_clock(2_000_000_000);
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.commit("feat: two");
    repo.tag("v1.1.0");
    repo.set_clock(1_000_000_000);
    repo.commit("fix: three");
    let next = repo.next(&Options::default());
    assert_eq!(next.tag, "v1.1.1");
    assert_eq!(next.analysis.commits.len(), 1);
}

#[test]
fn of_two_tags_on_one_commit_the_higher_counts() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.1.0");
    repo.tag("v1.0.9");
    repo.tag("v1.10.0");
    repo.tag("v1.9.0");
    repo.commit("fix: two");
    assert_eq!(repo.answer(), "v1.10.1");
}

#[test]
fn build_metadata_is_dropped() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0+b");
    repo.commit("fix: two");
    assert_eq!(repo.answer(), "v1.0.1");
}

#[test]
fn a_side_branch_older_than_the_tag_merged_later_counts() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.commit("feat: side");
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("fix: two");
    repo.tag("v1.0.0");
    repo.git(&["merge", "-q", "--no-ff", "side", "-m", "Merge branch 'side'"]);
    assert_eq!(repo.answer(), "v1.1.0");
}

#[test]
fn only_tags_that_head_contains() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.git(&["checkout", "-q", "-b", "next"]);
    for number in 0..20 {
        repo.commit("feat!: far ahead");
        repo.tag(&format!("v{}.0.0", 9 + number));
    }
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("fix: two");
    assert_eq!(repo.answer(), "v1.0.1");
    let next = repo.next(&Options::default());
    let passed = next.passed.iter().find(|passed| passed.name == "v28.0.0").unwrap();
    assert_eq!(passed.reason, Reason::Unreachable);
}

#[test]
fn what_is_released_elsewhere_is_refused() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.git(&["checkout", "-q", "-b", "other"]);
    repo.commit("fix: other");
    repo.tag("v1.0.1");
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("fix: two");
    assert!(repo.answer().starts_with("1.0.1 comes next, but the tag v1.0.1 exists already"));
}

#[test]
fn tags_that_are_no_versions_are_passed_over_with_reasons() {
    let repo = Repo::new();
    repo.commit_file("a.txt", "x", "feat: one");
    for name in ["v1", "latest", "v1.0", "net-3.0.0", "v0.9.0"] {
        repo.tag(name);
    }
    let blob = repo.git(&["rev-parse", "HEAD:a.txt"]);
    repo.git(&["tag", "v7.0.0", &blob]);
    repo.git(&["tag", "-a", "v8.0.0", "-m", "of a tree", "HEAD^{tree}"]);
    repo.git(&["tag", "-a", "inner", "-m", "x"]);
    repo.git(&["tag", "-a", "v1.0.0", "-m", "nested", "inner"]);
    repo.commit("fix: two");
    assert_eq!(repo.answer(), "v1.0.1");
    let next = repo.next(&Options::default());
    let reason = |name: &str| {
        let passed = next.passed.iter().find(|passed| passed.name == name);
        passed.map(|passed| passed.reason.to_string()).unwrap_or_default()
    };
    assert_eq!(reason("v1"), "no version in strict SemVer");
    assert_eq!(reason("latest"), "no version in strict SemVer");
    assert_eq!(reason("net-3.0.0"), "has another prefix, `net-`");
    assert_eq!(reason("v7.0.0"), "is of no commit");
    assert_eq!(reason("v8.0.0"), "is of no commit");
    assert_eq!(reason("v0.9.0"), "lower than v1.0.0");
}

#[test]
fn the_encoding_header_counts() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    let file = repo.folder.path().join("message");
    std::fs::write(&file, b"feat: caf\xe9 ol\xe9\n").unwrap();
    repo.git(&["-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-q", "--allow-empty", "-F", file.to_str().unwrap()]);
    let next = repo.next(&Options::default());
    assert_eq!(next.tag, "v1.1.0");
    assert_eq!(next.analysis.commits[0].message.title, "feat: café olé");
}

#[test]
fn reverts_by_real_ids() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.commit_file("a", "a", "feat: two");
    repo.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(repo.answer(), "v1.0.0 not due");
    repo.git(&["revert", "--no-edit", "HEAD"]);
    assert_eq!(repo.answer(), "v1.1.0");
}

#[test]
fn untracked_files_a_subdirectory_and_a_detached_head() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.commit_file("a/b/c", "x", "fix: two");
    repo.write("untracked", "x");
    assert_eq!(repo.answer(), "v1.0.1");
    assert_eq!(answer(&repo.path.join("a/b"), &Options::default()), "v1.0.1");
    repo.git(&["checkout", "-q", "--detach"]);
    assert_eq!(repo.answer(), "v1.0.1");
}

#[test]
fn bare_packed_mirrored_and_linked() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.git(&["tag", "-a", "v1.0.0", "-m", "x"]);
    repo.commit("fix: two");
    repo.git(&["notes", "add", "-m", "a note"]);
    repo.git(&["worktree", "add", "-q", "../linked"]);
    repo.git(&["clone", "-q", "--bare", ".", "../bare.git"]);
    repo.git(&["gc", "-q"]);
    repo.git(&["pack-refs", "--all"]);
    for name in ["repo", "linked", "bare.git"] {
        assert_eq!(repo.at(name).answer(), "v1.0.1", "{name}");
    }
    assert!(repo.at("bare.git").open().work_tree().is_none());
}

#[test]
fn formats_that_libgit2_does_not_know() {
    for (arguments, by_library) in
        [(["--object-format=sha256"], false), (["--ref-format=reftable"], false), (["--object-format=sha1"], true)]
    {
        let repo = Repo::init(&arguments);
        repo.commit("feat: one");
        repo.git(&["tag", "-a", "v1.0.0", "-m", "x"]);
        repo.commit("fix: two");
        assert_eq!(repo.answer(), "v1.0.1", "{arguments:?}");
        assert_eq!(repo.open().is_read_by_library(), by_library, "{arguments:?}");
    }
}

#[test]
fn extensions_that_an_older_git_does_not_know() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.commit("fix: two");
    repo.git(&["config", "core.repositoryFormatVersion", "1"]);
    repo.git(&["config", "extensions.relativeWorktrees", "true"]);
    let next = blip_semver::next(&repo.open(), &Options::default()).unwrap();
    assert_eq!(next.tag, "v1.0.1");
}

#[test]
fn partial_and_sparse_clones() {
    let repo = Repo::new();
    repo.commit_file("a/x", "1", "feat: one");
    repo.git(&["tag", "-a", "v1.0.0", "-m", "x"]);
    repo.commit_file("b/x", "1", "feat: b");
    repo.commit_file("a/x", "2", "fix: two");
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    repo.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let url = format!("file://{}", repo.path.display());
    let only_a = Options { paths: vec!["a".into()], ..Options::default() };
    for filter in ["blob:none", "tree:0"] {
        let name = filter.replace(':', "-");
        repo.git(&["clone", "-q", "--no-checkout", &format!("--filter={filter}"), &url, &format!("../{name}")]);
        let clone = repo.at(&name);
        assert_eq!(clone.answer(), "v1.1.0", "{filter}");
        assert_eq!(clone.answer_with(&only_a), "v1.0.1", "{filter}");
    }
    repo.git(&["clone", "-q", "--sparse", ".", "../sparse"]);
    assert_eq!(repo.at("sparse").answer_with(&only_a), "v1.0.1");
}

#[test]
fn incomplete_histories_are_refused() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.commit("feat: two");
    repo.commit("fix: three");
    let url = format!("file://{}", repo.path.display());
    // the tag is missing
    repo.git(&["clone", "-q", "--depth=1", &url, "../missing"]);
    let missing = repo.at("missing");
    let refused = missing.answer();
    assert!(refused.contains("no tag of a version that HEAD contains"), "{refused}");
    assert!(refused.contains("fetch-depth: 0") && refused.contains("GIT_DEPTH: 0"), "{refused}");
    // the tag is there, but disconnected
    missing.git(&["fetch", "-q", "--depth=1", "origin", "refs/tags/v1.0.0:refs/tags/v1.0.0"]);
    assert!(missing.answer().contains("incomplete"), "{}", missing.answer());
    let current = blip_semver::current(&missing.open(), &Options::default());
    assert!(matches!(current, Err(Error::IncompleteHistory { .. })));
    // the lines that mend it do
    missing.git(&["fetch", "-q", "--unshallow", "--tags"]);
    assert_eq!(missing.answer(), "v1.1.0");
    // shallow, but everything that matters is there
    repo.git(&["clone", "-q", "--depth=3", &url, "../enough"]);
    assert_eq!(repo.at("enough").answer(), "v1.1.0");
    // a pipeline for a tag
    repo.tag("v1.1.0");
    repo.git(&["clone", "-q", "--depth=1", "--branch=v1.1.0", &url, "../tagged"]);
    assert_eq!(repo.at("tagged").answer(), "v1.1.0 not due");
    let tagged = blip_semver::current(&repo.at("tagged").open(), &Options::default()).unwrap();
    assert_eq!(tagged.version.unwrap().to_string(), "1.1.0");
}

#[test]
fn empty_and_no_repository() {
    let repo = Repo::new();
    assert!(repo.answer().contains("no commits yet"));
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Repository::discover(folder.path()), Err(Error::NotARepository { .. })));
}

#[test]
fn only_chores_are_no_error() {
    let repo = Repo::new();
    repo.commit("chore: one");
    assert_eq!(repo.answer(), "v0.1.0 not due");
    repo.tag("v1.0.0");
    repo.commit("chore: two");
    assert_eq!(repo.answer(), "v1.0.0 not due");
}

#[test]
fn the_first_version_is_what_a_file_declares() {
    let repo = Repo::new();
    repo.commit_file("Cargo.toml", "[package]\nname = \"x\"\nversion = \"0.4.0\"\n", "feat: one");
    repo.commit_file("sub/package.json", "{\"version\": \"9.0.0\"}", "chore: two");
    assert_eq!(repo.answer(), "v0.4.0");
    let current = blip_semver::current(&repo.open(), &Options::default()).unwrap();
    assert_eq!(current.version.unwrap().to_string(), "0.4.0");
    assert!(current.tag.is_none());
}

#[test]
fn pre_releases() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.commit("feat: two");
    let rc = Options { pre: Some("rc".into()), ..Options::default() };
    assert_eq!(repo.answer_with(&rc), "v1.1.0-rc.1");
    repo.tag("v1.1.0-rc.1");
    assert_eq!(repo.answer_with(&rc), "v1.1.0-rc.1 not due");
    assert_eq!(repo.answer(), "v1.1.0");
    repo.commit("fix: three");
    assert_eq!(repo.answer_with(&rc), "v1.1.0-rc.2");
    repo.tag("v1.1.0-rc.2");
    repo.commit("feat!: four");
    assert_eq!(repo.answer_with(&rc), "v2.0.0-rc.1");
    assert_eq!(repo.answer(), "v2.0.0");
    let current = blip_semver::current(&repo.open(), &Options::default()).unwrap();
    assert_eq!(current.version.unwrap().to_string(), "1.1.0-rc.2");
}

#[test]
fn data_for_machines() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.commit("fix:x");
    let json = serde_json::to_value(repo.next(&Options::default())).unwrap();
    assert_eq!(json["version"], "1.0.0");
    assert_eq!(json["release"], false);
    assert_eq!(json["base"]["name"], "v1.0.0");
    assert_eq!(json["analysis"]["commits"][0]["message"]["warnings"][0]["code"], "missing-space");
}

#[test]
fn what_a_tag_released() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.commit("feat: two");
    repo.tag("v1.1.0-rc.1");
    repo.commit("fix: three");
    repo.tag("v1.1.0");
    repo.commit("fix: four");
    repo.tag("v1.1.1");
    let titles = |tag: &str| {
        let next = blip_semver::released(&repo.open(), &Options::default(), tag).unwrap();
        let titles: Vec<_> = next.analysis.commits.iter().map(|c| c.message.title.clone()).collect();
        (titles.join(", "), next.previous().map(|tag| tag.name.clone()))
    };
    assert_eq!(titles("v1.0.0"), ("feat: one".to_owned(), None));
    assert_eq!(titles("v1.1.0"), ("fix: three, feat: two".to_owned(), Some("v1.0.0".to_owned())));
    assert_eq!(titles("v1.1.1"), ("fix: four".to_owned(), Some("v1.1.0".to_owned())));
    let unknown = blip_semver::released(&repo.open(), &Options::default(), "v9.0.0");
    assert!(matches!(unknown, Err(Error::UnknownTag(_))));
    let repository = repo.open();
    let next = blip_semver::released(&repository, &Options::default(), "v1.1.1").unwrap();
    assert_eq!(repository.date_of(&next.head).unwrap(), "2023-11-14");
}

#[test]
fn a_higher_version_elsewhere_is_worth_a_word() {
    let repo = Repo::new();
    repo.commit("feat: one");
    repo.tag("v1.1.7");
    repo.git(&["checkout", "-q", "-b", "release"]);
    repo.commit("fix: two");
    repo.tag("v1.24.0");
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("feat: three");
    let next = repo.next(&Options::default());
    assert_eq!(next.tag, "v1.2.0");
    assert_eq!(next.notes, ["v1.24.0 is higher, but HEAD does not contain it; counting from v1.1.7"]);
}
