//! Values in scripts, prose and programs.

use minijinja::value::{Value, ValueKind};

use super::scalar::quoted;

/// A text, number or boolean as it stands; anything else has no plain form.
pub(crate) fn plain(value: &Value) -> Result<String, String> {
    match value.kind() {
        ValueKind::String | ValueKind::Number => Ok(value.to_string()),
        ValueKind::Bool => Ok(value.is_true().to_string()),
        kind => Err(format!("a {kind} has no form in this kind of file; write its parts out")),
    }
}

/// One word of a POSIX shell.
pub(crate) fn shell(text: &str) -> String {
    if is_word(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// One word of a Dockerfile's instruction, where `$` would name a variable.
pub(crate) fn dockerfile(text: &str) -> String {
    if is_word(text) {
        return text.to_owned();
    }
    let escaped: String =
        text.chars().flat_map(|c| ("\\\"$".contains(c)).then_some('\\').into_iter().chain([c])).collect();
    format!("\"{escaped}\"")
}

/// Text of Markdown that shows as given, with nothing in it taken for markup or HTML.
pub(crate) fn markdown(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut escaped = String::with_capacity(text.len());
    // `1.` and `1)` at the beginning of a line would make a list
    let numbered = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    for (i, c) in chars.iter().enumerate() {
        let inside_word =
            i > 0 && chars[i - 1].is_alphanumeric() && chars.get(i + 1).is_some_and(|c| c.is_alphanumeric());
        let markup = r"\`*[]<>|&#~".contains(*c) || (*c == '_' && !inside_word);
        // so would these, or a heading
        let leading = (i == 0 && "-+=".contains(*c)) || (i > 0 && i == numbered && ".)".contains(*c));
        if markup || leading {
            escaped.push('\\');
        }
        escaped.push(*c);
    }
    escaped
}

/// Text of an element or of an attribute in quotes, in XML and HTML.
pub(crate) fn xml(text: &str) -> String {
    let entity = |c| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        c => String::from(c),
    };
    text.chars().map(entity).collect()
}

/// Text of a Helm template, which Helm will render once more.
pub(crate) fn helm(text: &str) -> Result<String, String> {
    if text.contains("{{") || text.contains("}}") {
        return Err("Helm would take `{{` for its own; hand the text over through values.yaml".to_owned());
    }
    Ok(text.to_owned())
}

/// A name or a number in a program's source.
pub(crate) fn code(text: &str) -> Result<String, String> {
    if is_word(text) {
        return Ok(text.to_owned());
    }
    Err("only a plain word may stand in a program; write `| literal` for a text in quotes".to_owned())
}

/// A text in double quotes, as Rust, JavaScript, Go, Java and Python alike read it.
pub(crate) fn literal(text: &str) -> String {
    quoted(text)
}

/// Whether no shell and no language takes any of it for something special.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_./:@-".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AWKWARD: &str = r#"no: "x" # {{ y }} ${{ z }} 'é' `w` \"#;

    #[test]
    fn shells_see_one_word() {
        for text in [AWKWARD, "plain", "", "-n", "a b"] {
            let script = format!("printf %s {}", shell(text));
            let output = std::process::Command::new("sh").arg("-c").arg(script).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), if text == "-n" { "-n" } else { text });
        }
    }

    #[test]
    fn dockerfiles_see_no_variable() {
        assert_eq!(dockerfile("checkout"), "checkout");
        assert_eq!(dockerfile(r#"a "$b" \"#), r#""a \"\$b\" \\""#);
    }

    #[test]
    fn markdown_shows_what_was_given() {
        assert_eq!(markdown("a_b-c 1.0"), "a_b-c 1.0");
        assert_eq!(markdown("_a_ *b* <c> [d](e) `f` | #g"), r"\_a\_ \*b\* \<c\> \[d\](e) \`f\` \| \#g");
        assert_eq!(markdown("- x"), r"\- x");
        assert_eq!(markdown("1. x"), r"1\. x");
    }

    #[test]
    fn xml_sees_no_markup() {
        assert_eq!(xml(r#"<a b="c" d='e'>&amp;"#), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;");
    }

    #[test]
    fn programs_and_helm_refuse_free_text() {
        assert!(code(AWKWARD).is_err());
        assert!(helm(AWKWARD).is_err());
        assert_eq!(code("checkout_api").unwrap(), "checkout_api");
        assert_eq!(literal(r#"a "b""#), r#""a \"b\"""#);
    }
}
