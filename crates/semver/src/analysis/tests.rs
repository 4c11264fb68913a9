use semver::Version;

use super::*;
use crate::level::Zero;

/// The version after one commit with this message.
fn after(base: &str, message: &str) -> String {
    let base = Version::parse(base).unwrap();
    let analysis = analyse(&history(&[message]), &Rules::default());
    match &analysis.release_as {
        Some(asked) => asked.version.to_string(),
        None => analysis.level.apply(&base, Zero::default()).to_string(),
    }
}

fn id(number: usize) -> String {
    format!("{number:07x}{:033x}", number)
}

/// A straight history; messages from the oldest to the newest, `{0}` standing for the id of the first, …
fn history(messages: &[&str]) -> Vec<Commit> {
    let mut commits: Vec<Commit> = messages
        .iter()
        .enumerate()
        .map(|(number, message)| Commit {
            id: ObjectId::new(id(number)),
            parents: number.checked_sub(1).map(|n| ObjectId::new(id(n))).into_iter().collect(),
            message: (0..messages.len())
                .fold((*message).to_owned(), |text, n| text.replace(&format!("{{{n}}}"), &id(n))),
            authored: 0,
            committed: 0,
        })
        .collect();
    commits.reverse();
    commits
}

fn level_of(messages: &[&str]) -> Level {
    analyse(&history(messages), &Rules::default()).level
}

#[test]
fn one_commit() {
    // message, from 1.2.3, from 0.2.3
    let cases = [
        ("feat!: x", "2.0.0", "0.3.0"),
        ("feat: x", "1.3.0", "0.2.4"),
        ("fix: x", "1.2.4", "0.2.4"),
        ("Fix(S): x", "1.2.4", "0.2.4"),
        ("fix!: x", "2.0.0", "0.3.0"),
        ("chore!: x", "2.0.0", "0.3.0"),
        ("fix: x\n\nBREAKING-CHANGE: y", "2.0.0", "0.3.0"),
        ("fix: x\n\nBREAKING CHANGE: y", "2.0.0", "0.3.0"),
        ("docs: x\n\nBREAKING CHANGE: y", "2.0.0", "0.3.0"),
        ("fix: x\n\nbreaking change: y", "1.2.4", "0.2.4"),
        ("fix: x\n\nBREAKING CHANGE #12", "2.0.0", "0.3.0"),
        ("fix: x\n\nbody\nBREAKING CHANGE: y", "2.0.0", "0.3.0"),
        ("fix: x\n\n  BREAKING CHANGE: y", "1.2.4", "0.2.4"),
        ("fix: x\n\n> BREAKING CHANGE: y", "1.2.4", "0.2.4"),
        ("fix: x\n\nBREAKING CHANGE:y", "1.2.4", "0.2.4"),
        ("fix: x\n\nthis is no BREAKING CHANGE: y", "1.2.4", "0.2.4"),
        ("fix:x", "1.2.3", "0.2.3"),
        ("docs: x", "1.2.3", "0.2.3"),
        ("perf: x", "1.2.4", "0.2.4"),
        ("refactor: x", "1.2.3", "0.2.3"),
        ("revert: x", "1.2.4", "0.2.4"),
        ("feature: x", "1.2.3", "0.2.3"),
        ("feat(): x", "1.2.3", "0.2.3"),
        ("feat(a)(b): x", "1.2.3", "0.2.3"),
        ("✨ feat: x", "1.2.3", "0.2.3"),
        ("ABC-1 feat: x", "1.2.3", "0.2.3"),
        ("Revert \"feat: x\"\n\nThis reverts commit 1234567.", "1.2.4", "0.2.4"),
        ("Merge pull request #1 from a/b\n\nfeat: x", "1.2.3", "0.2.3"),
        ("Squash (#1)\n\n* feat: x\n* fix: y", "1.2.3", "0.2.3"),
        ("defeat: x", "1.2.3", "0.2.3"),
        ("fixup! feat: x", "1.2.3", "0.2.3"),
        ("chore: x\n\nRelease-As: 3.0.0", "3.0.0", "3.0.0"),
        ("Update", "1.2.3", "0.2.3"),
        ("feat: x\r\n\r\nBREAKING CHANGE: y\r\n", "2.0.0", "0.3.0"),
        ("\nfeat: x", "1.3.0", "0.2.4"),
    ];
    for (message, one, zero) in cases {
        assert_eq!(after("1.2.3", message), one, "{message:?}");
        assert_eq!(after("0.2.3", message), zero, "{message:?}");
    }
}

#[test]
fn the_highest_counts() {
    assert_eq!(level_of(&["fix: a", "feat: b", "docs: c"]), Level::Minor);
    assert_eq!(level_of(&["docs: a", "chore: b"]), Level::None);
    assert_eq!(level_of(&[]), Level::None);
}

#[test]
fn options_read_the_bodies_of_merges_and_squashes() {
    let rules = Rules { merge_titles: true, squash_bullets: true, ..Rules::default() };
    let merge = "Merge pull request #1 from a/b\n\nfeat: x";
    assert_eq!(analyse(&history(&[merge]), &rules).level, Level::Minor);
    let squash = "Squash (#1)\n\n* fix: y\n* feat!: x";
    assert_eq!(analyse(&history(&[squash]), &rules).level, Level::Major);
    let types = [("refactor".to_owned(), Level::Patch)].into();
    let rules = Rules { types, ..Rules::default() };
    assert_eq!(analyse(&history(&["refactor: x"]), &rules).level, Level::Patch);
}

#[test]
fn reverts_cancel_transitively() {
    let feat = "feat: x";
    let revert = "Revert \"feat: x\"\n\nThis reverts commit {0}.";
    let again = "Revert \"Revert \"feat: x\"\"\n\nThis reverts commit {1}.";
    let reapply = "Reapply \"feat: x\"\n\nThis reverts commit {1}.";
    let third = "Revert \"Reapply \"feat: x\"\"\n\nThis reverts commit {2}.";
    assert_eq!(level_of(&[feat, revert]), Level::None);
    assert_eq!(level_of(&[feat, revert, again]), Level::Minor);
    assert_eq!(level_of(&[feat, revert, reapply]), Level::Minor);
    assert_eq!(level_of(&[feat, revert, reapply, third]), Level::None);
    assert_eq!(level_of(&["fix: y", "feat: x", "Revert \"feat: x\"\n\nThis reverts commit {1}."]), Level::Patch);
}

#[test]
fn reverts_are_paired_by_what_they_name() {
    let cases = [
        ("revert: feat: x\n\nRefs: {0}", Level::None),
        ("revert: x\n\nThis reverts commit {0}.", Level::None),
        ("Revert \"feat: x (#7)\" (#8)\n\nReverts acme/shop#7", Level::None),
        // an abbreviated id
        ("Revert \"feat: x\"\n\nThis reverts commit 0000000.", Level::None),
        // too short, unknown, or no revert at all: the feat stands
        ("Revert \"feat: x\"\n\nThis reverts commit 00000.", Level::Minor),
        ("Revert \"feat: x\"\n\nThis reverts commit 1234567.", Level::Minor),
        ("Revert \"feat: x\"", Level::Minor),
        ("docs: x\n\nRefs: {0}", Level::Minor),
        // does more than revert
        ("fix: undo x\n\nThis reverts commit {0}.", Level::Patch),
        // one of the range, one released before
        ("revert: two\n\nRefs: {0}, 1234567", Level::Patch),
    ];
    for (message, level) in cases {
        assert_eq!(level_of(&["feat: x (#7)", message]), level, "{message:?}");
    }
}

#[test]
fn several_at_once_and_what_became_of_each() {
    let commits = history(&["feat: x", "fix!: y", "revert: both\n\nRefs: {0}, {1}", "docs: z"]);
    let analysis = analyse(&commits, &Rules::default());
    assert_eq!(analysis.level, Level::None);
    let effects: Vec<_> = analysis.commits.iter().map(|c| &c.effect).collect();
    let by = Effect::Cancelled(ObjectId::new(id(2)));
    let both = Effect::Cancels { commits: vec![ObjectId::new(id(0)), ObjectId::new(id(1))], counts: false };
    assert_eq!(effects, [&Effect::Counts, &both, &by, &by]);
}

#[test]
fn reverting_a_merge_takes_away_what_it_brought() {
    let commit = |number: usize, parents: &[usize], message: &str| Commit {
        id: ObjectId::new(id(number)),
        parents: parents.iter().map(|&n| ObjectId::new(id(n))).collect(),
        message: message.to_owned(),
        authored: 0,
        committed: 0,
    };
    let revert =
        format!("Revert \"Merge branch 'b'\"\n\nThis reverts commit {}, reversing\nchanges made to {}.", id(4), id(2));
    let commits = [
        commit(5, &[4], &revert),
        commit(4, &[2, 3], "Merge branch 'b'"),
        commit(3, &[1], "feat: b"),
        commit(2, &[1], "fix: a"),
        commit(1, &[0], "fix: base"),
    ];
    let analysis = analyse(&commits, &Rules::default());
    assert_eq!(analysis.level, Level::Patch);
    assert!(analysis.commits[2].is_cancelled() && !analysis.commits[3].is_cancelled());
}

#[test]
fn a_cancelled_release_as_asks_for_nothing() {
    let analysis = analyse(&history(&["chore: x\n\nRelease-As: 3.0.0", "revert: x\n\nRefs: {0}"]), &Rules::default());
    assert_eq!(analysis.release_as, None);
}
