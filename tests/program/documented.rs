//! The table of states in `docs/regeneration.md`: every state stands in it, and every test that it names is there.

use std::fs;

use crate::support::workspace;

fn read(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).unwrap()
}

/// The cells of each row of the table of states.
fn rows() -> Vec<Vec<String>> {
    let text = read("docs/regeneration.md");
    let table = text.split("| State | Name |").nth(1).expect("the table is there");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The variants of a public enum of `action.rs`, as JSON calls them.
fn variants(name: &str) -> Vec<String> {
    let text = read("crates/project/src/action.rs");
    let body = text.split(&format!("pub enum {name} {{\n")).nth(1).expect("the enum is there");
    let lines = body.lines().take_while(|line| *line != "}");
    let starts = lines.filter_map(|line| line.strip_prefix("    ")).filter(|line| line.starts_with(char::is_uppercase));
    starts.map(|line| kebab(line.split([' ', ',', '{']).next().unwrap_or_default())).collect()
}

fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(c.to_lowercase());
    }
    kebab
}

#[test]
fn every_state_stands_in_the_table() {
    let names: Vec<String> = rows().iter().map(|row| row[1].clone()).collect();
    let states = ["Action", "ConflictReason", "Obstacle"].map(variants).concat();
    assert!(states.len() > 25, "{states:?}");
    for state in states {
        assert!(names.iter().any(|name| name.contains(&format!("`{state}`"))), "{state} does not stand in the table");
    }
}

#[test]
fn every_test_of_the_table_is_there() {
    for row in rows() {
        let (module, function) = row[4].trim_matches('`').split_once("::").unwrap_or_else(|| panic!("{row:?}"));
        let source = read(&format!("crates/project/src/tests/{module}.rs"));
        assert!(
            source.contains(&format!("    fn {function}()")) || source.contains(&format!("\nfn {function}()")),
            "{row:?}"
        );
    }
}
