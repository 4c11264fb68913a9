//! A figure: a number with what it takes to believe it.

use serde::Serialize;

use crate::spread::Spread;

/// What a number is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// So many a week.
    PerWeek,
    /// Seconds.
    Seconds,
    /// A part of the whole, from 0 to 1.
    Ratio,
}

/// A number, of how many it is, how it was found, and what it cannot tell.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Figure {
    /// Its name in programs: `lead_time`.
    pub id: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it is in.
    pub unit: Unit,
    /// The number; the median where it is one of several. None where there is nothing to count.
    pub value: Option<f64>,
    /// Where the highest tenth begins; none where there are too few.
    pub p90: Option<f64>,
    /// Of how many it is.
    pub n: usize,
    /// What those are.
    pub of: &'static str,
    /// How it is found.
    pub method: &'static str,
    /// What it cannot tell.
    pub caveats: &'static [&'static str],
}

impl Figure {
    /// With the middle of durations as its number.
    #[must_use]
    pub(crate) fn of_durations(self, seconds: &[i64]) -> Self {
        let spread = Spread::of(seconds);
        let float = |seconds: i64| seconds as f64;
        Self {
            unit: Unit::Seconds,
            value: spread.map(|spread| float(spread.median)),
            p90: spread.and_then(|spread| spread.p90).map(float),
            n: seconds.len(),
            ..self
        }
    }

    /// With a part of the whole as its number.
    #[must_use]
    pub(crate) fn of_ratio(self, part: usize, whole: usize) -> Self {
        Self { unit: Unit::Ratio, value: ratio(part as f64, whole as f64, 4), n: whole, ..self }
    }

    /// With so many in some seconds as its number.
    #[must_use]
    pub(crate) fn of_frequency(self, count: usize, seconds: i64) -> Self {
        const WEEK: f64 = 604_800.0;
        Self { unit: Unit::PerWeek, value: ratio(count as f64 * WEEK, seconds as f64, 2), n: count, ..self }
    }
}

/// The quotient, with so many decimals; none of nothing.
fn ratio(part: f64, whole: f64, decimals: i32) -> Option<f64> {
    let scale = 10_f64.powi(decimals);
    (whole > 0.0).then(|| (part / whole * scale).round() / scale)
}

/// The figures of one service, or of all together.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Scope {
    /// The service's name.
    pub name: String,
    /// What its deployments are known by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_by: Option<String>,
    /// The figures.
    pub figures: Vec<Figure>,
    /// What is to be known of these numbers in particular.
    pub notes: Vec<String>,
}

/// Everything that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Report {
    /// What was asked for: `dora`, `onboarding`, `adoption`.
    pub what: &'static str,
    /// The first day, in UTC; none where everything counts.
    pub since: Option<String>,
    /// The last day, in UTC.
    pub until: String,
    /// Each service.
    pub services: Vec<Scope>,
    /// All of them as one; none where there is one alone.
    pub all: Option<Scope>,
    /// What is in use, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<Use>,
}

/// How many use a blip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Use {
    /// Its short name.
    pub blip: String,
    /// The ring that it had when it was generated last.
    pub ring: String,
    /// How many services use it.
    pub services: usize,
}
