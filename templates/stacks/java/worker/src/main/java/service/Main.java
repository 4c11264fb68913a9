<%= header() %>

package service;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Works until SIGTERM or SIGINT.
 *
 * <p>What is under way then is finished, so a piece of work has to be shorter than
 * {@code terminationGracePeriodSeconds}.
 */
public final class Main {
    private static final long PAUSE_MS = 1000;

    private Main() {
    }

    public static void main(String[] args) throws InterruptedException {
        Log.start();
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, stopped)));

        Log.INFO.log("started");
        do {
            try {
                Work.work();
            } catch (Exception error) {
                Log.ERROR.log("failed", error);
            }
            // The signal cuts the pause short.
        } while (!stop.await(PAUSE_MS, TimeUnit.MILLISECONDS));
        stopped.countDown();
    }

    private static void end(CountDownLatch stop, CountDownLatch stopped) {
        Log.INFO.log("stopping");
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException error) {
            Log.WARN.log("interrupted", error);
        }
        Log.INFO.log("stopped");
        // The end of a virtual machine that was told to stop would be 143, an error.
        Runtime.getRuntime().halt(0);
    }
}
