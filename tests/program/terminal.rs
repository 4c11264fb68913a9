//! A person at a terminal: a pseudo-terminal on one side, a screen that is read on the other.

use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use rustix::termios::{LocalModes, tcgetattr};

use crate::support::{Run, Sandbox};

/// Until a test is given up; only a program that hangs takes that long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program at a terminal.
pub(crate) struct Terminal {
    pty: Pty,
    child: Child,
    output: Receiver<Vec<u8>>,
    parser: vt100::Parser,
    /// Everything that was written to the terminal, as it came.
    bytes: Vec<u8>,
    /// How many of them had come when the last line was typed.
    sent: usize,
    /// Rows that were longer than the terminal is wide.
    wrapped: Vec<String>,
}

impl Terminal {
    /// Starts a run at a terminal of 80 columns and 24 rows.
    pub(crate) fn start(run: Run) -> Self {
        Self::sized(run, 24, 80)
    }

    /// Starts a run at a terminal of this size.
    pub(crate) fn sized(run: Run, rows: u16, columns: u16) -> Self {
        let run = if run.has_env("TERM") { run } else { run.env("TERM", "xterm-256color") };
        let (program, args, folder, env) = run.into_parts();
        let (pty, pts) = open().expect("the system has pseudo-terminals");
        pty.resize(Size::new(rows, columns)).expect("the terminal has a size");
        let command = Command::new(program).args(args).current_dir(folder).env_clear().envs(env);
        let child = command.spawn(pts).expect("the program starts");
        let output = read(&pty);
        let [rows, columns] = [rows, columns].map(|size| NonZero::new(size).expect("a terminal has a size"));
        let parser = vt100::Parser::new(rows, columns, 0);
        Self { pty, child, output, parser, bytes: Vec::new(), sent: 0, wrapped: Vec::new() }
    }

    /// Waits until the screen holds `text`.
    #[track_caller]
    pub(crate) fn sees(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.screen().contains(text) {
            let open = self.receive(deadline);
            assert!(open || self.screen().contains(text), "{text:?} never came\n{}", self.screen());
        }
    }

    /// Waits until the screen does not hold `text` any more.
    #[track_caller]
    pub(crate) fn sees_no_longer(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.screen().contains(text) {
            assert!(self.receive(deadline), "{text:?} stays\n{}", self.screen());
        }
    }

    /// Waits for the question and answers it.
    #[track_caller]
    pub(crate) fn answers(&mut self, question: &str, answer: &str) {
        self.sees(question);
        self.types(answer);
        self.types("\r");
    }

    /// Waits for the question and answers it by one key, after which the program waits for no other.
    #[track_caller]
    pub(crate) fn presses(&mut self, question: &str, key: &str) {
        self.sees(question);
        self.types(key);
    }

    /// Presses keys, as soon as the program waits for them.
    #[track_caller]
    pub(crate) fn types(&mut self, keys: &str) {
        let deadline = Instant::now() + PATIENCE;
        // between two keys the terminal echoes what is typed; a person is slower than that
        while !self.program_reads_keys() {
            assert!(Instant::now() < deadline, "the program does not read keys\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(1));
        }
        self.pty.write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    /// Types a line where the program reads whole lines, once it asks the question since the last one.
    #[track_caller]
    pub(crate) fn reads_line(&mut self, question: &str, line: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let said = String::from_utf8_lossy(&self.bytes[self.sent..]).replace("\r\n", "\n");
            if said.contains(question.trim_end()) && said.ends_with(": ") {
                break;
            }
            assert!(self.receive(deadline), "{question:?} never came\n{}", self.screen());
        }
        self.sent = self.bytes.len();
        self.sends(&format!("{line}\n"));
    }

    /// Sends keys, whether or not the program waits for them.
    pub(crate) fn sends(&mut self, keys: &str) {
        self.pty.write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    /// Moves up a list until this line is marked.
    #[track_caller]
    pub(crate) fn moves_to(&mut self, marked: &str) {
        let mark = &marked[..marked.find(' ').map_or(0, |end| end + 1)];
        let line = |screen: String| screen.lines().find(|line| line.starts_with(mark)).map(str::to_owned);
        let mut before = None;
        for _ in 0..50 {
            let deadline = Instant::now() + PATIENCE;
            while line(self.screen()).is_none() || line(self.screen()) == before {
                assert!(self.receive(deadline), "the mark does not move\n{}", self.screen());
            }
            before = line(self.screen());
            if before.as_deref() == Some(marked) {
                return;
            }
            self.types("\x1b[A");
        }
        panic!("{marked:?} is not in the list\n{}", self.screen());
    }

    /// Waits for the end of the program, which must come with this exit code.
    #[track_caller]
    pub(crate) fn exits(mut self, code: i32) -> Seen {
        let deadline = Instant::now() + PATIENCE;
        while self.receive(deadline) {}
        let status = self.child.wait().expect("the program ended");
        assert_eq!(status.code(), Some(code), "this is the wrong exit code\n{}", self.screen());
        Seen { screen: self.screen(), bytes: self.bytes, wrapped: self.wrapped }
    }

    /// What the screen shows.
    pub(crate) fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    fn program_reads_keys(&self) -> bool {
        let modes = tcgetattr(&self.pty).expect("the terminal has modes").local_modes;
        !modes.contains(LocalModes::ICANON)
    }

    /// Takes in the next piece of output; says whether there may be more.
    #[track_caller]
    fn receive(&mut self, deadline: Instant) -> bool {
        match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(bytes) => {
                // byte by byte, so that no row scrolls away unseen
                for byte in &bytes {
                    self.parser.process(&[*byte]);
                    self.note_wrapped();
                }
                self.bytes.extend(bytes);
                true
            }
            Err(RecvTimeoutError::Disconnected) => false,
            Err(RecvTimeoutError::Timeout) => panic!("the program hangs\n{}", self.screen()),
        }
    }

    fn note_wrapped(&mut self) {
        let screen = self.parser.screen();
        let (row, column) = screen.cursor_position();
        // the first character beyond the edge
        if column == 1 && row > 0 && screen.row_wrapped(row - 1) {
            let text = screen.rows(0, screen.size().1.get()).nth(usize::from(row) - 1).unwrap_or_default();
            if self.wrapped.last() != Some(&text) {
                self.wrapped.push(text);
            }
        }
    }
}

/// What was seen at a terminal by the end.
pub(crate) struct Seen {
    /// The last screen.
    pub(crate) screen: String,
    bytes: Vec<u8>,
    wrapped: Vec<String>,
}

impl Seen {
    /// Expects that the cursor is shown.
    #[track_caller]
    pub(crate) fn shows_cursor(&self) -> &Self {
        let last = |sequence: &[u8]| self.bytes.windows(sequence.len()).rposition(|window| window == sequence);
        let (shown, hidden) = (last(b"\x1b[?25h"), last(b"\x1b[?25l"));
        assert!(shown >= hidden, "the cursor stays hidden\n{}", self.screen);
        self
    }

    /// Expects that no row was longer than the terminal is wide.
    #[track_caller]
    pub(crate) fn wrapped_nothing(&self) -> &Self {
        assert!(self.wrapped.is_empty(), "these rows are too long: {:#?}", self.wrapped);
        self
    }

    /// Expects that this was written to the terminal at some time, and is not on the last screen.
    #[track_caller]
    pub(crate) fn showed(&self, text: &str) -> &Self {
        let bytes = text.as_bytes();
        let was_there = self.bytes.windows(bytes.len()).any(|window| window == bytes);
        assert!(was_there && !self.screen.contains(text), "{text:?} should come and go\n{}", self.screen);
        self
    }

    /// Expects that nothing but plain text was written.
    #[track_caller]
    pub(crate) fn has_no_escapes(&self) -> &Self {
        assert!(
            !self.bytes.contains(&0x1b),
            "there are escape sequences in {:?}",
            String::from_utf8_lossy(&self.bytes)
        );
        self
    }

    /// Expects each of these on the last screen.
    #[track_caller]
    pub(crate) fn has(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(self.screen.contains(part), "the screen should hold {part:?}\n{}", self.screen);
        }
        self
    }
}

/// `blip` with these arguments, at a terminal.
pub(crate) fn blip(sandbox: &Sandbox, args: &[&str]) -> Terminal {
    // colours as a person has them: the prompts differ without
    Terminal::start(sandbox.blip(args).without_env("NO_COLOR"))
}

fn read(pty: &Pty) -> Receiver<Vec<u8>> {
    use std::os::fd::AsFd as _;
    let copy = pty.as_fd().try_clone_to_owned().expect("a file descriptor can be copied");
    let mut file = std::fs::File::from(copy);
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        // the other side closed is an error here, and an end as good as any
        while let Ok(count @ 1..) = file.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}
