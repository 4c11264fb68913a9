//! How values are spread.

use serde::Serialize;

/// From this many values on, the ninetieth percentile is another than the largest.
const ENOUGH_FOR_P90: usize = 11;

/// The middle of some durations, and where the slowest tenth begins; in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Spread {
    /// How many there are.
    pub n: usize,
    /// Half of them are at most this.
    pub median: i64,
    /// Nine tenths of them are at most this; none where there are so few that it would be the largest.
    pub p90: Option<i64>,
}

impl Spread {
    /// The spread of some values; none of no value.
    #[must_use]
    pub fn of(values: &[i64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        Some(Self {
            n: sorted.len(),
            median: percentile(&sorted, 50)?,
            p90: percentile(&sorted, 90).filter(|_| sorted.len() >= ENOUGH_FOR_P90),
        })
    }
}

/// The nearest rank: the smallest of the sorted values that at least `percent` of a hundred do not exceed. It is always
/// one that was observed.
#[must_use]
pub fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_value_that_was_observed() {
        assert_eq!(Spread::of(&[]), None);
        assert_eq!(Spread::of(&[7]), Some(Spread { n: 1, median: 7, p90: None }));
        assert_eq!(Spread::of(&[4, 1, 3, 2]), Some(Spread { n: 4, median: 2, p90: None }));
        let eleven: Vec<i64> = (1..=11).collect();
        assert_eq!(Spread::of(&eleven), Some(Spread { n: 11, median: 6, p90: Some(10) }));
    }

    /// The definition itself: try each value.
    fn naive(values: &[i64], percent: usize) -> Option<i64> {
        let enough =
            |value: &i64| values.iter().filter(|other| *other <= value).count() * 100 >= values.len() * percent;
        values.iter().copied().filter(|value| enough(value)).min()
    }

    proptest! {
        #[test]
        fn percentiles_are_as_defined(mut values in prop::collection::vec(-1000_i64..1000, 0..60), percent in 1_usize..=100) {
            let expected = naive(&values, percent);
            values.sort_unstable();
            prop_assert_eq!(percentile(&values, percent), expected);
        }
    }
}
