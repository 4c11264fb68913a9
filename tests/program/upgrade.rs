//! What earlier and later versions of Blip left behind.

use std::fs;

use crate::given::checkout;
use crate::support::workspace;

const LOCK: &str = "checkout/.blip/lock.yaml";

#[test]
fn a_lock_of_an_earlier_format_is_read_and_brought_up_to_date() {
    let sandbox = checkout();
    // as a Blip wrote it that knew only the first format
    sandbox.write(LOCK, fs::read(workspace().join("tests/fixtures/locks/format-1.yaml")).unwrap());
    let before = sandbox.snapshot("checkout");
    sandbox.blip(["check"]).in_folder("checkout").succeeds();
    sandbox.blip(["why", "Dockerfile"]).in_folder("checkout").succeeds();
    sandbox.snapshot("checkout").is_untouched_since(&before);
    sandbox.blip(["generate"]).in_folder("checkout").succeeds().stdout_is("");
    assert!(sandbox.read(LOCK).contains("\nformat: 2\n") && sandbox.read(LOCK).contains("\n  helm: adopt\n"));
    sandbox.blip(["check"]).in_folder("checkout").succeeds();
}

#[test]
fn a_later_blip_is_not_undone() {
    let sandbox = checkout();
    let here = env!("CARGO_PKG_VERSION");
    sandbox.edit(LOCK, &format!("blip: {here}\n"), "blip: 7.1.0\n");
    sandbox.edit("checkout/blip.yaml", "stack: rust\n", "stack: rust\n  port: 9090\n");
    let before = sandbox.snapshot("checkout");
    let refused = format!(
        "error: Blip 7.1.0 was at work here, and this is {here}: it would take back what is new\n  \
         help: install Blip 7.1.0 or a later one\n"
    );
    for command in ["generate", "check"] {
        sandbox.blip([command]).in_folder("checkout").exits(2).stderr_is(&refused);
    }
    sandbox.snapshot("checkout").is_untouched_since(&before);
    sandbox.edit(LOCK, "format: 2\n", "format: 9\n");
    let newer = sandbox.blip(["generate"]).in_folder("checkout").exits(2);
    newer.stderr_has(&["has format 9", "install a newer Blip (7.1.0 wrote it)"]);
}
