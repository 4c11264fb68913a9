//! What radars have in common: entries, which become the files of a radar of ours.

use std::collections::BTreeMap;

use blip_model::{BlipId, FrontMatter, Place, Problem, Problems, Ring, Scope, Status};
use pulldown_cmark::{Event, Parser, TagEnd};

/// A radar in Blip's layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Its files, sorted by path.
    pub files: Vec<File>,
    /// What is left to be said by hand, or was left out.
    pub notes: Vec<String>,
}

/// One file of a radar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// `YYYY-MM-DD/slug.md`.
    pub path: String,
    /// The front matter and the rationale.
    pub text: String,
}

/// What one edition of another radar says of a technology.
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) ring: String,
    pub(super) quadrant: String,
    pub(super) tags: Vec<String>,
    /// In Markdown or HTML.
    pub(super) rationale: String,
    pub(super) edition: String,
    /// Where the other radar has one.
    pub(super) slug: Option<String>,
    pub(super) place: Place,
}

/// The files of the entries, whose numbers follow quadrant, ring and title. `problems` are those that were met before.
pub(super) fn imported(entries: Vec<Entry>, mut problems: Vec<Problem>) -> Result<Imported, Problems> {
    let mut kept: Vec<(BlipId, Ring, String, Entry)> = Vec::new();
    let mut names: BTreeMap<(String, BlipId), String> = BTreeMap::new();
    for entry in entries {
        match checked(&entry) {
            Ok((id, ring, quadrant)) => match names.insert((entry.edition.clone(), id.clone()), entry.title.clone()) {
                None => kept.push((id, ring, quadrant, entry)),
                Some(other) => {
                    let what = format!("`{}` and `{other}` would share the file {id}.md", entry.title);
                    problems.push(Problem::new(what).at(entry.place.clone()).help("rename one of them"));
                }
            },
            Err(problem) => problems.push(problem.at(entry.place.clone())),
        }
    }
    if !problems.is_empty() {
        return Err(Problems::sorted(problems));
    }
    let numbers = numbers(&kept);
    let held: Vec<&str> =
        kept.iter().filter(|(_, ring, ..)| *ring == Ring::Hold).map(|(_, _, _, entry)| entry.title.as_str()).collect();
    let notes = match held.is_empty() {
        true => Vec::new(),
        false => vec![format!("say by `instead: [slug]` what to use instead of {}", held.join(", "))],
    };
    let mut files = Vec::new();
    for (id, ring, quadrant, entry) in &kept {
        let number = numbers.get(id).copied().unwrap_or_default();
        files.push(file(id, *ring, quadrant, entry, number)?);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Imported { files, notes })
}

fn checked(entry: &Entry) -> Result<(BlipId, Ring, String), Problem> {
    let ring = match entry.ring.trim().to_lowercase().as_str() {
        "adopt" => Ring::Adopt,
        "trial" => Ring::Trial,
        "assess" => Ring::Assess,
        // the newer word for it
        "hold" | "caution" => Ring::Hold,
        _ => {
            let problem = Problem::new(format!("`{}` is no ring", entry.ring));
            return Err(problem.help("the rings are adopt, trial, assess and hold"));
        }
    };
    let name = entry.slug.clone().unwrap_or_else(|| slug(&entry.title));
    let id = name.parse::<BlipId>().map_err(|error| {
        Problem::new(format!("`{}` makes no short name: {error}", entry.title)).help("begin its name with a letter")
    })?;
    let quadrant = slug(&entry.quadrant);
    if quadrant.is_empty() {
        return Err(Problem::new(format!("`{}` stands in no quadrant", entry.title)));
    }
    Ok((id, ring, quadrant))
}

/// The same blip has the same number in all editions.
fn numbers(entries: &[(BlipId, Ring, String, Entry)]) -> BTreeMap<BlipId, u32> {
    let mut order: Vec<_> = entries.iter().map(|(id, ring, quadrant, _)| (quadrant, *ring, id)).collect();
    order.sort_unstable();
    let mut numbers = BTreeMap::new();
    for (_, _, id) in order {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX - 1) + 1;
        numbers.entry(id.clone()).or_insert(next);
    }
    numbers
}

fn file(id: &BlipId, ring: Ring, quadrant: &str, entry: &Entry, number: u32) -> Result<File, Problem> {
    let front = FrontMatter {
        title: entry.title.trim().to_owned(),
        number,
        ring,
        quadrant: quadrant.to_owned(),
        tags: entry.tags.clone(),
        summary: summary(entry),
        generator: None,
        scope: Scope::Service,
        default_in: None,
        status: Status::Maintained,
        instead: Vec::new(),
        related: Vec::new(),
        links: Vec::new(),
    };
    let front = serde_yaml::to_string(&front).map_err(|error| Problem::new(error.to_string()))?;
    let text = format!("---\n{front}---\n\n{}\n", entry.rationale.trim());
    Ok(File { path: format!("{}/{id}.md", entry.edition), text })
}

/// The first sentence, in the plain ASCII that a summary must be.
fn summary(entry: &Entry) -> String {
    const MOST: usize = 100;
    let text = plain(&entry.rationale);
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    let sentence = ascii(&text[..end]);
    let sentence = if sentence.is_empty() { ascii(&entry.title) } else { sentence };
    if sentence.len() <= MOST {
        return sentence;
    }
    let cut = sentence[..MOST - 3].rfind(' ').unwrap_or(MOST - 3);
    format!("{}...", &sentence[..cut])
}

/// Markdown or HTML without its marks.
fn plain(text: &str) -> String {
    let mut output = String::new();
    for event in Parser::new(text) {
        match event {
            Event::Text(text) | Event::Code(text) => output.push_str(&text),
            Event::SoftBreak | Event::HardBreak => output.push(' '),
            Event::Html(html) => output.push_str(&untagged(&html)),
            // a heading is no sentence
            Event::End(TagEnd::Heading(_)) => output.clear(),
            Event::End(TagEnd::Paragraph) if !output.is_empty() => break,
            _ => {}
        }
    }
    output
}

fn untagged(html: &str) -> String {
    html.split('<')
        .enumerate()
        .map(|(i, part)| if i == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) })
        .collect()
}

fn ascii(text: &str) -> String {
    let straight = |c: char| match c {
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '–' | '—' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    let text: String = text.chars().map(straight).filter(|c| c.is_ascii() && !c.is_control()).collect();
    text.replace("*/", "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `C++ & C#` as `c-c`.
fn slug(text: &str) -> String {
    let letters = text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join("-")
}
