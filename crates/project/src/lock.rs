//! `.blip/lock.yaml`: what Blip made, with which versions, and what each file is there for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use blip_model::{BlipId, Edition, FileMode, Ownership, PackSource, RepoPath, Ring, ServiceName};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Pending;
use crate::text::Text;

/// Where the lock lies in a repository.
pub const LOCK_PATH: &str = ".blip/lock.yaml";

/// The newest format. A Blip reads every format up to its own: the first said nothing of the service, of the rings and of
/// where the pack came from; the second knew no files at the root of the repository, and is written where there are none.
const FORMAT: u64 = 3;
const FORMAT_WITHOUT_ROOT: u64 = 2;
const FIRST_FORMAT: u64 = 1;

const HEADER: &str = "\
# Written by Blip; not meant to be edited. It says what Blip made here, so that `blip generate` can tell
# your edits from its own work, and `blip why FILE` what each file is there for.
";

/// What Blip made in a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lock {
    /// With what it was made; absent before the first run.
    pub meta: Option<LockMeta>,
    /// Every file that Blip made and that was not given up since.
    pub files: BTreeMap<RepoPath, Entry>,
}

/// With what a repository's files were made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LockMeta {
    /// The version of Blip.
    pub blip: String,
    /// The edition of the radar.
    pub radar: Option<Edition>,
    /// The pack laid on top, where one is.
    pub pack: Option<PackPin>,
    /// The folders of the user's own that had a part in it. Not where they lie: that may be elsewhere for the next one.
    pub laid_on: BTreeSet<LaidOn>,
    /// What the service is called, and what it was called before as far as that still shows.
    pub service: Option<ServiceNames>,
    /// The ring of each blip in use.
    pub rings: BTreeMap<BlipId, Ring>,
}

/// A folder of the user's own, laid on top of what Blip brings and of the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LaidOn {
    /// Templates.
    Templates,
    /// A radar.
    Radar,
}

impl fmt::Display for LaidOn {
    /// As the argument that names it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Templates => "--templates",
            Self::Radar => "--radar",
        })
    }
}

/// A pack, held at one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackPin {
    /// Where it comes from, as `blip.yaml` said.
    pub source: PackSource,
    /// The commit that was named by that when somebody last asked.
    pub commit: String,
}

/// The names of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceNames {
    /// Its name.
    pub name: ServiceName,
    /// Its former names, as long as some of the user's files still bear them; the last one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formerly: Vec<ServiceName>,
}

/// What Blip made at one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Whether it is regenerated.
    pub ownership: Ownership,
    /// The mode that it was generated with.
    #[serde(default, skip_serializing_if = "is_regular")]
    pub mode: FileMode,
    /// The blips that it serves, first the one that generates it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blips: Vec<BlipId>,
    /// Of the text that was generated, which is not always what stands in the file.
    pub sha256: Fingerprint,
    /// What a run is about to do with the file. It stays only where the run is ended early.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
}

fn is_regular(mode: &FileMode) -> bool {
    *mode == FileMode::Regular
}

/// The SHA-256 of a text whose lines end in `\n`, the last one too: line ends on disk make no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::of_body(&Text::of(text).body)
    }

    pub(crate) fn of_body(body: &str) -> Self {
        Self(Sha256::digest(body.as_bytes()).into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl From<Fingerprint> for String {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.to_string()
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        const WRONG: &str = "a SHA-256 has 64 hexadecimal digits";
        let mut bytes = [0; 32];
        if text.len() != 64 || !text.is_ascii() {
            return Err(WRONG);
        }
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| WRONG)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| WRONG)?;
        }
        Ok(Self(bytes))
    }
}

/// Why a text is no lock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// A newer Blip wrote it.
    #[error("{LOCK_PATH} has format {format}, and this Blip reads up to {FORMAT}; install a newer Blip{}", by(.blip))]
    Newer {
        /// The format that it has.
        format: u64,
        /// The version of Blip that wrote it, if it says so.
        blip: Option<String>,
    },
    /// Git could not merge two branches of it.
    #[error(
        "{LOCK_PATH} holds git's conflict markers; take either side (`git checkout --ours {LOCK_PATH}`), then run `blip generate`"
    )]
    Conflict,
    /// It does not parse, or something in it makes no sense.
    #[error("{LOCK_PATH} is damaged: {message}; restore it from git")]
    Damaged {
        /// What the parser said.
        message: String,
    },
}

fn by(version: &Option<String>) -> String {
    version.as_ref().map(|version| format!(" ({version} wrote it)")).unwrap_or_default()
}

/// The lock as it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: u64,
    blip: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    radar: Option<Edition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pack: Option<PackPin>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    laid_on: BTreeSet<LaidOn>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    service: Option<ServiceNames>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    rings: BTreeMap<BlipId, Ring>,
    files: BTreeMap<RepoPath, Entry>,
}

/// What every format has.
#[derive(Deserialize)]
struct Head {
    format: u64,
    #[serde(default)]
    blip: Option<String>,
}

impl FromStr for Lock {
    type Err = LockError;

    fn from_str(text: &str) -> Result<Self, LockError> {
        if ["<<<<<<< ", ">>>>>>> "].iter().any(|sign| text.lines().any(|line| line.starts_with(sign))) {
            return Err(LockError::Conflict);
        }
        let document: Result<Document, _> = serde_yaml::from_str(text);
        match document {
            Ok(Document { format: FIRST_FORMAT..=FORMAT, blip, radar, pack, laid_on, service, rings, files }) => {
                match files.keys().find(|path| is_reserved(path)) {
                    Some(path) => Err(LockError::Damaged { message: format!("{path} is a record of Blip's own") }),
                    None => Ok(Self { meta: Some(LockMeta { blip, radar, pack, laid_on, service, rings }), files }),
                }
            }
            Ok(Document { format, blip, .. }) => Err(other_format(format, Some(blip))),
            Err(error) => Err(match serde_yaml::from_str::<Head>(text) {
                Ok(head) if !(FIRST_FORMAT..=FORMAT).contains(&head.format) => other_format(head.format, head.blip),
                _ => LockError::Damaged { message: error.to_string() },
            }),
        }
    }
}

fn other_format(format: u64, blip: Option<String>) -> LockError {
    if format > FORMAT {
        LockError::Newer { format, blip }
    } else {
        LockError::Damaged { message: format!("there is no format {format}") }
    }
}

/// Whether Blip keeps a record of its own there, so that nothing generated may land there.
/// Case makes no difference, as on some systems `.BLIP` is the same folder.
pub(crate) fn is_reserved(path: &RepoPath) -> bool {
    let lower = path.bare().to_lowercase();
    // from the root of the repository the records of every service can be reached
    if path.is_from_root() && lower.split('/').any(|part| part == ".blip") {
        return true;
    }
    let folders = [".blip/base", ".blip/repository"];
    lower == ".blip"
        || lower == LOCK_PATH
        || folders
            .iter()
            .any(|folder| lower.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

impl Lock {
    /// The lock as text: a comment, then the files in the order of their paths.
    ///
    /// # Errors
    /// None in practice: everything in a lock can be written as YAML.
    pub(crate) fn to_text(&self, meta: &LockMeta) -> Result<String, LockError> {
        let LockMeta { blip, radar, pack, laid_on, service, rings } = meta.clone();
        let files = self.files.clone();
        let format = if files.keys().any(RepoPath::is_from_root) { FORMAT } else { FORMAT_WITHOUT_ROOT };
        let document = Document { format, blip, radar, pack, laid_on, service, rings, files };
        let yaml = serde_yaml::to_string(&document).map_err(|e| LockError::Damaged { message: e.to_string() })?;
        Ok(HEADER.to_owned() + &names_as_text(yaml))
    }
}

/// Writes the names of a service so that readers of YAML 1.1, which takes these for truth values, read text as well.
fn names_as_text(yaml: String) -> String {
    ["y", "n", "yes", "no", "on", "off"].into_iter().fold(yaml, |yaml, name| {
        let yaml = yaml.replace(&format!("\n  name: {name}\n"), &format!("\n  name: \"{name}\"\n"));
        yaml.replace(&format!("\n  - {name}\n"), &format!("\n  - \"{name}\"\n"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meta() -> LockMeta {
        LockMeta { blip: "0.1.0".to_owned(), ..LockMeta::default() }
    }

    #[test]
    fn a_name_is_text_to_every_reader() {
        let names = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
        let service = ServiceNames { name: "on".parse().unwrap(), formerly: names(&["no", "checkout"]) };
        let meta = LockMeta { service: Some(service), ..meta() };
        let text = Lock::default().to_text(&meta).unwrap();
        assert!(text.contains("service:\n  name: \"on\"\n  formerly:\n  - \"no\"\n  - checkout\n"), "{text}");
        assert_eq!(text.parse::<Lock>().unwrap().meta.unwrap(), meta);
    }

    fn lock() -> Lock {
        let entry = |ownership, mode, blips: &[&str]| Entry {
            ownership,
            mode,
            blips: blips.iter().map(|b| b.parse().unwrap()).collect(),
            sha256: Fingerprint::of("x\n"),
            pending: None,
        };
        let files = [
            (".github/workflows/ci.yml", entry(Ownership::Managed, FileMode::Regular, &["ci", "argocd"])),
            ("run", entry(Ownership::Seeded, FileMode::Executable, &[])),
        ];
        Lock { meta: Some(meta()), files: files.into_iter().map(|(p, e)| (p.parse().unwrap(), e)).collect() }
    }

    #[test]
    fn a_lock_comes_back_as_it_was() {
        let text = lock().to_text(&meta()).unwrap();
        assert_eq!(text.parse::<Lock>().unwrap(), lock());
        let body: Vec<&str> = text.lines().skip(2).collect();
        let sum = "73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac";
        assert_eq!(
            body,
            [
                "format: 2",
                "blip: 0.1.0",
                "files:",
                "  .github/workflows/ci.yml:",
                "    ownership: managed",
                "    blips:",
                "    - ci",
                "    - argocd",
                &format!("    sha256: {sum}"),
                "  run:",
                "    ownership: seeded",
                "    mode: executable",
                &format!("    sha256: {sum}"),
            ]
        );
    }

    #[test]
    fn a_newer_format_is_refused() {
        let error = "format: 4\nblip: 3.1.0\nservices: {}\n".parse::<Lock>().unwrap_err();
        assert_eq!(error, LockError::Newer { format: 4, blip: Some("3.1.0".to_owned()) });
        assert!(error.to_string().contains("install a newer Blip (3.1.0 wrote it)"), "{error}");
    }

    #[test]
    fn a_lock_that_git_could_not_merge_is_told_from_a_damaged_one() {
        let text = "format: 1\n<<<<<<< HEAD\nblip: 0.1.0\n=======\nblip: 0.2.0\n>>>>>>> other\nfiles: {}\n";
        assert_eq!(text.parse::<Lock>(), Err(LockError::Conflict));
    }

    #[test]
    fn a_hostile_lock_is_refused() {
        let sum = "0".repeat(64);
        for path in ["../x", "/etc/passwd", ".git/config", ".blip/lock.yaml", ".Blip/base/x"] {
            let text = format!("format: 1\nblip: x\nfiles: {{\"{path}\": {{ownership: managed, sha256: '{sum}'}}}}\n");
            let error = text.parse::<Lock>().unwrap_err();
            assert!(matches!(error, LockError::Damaged { .. }), "{path}: {error}");
        }
        for text in ["", "[", "format: 1\nblip: x\nfiles: {a: {ownership: managed, sha256: zz}}\n", "format: 0\n"] {
            assert!(matches!(text.parse::<Lock>(), Err(LockError::Damaged { .. })), "{text:?}");
        }
    }

    #[test]
    fn line_ends_make_no_difference_to_a_fingerprint() {
        assert_eq!(Fingerprint::of("a\r\nb"), Fingerprint::of("a\nb\n"));
        assert_ne!(Fingerprint::of("a\nb\n"), Fingerprint::of("a\nb\n\n"));
    }
}
