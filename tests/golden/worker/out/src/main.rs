// Written once by Blip; from here on it is yours.

mod process;
mod worker;

use std::process::ExitCode;

use tracing::{error, info};

#[tokio::main]
async fn main() -> ExitCode {
    process::start_logging();
    match process::stop_signal() {
        Ok(stop) => {
            worker::run(stop, worker::work).await;
            info!("stopped");
            ExitCode::SUCCESS
        }
        Err(error) => {
            error!(%error, "cannot start");
            ExitCode::FAILURE
        }
    }
}
