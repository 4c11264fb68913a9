//! A line of text that is edited in one row: what does not fit scrolls sideways, so nothing ever wraps.

use anyhow::Result;
use console::{Key, Term, measure_text_width};

/// A text and where one stands in it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    chars: Vec<char>,
    at: usize,
}

impl Edit {
    /// A text to be edited, from its end on.
    pub(super) fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        Self { at: chars.len(), chars }
    }

    /// The text as it is now.
    pub(super) fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// What a key does to it; others do nothing.
    pub(super) fn press(&mut self, key: &Key) {
        match key {
            Key::Char('\x15') => {
                self.chars.drain(..self.at);
                self.at = 0;
            }
            Key::Char('\x0b') => self.chars.truncate(self.at),
            Key::Char('\x17') => {
                let before = &self.chars[..self.at];
                let word = before.iter().rev().skip_while(|c| c.is_whitespace()).skip_while(|c| !c.is_whitespace());
                let keep = word.count();
                self.chars.drain(keep..self.at);
                self.at = keep;
            }
            Key::Char(c) if !c.is_control() => {
                self.chars.insert(self.at, *c);
                self.at += 1;
            }
            Key::Backspace if self.at > 0 => {
                self.at -= 1;
                self.chars.remove(self.at);
            }
            Key::Del if self.at < self.chars.len() => {
                self.chars.remove(self.at);
            }
            Key::ArrowLeft => self.at = self.at.saturating_sub(1),
            Key::ArrowRight => self.at = self.chars.len().min(self.at + 1),
            Key::Home => self.at = 0,
            Key::End => self.at = self.chars.len(),
            _ => {}
        }
    }

    /// The part that is seen in so many columns, and in which of them one stands.
    fn window(&self, columns: usize) -> (String, usize) {
        let width = |chars: &[char]| measure_text_width(&chars.iter().collect::<String>());
        let mut from = 0;
        // room for the cursor behind the last character
        while from < self.at && width(&self.chars[from..self.at]) + 1 > columns {
            from += 1;
        }
        let mut to = self.at;
        while to < self.chars.len() && width(&self.chars[from..=to]) < columns {
            to += 1;
        }
        (self.chars[from..to].iter().collect(), width(&self.chars[from..self.at]))
    }

    /// Has somebody edit it behind `prompt` until they press Enter; the row is left empty.
    pub(super) fn interact(&mut self, term: &Term, prompt: &str) -> Result<()> {
        loop {
            let columns = usize::from(term.size().1);
            let prompt = console::truncate_str(prompt, columns.saturating_sub(8), "… ");
            let start = measure_text_width(&prompt);
            let (seen, at) = self.window(columns.saturating_sub(start + 1).max(2));
            term.clear_line()?;
            term.write_str(&format!("{prompt}{seen}"))?;
            term.move_cursor_left(measure_text_width(&seen) - at)?;
            match term.read_key()? {
                Key::Enter => break,
                key => self.press(&key),
            }
        }
        term.clear_line()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_edit_where_one_stands() {
        let mut edit = Edit::of("pay by crd");
        for key in [Key::ArrowLeft, Key::ArrowLeft, Key::Char('a'), Key::End, Key::Char('!'), Key::Backspace] {
            edit.press(&key);
        }
        assert_eq!(edit.text(), "pay by card");
        edit.press(&Key::Char('\x17'));
        assert_eq!(edit.text(), "pay by ");
        edit.press(&Key::Home);
        edit.press(&Key::Del);
        edit.press(&Key::Char('\x1b'));
        assert_eq!(edit.text(), "ay by ");
        edit.press(&Key::End);
        edit.press(&Key::Char('\x15'));
        assert_eq!(edit, Edit::default());
    }

    #[test]
    fn what_is_seen_fits_and_holds_the_cursor() {
        let mut edit = Edit::of("0123456789 支付");
        for _ in 0..20 {
            let (seen, at) = edit.window(6);
            assert!(measure_text_width(&seen) <= 6 && at < 6, "{seen:?} {at}");
            edit.press(&Key::ArrowLeft);
        }
        assert_eq!(edit.window(6), ("01234".to_owned(), 0));
    }
}
