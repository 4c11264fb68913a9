<%= header() %>

package service;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program as a process of its own, as it runs in its container. */
final class Program implements AutoCloseable {
    final Process process;
    private final BufferedReader log;

    Program(Class<?> main, Map<String, String> environment) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        List<String> command = List.of(java, "-cp", System.getProperty("java.class.path"), main.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LOG_LEVEL", "info");
        builder.environment().putAll(environment);
        process = builder.start();
        log = process.inputReader();
    }

    /** Reads the log up to a line that has all these parts. */
    String logged(String... parts) throws IOException {
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (Arrays.stream(parts).allMatch(line::contains)) {
                return line;
            }
        }
        throw new AssertionError("ended without a log of " + Arrays.toString(parts));
    }

    /** The log up to its end. */
    Stream<String> log() {
        return log.lines();
    }

    /** Sends a signal: TERM, INT. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("goes on");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
