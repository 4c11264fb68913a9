//! What holds for every text file, whatever its format.

use crate::findings::assert_none;
use crate::services::{GeneratedFile, files};

#[test]
fn text_ends_in_one_newline() {
    none(|file| !file.text.ends_with('\n') || file.text.ends_with("\n\n"));
}

#[test]
fn text_begins_with_no_empty_line() {
    none(|file| file.text.starts_with('\n'));
}

#[test]
fn text_has_no_trailing_white_space_and_no_carriage_return() {
    none_of_lines(|_, line| line.ends_with(char::is_whitespace));
}

#[test]
fn text_has_no_run_of_empty_lines() {
    // formatters of all languages agree that two are the most, and only Python's ask for two
    none(|file| file.text.contains("\n\n\n") && !file.ends_with(&[".py"]));
}

#[test]
fn yaml_has_no_tabs() {
    none_of_lines(|file, line| file.ends_with(&[".yaml", ".yml"]) && line.contains('\t'));
}

#[test]
fn text_holds_nothing_of_the_template_language() {
    // a description of the table holds it, and arrives as it is
    none_of_lines(|_, line| {
        let line = line.replace('\\', "").replace("%> <%= x %>", "");
        line.contains("<%") || line.contains("%>")
    });
}

#[track_caller]
fn none(is_wrong: impl Fn(&GeneratedFile) -> bool) {
    let findings: Vec<_> = files().filter(|file| is_wrong(file)).map(GeneratedFile::full_path).collect();
    assert_none("the text", &findings);
}

#[track_caller]
fn none_of_lines(is_wrong: impl Fn(&GeneratedFile, &str) -> bool) {
    let mut findings = Vec::new();
    for file in files() {
        let lines = file.text.split('\n').enumerate().filter(|(_, line)| is_wrong(file, line));
        findings.extend(lines.map(|(i, line)| format!("{}:{}: {line:?}", file.full_path(), i + 1)));
    }
    assert_none("the text", &findings);
}
