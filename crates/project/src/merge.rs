//! The three-way merge by line, through libgit2's file merge (the one that `git merge` is modelled on).

use git2::{FileFavor, MergeFileInput, MergeFileOptions};

/// The labels of conflict markers, by which unresolved ones are found again.
const YOURS: &str = "yours";
const GENERATED: &str = "blip";

/// Longer than anything that stands in a file, so that conflicts can be told from the text around them.
const LONG_MARKER: u16 = 60;

/// A place where both sides changed the same lines.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Hunk {
    /// The first line in the user's file, from 1; none where the user's side has no line here.
    pub line: Option<usize>,
    /// The lines in the user's file.
    pub yours: String,
    /// The lines that are generated now.
    pub generated: String,
}

/// The outcome of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// Both sides' changes, side by side.
    Clean(String),
    /// At least one place where they exclude each other.
    Conflict(Vec<Hunk>),
}

/// Which side wins where both changed the same lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Winner {
    User,
    Generated,
}

/// Merges what changed from `base` to `user` with what changed from `base` to `new`.
/// Each of the three ends in a newline, unless it is empty.
///
/// # Errors
/// When one of them holds a NUL, or libgit2 has no memory left.
pub fn three_way(base: &str, user: &str, new: &str) -> Result<Merged, git2::Error> {
    let mut options = options();
    options.marker_size(LONG_MARKER);
    let (text, clean) = run(base, user, new, &mut options)?;
    Ok(if clean { Merged::Clean(text) } else { Merged::Conflict(hunks(&text, user)) })
}

/// The same, with conflicts decided for one side, place by place.
pub(crate) fn with_winner(base: &str, user: &str, new: &str, winner: Winner) -> Result<String, git2::Error> {
    let mut options = options();
    options.favor(match winner {
        Winner::User => FileFavor::Ours,
        Winner::Generated => FileFavor::Theirs,
    });
    Ok(run(base, user, new, &mut options)?.0)
}

/// The same, with both sides between markers where they conflict.
pub(crate) fn with_markers(base: &str, user: &str, new: &str) -> Result<String, git2::Error> {
    Ok(run(base, user, new, &mut options())?.0)
}

/// Whether markers of an earlier run still stand in the file.
pub(crate) fn has_markers(text: &str) -> bool {
    let (start, end) = (format!("<<<<<<< {YOURS}"), format!(">>>>>>> {GENERATED}"));
    text.lines().any(|line| line == start) || text.lines().any(|line| line == end)
}

fn options() -> MergeFileOptions {
    let mut options = MergeFileOptions::new();
    options.our_label(YOURS).their_label(GENERATED).ancestor_label("base");
    options
}

/// Ends each text, so that no merge has an empty result: git2 0.21 makes a slice of libgit2's null pointer then.
const LAST_LINE: &str = "\u{1}\n";

fn run(base: &str, user: &str, new: &str, options: &mut MergeFileOptions) -> Result<(String, bool), git2::Error> {
    // libgit2 takes such a text for a binary file and merges nothing; git2 0.21 makes a slice of its null pointer
    if [base, user, new].iter().any(|text| text.contains('\0')) {
        return Err(git2::Error::from_str("a text with a NUL cannot be merged by line"));
    }
    // libgit2 has to be started first; git2 0.21 does so in nearly every call, but not in `merge_file`
    drop(git2::Buf::new());
    let [base, user, new] = [base, user, new].map(|text| format!("{text}{LAST_LINE}"));
    let [ancestor, ours, theirs] = [&base, &user, &new].map(|text| {
        let mut input = MergeFileInput::new();
        input.content(text.as_bytes()).path("file");
        input
    });
    let result = git2::merge_file(&ancestor, &ours, &theirs, Some(options))?;
    // lines are taken whole, so nothing is replaced here
    let text = String::from_utf8_lossy(result.content());
    Ok((text.strip_suffix(LAST_LINE).unwrap_or(&text).to_owned(), result.is_automergeable()))
}

/// Reads the conflicts out of a text with long markers.
fn hunks(merged: &str, user: &str) -> Vec<Hunk> {
    let marker = |sign: &str| sign.repeat(usize::from(LONG_MARKER));
    let (start, middle, end) = (marker("<"), marker("="), marker(">"));
    let user_lines: Vec<&str> = user.split_inclusive('\n').collect();
    let mut from = 0;
    let mut hunks = Vec::new();
    let mut lines = merged.split_inclusive('\n');
    while let Some(line) = lines.next() {
        if !line.starts_with(&start) {
            continue;
        }
        let yours: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with(&middle)).collect();
        let generated: String = lines.by_ref().take_while(|line| !line.starts_with(&end)).collect();
        let at = find(&user_lines, &yours, from);
        from = at.map_or(from, |at| at + yours.len());
        hunks.push(Hunk { line: at.map(|at| at + 1), yours: yours.concat(), generated });
    }
    hunks
}

fn find(lines: &[&str], wanted: &[&str], from: usize) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    let rest = lines.get(from..)?;
    rest.windows(wanted.len()).position(|window| window == wanted).map(|at| at + from)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BASE: &str = "a\nb\nc\nd\ne\n";

    #[test]
    fn edits_apart_are_both_taken() {
        let merged = three_way(BASE, "a\nB\nc\nd\ne\n", "a\nb\nc\nd\nE\n").unwrap();
        assert_eq!(merged, Merged::Clean("a\nB\nc\nd\nE\n".to_owned()));
    }

    #[test]
    fn edits_of_the_same_line_conflict_and_are_shown() {
        let Merged::Conflict(hunks) = three_way(BASE, "0\na\nb\nmine\nd\ne\n", "a\nb\ntheirs\nd\ne\n").unwrap() else {
            panic!("no conflict");
        };
        assert_eq!(hunks, [Hunk { line: Some(4), yours: "mine\n".to_owned(), generated: "theirs\n".to_owned() }]);
    }

    #[test]
    fn a_conflict_can_be_decided_or_marked() {
        let (user, new) = ("a\nb\nmine\nd\ne\nf\n", "0\na\nb\ntheirs\nd\ne\n");
        assert_eq!(with_winner(BASE, user, new, Winner::User).unwrap(), "0\na\nb\nmine\nd\ne\nf\n");
        assert_eq!(with_winner(BASE, user, new, Winner::Generated).unwrap(), "0\na\nb\ntheirs\nd\ne\nf\n");
        let marked = with_markers(BASE, user, new).unwrap();
        assert_eq!(marked, "0\na\nb\n<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> blip\nd\ne\nf\n");
        assert!(has_markers(&marked) && !has_markers(user));
    }

    #[test]
    fn empty_texts_are_no_trouble() {
        for texts in
            [["", "", ""], ["", "a\n", "b\n"], ["a\n", "", "b\n"], ["a\n", "b\n", ""], ["a\nb\n", "a\n", "b\n"]]
        {
            three_way(texts[0], texts[1], texts[2]).unwrap();
        }
    }

    #[test]
    fn a_nul_is_refused_wherever_it_stands() {
        for texts in [["\0\n", "a\n", "b\n"], ["a\n", "\0\n", "b\n"], ["a\n", "b\n", "\0\n"]] {
            three_way(texts[0], texts[1], texts[2]).unwrap_err();
        }
    }

    fn lines() -> impl Strategy<Value = String> {
        prop::collection::vec(prop_oneof!["a\n", "b\n", "c\n", "\n"], 0..9).prop_map(|lines| lines.concat())
    }

    proptest! {
        /// With few different lines, so that many are alike.
        #[test]
        fn a_clean_merge_holds_every_line_that_either_side_added(base in lines(), user in lines(), new in lines()) {
            if let Merged::Clean(merged) = three_way(&base, &user, &new).unwrap() {
                for line in ["a", "b", "c", ""] {
                    let count = |text: &str| text.lines().filter(|l| *l == line).count();
                    for side in [&user, &new] {
                        let added = count(side).saturating_sub(count(&base));
                        prop_assert!(count(&merged) >= added, "{:?} of {:?} in {:?}", line, side, merged);
                    }
                }
            }
        }

        #[test]
        fn a_side_that_changed_nothing_yields_to_the_other(base in lines(), other in lines()) {
            prop_assert_eq!(three_way(&base, &other, &base).unwrap(), Merged::Clean(other.clone()));
            prop_assert_eq!(three_way(&base, &base, &other).unwrap(), Merged::Clean(other.clone()));
            prop_assert_eq!(three_way(&base, &other, &other).unwrap(), Merged::Clean(other));
        }
    }
}
