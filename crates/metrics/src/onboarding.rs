//! How long it takes a new service to get under way.

use crate::figure::{Figure, Unit};
use crate::window::Window;

/// The first times of a service, in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// Its first commit.
    pub began: i64,
    /// The first pull or merge request that was merged.
    pub merged: Option<i64>,
    /// The first stable version.
    pub released: Option<i64>,
    /// The first image in production.
    pub deployed: Option<i64>,
}

/// The figures of the services that began in the window, and what is to be known of them.
#[must_use]
pub fn onboarding(services: &[Begun], window: &Window) -> (Vec<Figure>, Vec<String>) {
    let new: Vec<&Begun> = services.iter().filter(|service| window.contains(service.began)).collect();
    let first = |first: fn(&Begun) -> Option<i64>| -> Vec<i64> {
        let times =
            new.iter().filter_map(|service| Some((first(service).filter(|at| *at < window.until)?, service.began)));
        times.map(|(first, began)| (first - began).max(0)).collect()
    };
    let (merged, released, deployed) = (first(|s| s.merged), first(|s| s.released), first(|s| s.deployed));
    let notes = [(&merged, "merged no request"), (&released, "released nothing"), (&deployed, "deployed nothing")]
        .into_iter()
        .filter(|(times, _)| times.len() < new.len())
        .map(|(times, what)| match (new.len() - times.len(), new.len()) {
            (1, 1) => format!("it {what} so far"),
            (waiting, all) => format!("{waiting} of {all} services {what} so far, and are left out of that figure"),
        });
    let notes = notes.collect();
    let figures = [MERGED.of_durations(&merged), RELEASED.of_durations(&released), DEPLOYED.of_durations(&deployed)];
    (figures.into(), notes)
}

const FIRST: Figure = Figure {
    id: "",
    title: "",
    unit: Unit::Seconds,
    value: None,
    p90: None,
    n: 0,
    of: "services",
    method: "",
    caveats: &["Services that have not come so far yet are left out, so the figure is kinder than the truth."],
};

const MERGED: Figure = Figure {
    id: "first_merge",
    title: "First commit to first merged request",
    method: "The first merge on the branch that bears the words of a forge (`Merge pull request #1`, `(#1)`, \
             `See merge request`).",
    caveats: &[
        "Services that have not come so far yet are left out, so the figure is kinder than the truth.",
        "A rebase leaves no such words, and is not seen.",
    ],
    ..FIRST
};

const RELEASED: Figure = Figure {
    id: "first_release",
    title: "First commit to first release",
    method: "The first commit with a stable SemVer tag.",
    ..FIRST
};

const DEPLOYED: Figure = Figure {
    id: "first_deployment",
    title: "First commit to first deployment",
    method: "The first commit that gives production an image. Where there is none, the first stable SemVer tag.",
    ..FIRST
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_began_in_the_window_count() {
        let begun = |began, merged, deployed| Begun { began, merged, released: None, deployed };
        let services =
            [begun(10, Some(14), Some(30)), begun(20, None, None), begun(5, Some(6), None), begun(12, Some(18), None)];
        let (figures, notes) = onboarding(&services, &Window { since: Some(10), until: 25 });
        let told: Vec<_> = figures.iter().map(|figure| (figure.id, figure.value, figure.n)).collect();
        // 4 and 6 seconds; what was deployed after the window was not deployed
        assert_eq!(told, [("first_merge", Some(4.0), 2), ("first_release", None, 0), ("first_deployment", None, 0)]);
        assert_eq!(notes[0], "1 of 3 services merged no request so far, and are left out of that figure");
        let (_, notes) = onboarding(&services[1..2], &Window { since: None, until: 25 });
        assert_eq!(notes[0], "it merged no request so far");
    }
}
