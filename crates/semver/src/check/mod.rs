//! Checking messages before they are made: of a commit, or of what a forge will make of a request.

mod forge_message;
mod hook;
mod report;

pub use forge_message::{MergeMethod, Request, forge_message};
pub use hook::{HOOK, Installed, install_hook};
pub use report::{CheckRules, Finding, MessageReport, Severity, check_message};
