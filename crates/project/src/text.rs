//! Text apart from its shape, so that line ends never count as edits and always survive.

/// A file's text with `\n` at the end of every line, and the shape that it had on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) body: String,
    pub(crate) shape: Shape,
}

/// What of a text is the editor's choice rather than its author's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shape {
    byte_order_mark: bool,
    /// Every line ends in `\r\n`. Where only some do, each line is left as it is.
    carriage_returns: bool,
    no_final_newline: bool,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl Text {
    /// The text in `bytes`; none where they are not UTF-8 or hold a NUL, which is git's sign of a binary file.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))?;
        Some(Self::of(text))
    }

    pub(crate) fn of(text: &str) -> Self {
        let stripped = text.strip_prefix(BYTE_ORDER_MARK);
        let text_only = stripped.unwrap_or(text);
        let line_ends = text_only.matches('\n').count();
        let carriage_returns = line_ends > 0 && text_only.matches("\r\n").count() == line_ends;
        let mut body = if carriage_returns { text_only.replace("\r\n", "\n") } else { text_only.to_owned() };
        let no_final_newline = !body.is_empty() && !body.ends_with('\n');
        if no_final_newline {
            body.push('\n');
        }
        Self { body, shape: Shape { byte_order_mark: stripped.is_some(), carriage_returns, no_final_newline } }
    }
}

impl Shape {
    /// `body` as it would stand in a file of this shape.
    pub(crate) fn dress(self, body: &str) -> Vec<u8> {
        let body = if self.no_final_newline { body.strip_suffix('\n').unwrap_or(body) } else { body };
        let mut text = String::with_capacity(body.len() + 3);
        if self.byte_order_mark {
            text.push(BYTE_ORDER_MARK);
        }
        if self.carriage_returns {
            text.push_str(&body.replace('\n', "\r\n"));
        } else {
            text.push_str(body);
        }
        text.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn line_ends_are_not_part_of_the_body() {
        let text = Text::read(b"\xef\xbb\xbfa\r\nb").unwrap();
        assert_eq!(text.body, "a\nb\n");
        assert_eq!(text.shape.dress("a\nx\nb\n"), b"\xef\xbb\xbfa\r\nx\r\nb");
    }

    #[test]
    fn mixed_line_ends_are_left_alone() {
        assert_eq!(Text::read(b"a\r\nb\n").unwrap().body, "a\r\nb\n");
    }

    #[test]
    fn other_encodings_are_no_text() {
        assert_eq!(Text::read(b"caf\xe9\n"), None);
        assert_eq!(Text::read(b"a\0b\n"), None);
    }

    proptest! {
        #[test]
        fn a_text_comes_back_as_it_was(text in "(\u{feff})?([ab\r]{0,2}(\n|\r\n)?){0,6}") {
            let read = Text::of(&text);
            prop_assert_eq!(read.shape.dress(&read.body), text.into_bytes());
        }
    }
}
