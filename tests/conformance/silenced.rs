//! No tool is told to keep quiet without the reason beside it.

use crate::findings::assert_none;
use crate::services::files;

/// Words by which a comment silences a tool, and what follows them without being a reason.
const SILENCERS: &[&str] = &[
    "zizmor: ignore",
    "shellcheck disable",
    "hadolint ignore",
    "hadolint global ignore",
    "yamllint disable",
    "eslint-disable",
    "prettier-ignore",
    "@ts-ignore",
    "@ts-expect-error",
    "noqa",
    "type: ignore",
    "#[allow(",
    "#[expect(",
    "rustfmt::skip",
];

#[test]
fn silenced_tools_come_with_the_reason() {
    let mut findings = Vec::new();
    for file in files() {
        let lines: Vec<_> = file.text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let before = i.checked_sub(1).map_or("", |i| lines[i]);
            if SILENCERS.iter().any(|words| line.contains(words)) && !has_reason(line) && !is_prose(before) {
                findings.push(format!("{}:{}: {line}", file.full_path(), i + 1));
            }
        }
    }
    assert_none("silenced without a reason", &findings);
}

/// A second comment on the line (`RUN … # noqa: S603 # the service itself`), or the reason as an attribute has it.
fn has_reason(line: &str) -> bool {
    let comments = line.matches(" # ").count() + line.matches(" // ").count() + line.matches(" -- ").count();
    comments >= 2 || line.contains("reason =")
}

/// Whether the line before is a comment.
fn is_prose(line: &str) -> bool {
    let line = line.trim_start();
    ["# ", "// ", "/* ", "<!-- "].iter().any(|opening| line.starts_with(opening))
}
