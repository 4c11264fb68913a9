//! No object of the chart is made both by the library chart and by a template of its own.
//!
//! Where `chart` was switched between `plain` and `library`, a template that was edited stays: without this, the
//! cluster would be handed the same object twice.

use blip_model::{Place, Problem};
use regex_lite::Regex;

use crate::files::Files;

const OBJECTS: &str = "templates/objects.yaml";

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let objects = files.in_chart(OBJECTS);
    let Some(text) = files.text(&objects) else { return Vec::new() };
    // `{{ include "platform-lib.http.deployment" . }}`
    let Ok(included) = Regex::new(r#"include "[a-z0-9-]+\.(?:http|worker|job)\.([a-z0-9/-]+)""#) else {
        return Vec::new();
    };
    let twice = text.lines().enumerate().filter_map(|(i, line)| {
        let found = included.captures(line)?.get(1)?;
        let own = files.in_chart(&format!("templates/{}.yaml", found.as_str()));
        files.text(&own)?;
        let place = Place { file: objects.clone(), line: i + 1, column: found.start() + 1 };
        let problem = Problem::new(format!("this makes what {own} makes as well")).at(place);
        Some(
            problem
                .help("remove this line to keep the file, or carry your edit over to values.yaml and delete the file"),
        )
    });
    twice.collect()
}
