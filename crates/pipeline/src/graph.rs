//! Which jobs wait for which.

use crate::{Job, Occasion, Pipeline};

impl Pipeline {
    /// The jobs that `job` waits for, directly and through others.
    pub(crate) fn ancestors<'a>(&'a self, job: &'a Job) -> Vec<&'a Job> {
        let mut found: Vec<&Job> = Vec::new();
        let mut open: Vec<&str> = job.needs.iter().map(String::as_str).collect();
        while let Some(id) = open.pop() {
            let Some(needed) = self.job(id) else { continue };
            if !found.iter().any(|known| known.id == needed.id) {
                found.push(needed);
                open.extend(needed.needs.iter().map(String::as_str));
            }
        }
        found
    }
}

impl Job {
    /// Whether it may be left out where `other` runs.
    pub(crate) fn may_be_absent_for(&self, other: &Job) -> bool {
        other.on.iter().any(|occasion| self.may_be_absent_on(*occasion))
    }

    fn may_be_absent_on(&self, occasion: Occasion) -> bool {
        let filtered = occasion == Occasion::Proposal && !self.paths.is_empty();
        filtered || !self.on.contains(&occasion)
    }
}
