//! A list of files, drawn as a tree.

use std::collections::BTreeMap;

/// A folder: what lies in it, by name.
#[derive(Default)]
struct Folder<'a> {
    folders: BTreeMap<&'a str, Folder<'a>>,
    files: Vec<(&'a str, &'a str)>,
}

/// Draws `files`, each a path and a note, with the notes in one column. Folders come first.
pub(crate) fn draw<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>, columns: usize) -> Vec<String> {
    let mut root = Folder::default();
    for (path, note) in files {
        let (folders, name) = path.rsplit_once('/').map_or(("", path), |(folders, name)| (folders, name));
        let parts = folders.split('/').filter(|part| !part.is_empty());
        let folder = parts.fold(&mut root, |folder, part| folder.folders.entry(part).or_default());
        folder.files.push((name, note));
    }
    let mut lines = Vec::new();
    root.lines("", &mut lines);
    let width = lines.iter().map(|(line, _)| console::measure_text_width(line)).max().unwrap_or_default();
    lines
        .into_iter()
        .map(|(line, note)| {
            let padded = console::pad_str(&line, width, console::Alignment::Left, None);
            let line = format!("{padded}  {note}");
            console::truncate_str(line.trim_end(), columns, "…").into_owned()
        })
        .collect()
}

/// Lists `files` by their paths, for those who hear a tree rather than see it.
pub(crate) fn list<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let line = |(path, note): (&str, &str)| if note.is_empty() { path.to_owned() } else { format!("{path}: {note}") };
    files.into_iter().map(line).collect()
}

impl<'a> Folder<'a> {
    fn lines(&self, indent: &str, lines: &mut Vec<(String, &'a str)>) {
        let mut left = self.folders.len() + self.files.len();
        let mut branch = || {
            left -= 1;
            if left == 0 { ("└── ", "    ") } else { ("├── ", "│   ") }
        };
        for (name, folder) in &self.folders {
            let (here, below) = branch();
            lines.push((format!("{indent}{here}{name}/"), ""));
            folder.lines(&format!("{indent}{below}"), lines);
        }
        for (name, note) in &self.files {
            let (here, _) = branch();
            lines.push((format!("{indent}{here}{name}"), note));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_stand_in_one_column() {
        let files = [("Cargo.toml", ""), ("charts/x/Chart.yaml", "Helm"), ("charts/x/values.yaml", "Helm")];
        let expected = [
            "├── charts/",
            "│   └── x/",
            "│       ├── Chart.yaml   Helm",
            "│       └── values.yaml  Helm",
            "└── Cargo.toml",
        ];
        assert_eq!(draw(files, 80), expected);
    }

    #[test]
    fn lines_fit_the_terminal() {
        let lines = draw([("a/very/deep/folder/with/a/file.yaml", "a long note")], 20);
        assert!(lines.iter().all(|line| console::measure_text_width(line) <= 20), "{lines:?}");
    }
}
