<%= header() %>

<% if blips.preview is defined and blips.preview.events != "none" %>
<% if blips.preview.events == "kafka" %>
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "for the consumer that is yours to add")
)]
mod messages;
<% endif %>
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "for the consumer that is yours to add")
)]
mod preview;
<% endif %>
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
