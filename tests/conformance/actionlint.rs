//! GitHub workflows, read by actionlint, and the shell in them by shellcheck.

use crate::findings::assert_silent;
use crate::services::paths;
use crate::tools::tool;

#[test]
fn actionlint_accepts_every_workflow() {
    let (Some(actionlint), Some(_shellcheck)) = (tool("actionlint"), tool("shellcheck")) else { return };
    let workflows = paths(|file| file.path.starts_with(".github/workflows/"));
    assert_silent(&actionlint.run(["-no-color"]).args(workflows).outcome());
}
