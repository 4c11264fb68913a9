use super::*;
use crate::commit::ObjectId;

struct Case {
    /// Tags that HEAD contains, and after `|` those of other branches.
    tags: &'static str,
    level: Level,
    options: Options,
    declared: Option<&'static str>,
    since_pre: Option<Level>,
    footer: Option<&'static str>,
}

fn case(tags: &'static str, level: Level) -> Case {
    Case { tags, level, options: Options::default(), declared: None, since_pre: None, footer: None }
}

impl Case {
    fn pre(mut self, label: &str) -> Self {
        self.options.pre = Some(label.to_owned());
        self
    }

    fn release_as(mut self, version: &str) -> Self {
        self.options.release_as = Some(version.parse().unwrap());
        self
    }

    fn run(&self) -> String {
        let (here, elsewhere) = self.tags.split_once('|').unwrap_or((self.tags, ""));
        let read = |text: &str| -> Vec<Name> {
            let mut names: Vec<_> = text.split_whitespace().filter_map(|t| Name::with_prefix(t, "")).collect();
            tag::sort_highest_first(&mut names);
            names
        };
        let here = read(here);
        let declared = self.declared.map(|text| text.parse().unwrap());
        let footer =
            self.footer.map(|text| ReleaseAs { version: text.parse().unwrap(), commit: ObjectId::new("0123456789") });
        let tags: Vec<_> = here.iter().cloned().chain(read(elsewhere)).collect();
        let question = Question {
            base: here.iter().map(|n| &n.version).find(|v| v.pre.is_empty()),
            current: here.first().map(|n| &n.version),
            declared: declared.as_ref(),
            level: self.level,
            asked_by_commit: footer.as_ref(),
            since_pre: self.since_pre,
            tags: &tags,
            options: &self.options,
        };
        match decide(&question) {
            Ok(decision) if decision.release && decision.notes.is_empty() => decision.version.to_string(),
            Ok(decision) if decision.release => format!("{} with a note", decision.version),
            Ok(decision) => format!("{} not due", decision.version),
            Err(error) => error.to_string(),
        }
    }
}

#[test]
fn stable() {
    assert_eq!(case("1.2.3", Level::Minor).run(), "1.3.0");
    assert_eq!(case("1.2.3", Level::None).run(), "1.2.3 not due");
    assert_eq!(case("1.2.3+b", Level::Patch).run(), "1.2.4");
    assert_eq!(case("1.2.3 1.3.0-rc.1 1.3.0-rc.2", Level::Minor).run(), "1.3.0");
    assert_eq!(case("1.2.3 2.0.0-rc.1", Level::Minor).run(), "1.3.0 with a note");
}

#[test]
fn released_already_on_another_branch_is_refused() {
    let refused = case("1.2.3 | 1.3.0", Level::Minor).run();
    assert!(refused.starts_with("1.3.0 comes next, but the tag 1.3.0 exists already"), "{refused}");
    assert!(case("1.2.3 | 1.3.0", Level::Minor).pre("rc").run().contains("exists already"));
    assert_eq!(case("1.2.3 | 1.3.0", Level::Patch).run(), "1.2.4");
}

#[test]
fn pre_releases_count_from_the_last_stable() {
    assert_eq!(case("1.2.3", Level::Minor).pre("rc").run(), "1.3.0-rc.1");
    assert_eq!(case("1.2.3", Level::None).pre("rc").run(), "1.2.3 not due");
    let mut again = case("1.2.3 1.3.0-rc.1", Level::Minor).pre("rc");
    again.since_pre = Some(Level::Patch);
    assert_eq!(again.run(), "1.3.0-rc.2");
    again.since_pre = Some(Level::None);
    assert_eq!(again.run(), "1.3.0-rc.1 not due");
    again.level = Level::Major;
    assert_eq!(again.run(), "2.0.0-rc.1");
    // another label, another base, more than nine
    assert_eq!(case("1.2.3 1.3.0-alpha.4", Level::Minor).pre("beta").run(), "1.3.0-beta.1");
    assert_eq!(case("1.2.3 1.2.4-rc.3", Level::Minor).pre("rc").run(), "1.3.0-rc.1");
    assert_eq!(case("1.2.3 1.3.0-rc.9 1.3.0-rc.10", Level::Minor).pre("rc").run(), "1.3.0-rc.11");
    // made on another branch: the tag exists all the same
    assert_eq!(case("1.2.3 | 1.3.0-rc.1", Level::Minor).pre("rc").run(), "1.3.0-rc.2");
    // no stable version yet
    assert_eq!(case("1.3.0-rc.1", Level::Minor).pre("rc").run(), "1.3.0-rc.2");
    assert_eq!(case("1.3.0-rc.1", Level::None).run(), "1.3.0");
    assert_eq!(case("", Level::Minor).pre("rc").run(), "0.1.0-rc.1");
    assert!(case("1.2.3", Level::Minor).pre("r c").run().starts_with("`r c` is not valid"));
    assert!(case("1.2.3", Level::Minor).pre("").run().contains("not valid"));
}

#[test]
fn the_first_release() {
    assert_eq!(case("", Level::Minor).run(), "0.1.0");
    assert_eq!(case("", Level::Major).run(), "0.1.0");
    assert_eq!(case("", Level::None).run(), "0.1.0 not due");
    let mut declared = case("", Level::Patch);
    declared.declared = Some("1.4.0-SNAPSHOT");
    assert_eq!(declared.run(), "1.4.0");
    declared.declared = Some("0.0.0");
    assert_eq!(declared.run(), "0.1.0");
    declared.options.first = Some(Version::new(1, 0, 0));
    assert_eq!(declared.run(), "1.0.0");
}

#[test]
fn a_version_asked_for() {
    assert_eq!(case("1.2.3", Level::None).release_as("3.0.0").run(), "3.0.0");
    assert_eq!(case("1.2.3", Level::None).release_as("3.0.0").pre("rc").run(), "3.0.0-rc.1");
    assert_eq!(case("1.2.3", Level::None).release_as("3.0.0-beta.4").run(), "3.0.0-beta.4");
    let early = case("1.2.3", Level::None).release_as("1.2.3").run();
    assert_eq!(early, "1.2.3 does not come after the present version 1.2.3");
    let mut footer = case("1.2.3", Level::None);
    footer.footer = Some("3.0.0");
    assert_eq!(footer.run(), "3.0.0");
    footer.footer = Some("1.0.0");
    footer.level = Level::Patch;
    assert_eq!(footer.run(), "1.2.4 with a note");
}

#[test]
fn build_metadata() {
    let mut built = case("1.2.3+old", Level::Patch);
    built.options.build = Some("sha.5114f85".to_owned());
    assert_eq!(built.run(), "1.2.4+sha.5114f85");
    built.options.build = Some("a b".to_owned());
    assert!(built.run().starts_with("`a b` is not valid"));
}
