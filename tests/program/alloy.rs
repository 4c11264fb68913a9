//! What Alloy is told, as far as it can be judged without Alloy: blocks that close, components that are there.
//!
//! The syntax is that of <https://grafana.com/docs/alloy/latest/get-started/configuration-syntax/>. Whether a component knows
//! an argument is not judged here.

use std::collections::BTreeSet;

/// What a component exports, by its name: what others may name of it.
const EXPORTS: [(&str, &[&str]); 7] = [
    ("discovery.kubernetes", &["targets"]),
    ("discovery.relabel", &["output"]),
    ("local.file_match", &["targets"]),
    ("loki.source.file", &[]),
    ("loki.source.podlogs", &[]),
    ("loki.process", &["receiver"]),
    ("loki.write", &["receiver"]),
];
/// Those that stand alone, and the functions that are no components.
const ALONE: [&str; 1] = ["loki.rules.kubernetes"];
const FUNCTIONS: [&str; 2] = ["sys.env", "constants.hostname"];

/// What is wrong with a configuration.
pub(crate) fn faults(text: &str) -> Vec<String> {
    let code: Vec<String> = text.lines().map(without_texts).collect();
    let mut faults = unbalanced(&code);
    let components: BTreeSet<String> = text.lines().filter_map(component).collect();
    let mut used = BTreeSet::new();
    for name in code.iter().flat_map(|line| names(line)).filter(|name| !FUNCTIONS.contains(&name.as_str())) {
        match name.rsplit_once('.').filter(|(owner, _)| components.contains(*owner)) {
            Some((owner, export)) => {
                let kind = owner.rsplit_once('.').map_or(owner, |(kind, _)| kind);
                let known = EXPORTS.iter().find(|(of, _)| *of == kind).map(|(_, exports)| *exports).unwrap_or_default();
                if !known.contains(&export) {
                    faults.push(format!("{kind} exports no {export}"));
                }
                used.insert(owner.to_owned());
            }
            None => faults.push(format!("{name} names no component")),
        }
    }
    let ends =
        |component: &str| component.starts_with("loki.source.") || ALONE.iter().any(|kind| component.starts_with(kind));
    faults.extend(
        components.iter().filter(|name| !used.contains(*name) && !ends(name)).map(|name| format!("{name} is unused")),
    );
    faults
}

/// `loki.write.default`, of a line that begins a component: `loki.write "default" {`.
fn component(line: &str) -> Option<String> {
    let (kind, rest) = line.strip_suffix(" {")?.split_once(' ')?;
    let known = EXPORTS.iter().map(|(kind, _)| *kind).chain(ALONE);
    known.into_iter().find(|known| *known == kind)?;
    Some(format!("{kind}.{}", rest.trim_matches('"')))
}

/// The line without its comment and with nothing between quotes.
fn without_texts(line: &str) -> String {
    let mut code = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for c in line.chars() {
        match c {
            '"' if !escaped => quoted = !quoted,
            '/' if !quoted && code.ends_with('/') => return code.trim_end_matches('/').to_owned(),
            _ if !quoted => code.push(c),
            _ => {}
        }
        escaped = quoted && c == '\\' && !escaped;
    }
    if quoted { format!("{code}<open>") } else { code }
}

fn unbalanced(code: &[String]) -> Vec<String> {
    let mut open = Vec::new();
    for (number, line) in code.iter().enumerate() {
        for c in line.chars() {
            let expected = match c {
                '{' | '[' | '(' => {
                    open.push(c);
                    continue;
                }
                '}' => '{',
                ']' => '[',
                ')' => '(',
                '<' => return vec![format!("line {}: a text does not end", number + 1)],
                _ => continue,
            };
            if open.pop() != Some(expected) {
                return vec![format!("line {}: nothing that {c} closes", number + 1)];
            }
        }
    }
    open.iter().map(|c| format!("{c} is never closed")).collect()
}

/// What stands with dots on the right of an argument, in a list or in a call.
fn names(line: &str) -> Vec<String> {
    let Some((_, right)) = line.split_once('=') else { return Vec::new() };
    let words = right.split(|c: char| !c.is_ascii_alphanumeric() && !"._".contains(c));
    words.filter(|word| word.contains('.')).map(str::to_owned).collect()
}

const GOOD: &str = r#"
// reads "all"
loki.process "pods" {
  stage.cri { }
  forward_to = [loki.write.default.receiver]
}
loki.source.file "pods" {
  targets    = [{__path__ = "/var/log/*.log"}]
  forward_to = [loki.process.pods.receiver]
}
loki.write "default" {
  endpoint {
    url = "http://loki:3100/" + sys.env("PATH")
  }
}
"#;

#[test]
fn alloy_that_cannot_work_would_be_found() {
    assert_eq!(faults(GOOD), Vec::<String>::new());
    for (from, to, fault) in [
        ("stage.cri { }", "stage.cri {", "{ is never closed"),
        ("receiver]\n}\nloki.write", "receiver}\n}\nloki.write", "nothing that } closes"),
        ("loki.write \"default\"", "loki.write \"loki\"", "loki.write.default.receiver names no component"),
        ("loki.process.pods.receiver", "loki.write.default.receiver", "loki.process.pods is unused"),
        ("default.receiver", "default.output", "loki.write exports no output"),
        ("3100/\"", "3100/", "a text does not end"),
    ] {
        let found = faults(&GOOD.replacen(from, to, 1));
        assert!(found.iter().any(|found| found.contains(fault)), "{to}: {found:?}");
    }
}
