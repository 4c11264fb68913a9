//! What a rule is, and what it finds.

use serde::Serialize;

use crate::level::Level;

/// A rule over two sides of a thing of type `T`: one small function and one line in a table.
pub(crate) struct Rule<T: ?Sized> {
    pub(crate) id: &'static str,
    pub(crate) weight: Weight,
    /// What was found, as a sentence: "A value was removed".
    pub(crate) says: &'static str,
    pub(crate) find: fn(&T, &T) -> Vec<Seen>,
}

/// What a finding means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// The version must move this far.
    Of(Level),
    /// The same, and it deserves a second look though it breaks nobody's configuration.
    Risky(Level),
    /// No version makes it right.
    Wrong,
}

/// One place where a rule strikes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub(crate) file: String,
    pub(crate) line: usize,
    /// The line is one of the base, for the thing is gone.
    pub(crate) in_base: bool,
    pub(crate) subject: String,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
}

impl Seen {
    /// At a line of the new side.
    pub(crate) fn new(file: impl Into<String>, line: usize, subject: impl Into<String>) -> Self {
        Self { file: file.into(), line: line.max(1), subject: subject.into(), ..Self::default() }
    }

    /// At a line of the base.
    pub(crate) fn gone(file: impl Into<String>, line: usize, subject: impl Into<String>) -> Self {
        Self { in_base: true, ..Self::new(file, line, subject) }
    }

    pub(crate) fn was(self, old: impl Into<String>) -> Self {
        Self { old: Some(old.into()), ..self }
    }

    pub(crate) fn is(self, new: impl Into<String>) -> Self {
        Self { new: Some(new.into()), ..self }
    }
}

/// Something that changed between the base and now, and how far it must move the version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Observation {
    /// The rule's id: `helm-value-removed`.
    pub rule: String,
    /// How far the version must move for it.
    pub level: Level,
    /// No version makes it right.
    pub wrong: bool,
    /// It breaks no configuration, and still deserves a second look.
    pub risky: bool,
    /// What was found, as a sentence.
    pub says: String,
    /// What it was found of: a key, an object, a variable.
    pub subject: String,
    /// From the repository's root.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The line is one of the base, for the thing is gone.
    pub in_base: bool,
    /// What it was.
    pub old: Option<String>,
    /// What it is.
    pub new: Option<String>,
}

impl<T: ?Sized> Rule<T> {
    /// What the rule finds between two sides; paths are put below `folder`.
    pub(crate) fn apply(&self, old: &T, new: &T, folder: &str) -> Vec<Observation> {
        let (level, wrong, risky) = match self.weight {
            Weight::Of(level) => (level, false, false),
            Weight::Risky(level) => (level, false, true),
            Weight::Wrong => (Level::None, true, false),
        };
        let observation = |seen: Seen| Observation {
            rule: self.id.to_owned(),
            level,
            wrong,
            risky,
            says: self.says.to_owned(),
            subject: seen.subject,
            file: if folder.is_empty() { seen.file } else { format!("{folder}/{}", seen.file) },
            line: seen.line,
            in_base: seen.in_base,
            old: seen.old,
            new: seen.new,
        };
        (self.find)(old, new).into_iter().map(observation).collect()
    }
}

/// What a table of rules finds, the gravest first.
pub(crate) fn observe<T: ?Sized>(rules: &[Rule<T>], old: &T, new: &T, folder: &str) -> Vec<Observation> {
    let mut found: Vec<Observation> = rules.iter().flat_map(|rule| rule.apply(old, new, folder)).collect();
    sort(&mut found);
    found
}

/// The gravest first, then by place.
pub(crate) fn sort(found: &mut Vec<Observation>) {
    found.sort_by(|a, b| {
        let key = |o: &Observation| (!o.wrong, std::cmp::Reverse(o.level), o.file.clone(), o.line, o.subject.clone());
        key(a).cmp(&key(b)).then_with(|| a.rule.cmp(&b.rule))
    });
    found.dedup();
}
