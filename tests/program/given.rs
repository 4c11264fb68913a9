//! What a test begins with.

use crate::support::Sandbox;

/// A sandbox with a service in `checkout`, made with every default.
pub(crate) fn checkout() -> Sandbox {
    checkout_with(&[])
}

/// The same with these answers.
pub(crate) fn checkout_with(answers: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    let sets = answers.iter().flat_map(|answer| ["--set", answer]);
    sandbox.blip(["new", "checkout", "--defaults"].into_iter().chain(sets)).succeeds();
    sandbox
}
