<%= header() %>

mod job;
mod process;

use std::{error::Error, process::ExitCode};

use tokio::select;
use tracing::error;

#[tokio::main]
async fn main() -> ExitCode {
    process::start_logging();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!(error, "failed");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let stop = process::stop_signal()?;
    select! {
        result = job::run() => result,
        // Unheard, SIGTERM would do nothing to the first process of a container.
        () = stop => Err("stopped before the end".into()),
    }
}
