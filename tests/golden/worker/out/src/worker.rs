// Written once by Blip; from here on it is yours.

//! The loop around the work.

use std::{pin::pin, time::Duration};

use tokio::{
    select,
    time::{self, MissedTickBehavior},
};
use tracing::info;

/// How often there is something to do.
const PERIOD: Duration = Duration::from_secs(10);

/// Calls `work` once in each period until `stop` completes; what was begun is finished first.
///
/// Kubernetes waits for that as long as `terminationGracePeriodSeconds` says.
pub async fn run(stop: impl Future<Output = ()>, work: impl AsyncFn()) {
    let mut stop = pin!(stop);
    let mut period = time::interval(PERIOD);
    period.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        select! {
            biased;
            () = &mut stop => break,
            _ = period.tick() => work().await,
        }
    }
}

/// One round of work: put here what the service is for.
pub async fn work() {
    info!("working");
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_works_once_in_each_period() {
        let rounds = Cell::new(0);
        run(sleep(PERIOD * 5 / 2), async || rounds.set(rounds.get() + 1)).await;
        assert_eq!(rounds.get(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn it_finishes_what_it_began() {
        let finished = Cell::new(false);
        let work = async || {
            sleep(PERIOD).await;
            finished.set(true);
        };
        run(sleep(PERIOD / 2), work).await;
        assert!(finished.get());
    }
}
