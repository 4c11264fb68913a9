//! `blip new` without a terminal.

use crate::support::Sandbox;

#[test]
fn defaults_ask_for_nothing() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.blip(["new", "checkout", "--defaults"]).succeeds();
    outcome.stdout_has(&["checkout/\n", "blip.yaml"]).stderr_has(&["Made checkout with "]);
    assert!(sandbox.exists("checkout/.blip/lock.yaml"));
}
