//! GitHub workflows, read by zizmor with a mind for attacks.

use crate::findings::assert_none;
use crate::services::paths;
use crate::tools::tool;

#[test]
fn zizmor_as_an_auditor_accepts_every_workflow() {
    let Some(zizmor) = tool("zizmor") else { return };
    let args = ["--offline", "--persona=auditor", "--no-progress", "--strict-collection", "--quiet"];
    let outcome = zizmor.run(args).args(paths(|file| file.path.starts_with(".github/workflows/"))).outcome();
    // it says that there are none on stdout, so only the exit code tells
    if outcome.code != Some(0) {
        assert_none("zizmor", &[outcome.to_string()]);
    }
}
