//! The questions that are asked at a terminal, and the way back to each of them.

mod review;
mod settings;
mod steps;

use anyhow::Result;
use blip_generate::Catalog;
use blip_model::Problems;

use crate::answers::Answers;
use crate::draft::settle_kind;
use crate::known::Known;
use crate::package_manager;
use crate::prompt::{Item, Prompt, at_terminal};
use crate::ui::Ui;
pub(crate) use review::{Decision, tell_origins};
use steps::Step;

/// Why a service cannot take a name that is legal.
type Free<'a> = dyn Fn(&str) -> Result<(), String> + 'a;

/// Asks at one terminal.
pub(crate) struct Wizard<'a> {
    prompt: Box<dyn Prompt>,
    catalog: &'a Catalog,
    known: &'a Known,
}

impl<'a> Wizard<'a> {
    /// A wizard at the program's terminal. From here on Ctrl-C gives the cursor back and ends the program.
    pub(crate) fn new(ui: &Ui, catalog: &'a Catalog, known: &'a Known) -> Result<Self> {
        Ok(Self { prompt: at_terminal(ui)?, catalog, known })
    }

    /// Asks for everything that was not given, and again for what does not go together.
    pub(crate) fn complete(&self, answers: &mut Answers, free: &Free<'_>) -> Result<()> {
        for step in Step::ALL {
            if self.is_due(step, answers)? {
                self.ask(step, answers, free, false)?;
            }
            match step {
                Step::Name => {
                    answers.put_in_name()?;
                    answers.check_given()?;
                }
                Step::Stack => {
                    answers.settle_stack()?;
                    if step.concerns(answers.kind()) {
                        settle_kind(answers, self.catalog)?;
                    }
                    package_manager::settle(answers, self.catalog, self.known)?;
                }
                // what no later answer can mend is said before more is asked
                Step::Owner => self.mend(answers, free)?,
                _ => {}
            }
        }
        self.mend(answers, free)
    }

    /// Asks which of several things to take; none is an answer, too.
    pub(crate) fn choose(&self, prompt: &str, help: &str, items: &[Item]) -> Result<Vec<usize>> {
        self.prompt.some(prompt, help, items)
    }

    /// A question that yes or no answers.
    pub(crate) fn confirm(&self, prompt: &str) -> Result<bool> {
        self.prompt.confirm(prompt)
    }

    /// Whether a question is to be asked at all.
    fn is_due(&self, step: Step, answers: &mut Answers) -> Result<bool> {
        Ok(match step {
            _ if !step.concerns(answers.kind()) => false,
            Step::Kind => !is_settled(step, answers) && self.kinds(answers)?.len() > 1,
            Step::PackageManager => !is_settled(step, answers) && self.package_managers(answers)?.len() > 1,
            Step::Forge => {
                let told = answers.has("repository.provider") || answers.provider().is_some();
                if told {
                    answers.settle_provider()?;
                }
                !told
            }
            Step::Told => self.told(answers)?.iter().any(|told| self.is_open(told, answers)),
            Step::Image => !is_settled(step, answers),
            Step::Environments | Step::Blips => !answers.has(step.path()),
            _ => step.question().is_some_and(|question| question.is_open(answers, self.known)),
        })
    }

    /// As long as the answers do not go together, says why and asks for the one that is to blame. What was given in
    /// the arguments is not asked for again.
    fn mend(&self, answers: &mut Answers, free: &Free<'_>) -> Result<()> {
        while let Err(problems) = self.judge(answers, None)? {
            let Some(step) = self.to_blame(answers)? else { return Err(problems.into()) };
            self.prompt.complain(&problems.to_string())?;
            self.ask(step, answers, free, true)?;
            answers.put_in_name()?;
        }
        Ok(())
    }

    /// The question whose answer makes the difference between right and wrong; of several the one that was asked last.
    fn to_blame(&self, answers: &Answers) -> Result<Option<Step>> {
        for step in Step::ALL.into_iter().rev() {
            let is_open = step.concerns(answers.kind()) && !answers.is_given(step.path());
            if is_open && step.stand_in().is_some() && self.judge(answers, Some(step))?.is_ok() {
                return Ok(Some(step));
            }
        }
        Ok(None)
    }

    /// What is wrong with the answers so far, with something harmless in the place of those that are still open and of
    /// the one to `spare`.
    fn judge(&self, answers: &Answers, spare: Option<Step>) -> Result<Result<(), Problems>> {
        let mut document = answers.document().clone();
        for step in Step::ALL {
            if let Some(stand_in) = step.stand_in()
                && (Some(step) == spare || matches!(step, Step::Environments) && !answers.has(step.path()))
            {
                document.set(stand_in.parse()?)?;
            }
        }
        Ok(self.catalog.select(&document).map(|_| ()))
    }
}

/// Whether a question was answered, be it with a default that goes without saying.
fn is_settled(step: Step, answers: &Answers) -> bool {
    answers.has(step.path()) || answers.origin(step.path()).is_some()
}
