//! The figures of `blip metrics`, read by Prometheus's own parser.

use crate::support::Sandbox;
use crate::tools::own_tool;

#[test]
fn openmetrics_are_what_prometheus_reads() {
    // installed along with the parser
    let Some(parser) = own_tool("openmetrics", "mkdocs") else { return };
    let sandbox = Sandbox::with_identity();
    sandbox.blip(["new", "checkout", "--defaults", "--git"]).succeeds();
    sandbox.git("checkout", &["tag", "v1.0.0"]);
    sandbox.blip(["new", "cart", "--defaults", "--git"]).succeeds();
    for (what, expected) in [
        (
            "dora",
            &["blip_deployment_frequency_observations service=checkout 1", "blip_lead_time_observations service= 0"][..],
        ),
        ("onboarding", &["blip_first_release_seconds service=checkout,statistic=median 0"]),
        ("adoption", &["blip_current_ratio service= 1", "blip_uses blip=helm,ring=adopt 2"]),
    ] {
        let args = ["metrics", what, "--fleet", "--format", "openmetrics"];
        let figures = sandbox.blip(args).succeeds().stdout;
        sandbox.write("figures.prom", figures);
        let run = parser.run([sandbox.path("figures.prom").to_str().unwrap()]).in_folder(sandbox.work()).succeeds();
        for line in expected {
            assert!(run.stdout.lines().any(|sample| sample == *line), "{line} is missing of {what}\n{}", run.stdout);
        }
    }
}
