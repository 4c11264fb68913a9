//! The one place that knows what time it is.

use std::time::SystemTime;

use anyhow::Result;
use blip_model::Problem;

/// Seconds since 1970: those of `SOURCE_DATE_EPOCH` (<https://reproducible-builds.org/specs/source-date-epoch/>), or now.
pub(crate) fn now() -> Result<i64> {
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => Ok(text.parse().map_err(|_| Problem::new(format!("SOURCE_DATE_EPOCH is no number: {text}")))?),
        Err(_) => Ok(i64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs())?),
    }
}
