<%= header() %>

//! What the job is for.

use std::error::Error;

use tracing::info;

/// Runs once. Let it be safe to repeat: Kubernetes starts it again after an error.
pub async fn run() -> Result<(), Box<dyn Error>> {
    info!("done");
    Ok(())
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn it_succeeds() {
        assert!(super::run().await.is_ok());
    }
}
