//! Everything that the program prints.
//!
//! Results go to stdout, messages to stderr; with `--json` nothing but one document goes to stdout.

// this module is the program's voice: the one place where printing is allowed
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::cell::RefCell;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Result;
use blip_model::{Problem, Problems};
use console::{Style, Term};
use serde::Serialize;

use crate::busy::Busy;
use crate::cli::{Color, Common};
use crate::pager::Pager;

/// Where and how the program prints.
pub(crate) struct Ui {
    quiet: bool,
    verbose: bool,
    plain: bool,
    no_pager: bool,
    /// The folder that the user works in.
    folder: PathBuf,
    /// Where everything is written to while it is at work.
    pager: RefCell<Option<Pager>>,
    paging: Arc<AtomicBool>,
}

impl Ui {
    /// Prints as the common arguments say; colour obeys `NO_COLOR` unless `--color` decides.
    pub(crate) fn new(common: &Common) -> Self {
        // a terminal that says so can do no more
        let plain = common.plain || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let wanted = match common.color {
            Color::Always => Some(true),
            Color::Never => Some(false),
            Color::Auto if plain => Some(false),
            Color::Auto => None,
        };
        if let Some(wanted) = wanted {
            console::set_colors_enabled(wanted);
            console::set_colors_enabled_stderr(wanted);
        }
        Self {
            quiet: common.quiet,
            verbose: common.verbose,
            plain,
            no_pager: common.no_pager,
            folder: common.folder.clone(),
            pager: RefCell::new(None),
            paging: Arc::default(),
        }
    }

    /// A line of the result: what was asked for.
    pub(crate) fn result(&self, line: impl AsRef<str>) {
        if let Some(pager) = self.pager.borrow_mut().as_mut() {
            return pager.line(line.as_ref());
        }
        // a closed pipe (`blip radar list | head`) ends the output, not the work
        let _ = writeln!(std::io::stdout(), "{}", line.as_ref());
    }

    /// A line about what was done as it was asked for; silent with `--quiet`.
    pub(crate) fn done(&self, line: impl AsRef<str>) {
        if !self.quiet {
            self.result(line);
        }
    }

    /// Shows what is printed from here on in the user's pager, where there is somebody to read it.
    pub(crate) fn page(&self) {
        let is_wanted = !self.plain && !self.no_pager && std::io::stdout().is_terminal() && !is_unattended();
        if !is_wanted || self.pager.borrow().is_some() {
            return;
        }
        *self.pager.borrow_mut() = Pager::start(&self.folder);
        if self.pager.borrow().is_some() {
            self.paging.store(true, Ordering::Relaxed);
            // a Ctrl-C is the pager's; where somebody listens for it already, they look at `paging`
            let _ = ctrlc::set_handler(|| ());
        }
    }

    /// Whether a pager is at work, for those who listen for signals.
    pub(crate) fn paging(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.paging)
    }

    /// Waits until the user has seen enough of what is shown in a pager.
    pub(crate) fn finish(&self) {
        if let Some(pager) = self.pager.borrow_mut().take() {
            pager.finish();
        }
    }

    /// The folder that the user works in.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The one document of `--json`.
    pub(crate) fn json(&self, document: &impl Serialize) -> Result<()> {
        self.result(serde_json::to_string_pretty(document)?);
        Ok(())
    }

    /// A message about what is done; silent with `--quiet`.
    pub(crate) fn note(&self, message: impl AsRef<str>) {
        if self.quiet {
            return;
        }
        // what is indented is a command or a table, and stays as it is
        match message.as_ref() {
            text if text.starts_with(' ') || text.contains('\n') => self.say(text),
            text => self.wrapped(text, ""),
        }
    }

    /// What somebody must see to answer a question.
    pub(crate) fn show(&self, message: impl AsRef<str>) {
        self.say(message.as_ref());
    }

    /// A message for those who want to know more; said with `--verbose` only.
    pub(crate) fn detail(&self, message: impl AsRef<str>) {
        if self.verbose {
            self.say(message.as_ref());
        }
    }

    /// Something that the user should know though the work goes on.
    pub(crate) fn warning(&self, message: impl AsRef<str>) {
        self.wrapped(&format!("{} {}", style().yellow().bold().apply_to("warning:"), message.as_ref()), "  ");
    }

    /// Something that is wrong, found by the work and not in its way.
    pub(crate) fn fault(&self, message: impl AsRef<str>) {
        self.wrapped(&format!("{} {}", style().red().bold().apply_to("error:"), message.as_ref()), "  ");
    }

    /// The error that ended the work.
    pub(crate) fn error(&self, error: &anyhow::Error) {
        if let Some(Problems(problems)) = error.downcast_ref::<Problems>() {
            for problem in problems {
                self.problem(problem);
            }
        } else if let Some(problem) = error.downcast_ref::<Problem>() {
            self.problem(problem);
        } else {
            self.fault(format!("{error:#}"));
        }
    }

    /// One problem, with its place and what to do about it.
    pub(crate) fn problem(&self, problem: &Problem) {
        let place = problem.place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default();
        self.fault(format!("{place}{}", problem.what));
        let ours = "this is a mistake in Blip itself, not yours: please report it";
        if let Some(help) = problem.help.as_deref().or(problem.is_bug.then_some(ours)) {
            self.wrapped(&format!("  {} {help}", style().cyan().apply_to("help:")), "        ");
        }
    }

    /// A message that may be longer than a row: wrapped at a terminal, and in one line for programs that look for it.
    fn wrapped(&self, message: &str, indent: &str) {
        let Some((_, columns)) = Term::stderr().size_checked() else { return self.say(message) };
        let options = textwrap::Options::new(usize::from(columns).max(20))
            .subsequent_indent(indent)
            .break_words(false)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        for (i, line) in message.lines().enumerate() {
            // what has lines of its own is indented already
            let options = if i == 0 { options.clone() } else { options.clone().subsequent_indent("        ") };
            self.say(textwrap::fill(line, options));
        }
    }

    /// A line on stderr. Where nobody reads it any longer (`2>&1 | head`), the work goes on all the same.
    fn say(&self, line: impl AsRef<str>) {
        // a pager has the screen; what goes elsewhere still does
        if let Some(pager) = self.pager.borrow_mut().as_mut().filter(|_| std::io::stderr().is_terminal()) {
            return pager.line(line.as_ref());
        }
        let _ = writeln!(std::io::stderr(), "{}", line.as_ref());
    }

    /// Whether there is somebody at a terminal to answer questions.
    pub(crate) fn is_interactive(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && !is_unattended()
    }

    /// Whether that somebody also sees the results, so that a question may be about one.
    pub(crate) fn shows_results(&self) -> bool {
        self.is_interactive() && std::io::stdout().is_terminal()
    }

    /// Whether everything is said in plain lines, for screen readers and simple terminals.
    pub(crate) fn is_plain(&self) -> bool {
        self.plain
    }

    /// Tells of work that takes long, where somebody waits for it.
    pub(crate) fn busy(&self) -> Busy {
        Busy::new(!self.quiet)
    }

    /// A bar for work on so many services; drawn at a terminal only, and not where messages are not wanted.
    pub(crate) fn progress(&self, total: usize, json: bool) -> Progress {
        Progress { term: (!self.quiet && !json && !self.plain).then(Term::stderr).filter(Term::is_term), total }
    }

    /// How many columns the output may have: the terminal's, 80 where there is none.
    pub(crate) fn columns(&self) -> usize {
        Term::stdout().size_checked().map_or(80, |(_, columns)| usize::from(columns))
    }
}

/// How far the work on many services has come.
pub(crate) struct Progress {
    term: Option<Term>,
    total: usize,
}

impl Progress {
    /// Draws the bar below what was said.
    pub(crate) fn show(&self, done: usize) {
        const WIDTH: usize = 30;
        let Some(term) = &self.term else { return };
        let filled = "#".repeat(WIDTH * done / self.total.max(1));
        let _ = term.clear_line();
        let _ = term.write_str(&format!("[{filled:<WIDTH$}] {done} of {}", self.total));
    }

    /// Takes it away, so that something can be said.
    pub(crate) fn hide(&self) {
        if let Some(term) = &self.term {
            let _ = term.clear_line();
        }
    }
}

/// A style for messages on stderr.
fn style() -> Style {
    Style::new().for_stderr()
}

/// Whether a pipeline runs this: some give their jobs a terminal, and yet nobody sits there.
fn is_unattended() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}
