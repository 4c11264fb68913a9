//! Numbers, as people read them.

use crate::figure::{Figure, Unit};

/// The number of a figure: `2.3 a week`, `5.0 h`, `10 %`; a dash where there is none.
pub(super) fn value(figure: &Figure) -> String {
    figure.value.map_or_else(|| "–".to_owned(), |value| number(value, figure.unit))
}

/// The same of the highest tenth.
pub(super) fn p90(figure: &Figure) -> Option<String> {
    figure.p90.map(|value| number(value, figure.unit))
}

fn number(value: f64, unit: Unit) -> String {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 3600.0;
    const DAY: f64 = 86_400.0;
    match unit {
        Unit::PerWeek => format!("{value:.1} a week"),
        Unit::Ratio => format!("{:.0} %", value * 100.0),
        Unit::Seconds if value < 2.0 * MINUTE => format!("{value:.0} s"),
        Unit::Seconds if value < 2.0 * HOUR => format!("{:.0} min", value / MINUTE),
        Unit::Seconds if value < 2.0 * DAY => format!("{:.1} h", value / HOUR),
        Unit::Seconds => format!("{:.1} d", value / DAY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_that_people_think_in() {
        let seconds = |value| number(value, Unit::Seconds);
        assert_eq!([0.0, 119.0, 120.0, 7199.0].map(seconds), ["0 s", "119 s", "2 min", "120 min"]);
        assert_eq!([7200.0, 172_799.0, 172_800.0].map(seconds), ["2.0 h", "48.0 h", "2.0 d"]);
        assert_eq!(
            (number(0.1249, Unit::Ratio), number(8.4, Unit::PerWeek)),
            ("12 %".to_owned(), "8.4 a week".to_owned())
        );
    }
}
