//! Where Maven has its plugins and libraries from.
//!
//! Maven is of no use without a registry, and there are machines that reach none. Debian packages what the services
//! need, in versions of its own; with them all is done that their developers do, except that Checkstyle is called by
//! itself, since Debian leaves out its plugin.

use std::fs;
use std::path::Path;

use super::room::Room;
use crate::support::Outcome;
use crate::tools::is_there;

const DEBIAN: &str = "/usr/share/maven-repo";

/// The properties of pom.xml that name versions, and whose versions they are.
const VERSIONS: [(&str, &str); 5] = [
    ("junit.version", "org/junit/jupiter/junit-jupiter"),
    ("compiler.plugin.version", "org/apache/maven/plugins/maven-compiler-plugin"),
    ("jar.plugin.version", "org/apache/maven/plugins/maven-jar-plugin"),
    ("resources.plugin.version", "org/apache/maven/plugins/maven-resources-plugin"),
    ("surefire.plugin.version", "org/apache/maven/plugins/maven-surefire-plugin"),
];

const CHECKSTYLE: &str = "mvn --batch-mode --no-transfer-progress checkstyle:check";

/// Has Maven take what Debian packages. False where something of it is not installed.
pub(super) fn take_from_debian(room: &Room) -> bool {
    let versions: Option<Vec<_>> = VERSIONS.iter().map(|(name, artifact)| Some((name, newest(artifact)?))).collect();
    let Some(versions) = versions.filter(|_| is_there("checkstyle")) else { return false };
    // Maven writes into its repository, so it gets one of links
    let repository = room.beside("maven");
    link_all(Path::new(DEBIAN), &repository);
    let mut config = format!("--offline\n-Dmaven.repo.local={}\n-Dstyle.color=never\n", repository.display());
    config.extend(versions.into_iter().map(|(name, version)| format!("-D{name}={version}\n")));
    room.write(".mvn/maven.config", config);
    true
}

/// The same as a command of the stack, after [`take_from_debian`].
pub(super) fn without_registry(command: &str) -> &str {
    if command == CHECKSTYLE { "checkstyle -c checkstyle.xml src" } else { command }
}

/// Whether a command ended because Maven could not fetch something.
pub(super) fn misses_its_registry(outcome: &Outcome) -> bool {
    let words = ["Could not transfer ", "No plugin found for prefix "];
    outcome.code != Some(0) && words.iter().any(|words| outcome.stdout.contains(words))
}

/// What can be done with the JDK alone.
#[track_caller]
pub(super) fn compiles(room: &Room) {
    let compile = "javac --release 17 -Xlint:all -Werror -d target/classes $(find src/main -name '*.java')";
    room.shell(compile).succeeds();
}

/// The newest version of an artifact that Debian has here.
fn newest(artifact: &str) -> Option<String> {
    let entries = fs::read_dir(Path::new(DEBIAN).join(artifact)).ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    // "debian" is the name of a version, too
    names.filter(|name| name.starts_with(|first: char| first.is_ascii_digit())).max_by_key(|name| numbers(name))
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|number| number.parse().unwrap_or_default()).collect()
}

fn link_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            link_all(&entry.path(), &target);
        } else {
            std::os::unix::fs::symlink(entry.path(), target).unwrap();
        }
    }
}
