//! Where a shallow clone ends.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::commit::ObjectId;

/// The commits whose parents a shallow clone leaves out; empty in a whole one.
/// Source: gitrepository-layout(5), `shallow`.
pub(super) fn roots(common_dir: &Path) -> HashSet<ObjectId> {
    let text = fs::read_to_string(common_dir.join("shallow")).unwrap_or_default();
    text.lines().map(|line| ObjectId::new(line.trim())).collect()
}
