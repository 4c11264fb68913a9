//! From text to [`Message`].

use semver::Version;
use serde::Serialize;

use super::{Footer, Separator, Subject, Warning, WarningCode};

/// A commit's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Message {
    /// The first line.
    pub title: String,
    /// What the first line is.
    pub subject: Subject,
    /// What stands between the first line and the footers.
    pub body: String,
    /// The footers, in order.
    pub footers: Vec<Footer>,
    /// What looks like a mistake.
    pub warnings: Vec<Warning>,
}

impl Message {
    /// Whether the message announces a breaking change, by `!` or by footer (rules 11 to 13).
    pub fn is_breaking(&self) -> bool {
        match &self.subject {
            Subject::Merge | Subject::Fixup => false,
            Subject::Conventional(header) if header.breaking => true,
            _ => self.footers.iter().any(Footer::is_breaking),
        }
    }

    /// The version that a `Release-As` footer asks for (Release Please's convention).
    pub fn release_as(&self) -> Option<Version> {
        self.footers.iter().filter(|footer| footer.is("Release-As")).find_map(|footer| parse_release_as(&footer.value))
    }
}

/// Reads a message. A byte-order mark, CRLF line ends and blank lines at the beginning do no harm.
pub fn parse(text: &str) -> Message {
    let text = clean(text);
    let mut lines = text.lines();
    let title = lines.next().unwrap_or_default().trim_end().to_owned();
    let (subject, fault) = Subject::read(&title);
    let mut reader = Reader::new();
    reader.warn(fault, 1);
    for (index, line) in lines.enumerate() {
        reader.line(line, index + 2);
    }
    let mut message = reader.finish(title, subject);
    add_late_warnings(&mut message);
    message
}

/// The text with its line ends made `\n`, and without a byte-order mark and blank lines around it.
pub fn clean(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let begin = text.split_inclusive('\n').take_while(|line| line.trim().is_empty()).map(str::len).sum();
    text.get(begin..).unwrap_or_default().trim_end().to_owned()
}

/// Gathers body and footers line by line.
struct Reader {
    body: Vec<String>,
    footers: Vec<Footer>,
    warnings: Vec<Warning>,
    after_blank: bool,
    fenced: bool,
}

impl Reader {
    fn new() -> Self {
        Self { body: Vec::new(), footers: Vec::new(), warnings: Vec::new(), after_blank: false, fenced: false }
    }

    fn line(&mut self, line: &str, number: usize) {
        if line.trim_start().starts_with("```") {
            self.fenced = !self.fenced;
        }
        let footer = Footer::begin(line).filter(|_| !self.fenced);
        match footer {
            Some(footer) if self.may_begin(&footer) => self.begin(footer, number),
            _ => self.continue_with(line, number),
        }
        self.after_blank = line.trim().is_empty();
    }

    /// Rule 8 wants a blank line before the footers. A breaking change is taken without it: losing one is worse.
    fn may_begin(&self, footer: &Footer) -> bool {
        self.after_blank || !self.footers.is_empty() || footer.is_breaking()
    }

    fn begin(&mut self, footer: Footer, number: usize) {
        if footer.is_breaking() {
            let crowded = !self.after_blank && self.footers.is_empty();
            self.warn(crowded.then_some(WarningCode::CrowdedBreaking), number);
            let hash = footer.separator == Separator::Hash;
            self.warn(hash.then_some(WarningCode::HashBreaking), number);
        }
        self.footers.push(footer);
    }

    fn continue_with(&mut self, line: &str, number: usize) {
        self.warn(lookalike(line, self.fenced), number);
        match self.footers.last_mut() {
            Some(footer) => {
                footer.value.push('\n');
                footer.value.push_str(line);
            }
            None => self.body.push(line.to_owned()),
        }
    }

    fn warn(&mut self, code: Option<WarningCode>, line: usize) {
        self.warnings.extend(code.map(|code| Warning { code, line }));
    }

    fn finish(self, title: String, subject: Subject) -> Message {
        let mut footers = self.footers;
        for footer in &mut footers {
            footer.value = footer.value.trim().to_owned();
        }
        // most messages have one, and a long history has many
        footers.shrink_to_fit();
        Message { title, subject, body: self.body.join("\n").trim().to_owned(), footers, warnings: self.warnings }
    }
}

/// A line that names a breaking change, but not as a footer.
fn lookalike(line: &str, fenced: bool) -> Option<WarningCode> {
    let bare = line.trim_start_matches([' ', '\t', '>']);
    let marked = ["BREAKING CHANGE", "BREAKING-CHANGE"]
        .iter()
        .find_map(|token| bare.strip_prefix(token))
        .is_some_and(|rest| rest.starts_with(':') || rest.starts_with(" #"));
    if marked && (fenced || line.trim_start().starts_with('>')) {
        return Some(WarningCode::QuotedBreaking);
    }
    if marked && bare.len() < line.len() {
        return Some(WarningCode::IndentedBreaking);
    }
    if marked {
        return Some(WarningCode::UnspacedBreaking);
    }
    if line.contains("BREAKING CHANGE") || line.contains("BREAKING-CHANGE") {
        return Some(WarningCode::MentionedBreaking);
    }
    let lower = line.to_lowercase();
    (lower.starts_with("breaking change:") || lower.starts_with("breaking-change:"))
        .then_some(WarningCode::LowerCaseBreaking)
}

fn add_late_warnings(message: &mut Message) {
    let mut codes = Vec::new();
    if message.subject == Subject::Other && message.footers.iter().any(Footer::is_breaking) {
        codes.push(WarningCode::BreakingWithoutType);
    }
    // a footer such as `breaking-change: x` is well formed, only not in upper case
    if message.footers.iter().any(is_lower_case_breaking) {
        codes.push(WarningCode::LowerCaseBreaking);
    }
    let invalid = |footer: &Footer| footer.is("Release-As") && parse_release_as(&footer.value).is_none();
    if message.footers.iter().any(invalid) {
        codes.push(WarningCode::InvalidReleaseAs);
    }
    if let Some(header) = message.subject.header()
        && similar_type(&header.kind).is_some()
    {
        codes.push(WarningCode::SimilarType);
    }
    let warnings = codes.into_iter().map(|code| Warning { code, line: 1 });
    message.warnings.extend(warnings);
}

fn is_lower_case_breaking(footer: &Footer) -> bool {
    footer.is("BREAKING-CHANGE") && !footer.is_breaking()
}

fn parse_release_as(value: &str) -> Option<Version> {
    let word = value.split_whitespace().next()?;
    Version::parse(word.strip_prefix('v').unwrap_or(word)).ok()
}

/// The type that was probably meant by one that nobody knows.
pub(crate) fn similar_type(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "feature" | "features" | "feats" | "fature" | "feet" => "feat",
        "bugfix" | "fixes" | "fixed" | "bug" | "hotfix" => "fix",
        "performance" => "perf",
        "doc" | "documentation" => "docs",
        "tests" => "test",
        "reverts" => "revert",
        _ => return None,
    })
}
