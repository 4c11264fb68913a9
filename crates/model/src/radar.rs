//! The technology radar: one Markdown file per blip, in a folder per edition.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{BlipId, Document, Kind, Place, Problem, Problems};

/// What the radar says of each technology, in its newest edition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Radar {
    edition: Option<Edition>,
    blips: BTreeMap<BlipId, Blip>,
}

/// The day of an edition, `YYYY-MM-DD`: the name of its folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Edition(String);

/// One entry of the radar.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Blip {
    /// Its short name, after which its file is called.
    pub id: BlipId,
    /// What stands in the front matter.
    #[serde(flatten)]
    pub front: FrontMatter,
    /// The rationale, in Markdown.
    pub rationale: String,
    /// The edition that said this.
    pub edition: Edition,
    /// The file that said this, by the name that its reader knows.
    #[serde(skip)]
    pub file: String,
    /// The ring that it stood in before, if an earlier edition had it.
    pub previous_ring: Option<Ring>,
}

/// The front matter of a blip's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FrontMatter {
    /// As people write it: Argo CD.
    pub title: String,
    /// Its number on the radar.
    pub number: u32,
    /// How far it is recommended.
    pub ring: Ring,
    /// The quadrant of the radar.
    pub quadrant: String,
    /// Free words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Why, in one plain sentence; stands in the generated files.
    pub summary: String,
    /// The template folder that generates it; absent where nothing does yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generator: Option<String>,
    /// Where it belongs.
    pub scope: Scope,
    /// Of a blip in Adopt: where a new repository has it unasked, if not wherever it belongs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_in: Option<Scope>,
    /// How upstream is.
    #[serde(default)]
    pub status: Status,
    /// For Hold: what to use instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<BlipId>,
    /// Blips to read beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<BlipId>,
    /// Where to read more.
    #[serde(default)]
    pub links: Vec<Link>,
}

/// How far a technology is recommended. The order is that of the radar, from the centre outwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ring {
    /// On by default.
    Adopt,
    /// Offered.
    Trial,
    /// Only when named.
    Assess,
    /// Refused, with what to use instead.
    Hold,
}

/// Where a blip's files belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// In a service's repository.
    Service,
    /// In the repository of a platform (`kind: platform`).
    Platform,
    /// In either.
    Both,
}

impl Scope {
    /// Whether the repository of a service, or of a platform, of that kind is where it belongs.
    #[must_use]
    pub fn holds(self, kind: Kind) -> bool {
        match self {
            Self::Service => kind != Kind::Platform,
            Self::Platform => kind == Kind::Platform,
            Self::Both => true,
        }
    }
}

/// How upstream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It gets releases and security fixes.
    #[default]
    Maintained,
    /// It gets neither.
    Unmaintained,
}

/// A page to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What the page is called.
    pub title: String,
    /// Its address, beginning with `https://`.
    pub url: String,
}

/// The files of one radar: what a platform recommends, or what a team lays on top of that.
#[derive(Debug, Clone, Copy)]
pub struct RadarLayer<'a> {
    /// What its reader calls its folder; empty where files are named by their path in it alone.
    pub folder: &'a str,
    /// Paths below the folder (`2026-11-01/helm.md`), each with its text.
    pub files: &'a [(String, String)],
}

impl Radar {
    /// Reads the radar from its files, each with its path (`2026-11-01/helm.md`) and text.
    ///
    /// A file of the same name in a later edition is a revision: it replaces the earlier one.
    ///
    /// # Errors
    /// Everything that is wrong with the files, each with its place.
    pub fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Problems> {
        let mut reader = Reader::default();
        reader.read("", files.into_iter().collect());
        reader.finish()
    }

    /// Reads several radars as one: what a later one says of a blip holds, whatever the day of its edition.
    ///
    /// # Errors
    /// Everything that is wrong with the files, each with its place.
    pub fn layered<'a>(layers: impl IntoIterator<Item = RadarLayer<'a>>) -> Result<Self, Problems> {
        let mut reader = Reader::default();
        for layer in layers {
            let files = layer.files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
            reader.read(layer.folder, files.collect());
        }
        reader.finish()
    }

    /// The blips by short name.
    pub fn blips(&self) -> impl Iterator<Item = &Blip> {
        self.blips.values()
    }

    /// The blip of that short name.
    #[must_use]
    pub fn get(&self, id: &BlipId) -> Option<&Blip> {
        self.blips.get(id)
    }

    /// The blip that a user means by a short name, a number or a title.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<&Blip> {
        self.blips().find(|blip| {
            blip.id.as_str() == word
                || blip.front.number.to_string() == word
                || blip.front.title.eq_ignore_ascii_case(word)
        })
    }

    /// The newest edition; none where the radar is empty.
    #[must_use]
    pub fn edition(&self) -> Option<&Edition> {
        self.edition.as_ref()
    }

    fn add(&mut self, mut blip: Blip) {
        self.edition = self.edition.take().max(Some(blip.edition.clone()));
        if let Some(earlier) = self.blips.get(&blip.id) {
            blip.previous_ring = Some(earlier.front.ring);
        }
        self.blips.insert(blip.id.clone(), blip);
    }

    /// The rules that hold between blips.
    fn faults(&self, sources: &Sources) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut numbers: BTreeMap<u32, &Blip> = BTreeMap::new();
        for blip in self.blips() {
            let front = &blip.front;
            let fault = |key: &str, what: String| match sources.fronts.get(&blip.id) {
                Some(document) => document.problem(key, what),
                None => Problem::new(what),
            };
            if let Some(other) = numbers.insert(front.number, blip) {
                let what = format!("number {} is {}'s already", front.number, other.id);
                problems.push(fault("number", what).help("give each blip its own number"));
            }
            if front.ring == Ring::Hold && front.instead.is_empty() {
                let what = "a blip on Hold says nothing about what to use".to_owned();
                problems.push(fault("ring", what).help("add `instead: [slug]`"));
            }
            for (key, named) in [("instead", &front.instead), ("related", &front.related)] {
                for id in named.iter().filter(|id| !self.blips.contains_key(id) && !sources.broken.contains(id)) {
                    problems.push(fault(key, format!("it names `{id}`, which is no blip of this radar")));
                }
            }
        }
        problems
    }
}

/// A radar as it is read, file by file.
#[derive(Default)]
struct Reader {
    radar: Radar,
    sources: Sources,
    problems: Vec<Problem>,
}

impl Reader {
    fn read(&mut self, folder: &str, mut files: Vec<(&str, &str)>) {
        files.retain(|(path, _)| path.ends_with(".md"));
        files.sort_unstable();
        for (path, text) in files {
            let name = if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
            match parse_blip(&name, text) {
                Ok((blip, front)) => {
                    self.sources.fronts.insert(blip.id.clone(), front);
                    self.radar.add(blip);
                }
                Err(problem) => {
                    self.sources.broken.extend(blip_of(path));
                    self.problems.push(problem);
                }
            }
        }
    }

    fn finish(mut self) -> Result<Radar, Problems> {
        self.problems.extend(self.radar.faults(&self.sources));
        Problems::or_ok(self.problems, self.radar)
    }
}

/// Where the blips come from, as far as problems need it.
#[derive(Default)]
struct Sources {
    /// The front matter of each blip.
    fronts: BTreeMap<BlipId, Document>,
    /// Blips that cannot be read: that others name them is no mistake of those.
    broken: BTreeSet<BlipId>,
}

impl Blip {
    /// Title, ring and reason in one line: `Helm (Adopt): Templates, values …`.
    #[must_use]
    pub fn headline(&self) -> String {
        let front = &self.front;
        let unmaintained = if front.status == Status::Unmaintained { ", unmaintained upstream" } else { "" };
        format!("{} ({}{unmaintained}): {}", front.title, front.ring, front.summary)
    }

    /// Whether a new repository of that kind uses it unless told otherwise.
    #[must_use]
    pub fn is_default(&self, kind: Kind) -> bool {
        let front = &self.front;
        let unasked = front.scope.holds(kind) && front.default_in.is_none_or(|scope| scope.holds(kind));
        front.ring == Ring::Adopt && front.generator.is_some() && unasked
    }
}

/// The blip that a file is about, by its name alone.
fn blip_of(path: &str) -> Option<BlipId> {
    path.strip_suffix(".md")?.rsplit('/').next()?.parse().ok()
}

/// The blip, and its front matter with the places of what stands in it.
fn parse_blip(path: &str, text: &str) -> Result<(Blip, Document), Problem> {
    let start = || Place { file: path.to_owned(), line: 1, column: 1 };
    let (edition, name) = path.strip_suffix(".md").and_then(|path| path.rsplit_once('/')).ok_or_else(|| {
        Problem::new("a blip's file lies in the folder of its edition")
            .at(start())
            .help("move it to YYYY-MM-DD/slug.md")
    })?;
    // a radar that is given by its folder may lie anywhere
    let edition = edition.rsplit('/').next().unwrap_or(edition);
    if !is_date(edition) {
        return Err(Problem::new(format!("`{edition}` is no edition"))
            .at(start())
            .help("name the folder by its day, YYYY-MM-DD"));
    }
    let id = name.parse::<BlipId>().map_err(|error| Problem::new(error.to_string()).at(start()))?;
    let text = text.replace("\r\n", "\n");
    let (front, rationale) =
        text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).ok_or_else(|| {
            Problem::new("there is no front matter").at(start()).help("begin with `---`, the keys, and `---` again")
        })?;
    // the parser sees the front matter from its second line on, so that places are right
    let document = Document::parse(path, &format!("\n{front}\n"))?;
    let front = document.deserialize::<FrontMatter>()?;
    check_front(&document, &front)?;
    // both are shown at terminals, and the title stands in generated files
    if let Some(line) = text.lines().position(|line| line.chars().any(|c| c.is_control() && c != '\t')) {
        let place = Place { line: line + 1, ..start() };
        return Err(Problem::new("it holds a control character").at(place).help("remove it"));
    }
    let blip = Blip {
        id,
        front,
        rationale: rationale.trim().to_owned(),
        edition: Edition(edition.to_owned()),
        file: path.to_owned(),
        previous_ring: None,
    };
    Ok((blip, document))
}

fn check_front(document: &Document, front: &FrontMatter) -> Result<(), Problem> {
    let summary = &front.summary;
    // it is printed as a comment in files of every format
    if summary.is_empty()
        || summary.len() > 100
        || summary.chars().any(|c| c.is_control() || !c.is_ascii())
        || summary.contains("*/")
    {
        let what = "the summary must be one line of plain ASCII, at most 100 characters";
        return Err(document.problem("summary", what));
    }
    if front.title.is_empty() || front.title.chars().any(char::is_control) || front.title.contains("*/") {
        return Err(document.problem("title", "the title must be one line of plain text"));
    }
    let wrong = |link: &Link| {
        link.title.chars().any(char::is_control)
            || !link.url.starts_with("https://")
            || link.url.contains(char::is_whitespace)
    };
    match front.links.iter().position(wrong) {
        Some(at) => {
            let what = format!("the link `{}` is no https address", front.links[at].url);
            Err(document.problem(&format!("links.{at}.url"), what))
        }
        None => Ok(()),
    }
}

/// Whether the text looks like a day, YYYY-MM-DD.
#[must_use]
pub fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
}

impl fmt::Display for Ring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Adopt => "Adopt",
            Self::Trial => "Trial",
            Self::Assess => "Assess",
            Self::Hold => "Hold",
        })
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
