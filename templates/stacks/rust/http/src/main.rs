<%= header() %>

<% if blips.preview is defined %>
mod client;
<% if blips.preview.events == "kafka" %>
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "for the consumer that is yours to add")
)]
mod messages;
<% endif %>
mod preview;
<% endif %>
mod process;
mod routes;
mod server;
#[cfg(test)]
mod tests;

use std::{
    env,
    error::Error,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    process::ExitCode,
};

use tokio::net::TcpListener;
use tracing::{error, info};

#[tokio::main]
async fn main() -> ExitCode {
    process::start_logging();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!(error, "cannot start");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let stop = process::stop_signal()?;
    let port = port(env::var("PORT").ok())?;
    // [::] takes IPv4 as well; the second is for machines without IPv6.
    let addresses = [
        SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)),
        SocketAddr::from((Ipv4Addr::UNSPECIFIED, port)),
    ];
    let listener = TcpListener::bind(&addresses[..]).await?;
    info!(address = %listener.local_addr()?, "listening");
    server::serve(listener, routes::routes(), stop).await;
    info!("stopped");
    Ok(())
}

fn port(value: Option<String>) -> Result<u16, String> {
    match value {
        None => Ok(<%= service.port %>),
        Some(value) => value
            .parse()
            .map_err(|_| format!("PORT is no port: {value:?}")),
    }
}
