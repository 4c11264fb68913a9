//! How far the paved road is taken up, over many services.

use std::collections::{BTreeMap, BTreeSet};

use semver::Version;

use crate::figure::{Figure, Unit, Use};
use crate::window::Window;

/// The ring whose blips should be replaced.
const HOLD: &str = "hold";

/// The version of Blip that a service's files were made with, from a moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locked {
    /// When, in seconds since 1970.
    pub at: i64,
    /// The version.
    pub blip: Version,
}

/// What a service has taken up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopted {
    /// What its lock said, the oldest first.
    pub history: Vec<Locked>,
    /// The blips in use by short name, with the ring of each.
    pub blips: BTreeMap<String, String>,
    /// How many of its files are regenerated.
    pub files: usize,
    /// How many of those were edited by hand.
    pub edited: usize,
    /// Whether any file is behind what blip.yaml asks for.
    pub behind: bool,
}

/// The figures of some services.
#[must_use]
pub fn adoption(services: &[Adopted], window: &Window) -> Vec<Figure> {
    let count = |which: fn(&Adopted) -> bool| services.iter().filter(|service| which(service)).count();
    let newest = services.iter().filter_map(|service| Some(&service.history.last()?.blip)).max();
    let current = services.iter().filter(|service| service.history.last().map(|locked| &locked.blip) == newest);
    let current = if newest.is_some() { current.count() } else { 0 };
    let (files, edited) = services.iter().fold((0, 0), |(files, edited), s| (files + s.files, edited + s.edited));
    let on_hold = count(|service| service.blips.values().any(|ring| ring == HOLD));
    vec![
        CURRENT.of_ratio(current, services.len()),
        TAKE_UP.of_durations(&take_up(services, window)),
        BEHIND.of_ratio(count(|service| service.behind), services.len()),
        EDITED.of_ratio(edited, files),
        ON_HOLD.of_ratio(on_hold, services.len()),
    ]
}

/// How many services use each blip.
#[must_use]
pub fn uses(services: &[Adopted]) -> Vec<Use> {
    let mut counts: BTreeMap<(&String, &String), usize> = BTreeMap::new();
    for used in services.iter().flat_map(|service| &service.blips) {
        *counts.entry(used).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|((blip, ring), services)| Use { blip: blip.clone(), ring: ring.clone(), services })
        .collect()
}

/// For each version and each service that was there before it: the seconds from the first service that had it, or a
/// later one, to this one. The first itself is left out.
fn take_up(services: &[Adopted], window: &Window) -> Vec<i64> {
    let versions: BTreeSet<&Version> = services.iter().flat_map(|s| &s.history).map(|locked| &locked.blip).collect();
    let mut delays = Vec::new();
    for version in versions {
        let had = |service: &Adopted| service.history.iter().find(|locked| locked.blip >= *version).map(|l| l.at);
        let Some(first) = services.iter().filter_map(had).min().filter(|first| window.contains(*first)) else {
            continue;
        };
        let was_there = |service: &&Adopted| service.history.first().is_some_and(|locked| locked.at < first);
        delays
            .extend(services.iter().filter(was_there).filter_map(had).map(|at| at - first).filter(|delay| *delay > 0));
    }
    delays
}

const OF_SERVICES: Figure = Figure {
    id: "",
    title: "",
    unit: Unit::Ratio,
    value: None,
    p90: None,
    n: 0,
    of: "services",
    method: "",
    caveats: &[],
};

const CURRENT: Figure = Figure {
    id: "current",
    title: "On the newest Blip",
    method: "Services whose lock names the newest Blip that any of them names.",
    ..OF_SERVICES
};

const TAKE_UP: Figure = Figure {
    id: "take_up",
    title: "Time to take up a newer Blip",
    of: "services and versions",
    method: "From the first commit of any service whose lock names a newer Blip to that of each other that was there \
             before.",
    caveats: &["Services that have not taken it up yet are left out, so the figure is kinder than the truth."],
    ..OF_SERVICES
};

const BEHIND: Figure = Figure {
    id: "behind",
    title: "Behind their blip.yaml",
    method: "Services in which `blip generate` would change a file, with the Blip that counts.",
    ..OF_SERVICES
};

const EDITED: Figure = Figure {
    id: "edited_files",
    title: "Edited by hand",
    of: "regenerated files",
    method: "Regenerated files whose text is not the one that was generated.",
    caveats: &["An edit is no mistake: it shows where the paved road does not fit."],
    ..OF_SERVICES
};

const ON_HOLD: Figure = Figure {
    id: "on_hold",
    title: "With a blip on Hold",
    method: "Services in whose lock a blip stands on Hold.",
    ..OF_SERVICES
};

#[cfg(test)]
mod tests {
    use super::*;

    fn service(history: &[(i64, &str)], blips: &[(&str, &str)], files: (usize, usize), behind: bool) -> Adopted {
        let locked = |(at, blip): &(i64, &str)| Locked { at: *at, blip: blip.parse().unwrap() };
        Adopted {
            history: history.iter().map(locked).collect(),
            blips: blips.iter().map(|(blip, ring)| ((*blip).to_owned(), (*ring).to_owned())).collect(),
            files: files.0,
            edited: files.1,
            behind,
        }
    }

    #[test]
    fn worked_out_by_hand() {
        let services = [
            service(&[(10, "0.1.0"), (100, "0.2.0")], &[("helm", "adopt")], (10, 1), false),
            service(&[(20, "0.1.0"), (130, "0.3.0")], &[("helm", "adopt"), ("jenkins", "hold")], (20, 2), true),
            service(&[(30, "0.1.0"), (170, "0.2.0")], &[("helm", "adopt")], (10, 3), true),
            // came with the newer one: it took nothing up
            service(&[(110, "0.2.0")], &[], (0, 0), false),
        ];
        let figures = adoption(&services, &Window { since: None, until: 1000 });
        let told: Vec<_> = figures.iter().map(|figure| (figure.id, figure.value, figure.n)).collect();
        assert_eq!(
            told,
            [
                ("current", Some(0.25), 4),
                ("take_up", Some(30.0), 2), // 0.2.0: 100 to 130, and to 170; nobody took up 0.3.0 after the first
                ("behind", Some(0.5), 4),
                ("edited_files", Some(0.15), 40),
                ("on_hold", Some(0.25), 4),
            ]
        );
        let uses: Vec<_> = uses(&services).into_iter().map(|used| (used.blip, used.services)).collect();
        assert_eq!(uses, [("helm".to_owned(), 3), ("jenkins".to_owned(), 1)]);
    }
}
