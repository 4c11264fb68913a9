//! YAML, read by yamllint.

use crate::findings::assert_silent;
use crate::services::paths;
use crate::support::workspace;
use crate::tools::tool;

#[test]
fn yamllint_accepts_every_yaml_file() {
    let Some(yamllint) = tool("yamllint") else { return };
    let config = workspace().join("tests/conformance/yamllint.yaml");
    let files = paths(|file| file.ends_with(&[".yaml", ".yml"]) && !file.is_helm_template());
    let args = ["--strict", "--format=parsable", "--config-file", config.to_str().unwrap()];
    assert_silent(&yamllint.run(args).args(files).outcome());
}
