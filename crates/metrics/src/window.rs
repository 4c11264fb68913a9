//! From when to when.

use blip_semver::date;

/// Seconds in a day.
pub(crate) const DAY: i64 = 86_400;

/// A stretch of time, in seconds since 1970: from `since`, where there is a beginning, to just before `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its first moment; none for all that went before.
    pub since: Option<i64>,
    /// The first moment after it.
    pub until: i64,
}

/// A text that is no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a day (2026-11-23) nor a span (90d, 12w, 6m, 1y)")]
pub struct InvalidMoment(String);

impl Window {
    /// Whether a moment lies in it.
    #[must_use]
    pub fn contains(&self, moment: i64) -> bool {
        self.since.is_none_or(|since| since <= moment) && moment < self.until
    }

    /// Its first day, in UTC.
    #[must_use]
    pub fn first_day(&self) -> Option<String> {
        self.since.map(date)
    }

    /// Its last day, in UTC.
    #[must_use]
    pub fn last_day(&self) -> String {
        date(self.until - 1)
    }
}

/// The beginning of a day in UTC (`2026-11-23`), or the moment that lies a span before `until`: `90d`, `12w`, `6m` of 30
/// days, `1y` of 365.
///
/// # Errors
/// Anything else.
pub fn moment(text: &str, until: i64) -> Result<i64, InvalidMoment> {
    let span = || {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let days = match unit {
            "d" => 1,
            "w" => 7,
            "m" => 30,
            "y" => 365,
            _ => return None,
        };
        let number = number.parse::<u32>().ok().filter(|number| (1..=36_500).contains(number))?;
        Some(until - i64::from(number) * days * DAY)
    };
    span().or_else(|| day(text)).ok_or_else(|| InvalidMoment(text.to_owned()))
}

/// The beginning of a day that there is. Found by trying, since `date` is the one place that knows the calendar.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-');
    let mut part = |digits: usize| {
        let part = parts.next().filter(|part| part.len() == digits && part.bytes().all(|c| c.is_ascii_digit()))?;
        part.parse::<i64>().ok()
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    // a few days before the day at most: 365 for each year, and those of the months that are the shortest
    let guess = (year - 1970) * 365 + (year - 1970).div_euclid(4) - 30 + (month - 1) * 30 + day - 1;
    (guess..guess + 90).map(|days| days * DAY).find(|seconds| date(*seconds) == text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_and_spans() {
        assert_eq!(moment("1970-01-01", 0), Ok(0));
        assert_eq!(moment("2026-11-23", 0), Ok(1_795_392_000));
        assert_eq!(moment("2w", 100 * DAY), Ok(86 * DAY));
        assert_eq!(moment("90d", 100 * DAY), Ok(10 * DAY));
        for wrong in ["", "x", "d", "0d", "-1d", "90", "2026-02-30", "2026-2-3", "23.11.2026", "99999999999d", "é"] {
            assert_eq!(moment(wrong, 0), Err(InvalidMoment(wrong.to_owned())), "{wrong}");
        }
    }

    #[test]
    fn the_end_is_not_in_it() {
        let window = Window { since: Some(0), until: DAY };
        assert_eq!([-1, 0, DAY - 1, DAY].map(|moment| window.contains(moment)), [false, true, true, false]);
        assert_eq!((window.first_day().as_deref(), window.last_day().as_str()), (Some("1970-01-01"), "1970-01-01"));
    }

    proptest! {
        #[test]
        fn every_day_is_found(days in 0_i64..47_000) {
            prop_assert_eq!(moment(&date(days * DAY), 0), Ok(days * DAY));
        }
    }
}
