//! The port, from what is nearest to the container that will open it to what a source may only offer as a default.

use blip_model::Port;

use crate::container::{is_compose, is_dockerfile};
use crate::files::{Files, is_yaml, name};
use crate::pattern::{Pattern, Search, compile, matches};
use crate::{Fact, Findings};

static EXPOSE: Pattern = Pattern::new(|| compile(r"(?i)^\s*EXPOSE\s+(\d+)"));
static ENV_PORT: Pattern = Pattern::new(|| {
    compile(concat!(
        r#"(?i)\b(?:HTTP_|SERVER_|APP_)?PORT\b["']?\s*[=: ]\s*["']?(\d{2,5})\b"#,
        r#"|\bASPNETCORE_(?:HTTP_PORTS|URLS)\W+(?:https?://[^:]*:)?(\d{2,5})\b"#,
    ))
});
/// The arguments of servers: `"--port", "8000"`, `-b 0.0.0.0:8000`.
static ARGUMENT: Pattern = Pattern::new(|| compile(r#"(?:--port|--bind|-p|-b)["',=\s]+(?:[\d.]+:)?(\d{4,5})\b"#));
static CONTAINER_PORT: Pattern = Pattern::new(|| compile(r"\b(?:containerPort|targetPort):\s*(\d+)"));
static COMPOSE_PORT: Pattern = Pattern::new(|| compile(r#"^\s*-\s*["']?(?:[\d.]+:)?\d+:(\d+)(?:/tcp)?["']?\s*$"#));
static CONFIG_PORT: Pattern =
    Pattern::new(|| compile(r"^\s*server\.port\s*[=:]\s*(?:\$\{\w+:)?(\d+)|^\s+port:\s*(?:\$\{\w+:)?(\d+)"));
/// A default for the variable PORT in a source, or what a listener is given.
static DEFAULT_PORT: Pattern = Pattern::new(|| {
    compile(concat!(
        r#"\bPORT\b["')\]]*\s*(?:,|\|\||\?\?|\bor\b|=|\{)\s*["']?(\d{2,5})\b"#,
        r#"|\bPORT\b["')\]]*.*unwrap_or[a-z_]*\(.*?(\d{2,5})\b"#,
        r#"|listen\w*\(\s*["']?:?(\d{2,5})\b"#,
    ))
});
/// Anything in a source that looks like a port.
static SOURCE_PORT: Pattern = Pattern::new(|| {
    compile(concat!(
        r#"["'](?:0\.0\.0\.0|127\.0\.0\.1|localhost|\[::\])?:(\d{2,5})["']"#,
        r#"|\bport\s*:?[=:]\s*["']?(?:int\()?(\d{2,5})\b"#,
        r#"|\bset\s+:port,\s*(\d{2,5})\b"#,
    ))
});

/// The ports of databases, queues and collectors, which a service calls and does not open.
const OF_OTHERS: &[&str] = &[
    "1433", "1521", "2181", "2379", "3306", "4222", "4317", "4318", "5432", "5672", "6379", "8200", "8500", "9042",
    "9092", "9200", "11211", "14268", "15672", "26257", "27017",
];

pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    let is_config = |path: &str| name(path).starts_with("application.") || name(path).starts_with("application-");
    let is_manifest = |path: &str| is_yaml(path) && !is_compose(path) && !path.starts_with('.') && !is_config(path);
    let starts = |path: &str| is_dockerfile(path) || is_compose(path) || name(path) == "Procfile";
    let patterns: [Search<'_>; 7] = [
        (&EXPOSE, &is_dockerfile),
        (&CONTAINER_PORT, &is_manifest),
        (&ENV_PORT, &|path| is_dockerfile(path) || matches!(name(path), ".env.example" | "Procfile")),
        (&ARGUMENT, &starts),
        (&CONFIG_PORT, &is_config),
        (&COMPOSE_PORT, &is_compose),
        (&ENV_PORT, &is_compose),
    ];
    for (pattern, wanted) in patterns {
        for (path, text) in files.texts(wanted) {
            add(path, &text, pattern, found);
        }
    }
    for pattern in [&DEFAULT_PORT, &SOURCE_PORT] {
        for (path, text) in files.sources() {
            add(path, &text, pattern, found);
        }
    }
}

fn add(path: &str, text: &str, pattern: &Pattern, found: &mut Findings) {
    for (line, port) in matches(text, pattern) {
        // what needs privileges is not for a container, and what nobody may open is no port
        if !OF_OTHERS.contains(&port) && port.parse().is_ok_and(|port: u64| Port::try_from(port).is_ok()) {
            found.add(Fact::Port, port, path, line);
        }
    }
}
