use super::*;
use crate::figure::Unit;

fn figure(value: Option<f64>, n: usize) -> Figure {
    Figure {
        id: "lead_time",
        title: "Lead time",
        unit: Unit::Seconds,
        value,
        p90: value.map(|value| value * 2.0),
        n,
        of: "changes",
        method: "From a commit to \"production\".",
        caveats: &["A squash loses the first commit."],
    }
}

fn scope(name: &str, value: Option<f64>, n: usize) -> Scope {
    Scope {
        name: name.to_owned(),
        counted_by: None,
        figures: vec![figure(value, n)],
        notes: vec![format!("{n} are few")],
    }
}

fn report() -> Report {
    Report {
        what: "dora",
        since: Some("2026-01-01".to_owned()),
        until: "2026-01-31".to_owned(),
        services: vec![scope("a\"b", Some(7200.0), 3), scope("c|d", None, 0)],
        all: Some(scope("all", Some(7200.0), 3)),
        uses: Vec::new(),
    }
}

#[test]
fn a_gauge_for_each_number_that_there_is() {
    let expected = "\
# TYPE blip_lead_time_seconds gauge
# UNIT blip_lead_time_seconds seconds
# HELP blip_lead_time_seconds From a commit to \\\"production\\\".
blip_lead_time_seconds{service=\"a\\\"b\",statistic=\"median\"} 7200
blip_lead_time_seconds{service=\"a\\\"b\",statistic=\"p90\"} 14400
blip_lead_time_seconds{service=\"\",statistic=\"median\"} 7200
blip_lead_time_seconds{service=\"\",statistic=\"p90\"} 14400
# TYPE blip_lead_time_observations gauge
# HELP blip_lead_time_observations Of how many changes it is.
blip_lead_time_observations{service=\"a\\\"b\"} 3
blip_lead_time_observations{service=\"c|d\"} 0
blip_lead_time_observations{service=\"\"} 3
# EOF";
    assert_eq!(openmetrics(&report()), expected);
}

#[test]
fn a_page_says_how_it_is_counted() {
    let text = markdown(&report());
    assert!(text.contains("| c\\|d | – (n = 0) |\n"), "{text}");
    assert!(text.contains("| a\"b | 2.0 h, p90 4.0 h (n = 3) |\n"), "{text}");
    assert!(
        text.ends_with("**Lead time.** From a commit to \"production\".\n- A squash loses the first commit.\n"),
        "{text}"
    );
}

#[test]
fn lines_fit() {
    let text = table(&report(), 40);
    assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
    assert!(
        text.starts_with(
            "2026-01-01 to 2026-01-31 (UTC)\n\nservice  lead time\na\"b      2.0 h (3)\nc|d          – (0)\n"
        ),
        "{text}"
    );
    let mut alone = report();
    (alone.all, alone.services) = (None, vec![scope("shop", Some(60.0), 1)]);
    assert!(
        table(&alone, 80).contains("shop\n\nLead time  60 s, p90 2 min         n = 1 changes\n"),
        "{}",
        table(&alone, 80)
    );
}
