//! The template files: those in the program, with a team's own laid on top.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use blip_model::{Document, Place, Problem};
use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates");
static RADAR: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../radar");

/// What the folder of the program's own templates is called.
const BUILT_IN: &str = "templates";

/// Text files by their path below `templates/`, with `/` between its parts.
#[derive(Debug, Clone, Default)]
pub struct Templates(BTreeMap<String, Template>);

#[derive(Debug, Clone)]
struct Template {
    text: Cow<'static, str>,
    /// What its reader calls the folder that it comes from; none for the program's own.
    folder: Option<Arc<str>>,
}

impl Templates {
    /// The templates in the program.
    #[must_use]
    pub fn embedded() -> Self {
        let own = |(path, text)| (path, Template { text: Cow::Borrowed(text), folder: None });
        Self(files_of(&TEMPLATES).map(own).collect())
    }

    /// Lays other files on top, from what its reader calls `folder`: the same path wins, new paths are added.
    pub fn overlay(&mut self, folder: &str, files: impl IntoIterator<Item = (String, String)>) {
        let folder: Arc<str> = folder.into();
        let other = |(path, text)| (path, Template { text: Cow::Owned(text), folder: Some(Arc::clone(&folder)) });
        self.0.extend(files.into_iter().map(other));
    }

    /// The text of one file.
    pub(crate) fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(|template| template.text.as_ref())
    }

    /// What stands in a YAML file; an empty document where there is none.
    pub(crate) fn document(&self, path: &str) -> Result<Document, Problem> {
        let document = Document::parse(&self.name(path), self.get(path).unwrap_or_default());
        document.map_err(|problem| self.blame(path, problem))
    }

    /// The files below a folder, by their path in it, in order.
    pub(crate) fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        let prefix = format!("{folder}/");
        self.0
            .range(prefix.clone()..)
            .map_while(move |(path, file)| Some((path.strip_prefix(&prefix)?, file.text.as_ref())))
    }

    /// The paths of the files that are not the program's own.
    pub(crate) fn overlaid(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, file)| file.folder.is_some()).map(|(path, _)| path.as_str())
    }

    /// What the reader of a problem calls the file.
    pub(crate) fn name(&self, path: &str) -> String {
        let folder = self.0.get(path).and_then(|file| file.folder.as_deref());
        format!("{}/{path}", folder.unwrap_or(BUILT_IN))
    }

    /// The first line of a file.
    pub(crate) fn first_line(&self, path: &str) -> Place {
        Place { file: self.name(path), line: 1, column: 1 }
    }

    /// The problem as a mistake in the file at `path`. One of the program's own files is Blip's mistake, unless
    /// something that is laid on top may have taken away what it needs.
    pub(crate) fn blame(&self, path: &str, problem: Problem) -> Problem {
        match self.0.get(path) {
            Some(Template { folder: Some(_), .. }) => problem,
            _ if self.overlaid().next().is_none() => problem.bug(),
            _ if problem.help.is_some() => problem,
            _ => problem.help("this file is Blip's own: what is laid on top lacks something that it needs"),
        }
    }
}

/// The radar's files in the program, by their path below `radar/`.
pub(crate) fn embedded_radar() -> impl Iterator<Item = (String, &'static str)> {
    files_of(&RADAR)
}

fn files_of(root: &'static Dir<'static>) -> impl Iterator<Item = (String, &'static str)> {
    let mut folders = vec![root];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        files.extend(folder.files());
    }
    files.into_iter().filter_map(|file| {
        let path =
            file.path().components().map(|part| part.as_os_str().to_str()).collect::<Option<Vec<_>>>()?.join("/");
        Some((path, file.contents_utf8()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_teams_own_template_wins() {
        let mut templates = Templates::default();
        templates.overlay("one", [("a/x".to_owned(), "ours".to_owned()), ("ab/x".to_owned(), "other".to_owned())]);
        templates.overlay("two", [("a/x".to_owned(), "theirs".to_owned()), ("a/y".to_owned(), "new".to_owned())]);
        assert_eq!(templates.below("a").collect::<Vec<_>>(), [("x", "theirs"), ("y", "new")]);
        assert_eq!((templates.name("a/x").as_str(), templates.name("ab/x").as_str()), ("two/a/x", "one/ab/x"));
    }

    #[test]
    fn only_the_programs_own_mistakes_are_blips() {
        let mut templates = Templates::embedded();
        assert!(templates.blame("service/manifest.yaml", Problem::new("x")).is_bug);
        templates.overlay("pack", [("service/x".to_owned(), "[".to_owned())]);
        assert!(!templates.blame("service/x", Problem::new("x")).is_bug);
        assert!(!templates.blame("service/manifest.yaml", Problem::new("x")).is_bug);
        let problem = templates.document("service/x").unwrap_err();
        assert!(problem.to_string().starts_with("pack/service/x:2:"), "{problem}");
    }
}
