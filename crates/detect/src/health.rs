//! The paths that tell how the service is: what probes ask now, then the routes in its sources.

use blip_model::HttpPath;

use crate::container::{is_compose, is_dockerfile};
use crate::files::{Files, is_yaml, name};
use crate::pattern::{Pattern, compile, line_with, matches};
use crate::{Fact, Findings};

/// How many lines below `livenessProbe:` its path may stand.
const REACH: usize = 8;

static PROBE: Pattern = Pattern::new(|| compile(r"^\s*(liveness|readiness)(?:Probe)?:"));
static PROBE_PATH: Pattern = Pattern::new(|| compile(r#"^\s*path:\s*["']?(/[\w./~-]*)["']?\s*$"#));
static LOCAL_URL: Pattern =
    Pattern::new(|| compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\S+?)?(/[\w./~-]+)"));

/// A string in a source that is the path of such an endpoint. Words that a service may also use for its own matters
/// count only where they stand alone: `/status`, and not `/orders/status`.
static ROUTE: Pattern = Pattern::new(|| {
    compile(concat!(
        r#"(?i)["'`](?:GET )?((?:/[\w-]+){0,2}/"#,
        r#"(?:health(?:z|check|-check|_check)?(?:/(?:live|liveness|ready|readiness))?|livez|liveness|readyz|readiness)"#,
        r#"|(?:/(?:-|_|internal|system|management|api))?/(?:live|alive|ready|heartbeat|ping|status|up))["'`]"#,
    ))
});

/// The same in what tells a web server.
static LOCATION: Pattern = Pattern::new(|| {
    compile(
        r"(?i)^\s*(?:@\w+\s+)?(?:location|handle|respond|path)\s+=?\s*(/(?:[\w-]+/)*(?:health|live|alive|ready|ping|status)[\w/-]*)",
    )
});

pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    for (path, text) in files.texts(|path| is_yaml(path) && !is_compose(path) && !path.starts_with('.')) {
        probes(path, &text, found);
    }
    spring(files, found);
    // first those that say by their name which of the two they are
    let mut general: Vec<(String, String, usize)> = Vec::new();
    let checks = files.texts(|path| is_compose(path) || is_dockerfile(path));
    let from_checks = checks.map(|(path, text)| (path, text, &LOCAL_URL));
    let from_sources = files.sources().map(|(path, text)| (path, text, &ROUTE));
    let is_server = |path: &str| name(path) == "Caddyfile" || path.ends_with(".conf");
    let from_servers = files.texts(is_server).map(|(path, text)| (path, text, &LOCATION));
    for (path, text, pattern) in from_checks.chain(from_sources).chain(from_servers) {
        for (line, route) in matches(&text, pattern) {
            match fact(route) {
                Some(fact) => add(fact, route, path, line, found),
                None => general.push((route.to_owned(), path.to_owned(), line)),
            }
        }
    }
    // one that says neither is asked whether the service lives: it cannot know more than that it answers
    general.sort_by_key(|(route, _, _)| !route.to_lowercase().contains("health"));
    for (route, path, line) in general {
        if found.value(Fact::Ready) != Some(&route) {
            add(Fact::Live, &route, &path, line, found);
        }
    }
}

/// The paths below `livenessProbe:` and `readinessProbe:`, in manifests and charts alike.
fn probes(path: &str, text: &str, found: &mut Findings) {
    let lines: Vec<&str> = text.lines().collect();
    for (at, kind) in matches(text, &PROBE) {
        let fact = if kind == "liveness" { Fact::Live } else { Fact::Ready };
        let below = lines.iter().enumerate().skip(at).take(REACH);
        let end = below.take_while(|(_, line)| !PROBE.is_match(line));
        for (i, line) in end {
            if let Some(captures) = PROBE_PATH.captures(line) {
                add(fact, &captures[1], path, i + 1, found);
                break;
            }
        }
    }
}

/// Spring's actuator answers at paths that no source names.
fn spring(files: &Files<'_>, found: &mut Findings) {
    for path in ["pom.xml", "build.gradle", "build.gradle.kts"] {
        let Some(text) = files.text(path).filter(|text| text.contains("spring-boot-starter-actuator")) else {
            continue;
        };
        let line = line_with(&text, &["spring-boot-starter-actuator"]);
        found.add(Fact::Live, "/actuator/health/liveness", path, line);
        found.add(Fact::Ready, "/actuator/health/readiness", path, line);
    }
}

fn fact(route: &str) -> Option<Fact> {
    let last = route.rsplit('/').next().unwrap_or(route).to_lowercase();
    if last.starts_with("read") {
        Some(Fact::Ready)
    } else if last.starts_with("live") || last == "alive" {
        Some(Fact::Live)
    } else {
        None
    }
}

fn add(fact: Fact, route: &str, path: &str, line: usize, found: &mut Findings) {
    if route.parse::<HttpPath>().is_ok() {
        found.add(fact, route, path, line);
    }
}
