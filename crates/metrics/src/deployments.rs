//! What production came to run, when, and what became of it.

use std::collections::HashMap;

use semver::Version;
use serde_yaml::Value;

use crate::history::{History, Index};
use crate::marks::{Nature, Reverted};

/// The image that the values of an environment name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its digest, or else its tag.
    pub key: String,
    /// Its tag, without a digest.
    pub tag: Option<String>,
}

impl Image {
    /// The image in values as Blip's chart knows them (`image.digest`, `image.tag`); none where none is named.
    #[must_use]
    pub fn of(values: &str) -> Option<Self> {
        let values: Value = serde_yaml::from_str(values).ok()?;
        let text = |key: &str| match values.get("image")?.get(key)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            // a tag of digits alone
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let (digest, tag) = (text("digest"), text("tag"));
        let key = digest.or_else(|| tag.clone())?;
        Some(Self { key, tag: tag.map(|tag| tag.split('@').next().unwrap_or_default().to_owned()) })
    }
}

/// The values of production as a commit left them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// When the branch that production follows came to hold them.
    pub at: i64,
    /// The image that they name.
    pub image: Option<Image>,
    /// The commit that it was built from, where the commit says so.
    pub source: Option<String>,
}

/// An image, or a version, that production came to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    at: i64,
    key: String,
    source: Option<usize>,
}

/// How production changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// To something that it had not run before; or to something later than what it ran, once more.
    New,
    /// To another image of the same commit.
    Rebuilt,
    /// Back to something that it had run before.
    Back,
}

/// A change of what production runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: i64,
    /// How.
    pub kind: Kind,
    /// Whether the commit that it was built from is known.
    pub is_known: bool,
    /// Where the changes stand in the history that came with it: without merges, and without what tools wrote.
    pub brings: Vec<usize>,
    /// The step that mended what this one broke, where one did.
    pub mended_by: Option<usize>,
    /// Whether it was made because of another: back, a revert or a hotfix.
    pub unplanned: bool,
    /// The place in the order of what production ran: the same for the same.
    rank: usize,
}

/// What production came to run, by the values that it follows.
#[must_use]
pub fn from_values(written: &[Written], history: &History, versions: &[(Version, usize)]) -> Vec<Brought> {
    let index = history.index();
    let mut sources: HashMap<&str, Option<usize>> = HashMap::new();
    let mut brought: Vec<Brought> = Vec::new();
    for Written { at, image, source } in written {
        let Some(image) = image else { continue };
        if brought.last().is_some_and(|last| last.key == image.key) {
            continue;
        }
        let named = source.as_ref().and_then(|source| index.by_id(source));
        let known = sources.get(image.key.as_str()).copied().flatten();
        let found = named.or(known).or_else(|| by_tag(image.tag.as_deref()?, &index, versions));
        sources.insert(&image.key, found);
        brought.push(Brought { at: *at, key: image.key.clone(), source: found });
    }
    brought
}

/// A tag says from which commit it is by a version, or by the first digits of the commit at its end (`main-0123abc`).
fn by_tag(tag: &str, index: &Index<'_>, versions: &[(Version, usize)]) -> Option<usize> {
    let version = Version::parse(tag.strip_prefix('v').unwrap_or(tag)).ok();
    let of_version =
        |wanted: Version| versions.iter().find(|(version, _)| *version == wanted).map(|(_, commit)| *commit);
    version.and_then(of_version).or_else(|| {
        let end = tag.rsplit(|c: char| !c.is_ascii_hexdigit()).next().unwrap_or_default();
        index.by_id(&end.to_ascii_lowercase())
    })
}

/// What was released, for want of anything that says what production runs: the versions that the branch contains, in
/// the order in which it came to hold them.
#[must_use]
pub fn from_tags(history: &History, versions: &[(Version, usize)]) -> Vec<Brought> {
    let arrivals = history.arrivals();
    let mut placed: Vec<(usize, &Version, usize)> =
        versions.iter().filter_map(|(version, commit)| Some((arrivals[*commit]?, version, *commit))).collect();
    placed.sort();
    let brought = placed.into_iter().map(|(_, version, commit)| Brought {
        at: history.commit(commit).committed,
        key: version.to_string(),
        source: Some(commit),
    });
    brought.collect()
}

/// What became of what was brought. `hotfix_within` is in seconds. Versions never go `back`.
#[must_use]
pub fn steps(history: &History, brought: &[Brought], hotfix_within: i64, back: bool) -> Vec<Step> {
    let mut judge = Judge {
        history,
        index: history.index(),
        first: vec![None; history.len()],
        ranks: HashMap::new(),
        hotfix_within,
        back,
        steps: Vec::with_capacity(brought.len()),
    };
    brought.iter().for_each(|brought| judge.take(brought));
    judge.steps
}

struct Judge<'h> {
    history: &'h History,
    index: Index<'h>,
    /// For each commit the step that brought it first.
    first: Vec<Option<usize>>,
    /// The rank of each image.
    ranks: HashMap<&'h str, usize>,
    hotfix_within: i64,
    back: bool,
    steps: Vec<Step>,
}

impl<'h> Judge<'h> {
    fn take(&mut self, brought: &'h Brought) {
        let number = self.steps.len();
        let seen = brought.source.and_then(|source| self.first[source]).map(|step| self.steps[step].rank);
        let rank = self.ranks.get(brought.key.as_str()).copied().or(seen).unwrap_or(number);
        self.ranks.insert(&brought.key, rank);
        let new = brought.source.map(|source| self.history.unseen(source, |commit| self.first[commit].is_some()));
        let new = new.unwrap_or_default();
        new.iter().for_each(|commit| self.first[*commit] = Some(number));
        let kind = match self.steps.last().map(|last| rank.cmp(&last.rank)) {
            Some(std::cmp::Ordering::Less) if self.back => Kind::Back,
            Some(std::cmp::Ordering::Less | std::cmp::Ordering::Equal) => Kind::Rebuilt,
            Some(std::cmp::Ordering::Greater) | None => Kind::New,
        };
        let brings = new.into_iter().filter(|commit| self.is_change(*commit)).collect();
        let is_known = brought.source.is_some();
        self.steps.push(Step { at: brought.at, kind, is_known, brings, mended_by: None, unplanned: false, rank });
        match kind {
            Kind::Back => self.goes_back(number),
            Kind::New => self.mends(number),
            Kind::Rebuilt => {}
        }
    }

    /// Whether somebody waits for the commit. Who takes back a deployment changes nothing else.
    fn is_change(&self, commit: usize) -> bool {
        let commit = self.history.commit(commit);
        let is_housekeeping = |target| self.history.commit(target).marks.nature == Nature::Housekeeping;
        let mut targets = self.targets(&commit.marks.reverts).peekable();
        let undoes_deployment = targets.peek().is_some() && targets.all(is_housekeeping);
        commit.concerns && commit.parents.len() < 2 && commit.marks.nature != Nature::Housekeeping && !undoes_deployment
    }

    fn targets<'a>(&'a self, reverts: &'a [Reverted]) -> impl Iterator<Item = usize> + 'a {
        reverts.iter().filter_map(|target| match target {
            Reverted::Commit(id) => self.index.by_id(id),
            Reverted::Request(number) => self.index.by_request(number),
        })
    }

    /// Production went back: everything that it had come to run since failed.
    fn goes_back(&mut self, number: usize) {
        let rank = self.steps[number].rank;
        self.steps[number].unplanned = true;
        for step in self.steps[..number].iter_mut().rev().take_while(|step| step.rank > rank) {
            if step.kind != Kind::Back {
                step.mended_by.get_or_insert(number);
            }
        }
    }

    /// What this one mends failed: what it reverts, and what it follows soon with nothing but fixes.
    fn mends(&mut self, number: usize) {
        let commit = |change: &usize| self.history.commit(*change);
        let brings = &self.steps[number].brings;
        let reverted = brings.iter().flat_map(|change| self.targets(&commit(change).marks.reverts));
        let mut broken: Vec<usize> = reverted.filter_map(|target| self.first[target]).collect();
        if !brings.is_empty() && brings.iter().all(|change| commit(change).marks.nature == Nature::Fix) {
            let soon = |step: &usize| self.steps[number].at - self.steps[*step].at <= self.hotfix_within;
            broken.extend((0..number).rev().find(|step| self.steps[*step].kind != Kind::Back).filter(soon));
        }
        broken.retain(|step| *step < number);
        self.steps[number].unplanned = !broken.is_empty();
        for step in broken {
            self.steps[step].mended_by.get_or_insert(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::history::tests::history;
    use crate::{Commit, Marks};

    const HOUR: i64 = 3600;

    fn image(tag: &str) -> Option<Image> {
        Image::of(&format!("image:\n  tag: {tag:?}\n"))
    }

    /// Production's values by `(time, tag)`, where a tag ends in the commit that it was built from.
    fn told(history: &History, tags: &[(i64, &str)]) -> Vec<Step> {
        let written: Vec<_> =
            tags.iter().map(|(at, tag)| Written { at: *at, image: image(tag), source: None }).collect();
        steps(history, &from_values(&written, history, &[]), 24 * HOUR, true)
    }

    fn kinds(steps: &[Step]) -> Vec<Kind> {
        steps.iter().map(|step| step.kind).collect()
    }

    fn mended(steps: &[Step]) -> Vec<Option<usize>> {
        steps.iter().map(|step| step.mended_by).collect()
    }

    #[test]
    fn the_image_of_values() {
        let of = |text: &str| Image::of(text).map(|image| (image.key, image.tag));
        assert_eq!(of("image: {digest: 'sha256:0a', tag: ''}"), Some(("sha256:0a".to_owned(), None)));
        assert_eq!(
            of("image: {digest: '', tag: edge@sha256:0a}"),
            Some(("edge@sha256:0a".to_owned(), Some("edge".to_owned())))
        );
        assert_eq!(of("image: {tag: 2024}"), Some(("2024".to_owned(), Some("2024".to_owned()))));
        for none in ["image: {digest: ''}", "replicas: 2", "image: [", ""] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn back_is_back_and_forward_again_is_not() {
        let history = history(&[
            ("aaaaaaa", &[], 0, "feat: a"),
            ("bbbbbbb", &["aaaaaaa"], 10, "feat: b"),
            ("ccccccc", &["bbbbbbb"], 20, "feat: c"),
        ]);
        let steps = told(
            &history,
            &[(1, "aaaaaaa"), (2, "bbbbbbb"), (3, "ccccccc"), (4, "aaaaaaa"), (5, "ccccccc"), (6, "again-ccccccc")],
        );
        use Kind::{Back, New, Rebuilt};
        assert_eq!(kinds(&steps), [New, New, New, Back, New, Rebuilt]);
        assert_eq!(mended(&steps), [None, Some(3), Some(3), None, None, None]);
        assert_eq!(steps.iter().map(|step| step.brings.len()).collect::<Vec<_>>(), [1, 1, 1, 0, 0, 0]);
        assert_eq!(
            steps.iter().map(|step| step.unplanned).collect::<Vec<_>>(),
            [false, false, false, true, false, false]
        );
    }

    #[test]
    fn a_revert_tells_which_deployment_failed_however_late() {
        let history = history(&[
            ("aaaaaaa", &[], 0, "feat: a"),
            ("bbbbbbb", &["aaaaaaa"], 0, "feat: b (#4)"),
            ("ccccccc", &["bbbbbbb"], 0, "feat: c"),
            ("ddddddd", &["ccccccc"], 0, "Revert \"feat: b (#4)\" (#5)\n\nReverts acme/shop#4"),
            ("eeeeeee", &["ddddddd"], 0, "feat: e"),
            ("fffffff", &["eeeeeee"], 0, "Revert \"feat: e\"\n\nThis reverts commit eeeeeee000."),
        ]);
        let steps = told(
            &history,
            &[(0, "aaaaaaa"), (1, "bbbbbbb"), (2, "ccccccc"), (90 * HOUR, "ddddddd"), (200 * HOUR, "fffffff")],
        );
        assert_eq!(mended(&steps), [None, Some(3), None, None, None], "what never ran alone broke nothing");
        assert!(steps[3].unplanned && !steps[4].unplanned);
    }

    #[test]
    fn nothing_but_fixes_soon_after_is_a_hotfix() {
        let history = history(&[
            ("aaaaaaa", &[], 0, "feat: a"),
            ("bbbbbbb", &["aaaaaaa"], 0, "fix: b"),
            ("ccccccc", &["bbbbbbb"], 0, "fix: c"),
            ("ddddddd", &["ccccccc"], 0, "feat: d"),
            ("eeeeeee", &["ddddddd"], 0, "fix: e"),
            ("1111111", &["eeeeeee"], 0, "docs: f"),
        ]);
        let steps = told(
            &history,
            &[
                (0, "aaaaaaa"),
                (24 * HOUR, "bbbbbbb"),
                (49 * HOUR, "ccccccc"),
                (50 * HOUR, "ddddddd"),
                (51 * HOUR, "1111111"),
            ],
        );
        // 24 hours are within, 25 are not; and what brings more than fixes is none
        assert_eq!(mended(&steps), [Some(1), None, None, None, None]);
    }

    #[test]
    fn going_back_by_git_revert_is_no_change_of_the_next() {
        let history = history(&[
            ("aaaaaaa", &[], 0, "feat: a"),
            ("bbbbbbb", &["aaaaaaa"], 0, "chore(deploy): bring x to live\n\nSource-Commit: aaaaaaa"),
            (
                "ccccccc",
                &["bbbbbbb"],
                0,
                "Revert \"chore(deploy): bring x to live\"\n\nThis reverts commit bbbbbbb000.",
            ),
            ("ddddddd", &["ccccccc"], 0, "fix: d"),
        ]);
        let steps = told(&history, &[(0, "aaaaaaa"), (HOUR, "ddddddd")]);
        assert_eq!(steps[1].brings.len(), 1);
        assert_eq!(mended(&steps), [Some(1), None]);
    }

    #[test]
    fn versions_come_in_the_order_of_the_branch() {
        let history = history(&[
            ("aaaaaaa", &[], 5, "feat: a"),
            ("bbbbbbb", &["aaaaaaa"], 4, "feat: b"),
            ("ccccccc", &["aaaaaaa"], 9, "not of the branch"),
            ("ddddddd", &["bbbbbbb"], 6, "feat: d"),
        ]);
        let version = |text: &str| text.parse::<Version>().unwrap();
        let versions = [(version("2.0.0"), 0), (version("1.0.1"), 2), (version("1.0.0"), 3), (version("1.0.2"), 1)];
        let brought = from_tags(&history, &versions);
        assert_eq!(
            brought.iter().map(|b| (b.key.as_str(), b.at)).collect::<Vec<_>>(),
            [("1.0.0", 5), ("1.0.1", 4), ("2.0.0", 6)]
        );
    }

    proptest! {
        /// What a step brings is what its commit contains and those before it did not, whatever the history.
        #[test]
        fn nothing_is_brought_twice_or_lost(
            parents in prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..3), 1..25),
            deployed in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let ids: Vec<String> = (0..parents.len()).map(|n| format!("{:07x}", n + 0x100_0000)).collect();
            let commits = parents.iter().enumerate().rev().map(|(n, parents)| Commit {
                id: ids[n].clone(),
                // any of those before it, by their place when the newest comes first
                parents: parents.iter().filter(|_| n > 0).map(|index| ids.len() - 1 - index.index(n)).collect(),
                authored: 0,
                committed: n as i64,
                marks: Marks::of("feat: x", false),
                concerns: true,
            });
            let history = History::new(commits.collect());
            let tags: Vec<(i64, &str)> = deployed.iter().map(|index| (0, ids[index.index(ids.len())].as_str())).collect();
            let mut seen: BTreeSet<usize> = BTreeSet::new();
            let mut last = "";
            let mut told = told(&history, &tags).into_iter();
            for (_, tag) in &tags {
                if *tag == last {
                    continue;
                }
                last = tag;
                let source = history.index().by_id(tag).unwrap();
                let mut reachable = BTreeSet::from([source]);
                while let Some(more) = reachable.iter().flat_map(|c| history.commit(*c).parents.clone()).find(|p| !reachable.contains(p)) {
                    reachable.insert(more);
                }
                let new: BTreeSet<usize> = reachable.difference(&seen).copied().collect();
                let expected: BTreeSet<usize> = new.into_iter().filter(|c| history.commit(*c).parents.len() < 2).collect();
                let step = told.next().unwrap();
                prop_assert_eq!(step.brings.into_iter().collect::<BTreeSet<_>>(), expected);
                seen.extend(reachable);
            }
            prop_assert!(told.next().is_none());
        }
    }
}
