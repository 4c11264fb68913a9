//! By what a forge knows a finding again after the lines above it have moved.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use crate::Finding;

/// One fingerprint for each finding, none of them twice. Lines play no part in it.
pub(crate) fn fingerprints(findings: &[Finding]) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let fingerprint = |finding: &Finding| {
        // no NUL stands in a path or a rule, so no two findings run together
        let known = format!("{}\0{}\0{}", finding.rule, finding.file, finding.message);
        let count = seen.entry(known.clone()).or_default();
        *count += 1;
        let digest = Sha256::digest(format!("{known}\0{count}").as_bytes());
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    };
    findings.iter().map(fingerprint).collect()
}
