//! How questions are put to somebody at a terminal: drawn, or in plain lines.

mod drawn;
mod edit;
mod list;
mod plain;

use std::io;
use std::sync::Once;
use std::sync::atomic::Ordering;

use anyhow::Result;
use console::Term;

use crate::ui::Ui;
use drawn::Drawn;
use plain::Plain;

/// Why an answer cannot be taken.
pub(crate) type Check<'a> = dyn Fn(&str) -> Result<(), String> + 'a;

/// A question that a line of text answers.
pub(crate) struct Line<'a> {
    pub(crate) prompt: &'a str,
    /// What the answer is for, in a line.
    pub(crate) help: &'a str,
    /// What is taken where nothing is typed; an empty one means that the line may stay empty.
    pub(crate) default: Option<String>,
    /// What was answered before, to be edited.
    pub(crate) before: Option<String>,
    pub(crate) check: &'a Check<'a>,
}

/// Something to choose.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item {
    /// What it is called, also where it was chosen.
    pub(crate) name: String,
    /// What follows in its line, as far as there is room.
    pub(crate) note: String,
    /// What is said of it while one is on its line.
    pub(crate) more: String,
    /// Whether it is chosen to begin with.
    pub(crate) chosen: bool,
}

/// Puts questions to somebody at a terminal. A Ctrl-C ends each with an error of the kind `Interrupted`.
pub(crate) trait Prompt {
    /// Asks for a line of text.
    fn line(&self, question: &Line<'_>) -> Result<String>;

    /// Asks for one of several things; begins at the one that is chosen.
    fn one(&self, prompt: &str, help: &str, items: &[Item]) -> Result<usize>;

    /// Asks which of several things to take; none is an answer, too.
    fn some(&self, prompt: &str, help: &str, items: &[Item]) -> Result<Vec<usize>>;

    /// Asks for a yes or a no; yes is the default.
    fn confirm(&self, prompt: &str) -> Result<bool>;

    /// Says what is wrong with what was answered before.
    fn complain(&self, text: &str) -> Result<()>;
}

impl Item {
    /// Something that needs no words but its name.
    pub(crate) fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The same, with what is said of it while one is on its line.
    pub(crate) fn more(self, more: impl Into<String>) -> Self {
        Self { more: more.into(), ..self }
    }

    /// The same, with what follows in its line.
    pub(crate) fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// The same, chosen to begin with or not.
    pub(crate) fn chosen(self, chosen: bool) -> Self {
        Self { chosen, ..self }
    }
}

/// The way that questions are put at the program's terminal. From here on Ctrl-C gives the cursor back and ends the
/// program.
pub(crate) fn at_terminal(ui: &Ui) -> Result<Box<dyn Prompt>> {
    let (plain, paging) = (ui.is_plain(), ui.paging());
    ctrlc::set_handler(move || {
        if !paging.load(Ordering::Relaxed) {
            leave(plain);
        }
    })?;
    Ok(if plain { Box::new(Plain::new(Term::stderr())) } else { Box::new(Drawn::new(Term::stderr())) })
}

/// Whether an error is a Ctrl-C at a prompt.
pub(crate) fn is_interrupt(error: &anyhow::Error) -> bool {
    let interrupted = |error: &io::Error| error.kind() == io::ErrorKind::Interrupted;
    error.chain().any(|cause| match cause.downcast_ref::<dialoguer::Error>() {
        Some(dialoguer::Error::IO(error)) => interrupted(error),
        None => cause.downcast_ref::<io::Error>().is_some_and(interrupted),
    })
}

/// Gives the cursor back, which a prompt may have hidden unless it is `plain`, and ends as a program does that Ctrl-C
/// ended.
// a signal handler has no caller to return to
#[allow(clippy::exit)]
pub(crate) fn leave(plain: bool) -> ! {
    // the prompt and the signal handler both get here, at the same time
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let term = Term::stderr();
        if !plain {
            let _ = term.show_cursor();
        }
        let _ = term.write_line("");
    });
    std::process::exit(130);
}
