//! A word on work that takes longer than a moment, for somebody who waits at a terminal.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use console::Term;

/// What nobody needs to be told about.
const MOMENT: Duration = Duration::from_millis(700);

/// Tells of work that takes long, where somebody wants to know.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Busy {
    is_told: bool,
}

/// Work that goes on until this is dropped.
pub(crate) struct AtWork {
    /// Dropped when the work is done.
    over: Option<Sender<()>>,
    teller: Option<JoinHandle<()>>,
}

impl Busy {
    /// Tells of it at a terminal, unless that is not wanted.
    pub(crate) fn new(is_wanted: bool) -> Self {
        Self { is_told: is_wanted && Term::stderr().is_term() }
    }

    /// Begins work; `what` is said once it has taken a moment, in a line that stays.
    pub(crate) fn on(self, what: impl Into<String>) -> AtWork {
        if !self.is_told {
            return AtWork { over: None, teller: None };
        }
        let (over, is_over) = channel::<()>();
        let what = what.into();
        let teller = thread::spawn(move || {
            if is_over.recv_timeout(MOMENT) == Err(RecvTimeoutError::Timeout) {
                let _ = Term::stderr().write_line(&what);
            }
        });
        AtWork { over: Some(over), teller: Some(teller) }
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.over.take();
        if let Some(teller) = self.teller.take() {
            let _ = teller.join();
        }
    }
}
