//! Random histories, held against what the `git` program says of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Stdio;

use blip_semver::Options;
use common::Repo;
use semver::Version;

/// The same numbers on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Commits with random parents, dates, paths and tags, for `git fast-import`.
fn history(dice: &mut Dice, commits: u64) -> String {
    let mut text = String::new();
    for mark in 1..=commits {
        let date = 1_600_000_000 + dice.roll(100_000);
        let message = ["feat: x\n", "fix: x\n", "docs: x\n", "feat!: x\n"][dice.roll(4) as usize];
        let from = mark.saturating_sub(1 + dice.roll(3.min(mark)));
        let merge = mark.saturating_sub(1 + dice.roll(9));
        write!(text, "commit refs/heads/main\nmark :{mark}\ncommitter A <a@b.c> {date} +0000\n").unwrap();
        write!(text, "data {}\n{message}", message.len()).unwrap();
        if from > 0 {
            writeln!(text, "from :{from}").unwrap();
        }
        if from > 0 && merge > 0 && merge != from && dice.roll(3) == 0 {
            writeln!(text, "merge :{merge}").unwrap();
        }
        let folder = ["a", "b", "a/sub"][dice.roll(3) as usize];
        writeln!(text, "M 100644 inline {folder}/f{}\ndata 2\n{}\n", dice.roll(3), dice.roll(9)).unwrap();
        if dice.roll(3) == 0 {
            let pre = ["", "", "-rc.1"][dice.roll(3) as usize];
            let name = format!("v{}.{}.{mark}{pre}", dice.roll(4), dice.roll(12));
            write!(text, "tag {name}\nfrom :{mark}\ntagger A <a@b.c> {date} +0000\ndata 2\nx\n").unwrap();
        }
    }
    text
}

fn import(repo: &Repo, text: &str) {
    // a parent that is not the tip is no fast-forward
    let mut command = repo.command();
    command.args(["fast-import", "--quiet", "--force"]).stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

fn highest_merged(repo: &Repo) -> Option<Version> {
    let merged = repo.git(&["tag", "--merged", "HEAD"]);
    let versions = merged.lines().filter_map(|name| Version::parse(name.strip_prefix('v')?).ok());
    versions.filter(|version| version.pre.is_empty()).max_by(Version::cmp_precedence)
}

#[test]
fn base_and_range_are_what_git_says() {
    let mut dice = Dice(42);
    for round in 0..40 {
        let repo = Repo::new();
        let commits = 10 + dice.roll(50);
        import(&repo, &history(&mut dice, commits));
        let highest = highest_merged(&repo);
        for paths in [vec![], vec!["a".to_owned()], vec!["a/sub".to_owned(), "b/f1".to_owned()]] {
            // an answer needs a version that no other branch has
            let release_as = Some(Version::new(9, 0, 0));
            let options = Options { paths, release_as, ..Options::default() };
            let next = repo.next(&options);
            assert_eq!(next.base.as_ref().map(|tag| tag.version.clone()), highest, "round {round}");
            if !options.paths.is_empty() {
                continue;
            }
            let hidden = next.base.as_ref().map(|tag| format!("^{}", tag.name));
            let range: Vec<&str> = ["rev-list", "HEAD"].into_iter().chain(hidden.as_deref()).collect();
            let listed = repo.git(&range);
            let expected: BTreeSet<&str> = listed.lines().collect();
            let found: BTreeSet<&str> = next.analysis.commits.iter().map(|commit| commit.id.as_str()).collect();
            assert_eq!(found, expected, "round {round}");
        }
    }
}
