//! The figures of software delivery, after DORA's.

use crate::deployments::{Kind, Step};
use crate::figure::{Figure, Unit};
use crate::history::History;
use crate::window::Window;

/// What was counted: of one service, or of several added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// How often production came to run something new, or the same built anew.
    pub deployments: usize,
    /// How often it went back.
    pub backs: usize,
    /// How many of the deployments failed.
    pub failed: usize,
    /// How many deployments, and ways back, were not planned.
    pub unplanned: usize,
    /// Seconds from each change to its deployment.
    pub leads: Vec<i64>,
    /// Seconds from each deployment that failed to what mended it.
    pub restores: Vec<i64>,
    /// Seconds that were looked at; of several services, those of each.
    pub seconds: i64,
    /// How many deployments do not tell the commit that they were built from.
    pub unknown: usize,
    /// How many changes are younger than their deployment by the clocks of those who wrote them.
    pub skewed: usize,
    /// How many deployments are so young that they may yet turn out to have failed.
    pub young: usize,
}

/// What happened in a window. `hotfix_within` is in seconds.
#[must_use]
pub fn delivery(history: &History, steps: &[Step], window: &Window, hotfix_within: i64) -> Delivery {
    let mut counted = Delivery { seconds: seconds(history, window), ..Delivery::default() };
    for (number, step) in steps.iter().enumerate().filter(|(_, step)| window.contains(step.at)) {
        counted.unplanned += usize::from(step.unplanned);
        if step.kind == Kind::Back {
            counted.backs += 1;
            continue;
        }
        counted.deployments += 1;
        counted.unknown += usize::from(!step.is_known);
        match step.mended_by {
            Some(by) => {
                counted.failed += 1;
                counted.restores.push((steps[by].at - step.at).max(0));
            }
            None => counted.young += usize::from(window.until - step.at < hotfix_within),
        }
        // the first of all brings everything that was there before anybody deployed
        if number > 0 {
            let leads = step.brings.iter().map(|change| step.at - history.commit(*change).authored);
            let (sound, skewed): (Vec<i64>, Vec<i64>) = leads.partition(|lead| *lead >= 0);
            counted.leads.extend(sound);
            counted.skewed += skewed.len();
        }
    }
    counted
}

/// The part of the window in which there was a branch.
fn seconds(history: &History, window: &Window) -> i64 {
    let since = window.since.into_iter().chain(history.began()).max();
    since.map_or(0, |since| (window.until - since).max(0))
}

impl Delivery {
    /// This and another one.
    pub fn add(&mut self, other: &Self) {
        self.deployments += other.deployments;
        self.backs += other.backs;
        self.failed += other.failed;
        self.unplanned += other.unplanned;
        self.leads.extend(&other.leads);
        self.restores.extend(&other.restores);
        self.seconds += other.seconds;
        self.unknown += other.unknown;
        self.skewed += other.skewed;
        self.young += other.young;
    }

    /// The figures.
    #[must_use]
    pub fn figures(&self) -> Vec<Figure> {
        vec![
            FREQUENCY.of_frequency(self.deployments, self.seconds),
            LEAD_TIME.of_durations(&self.leads),
            FAILURES.of_ratio(self.failed, self.deployments),
            RESTORE.of_durations(&self.restores),
            REWORK.of_ratio(self.unplanned, self.deployments + self.backs),
        ]
    }

    /// What is to be known of these numbers in particular.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let counts = [
            (
                self.unknown,
                "deployment does not tell its commit, so its changes have no lead time",
                "deployments do not tell their commit, so their changes have no lead time",
            ),
            (
                self.skewed,
                "change is younger than its deployment by its author's clock, and left out",
                "changes are younger than their deployment by their authors' clocks, and left out",
            ),
            (
                self.young,
                "deployment is so young that it may yet turn out to have failed",
                "deployments are so young that they may yet turn out to have failed",
            ),
        ];
        let said = counts.into_iter().filter(|(count, ..)| *count > 0);
        said.map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many })).collect()
    }
}

const NOTHING: Figure =
    Figure { id: "", title: "", unit: Unit::Ratio, value: None, p90: None, n: 0, of: "", method: "", caveats: &[] };

const FREQUENCY: Figure = Figure {
    id: "deployment_frequency",
    title: "Deployment frequency",
    of: "deployments",
    method: "Commits that change the image of production, divided by the weeks; ways back are not counted. Without such \
             commits, stable SemVer tags take their place.",
    caveats: &["A tag or a commit says what was meant to run, not that it ran."],
    ..NOTHING
};

const LEAD_TIME: Figure = Figure {
    id: "lead_time",
    title: "Lead time for changes",
    of: "changes",
    method: "From when a commit was written to the first deployment that contains it. Merges, versions and digests \
             are no changes, and the first deployment of all is left out.",
    caveats: &[
        "A squash keeps the time of the merge and drops that of the work: lead times are then too short.",
        "Work before the first commit is not seen.",
    ],
    ..NOTHING
};

const FAILURES: Figure = Figure {
    id: "change_failure_rate",
    title: "Change failure rate",
    of: "deployments",
    method: "Deployments after which production went back to an earlier image, of which a commit was reverted later, or \
             which were soon (--hotfix-hours) followed by one with nothing but fixes.",
    caveats: &[
        "A stand-in: what failed and was mended in another way is not seen, and a fix may mend something older.",
        "Hotfixes are known by Conventional Commits (`fix:`, `revert:`) alone.",
    ],
    ..NOTHING
};

const RESTORE: Figure = Figure {
    id: "time_to_restore",
    title: "Time to restore",
    of: "failed deployments",
    method: "From a deployment that failed to the one that took it back or mended it.",
    caveats: &["It begins with the deployment, not when somebody noticed; what no deployment ended is not seen."],
    ..NOTHING
};

const REWORK: Figure = Figure {
    id: "rework_rate",
    title: "Rework rate",
    of: "deployments and ways back",
    method: "The part that was not planned: ways back, reverts and hotfixes.",
    caveats: &["It is known by the same signs as failures, and shares their doubts."],
    ..NOTHING
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deployments::{Written, from_values, steps};
    use crate::history::tests::history;
    use crate::{Image, Window};

    const HOUR: i64 = 3600;

    /// Every number of this is worked out by hand beside it.
    #[test]
    fn worked_out_by_hand() {
        let history = history(&[
            ("aaaaaaa", &[], 0, "feat: a"),
            ("bbbbbbb", &["aaaaaaa"], HOUR, "feat: b"),
            ("ccccccc", &["bbbbbbb"], 2 * HOUR, "feat: c"),
            ("ddddddd", &["ccccccc"], 30 * HOUR, "fix: d"),
            ("eeeeeee", &["ddddddd"], 900 * HOUR, "feat: by a clock that is ahead"),
        ]);
        let written: Vec<_> = [
            (HOUR, "aaaaaaa"),
            (10 * HOUR, "ccccccc"),
            (12 * HOUR, "aaaaaaa"),
            (33 * HOUR, "ddddddd"),
            (80 * HOUR, "eeeeeee"),
            (90 * HOUR, "nobody-knows"),
        ]
        .iter()
        .map(|(at, tag)| Written { at: *at, image: Image::of(&format!("image: {{tag: {tag}}}")), source: None })
        .collect();
        let steps = steps(&history, &from_values(&written, &history, &[]), 24 * HOUR, true);
        let counted = delivery(&history, &steps, &Window { since: None, until: 100 * HOUR }, 24 * HOUR);
        assert_eq!(
            counted,
            Delivery {
                deployments: 5, // all but the way back after 12 hours
                backs: 1,
                failed: 1,    // b and c, taken back; d mends what was mended already
                unplanned: 2, // the way back, and d within 24 hours
                leads: vec![8 * HOUR, 9 * HOUR, 3 * HOUR],
                restores: vec![2 * HOUR],
                seconds: 100 * HOUR,
                unknown: 1,
                skewed: 1,
                young: 2, // after 80 and 90 hours
            }
        );
        let values: Vec<_> = counted.figures().iter().map(|figure| (figure.id, figure.value, figure.n)).collect();
        assert_eq!(
            values,
            [
                ("deployment_frequency", Some(8.4), 5), // 5 / 100 hours * 168 hours
                ("lead_time", Some(8.0 * 3600.0), 3),
                ("change_failure_rate", Some(0.2), 5),
                ("time_to_restore", Some(7200.0), 1),
                ("rework_rate", Some(0.3333), 6),
            ]
        );
        let later = delivery(&history, &steps, &Window { since: Some(20 * HOUR), until: 34 * HOUR }, 24 * HOUR);
        assert_eq!((later.deployments, later.unplanned, later.leads, later.seconds), (1, 1, vec![3 * HOUR], 14 * HOUR));
    }

    #[test]
    fn nothing_is_no_number() {
        let counted = Delivery::default();
        assert!(counted.figures().iter().all(|figure| figure.value.is_none() && figure.n == 0));
        assert!(counted.notes().is_empty());
    }
}
