//! Dockerfiles, read by hadolint.

use crate::findings::assert_silent;
use crate::services::paths;
use crate::tools::tool;

#[test]
fn hadolint_accepts_every_dockerfile() {
    let Some(hadolint) = tool("hadolint") else { return };
    let dockerfiles = paths(|file| file.name() == "Dockerfile");
    assert_silent(&hadolint.run(["--no-color", "--failure-threshold=style"]).args(dockerfiles).outcome());
}
