//! What Blip finds as SARIF, held against the types of the standard.

use crate::findings::assert_silent;
use crate::support::Sandbox;
use crate::tools::own_tool;

/// A service with a bit of everything that `check` and `semver verify` tell.
fn drifted() -> Sandbox {
    let sandbox = Sandbox::new();
    for (key, value) in [("user.name", "A"), ("user.email", "a@acme.example")] {
        sandbox.git(".", &["config", "--global", key, value]);
    }
    sandbox.blip(["new", "checkout", "--defaults", "--git"]).succeeds();
    sandbox.git("checkout", &["tag", "v1.0.0"]);
    sandbox.edit("checkout/charts/checkout/values.yaml", "port: 8080", "port: 7070");
    sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
    sandbox.edit("checkout/.editorconfig", "indent_size = 4", "indent_size = 8");
    sandbox.delete("checkout/charts/checkout/.helmignore");
    sandbox
}

#[test]
fn sarif_is_what_the_standard_says() {
    let Some(types) = own_tool("sarif-types", "tsc") else { return };
    let sandbox = drifted();
    let mut logs = Vec::new();
    for (name, command) in
        [("check.sarif", &["check", "--sarif"][..]), ("verify.sarif", &["semver", "verify", "--sarif"])]
    {
        let outcome = sandbox.blip(command).in_folder("checkout").outcome();
        assert!(
            outcome.json()["runs"][0]["results"].as_array().is_some_and(|results| !results.is_empty()),
            "{outcome}"
        );
        sandbox.write(name, &outcome.stdout);
        logs.push(sandbox.path(name).display().to_string());
    }
    assert_silent(&types.run(logs).in_folder(sandbox.work()).outcome());
}
