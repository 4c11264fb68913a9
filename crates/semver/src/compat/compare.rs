//! Blip's answer beside that of a model.

use std::collections::{HashMap, HashSet};

use semver::Version;
use serde::Serialize;

use super::Tool;
use super::model::{Base, Model, Reading};
use crate::analysis::Contribution;
use crate::commit::{Commit, ObjectId};
use crate::error::Error;
use crate::git::{Filter, Repository};
use crate::level::Level;
use crate::next::{Next, Options, State, next_of};
use crate::tag::{self, Tag};

/// What Blip and another tool make of a history.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Comparison {
    /// The tool.
    pub tool: Tool,
    /// The release that was asked for again; none for the one that comes next.
    pub release: Option<String>,
    /// What Blip says.
    pub ours: Answer,
    /// What the tool would say.
    pub theirs: Answer,
    /// Whether both give the same number.
    pub same: bool,
    /// Where they part: what the number comes from, and commits that they read differently.
    pub differences: Vec<Difference>,
    /// Settings that the tool needs for this repository, and that are taken for granted here.
    pub needs: Option<String>,
}

/// What a tool says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Answer {
    /// The next version; none where no release is due, or the tool fails.
    pub version: Option<Version>,
    /// The tag that it counts from.
    pub base: Option<String>,
    /// Why it fails.
    pub fails: Option<String>,
}

/// One thing that the two see differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Difference {
    /// The commit; none for what the number comes from.
    pub commit: Option<ObjectId>,
    /// The commit's title, or what it is.
    pub about: String,
    /// What it is for Blip.
    pub ours: String,
    /// What it is for the tool.
    pub theirs: String,
    /// Why.
    pub why: String,
}

/// Compares the next version, and the last `releases` versions again.
///
/// # Errors
/// As [`next`](crate::next()).
pub fn compat(
    repository: &Repository,
    options: &Options,
    tool: Tool,
    releases: usize,
) -> Result<Vec<Comparison>, Error> {
    let state = State::read(repository, options)?;
    let past = past(repository, &state, releases)?;
    let options = Options { tag_prefix: Some(state.prefix.clone()), ..options.clone() };
    let mut all = vec![compare(repository, &options, tool, state, None)?];
    for tag in past {
        let state = State::read_at(repository, &options, tag.commit.clone(), Some(&tag.version))?;
        all.push(compare(repository, &options, tool, state, Some(tag.name))?);
    }
    Ok(all)
}

/// The highest stable versions that HEAD contains.
fn past(repository: &Repository, state: &State, releases: usize) -> Result<Vec<Tag>, Error> {
    let mut found = Vec::new();
    if releases == 0 {
        return Ok(found);
    }
    let reached = repository.ask(|git| git.ancestors(&state.head))?;
    for name in state.names.iter().filter(|name| name.version.pre.is_empty()) {
        if found.len() == releases {
            break;
        }
        if let Some(commit) = repository.ask(|git| git.commit_of_tag(&name.name))?.filter(|id| reached.contains(id)) {
            found.push(Tag { name: name.name.clone(), version: name.version.clone(), commit });
        }
    }
    Ok(found)
}

fn compare(
    repository: &Repository,
    options: &Options,
    tool: Tool,
    state: State,
    release: Option<String>,
) -> Result<Comparison, Error> {
    let model = tool.model();
    let theirs = Theirs::find(repository, &model, &state)?;
    let needs = (model.needs)(&state.prefix);
    let same_paths = model.knows_paths || state.filter.is_everything();
    let next = next_of(repository, options, state)?;
    let ours = Answer {
        version: next.release.then(|| next.version.clone()),
        base: next.base.as_ref().map(|tag| tag.name.clone()),
        fails: None,
    };
    let answer = theirs.answer(&model);
    let mut differences = Vec::new();
    differences.extend(base_difference(&ours, &answer, &model));
    let of_commits = commit_differences(&next, &theirs, &model, same_paths);
    if of_commits.is_empty() && differences.is_empty() && ours.version != answer.version {
        differences.push(zero_difference(&ours, &answer, &model));
    }
    differences.extend(of_commits);
    Ok(Comparison { tool, release, same: ours.version == answer.version, ours, theirs: answer, differences, needs })
}

/// What the model sees.
struct Theirs {
    base: Option<Found>,
    commits: Vec<Commit>,
    readings: Vec<Reading>,
    cancelled: HashSet<usize>,
    /// What it leaves out, for its date is before that of the tag.
    older: HashSet<ObjectId>,
}

/// A tag, and the version that it names, if it names one.
struct Found {
    name: String,
    version: Option<Version>,
    /// None where HEAD does not contain it.
    commit: Option<ObjectId>,
}

impl Theirs {
    fn find(repository: &Repository, model: &Model, state: &State) -> Result<Self, Error> {
        let base = base(repository, model, state)?;
        let everything = Filter::default();
        let filter = if model.knows_paths { &state.filter } else { &everything };
        let hidden = base.as_ref().and_then(|found| found.commit.as_ref());
        let mut commits = repository.ask(|git| {
            let mut commits = Vec::new();
            git.log(&state.head, hidden, filter, &mut |commit| commits.push(commit))?;
            Ok(commits)
        })?;
        let older = match (model.base, hidden) {
            (Base::Newest, Some(base)) => take_older(repository, &mut commits, base)?,
            _ => HashSet::new(),
        };
        let version = base.as_ref().and_then(|found| found.version.as_ref());
        let readings = commits.iter().map(|commit| (model.read)(&commit.message).after(version)).collect();
        let cancelled = (model.cancelled)(&commits);
        Ok(Self { base, commits, readings, cancelled, older })
    }

    fn answer(&self, model: &Model) -> Answer {
        let base = self.base.as_ref().map(|found| found.name.clone());
        let version = self.base.as_ref().and_then(|found| found.version.as_ref());
        let due = self.counting().any(|reading| reading.releases || reading.release_as.is_some());
        if !due {
            return Answer { version: None, base, fails: None };
        }
        if let (Some(name), None) = (&base, version) {
            let fails = Some(format!("its base would be `{name}`, which names no version"));
            return Answer { version: None, base, fails };
        }
        let asked = self.counting().find_map(|reading| reading.release_as.clone());
        let level = self.counting().map(|reading| reading.level).max().unwrap_or_default();
        Answer { version: Some(asked.unwrap_or_else(|| (model.bump)(level, version))), base, fails: None }
    }

    fn counting(&self) -> impl Iterator<Item = &Reading> {
        let all = self.readings.iter().enumerate();
        all.filter(|(position, _)| !self.cancelled.contains(position)).map(|(_, reading)| reading)
    }

    fn level(&self, position: usize) -> Level {
        if self.cancelled.contains(&position) { Level::None } else { self.readings[position].alone() }
    }
}

/// Takes away the commits whose date is before that of the tagged one: a list in the order of dates loses them.
fn take_older(repository: &Repository, commits: &mut Vec<Commit>, base: &ObjectId) -> Result<HashSet<ObjectId>, Error> {
    let since = repository.ask(|git| git.time(base))?;
    let mut older = HashSet::new();
    for commit in commits.iter() {
        if repository.ask(|git| git.time(&commit.id))? < since {
            older.insert(commit.id.clone());
        }
    }
    commits.retain(|commit| !older.contains(&commit.id));
    Ok(older)
}

fn base(repository: &Repository, model: &Model, state: &State) -> Result<Option<Found>, Error> {
    let chosen = match model.base {
        Base::HighestStable => state.choice.base.clone(),
        Base::Highest => state.choice.current.clone(),
        Base::Newest => return newest(repository, state),
    };
    Ok(chosen.map(|tag| Found { name: tag.name, version: Some(tag.version), commit: Some(tag.commit) }))
}

/// Of the commits that bear a tag and that HEAD contains, the one with the latest date; of its tags the highest. Where HEAD
/// contains none, the version of the newest tag of any branch. Tags of other packages are left out, for a tool that looks
/// for the newest needs to be told which count.
fn newest(repository: &Repository, state: &State) -> Result<Option<Found>, Error> {
    let reached = repository.ask(|git| git.ancestors(&state.head))?;
    let mut all = Vec::new();
    for name in repository.ask(|git| git.tag_names())? {
        let version = tag::Name::with_prefix(&name, &state.prefix).map(|name| name.version);
        // of another package, or made after the release that is looked at
        let passed = match &version {
            Some(version) => !state.names.iter().any(|known| known.version == *version),
            None => tag::split(&name).is_some(),
        };
        if let Some(commit) = repository.ask(|git| git.commit_of_tag(&name))?.filter(|_| !passed) {
            let time = repository.ask(|git| git.time(&commit))?;
            all.push((reached.contains(&commit), time, Found { name, version, commit: Some(commit) }));
        }
    }
    let best = all
        .into_iter()
        .max_by(|(a_in, a_time, a), (b_in, b_time, b)| (a_in, a_time, &a.version).cmp(&(b_in, b_time, &b.version)));
    Ok(best.map(|(within, _, found)| if within { found } else { Found { commit: None, ..found } }))
}

fn base_difference(ours: &Answer, theirs: &Answer, model: &Model) -> Option<Difference> {
    if ours.base == theirs.base {
        return None;
    }
    let why = match model.base {
        Base::Newest => "it takes the tag with the latest date, of any branch where HEAD contains none",
        Base::Highest => "it counts from the last release, a pre-release too, and keeps its suffix",
        Base::HighestStable => "it counts from the highest stable version",
    };
    let name = |answer: &Answer| answer.base.clone().unwrap_or_else(|| "the beginning".to_owned());
    Some(difference("counted from", name(ours), name(theirs), why))
}

/// The same commits, read alike, and another number.
fn zero_difference(ours: &Answer, theirs: &Answer, model: &Model) -> Difference {
    let name = |answer: &Answer| answer.version.as_ref().map_or("no release".to_owned(), Version::to_string);
    let about = if ours.base.is_none() { "the first release" } else { "below 1.0.0" };
    difference(about, name(ours), name(theirs), model.on_zero)
}

fn difference(about: &str, ours: String, theirs: String, why: &str) -> Difference {
    Difference { commit: None, about: about.to_owned(), ours, theirs, why: why.to_owned() }
}

fn commit_differences(next: &Next, theirs: &Theirs, model: &Model, same_paths: bool) -> Vec<Difference> {
    let ours: HashMap<&ObjectId, &Contribution> = next.analysis.commits.iter().map(|c| (&c.id, c)).collect();
    let seen: HashSet<&ObjectId> = theirs.commits.iter().map(|commit| &commit.id).collect();
    let mut found = Vec::new();
    for (position, commit) in theirs.commits.iter().enumerate() {
        let own = ours.get(&commit.id);
        let (level, their_level) = (own.map_or(Level::None, |own| own.level), theirs.level(position));
        if level == their_level {
            continue;
        }
        let why = match own {
            None if !same_paths => "it knows no paths: every commit of the repository counts",
            None => "it counts from another tag",
            Some(own) if own.is_cancelled() || theirs.cancelled.contains(&position) => model.on_reverts,
            Some(_) => theirs.readings[position].why.unwrap_or("it reads the message otherwise"),
        };
        found.push(of_commit(&commit.id, commit.message.trim_start(), level, their_level, why));
    }
    let missed = next.analysis.commits.iter().filter(|c| c.level > Level::None && !seen.contains(&c.id));
    found.extend(missed.map(|c| {
        let why = match theirs.older.contains(&c.id) {
            true => "it goes by dates, and leaves out what is older than the tag that it counts from",
            false => "it counts from another tag",
        };
        of_commit(&c.id, &c.message.title, c.level, Level::None, why)
    }));
    found
}

fn of_commit(id: &ObjectId, message: &str, ours: Level, theirs: Level, why: &str) -> Difference {
    Difference {
        commit: Some(id.clone()),
        about: message.lines().next().unwrap_or_default().to_owned(),
        ours: word(ours).to_owned(),
        theirs: word(theirs).to_owned(),
        why: why.to_owned(),
    }
}

fn word(level: Level) -> &'static str {
    match level {
        Level::None => "nothing",
        Level::Patch => "patch",
        Level::Minor => "minor",
        Level::Major => "major",
    }
}
