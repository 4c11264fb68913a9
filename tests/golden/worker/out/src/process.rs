// Written once by Blip; from here on it is yours.

//! The process around the service: its logs, and the signal to stop.

use std::{env, io, panic};

use tokio::{
    select,
    signal::unix::{SignalKind, signal},
};
use tracing::{Level, error};
use tracing_subscriber::{
    Layer, filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

/// Sends the logs to stdout, one JSON object a line, and panics with them.
///
/// `LOG_LEVEL` is a level (`debug`); `RUST_LOG` wins over it and can tell modules apart
/// (`info,hyper=debug`).
pub fn start_logging() {
    let wanted = env::var("RUST_LOG").or_else(|_| env::var("LOG_LEVEL"));
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_filter(filter(&wanted.unwrap_or_default()));
    tracing_subscriber::registry().with(lines).init();
    panic::set_hook(Box::new(|panic| error!("{panic}")));
}

/// What is wanted on top of `info`, so that a misspelled level silences nothing.
fn filter(wanted: &str) -> Targets {
    format!("info,{wanted}")
        .trim_end_matches(',')
        .parse()
        .unwrap_or_else(|_| Targets::new().with_default(Level::INFO))
}

/// Completes once the process is asked to stop: by SIGTERM, as Kubernetes does, or by Ctrl-C.
///
/// No signal is lost between this call and the first await of its result.
pub fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logs(wanted: &str, target: &str, level: Level) -> bool {
        filter(wanted).would_enable(target, &level)
    }

    #[test]
    fn a_level_holds_for_every_module() {
        assert!(logs("debug", "hyper", Level::DEBUG));
        assert!(!logs("WARN", "hyper", Level::INFO));
    }

    #[test]
    fn modules_can_differ() {
        assert!(logs("warn,hyper=debug", "hyper", Level::DEBUG));
        assert!(!logs("warn,hyper=debug", "tokio", Level::INFO));
    }

    #[test]
    fn anything_else_means_info() {
        for wanted in ["", "debgu", "a=b=c"] {
            assert!(logs(wanted, "hyper", Level::INFO), "{wanted}");
            assert!(!logs(wanted, "hyper", Level::DEBUG), "{wanted}");
        }
    }
}
