use semver::Version;

use super::*;
use crate::analysis::{Rules, analyse};
use crate::commit::{Commit, ObjectId};
use crate::level::Level;
use crate::tag::Tag;

/// The next release after these messages, from the oldest to the newest.
fn next_after(messages: &[&str], rules: &Rules) -> Next {
    let mut commits: Vec<Commit> = messages
        .iter()
        .enumerate()
        .map(|(number, message)| Commit {
            id: ObjectId::new(format!("{number:x}").repeat(40)),
            parents: Vec::new(),
            message: (*message).to_owned(),
            authored: 0,
            committed: 0,
        })
        .collect();
    commits.reverse();
    next_of(&commits, rules)
}

fn next_of(commits: &[Commit], rules: &Rules) -> Next {
    let base = Tag { name: "v1.0.0".to_owned(), version: Version::new(1, 0, 0), commit: ObjectId::new("f".repeat(40)) };
    Next {
        version: Version::new(1, 1, 0),
        tag: "v1.1.0".to_owned(),
        release: true,
        level: Level::Minor,
        current: Some(base.clone()),
        base: Some(base),
        prefix: "v".to_owned(),
        head: ObjectId::new("0".repeat(40)),
        notes: Vec::new(),
        analysis: analyse(commits, rules),
        passed: Vec::new(),
    }
}

fn text(messages: &[&str]) -> String {
    let forge = Forge::from_remote("https://github.com/acme/shop", None);
    let next = next_after(messages, &Rules::default());
    let release = release(&next, "2026-11-23", &Settings::default(), forge.as_ref());
    section(&release, None).unwrap()
}

#[test]
fn a_section() {
    let text = text(&[
        "fix(cart): round half up\n\nFixes #7, #8",
        "feat: add coupons (#12)",
        "docs: say so",
        "feat!: drop v1\n\nBREAKING CHANGE: clients must use v2\nfrom now on.\n\nSee the guide.",
        "perf: cache",
        "refactor(api)!: rename everything that was ever named by anybody in this code base",
    ]);
    let expected = "\
## [1.1.0] - 2026-11-23

### Breaking changes

- drop v1
  ([333333333](https://github.com/acme/shop/commit/3333333333333333333333333333333333333333))

  clients must use v2 from now on.

  See the guide.
- **api:** rename everything that was ever named by anybody in this code base
  ([555555555](https://github.com/acme/shop/commit/5555555555555555555555555555555555555555))

### Added

- add coupons
  ([111111111](https://github.com/acme/shop/commit/1111111111111111111111111111111111111111),
  [#12](https://github.com/acme/shop/issues/12))

### Changed

- cache
  ([444444444](https://github.com/acme/shop/commit/4444444444444444444444444444444444444444))

### Fixed

- **cart:** round half up
  ([000000000](https://github.com/acme/shop/commit/0000000000000000000000000000000000000000),
  [#7](https://github.com/acme/shop/issues/7),
  [#8](https://github.com/acme/shop/issues/8))

[1.1.0]: https://github.com/acme/shop/compare/v1.0.0...v1.1.0
";
    assert_eq!(text, expected);
}

#[test]
fn notes_have_no_heading() {
    let next = next_after(&["feat: one", "fix: two"], &Rules::default());
    let release = release(&next, "2026-11-23", &Settings::default(), None);
    assert_eq!(notes(&release).unwrap(), "### Added\n\n- one (000000000)\n\n### Fixed\n\n- two (111111111)\n");
    assert!(section(&release, None).unwrap().starts_with("## 1.1.0 - 2026-11-23\n\n### Added\n"));
}

#[test]
fn what_was_reverted_is_not_listed() {
    let revert = format!("Revert \"feat: one\"\n\nThis reverts commit {}.", "0".repeat(40));
    assert!(!text(&["feat: one", &revert, "fix: two"]).contains("one"));
    assert!(text(&["Revert \"feat: old\"\n\nThis reverts commit abcdef1."]).contains("- revert \"feat: old\""));
}

#[test]
fn one_entry_for_a_squash_and_one_for_a_merge() {
    let rules = Rules { merge_titles: true, squash_bullets: true, ..Rules::default() };
    let id = |number: u8| ObjectId::new(number.to_string().repeat(40));
    let commit = |number: u8, parents: &[u8], message: &str| Commit {
        id: id(number),
        parents: parents.iter().map(|&n| id(n)).collect(),
        message: message.to_owned(),
        authored: 0,
        committed: 0,
    };
    let commits = [
        commit(5, &[2, 4], "Merge pull request #9 from a/b\n\nfeat(pay): add cards"),
        commit(4, &[3], "fix: typo in cards"),
        commit(3, &[1], "feat: half of cards"),
        commit(2, &[1], "Squashed (#8)\n\n* feat: one\n* fix: two"),
        commit(1, &[], "chore: begin"),
    ];
    let release = release(&next_of(&commits, &rules), "2026-11-23", &Settings::default(), None);
    let texts: Vec<_> =
        release.groups.iter().flat_map(|group| &group.entries).map(|entry| entry.text.as_str()).collect();
    assert_eq!(texts, ["Squashed", "add cards"]);
}

#[test]
fn a_template_of_ones_own() {
    let next = next_after(&["feat(a): one"], &Rules::default());
    let release = release(&next, "2026-11-23", &Settings::default(), None);
    let template = "# {{ tag }}\n{% for g in groups %}{% for e in g.entries %}\n* {{ e.scope }} {{ e.text }} {{ e.short }}\n{% endfor %}{% endfor %}";
    assert_eq!(section(&release, Some(template)).unwrap(), "# v1.1.0\n* a one 000000000\n");
    assert!(section(&release, Some("{{ nothing }}")).is_err());
    assert!(section(&release, Some("{% for %}")).is_err());
}

fn inserted(existing: &str) -> String {
    insert(Some(existing), "## 1.1.0\n\nnew\n", &Version::new(1, 1, 0), "CHANGELOG.md").unwrap()
}

#[test]
fn a_section_goes_before_the_newest_release() {
    let cases = [
        ("# C\n\n## [1.0.0]\n\nold\n", "# C\n\n## 1.1.0\n\nnew\n\n## [1.0.0]\n\nold\n"),
        (
            "# C\n\n## [Unreleased]\n\n- by hand\n\n## [1.0.0](x) (2020-01-01)\nold",
            "# C\n\n## [Unreleased]\n\n- by hand\n\n## 1.1.0\n\nnew\n\n## [1.0.0](x) (2020-01-01)\nold",
        ),
        ("# C\r\n\r\n## v1.0.0\r\n", "# C\r\n\r\n## 1.1.0\r\n\r\nnew\r\n\r\n## v1.0.0\r\n"),
        ("# C\n\nIntro", "# C\n\nIntro\n\n## 1.1.0\n\nnew\n"),
        ("# C\n\nIntro\n\n[x]: y\n", "# C\n\nIntro\n\n## 1.1.0\n\nnew\n\n[x]: y\n"),
        ("# C\n\n```\n## 9.0.0\n```\n\n## 1.0.0\n", "# C\n\n```\n## 9.0.0\n```\n\n## 1.1.0\n\nnew\n\n## 1.0.0\n"),
        ("# [1.0.0]\n", "## 1.1.0\n\nnew\n\n# [1.0.0]\n"),
    ];
    for (before, after) in cases {
        assert_eq!(inserted(before), after, "{before:?}");
    }
    let new = insert(None, "## 1.1.0\n", &Version::new(1, 1, 0), "x").unwrap();
    assert!(new.starts_with("<!-- markdownlint") && new.ends_with("\n\n## 1.1.0\n"));
}

#[test]
fn a_version_is_listed_once() {
    let again = insert(Some("## [1.1.0] - x\n"), "s", &Version::new(1, 1, 0), "CHANGELOG.md");
    assert_eq!(again.unwrap_err().to_string(), "CHANGELOG.md has a section for 1.1.0 already");
}
