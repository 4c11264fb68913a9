//! Text of commits as Markdown that linters and formatters leave alone.

use super::Entry;

/// Lines are at most this long where a word allows it (markdownlint's MD013).
const WIDTH: usize = 80;

/// An entry as an element of a list.
pub(super) fn entry(entry: &Entry) -> String {
    let mut words: Vec<String> = Vec::new();
    if let Some(scope) = &entry.scope {
        words.push(format!("**{}:**", escape(scope)));
    }
    words.extend(escape(&entry.text).split_whitespace().map(str::to_owned));
    words.extend(links(entry));
    let mut text = wrap("- ", "  ", &words);
    for note in &entry.notes {
        for paragraph in note.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            text.push_str("\n\n");
            text.push_str(&indented(paragraph));
        }
    }
    text
}

/// A paragraph or a list, below an element of a list.
fn indented(paragraph: &str) -> String {
    let mut items: Vec<(bool, String)> = Vec::new();
    for line in paragraph.lines() {
        let item = ["- ", "* ", "+ "].iter().find_map(|mark| line.trim_start().strip_prefix(mark));
        match (item, items.last_mut()) {
            (None, Some((_, text))) => {
                text.push(' ');
                text.push_str(line);
            }
            _ => items.push((item.is_some(), item.unwrap_or(line).to_owned())),
        }
    }
    let mut text = String::new();
    for (number, (is_item, content)) in items.iter().enumerate() {
        let words: Vec<String> = escape(content).split_whitespace().map(str::to_owned).collect();
        let (first, indent) = if *is_item { ("  - ", "    ") } else { ("  ", "  ") };
        // a list begins behind a blank line
        text.push_str(match number {
            0 => "",
            _ if items[number - 1].0 => "\n",
            _ => "\n\n",
        });
        text.push_str(&wrap(first, indent, &words));
    }
    text
}

/// `([abc1234](…),` `[#12](…))`
fn links(entry: &Entry) -> Vec<String> {
    let link = |text: &str, url: &Option<String>| match url {
        Some(url) => format!("[{text}]({url})"),
        None => text.to_owned(),
    };
    let references = entry.references.iter().map(|reference| link(&reference.text, &reference.url));
    let all: Vec<String> = [link(&entry.short, &entry.url)].into_iter().chain(references).collect();
    let last = all.len() - 1;
    let close = |number: usize| if number == last { ")" } else { "," };
    let open = |number: usize| if number == 0 { "(" } else { "" };
    let words = all.iter().enumerate();
    words.map(|(number, word)| format!("{}{word}{}", open(number), close(number))).collect()
}

/// Breaks between words, but never so that a line begins like a list, a heading or a quotation.
fn wrap(first: &str, indent: &str, words: &[String]) -> String {
    let mut lines = vec![first.to_owned()];
    let mut empty = true;
    for (number, word) in words.iter().enumerate() {
        let word = &if number == 0 { guarded(word) } else { word.clone() };
        let line = lines.last().map_or(0, |line| line.chars().count());
        if !empty && line + 1 + word.chars().count() > WIDTH && !begins_a_block(word) {
            lines.push(indent.to_owned());
            empty = true;
        }
        if let Some(line) = lines.last_mut() {
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
        }
        empty = false;
    }
    lines.join("\n")
}

/// The first word of an element: there is no line before it that it could stay on, so its mark is escaped.
fn guarded(word: &str) -> String {
    let only = |mark: char| word.chars().all(|c| c == mark);
    if only('-') || only('+') || only('#') || word.starts_with('>') {
        return format!("\\{word}");
    }
    match word.strip_suffix(['.', ')']) {
        Some(number) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{number}\\{}", &word[number.len()..])
        }
        _ => word.to_owned(),
    }
}

fn begins_a_block(word: &str) -> bool {
    let numbered = word.trim_end_matches(['.', ')']);
    word.starts_with(['-', '+', '*', '#', '>', '=', '|', '~', '`'])
        || (numbered.len() < word.len() && numbered.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Takes the meaning from what Markdown would read into the text. Code between back quotes stays, and a bare address
/// becomes a link.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(code) = code_span(rest) {
            out.push_str(code);
            rest = &rest[code.len()..];
            continue;
        }
        if let Some(address) = address(rest).filter(|_| !out.ends_with(char::is_alphanumeric)) {
            out.push_str(&format!("<{address}>"));
            rest = &rest[address.len()..];
            continue;
        }
        let after = &rest[c.len_utf8()..];
        if needs_escape(c, &out, after) {
            out.push('\\');
        }
        out.push(c);
        rest = after;
    }
    out
}

fn needs_escape(c: char, before: &str, after: &str) -> bool {
    match c {
        '\\' => after.starts_with(|c: char| c.is_ascii_punctuation()),
        '*' | '<' | '`' | '[' => true,
        // between letters it means nothing, and formatters take the backslash away again
        '_' => !before.ends_with(char::is_alphanumeric) || !after.starts_with(char::is_alphanumeric),
        '&' => after
            .find(';')
            .is_some_and(|end| end > 0 && after[..end].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#')),
        '~' => after.starts_with('~') || before.ends_with('~'),
        _ => false,
    }
}

fn code_span(text: &str) -> Option<&str> {
    let ticks = text.len() - text.trim_start_matches('`').len();
    if ticks == 0 {
        return None;
    }
    let end = text[ticks..].find(&text[..ticks])? + ticks;
    (end > ticks).then(|| &text[..end + ticks])
}

fn address(text: &str) -> Option<&str> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let end = text.find(|c: char| c.is_whitespace() || "<>()\"'`".contains(c)).unwrap_or(text.len());
    Some(text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping() {
        let cases = [
            ("plain text", "plain text"),
            ("use `a*b_<T>` here", "use `a*b_<T>` here"),
            ("a lone ` quote", "a lone \\` quote"),
            ("Vec<T> and *", "Vec\\<T> and \\*"),
            ("snake_case and _private", "snake_case and \\_private"),
            ("see https://a.example/b_c.", "see <https://a.example/b_c>."),
            ("[x](y)", "\\[x](y)"),
            ("&amp; & co; x", "\\&amp; & co; x"),
            ("a\\b \\*", "a\\b \\\\\\*"),
        ];
        for (text, expected) in cases {
            assert_eq!(escape(text), expected, "{text}");
        }
    }

    #[test]
    fn the_first_word_makes_no_block() {
        for (word, expected) in
            [("1.", "1\\."), ("2)", "2\\)"), ("-", "\\-"), ("##", "\\##"), (">x", "\\>x"), ("-x", "-x"), ("#1", "#1")]
        {
            assert_eq!(wrap("- ", "  ", &[word.to_owned()]), format!("- {expected}"));
        }
    }

    #[test]
    fn lists_in_notes_stay_lists() {
        assert_eq!(indented("a\nb\n- c\n  d\n* e"), "  a b\n\n  - c d\n  - e");
    }

    #[test]
    fn no_line_begins_like_a_block() {
        let words: Vec<String> = "aaaa ".repeat(16).split_whitespace().map(str::to_owned).collect();
        let words = [words, vec!["-".to_owned(), "b".to_owned(), "#1".to_owned(), "2.".to_owned()]].concat();
        let text = wrap("- ", "  ", &words);
        assert!(text.lines().skip(1).all(|line| line.starts_with("  b") || line.starts_with("  aaaa")), "{text}");
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_by_escaping(text in "([a-z_*`<&;~.:/]|https://a.b|é| ){0,30}") {
            let kept = |text: &str| text.replace(['\\', '<', '>'], "");
            proptest::prop_assert_eq!(kept(&escape(&text)), kept(&text));
        }
    }
}
