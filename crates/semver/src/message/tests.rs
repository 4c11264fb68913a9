use super::*;

fn codes(text: &str) -> Vec<&'static str> {
    parse(text).warnings.iter().map(|w| w.code.name()).collect()
}

fn header(text: &str) -> Option<String> {
    let message = parse(text);
    let header = message.subject.header()?;
    let scope = header.scope.as_deref().unwrap_or("-");
    let bang = if header.breaking { "!" } else { "" };
    Some(format!("{} {scope} {bang}{}", header.kind, header.description))
}

#[test]
fn first_lines() {
    let cases = [
        ("feat: x", Some("feat - x"), ""),
        ("feat!: x", Some("feat - !x"), ""),
        ("Fix(S): x", Some("fix S x"), ""),
        ("FEAT(Api)!: X", Some("feat Api !X"), ""),
        ("feat(a, b): x", Some("feat a, b x"), ""),
        ("feat(lang/ä-1): x", Some("feat lang/ä-1 x"), ""),
        ("feat:   x  ", Some("feat - x"), ""),
        ("chore(deps-dev): bump a from 1 to 2", Some("chore deps-dev bump a from 1 to 2"), ""),
        ("defeat: x", Some("defeat - x"), ""),
        ("feature: x", Some("feature - x"), "similar-type"),
        ("fix:x", None, "missing-space"),
        ("fix:", None, "empty-description"),
        ("fix: ", None, "empty-description"),
        ("feat(): x", None, "empty-scope"),
        ("feat( ): x", None, "empty-scope"),
        ("feat(a)(b): x", None, "many-scopes"),
        ("feat : x", None, "misplaced-colon"),
        ("feat!(a): x", None, "misplaced-colon"),
        ("feat(a: x", None, ""),
        ("feat(a(b)): x", None, ""),
        ("✨ feat: x", None, "type-not-first"),
        (":sparkles: feat: x", None, "type-not-first"),
        ("ABC-123 feat: x", None, "type-not-first"),
        ("[ABC-123] fix(a)!: x", None, "type-not-first"),
        ("fixup! feat: x", None, "fixup"),
        ("squash! feat: x", None, "fixup"),
        ("amend! feat: x", None, "fixup"),
        ("Add a thing", None, ""),
        ("", None, ""),
        ("Update docs: a guide", None, ""),
    ];
    for (text, expected, warnings) in cases {
        assert_eq!(header(text).as_deref(), expected, "{text:?}");
        assert_eq!(codes(text).join(" "), warnings, "{text:?}");
    }
}

#[test]
fn subjects_that_git_and_the_forges_write() {
    let cases = [
        ("Revert \"feat: x\"", Subject::Revert("feat: x".into())),
        ("Revert \"feat: x\" (#13)", Subject::Revert("feat: x".into())),
        ("Reapply \"feat: x\"", Subject::Revert("feat: x".into())),
        ("Revert \"Revert \"feat: x\"\"", Subject::Revert("Revert \"feat: x\"".into())),
        ("Merge branch 'a' into b", Subject::Merge),
        ("Merge pull request #1 from a/b", Subject::Merge),
        ("Merge 'a' into b", Subject::Merge),
        ("Merged in a (pull request #1)", Subject::Merge),
        ("Merge the two parsers", Subject::Other),
    ];
    for (text, subject) in cases {
        assert_eq!(parse(text).subject, subject, "{text:?}");
    }
}

#[test]
fn breaking_footers() {
    let cases = [
        ("fix: x\n\nBREAKING CHANGE: y", true, ""),
        ("fix: x\n\nBREAKING-CHANGE: y", true, ""),
        ("fix: x\n\nbody\n\nBREAKING CHANGE: y\n\nmore of y", true, ""),
        ("fix: x\n\nReviewed-by: z\nBREAKING CHANGE: y", true, ""),
        ("fix: x\n\nBREAKING CHANGE:\ny", true, ""),
        ("fix: x\n\nBREAKING CHANGE #12", true, "hash-breaking"),
        ("fix: x\n\nbody\nBREAKING CHANGE: y", true, "crowded-breaking"),
        ("fix: x\nBREAKING CHANGE: y", true, "crowded-breaking"),
        ("Add x\n\nBREAKING CHANGE: y", true, "breaking-without-type"),
        ("fix: x\n\nbreaking change: y", false, "lower-case-breaking"),
        ("fix: x\n\nBreaking Change: y", false, "lower-case-breaking"),
        ("fix: x\n\nbreaking-change: y", false, "lower-case-breaking"),
        ("fix: x\n\n  BREAKING CHANGE: y", false, "indented-breaking"),
        ("fix: x\n\n> BREAKING CHANGE: y", false, "quoted-breaking"),
        ("fix: x\n\n```\nBREAKING CHANGE: y\n```", false, "quoted-breaking"),
        ("fix: x\n\nBREAKING CHANGE:y", false, "unspaced-breaking"),
        ("fix: x\n\nthis is no BREAKING CHANGE: y", false, "mentioned-breaking"),
        ("fix: x\n\n* BREAKING CHANGE: y", false, "mentioned-breaking"),
        ("fix: x\n\nBREAKING CHANGES: y", false, "mentioned-breaking"),
        ("Merge branch 'a'\n\nBREAKING CHANGE: y", false, ""),
    ];
    for (text, breaking, warnings) in cases {
        assert_eq!(parse(text).is_breaking(), breaking, "{text:?}");
        assert_eq!(codes(text).join(" "), warnings, "{text:?}");
    }
}

#[test]
fn a_footers_value_runs_to_the_next_token_over_paragraphs() {
    let message = parse(
        "feat: x\n\nFirst.\n\nSecond: no footer here?\n\nBREAKING CHANGE: a\nb\n\nc\n\nCloses #12\nSigned-off-by: A <a@b.c>\n",
    );
    let footers: Vec<_> = message.footers.iter().map(|f| (f.token.as_str(), f.value.as_str())).collect();
    assert_eq!(message.body, "First.");
    assert_eq!(
        footers,
        [
            ("Second", "no footer here?"),
            ("BREAKING CHANGE", "a\nb\n\nc"),
            ("Closes", "12"),
            ("Signed-off-by", "A <a@b.c>"),
        ]
    );
}

#[test]
fn no_footer_in_the_middle_of_a_paragraph() {
    let message = parse("feat: x\n\nSee\nNote: this\n");
    assert_eq!(message.footers, []);
    assert_eq!(message.body, "See\nNote: this");
}

#[test]
fn line_ends_and_leading_lines_do_no_harm() {
    for text in [
        "\nfeat: x\n\nBREAKING CHANGE: y\n",
        "feat: x\r\n\r\nBREAKING CHANGE: y\r\n",
        "\u{feff}\r\n  \r\nfeat: x\r\n\r\nBREAKING CHANGE: y",
    ] {
        assert_eq!(header(text).as_deref(), Some("feat - x"), "{text:?}");
        assert_eq!(parse(text).footers[0].value, "y", "{text:?}");
    }
}

#[test]
fn release_as() {
    let cases = [
        ("chore: x\n\nRelease-As: 3.0.0", Some("3.0.0"), ""),
        ("chore: x\n\nrelease-as: v3.0.0", Some("3.0.0"), ""),
        ("chore: x\n\nRelease-As: 3.0", None, "invalid-release-as"),
        ("chore: x", None, ""),
    ];
    for (text, version, warnings) in cases {
        let found = parse(text).release_as().map(|v| v.to_string());
        assert_eq!(found.as_deref(), version, "{text:?}");
        assert_eq!(codes(text).join(" "), warnings, "{text:?}");
    }
}

#[test]
fn a_warning_names_its_line() {
    let message = parse("fix: x\n\nbody\n\n> BREAKING CHANGE: y");
    assert_eq!(message.warnings[0].to_string(), "line 5: `BREAKING CHANGE` is quoted; it does not count as breaking");
}

proptest::proptest! {
    /// Whatever people write, something is made of it.
    #[test]
    fn no_text_is_too_strange(text in "(feat|fix|é|BREAKING CHANGE|Revert \"|This reverts commit |[a-f0-9]{7}|[ :#()!\n\r`>*-]|\\PC){0,30}") {
        let message = parse(&text);
        let commit = crate::Commit { id: crate::ObjectId::new("0".repeat(40)), parents: Vec::new(), message: text.clone(), authored: 0, committed: 0 };
        let analysis = crate::analysis::analyse(&[commit], &crate::analysis::Rules::default());
        proptest::prop_assert!(!message.is_breaking() || analysis.level == crate::Level::Major);
    }
}
