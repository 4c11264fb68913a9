//! What scans find, under Security of the repository.

use blip_model::Problem;

use super::{Lowering, Permission, Step};
use crate::jobs::{Shown, reports_on};
use crate::{Checkout, CodeScanning, Entry, Job, Occasion, Right, Task};

impl Lowering<'_> {
    /// Where findings are shown beside the log.
    pub(super) fn shown(&self) -> Shown {
        let is_shown = self.pipeline.engine.is_none() && self.pipeline.code_scanning != CodeScanning::Never;
        if is_shown { Shown::OnGithub } else { Shown::InTheLog }
    }

    /// The step after a scan that shows what it found, though it failed.
    ///
    /// A fork's token cannot write; a private repository may not pay for it, and where the forge does not say whether it
    /// is private, as at night, a refusal must not fail the job.
    pub(super) fn show(&self, task: &Task, job: &Job) -> Result<Vec<Step>, Problem> {
        let reports = match task {
            Task::ScanDependencies { .. } => vec!["dependencies".to_owned()],
            Task::ScanImage(architectures) => reports_on(architectures),
            _ => return Ok(Vec::new()),
        };
        if self.shown() == Shown::InTheLog {
            return Ok(Vec::new());
        }
        reports.iter().map(|of| self.show_one(of, job)).collect()
    }

    fn show_one(&self, of: &str, job: &Job) -> Result<Step, Problem> {
        let report = match job.checkout {
            Checkout::None => self.shown().report(of),
            _ => self.pipeline.in_repository(&self.shown().report(of)),
        };
        let mut conditions = vec!["!cancelled()".to_owned(), format!("hashFiles('{report}') != ''")];
        if job.on.contains(&Occasion::Proposal) {
            conditions.push("github.event.pull_request.head.repo.full_name == github.repository".to_owned());
        } else if job.on.contains(&Occasion::Trunk) {
            conditions.push(format!("github.ref == 'refs/heads/{}'", self.pipeline.default_branch));
        }
        let is_free_alone = self.pipeline.code_scanning == CodeScanning::Public;
        conditions.extend(is_free_alone.then(|| "!github.event.repository.private".to_owned()));
        let with = vec![Entry::new("sarif_file", report), Entry::new("category", self.pipeline.own(of))];
        let step = self.action("Show the findings", "github/codeql-action/upload-sarif", with)?;
        let condition = Some(format!("${{{{ {} }}}}", conditions.join(" && ")));
        Ok(Step { condition, may_fail: is_free_alone, ..step })
    }

    /// What a private repository asks for beside the right to show findings.
    pub(super) fn of_private(&self, job: &Job) -> impl Iterator<Item = Permission> + use<> {
        let asks = job.may(Right::WriteFindings) && self.pipeline.code_scanning == CodeScanning::Always;
        let reason = "to show it in a private repository, too".to_owned();
        let read = |scope: &'static str| Permission { scope, access: "read", reason: reason.clone() };
        let has_code = job.may(Right::ReadCode);
        let permissions = [(!has_code).then(|| read("contents")), Some(read("actions"))];
        permissions.into_iter().flatten().filter(move |_| asks).collect::<Vec<_>>().into_iter()
    }
}
