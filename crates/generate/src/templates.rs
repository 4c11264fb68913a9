//! The template files: those in the program, with a team's own laid on top.

use std::borrow::Cow;
use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates");
static RADAR: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../radar");

/// Text files by their path below `templates/`, with `/` between its parts.
#[derive(Debug, Clone, Default)]
pub struct Templates(BTreeMap<String, Cow<'static, str>>);

impl Templates {
    /// The templates in the program.
    #[must_use]
    pub fn embedded() -> Self {
        Self(files_of(&TEMPLATES).map(|(path, text)| (path, Cow::Borrowed(text))).collect())
    }

    /// Lays other files on top: the same path wins, new paths are added.
    pub fn overlay(&mut self, files: impl IntoIterator<Item = (String, String)>) {
        self.0.extend(files.into_iter().map(|(path, text)| (path, Cow::Owned(text))));
    }

    /// The text of one file.
    pub(crate) fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(AsRef::as_ref)
    }

    /// The files below a folder, by their path in it, in order.
    pub(crate) fn below(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        let prefix = format!("{folder}/");
        self.0.range(prefix.clone()..).map_while(move |(path, text)| Some((path.strip_prefix(&prefix)?, text.as_ref())))
    }

    /// The paths of all files.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
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
        templates.overlay([("a/x".to_owned(), "ours".to_owned()), ("ab/x".to_owned(), "other".to_owned())]);
        templates.overlay([("a/x".to_owned(), "theirs".to_owned()), ("a/y".to_owned(), "new".to_owned())]);
        assert_eq!(templates.below("a").collect::<Vec<_>>(), [("x", "theirs"), ("y", "new")]);
    }
}
