<%= header() %>

package service;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Logs as one JSON object a line on stdout, from LOG_LEVEL (debug, info, warn, error) up.
 *
 * <p>What libraries log through java.util.logging or System.Logger comes along.
 */
enum Log {
    DEBUG, INFO, WARN, ERROR;

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final Log THRESHOLD = level(System.getenv("LOG_LEVEL"));

    /** Takes over what libraries log. */
    static void start() {
        LogManager.getLogManager().reset();
        Logger.getLogger("").addHandler(new Libraries());
    }

    /** INFO for what is no level, so that a misspelled one silences nothing. */
    static Log level(String wanted) {
        for (Log level : values()) {
            if (level.name().equalsIgnoreCase(wanted)) {
                return level;
            }
        }
        return INFO;
    }

    void log(String message) {
        log(message, Map.of());
    }

    /** The error with its stack, so that one line tells all of it. */
    void log(String message, Throwable error) {
        StringWriter stack = new StringWriter();
        error.printStackTrace(new PrintWriter(stack));
        log(message, Map.of("error", stack.toString()));
    }

    void log(String message, Map<String, ?> fields) {
        if (compareTo(THRESHOLD) < 0) {
            return;
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS));
        entry.put("level", name().toLowerCase(Locale.ROOT));
        entry.put("message", message);
        entry.putAll(fields);
        OUT.println(Json.of(entry));
    }

    private static final class Libraries extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord line) {
            String message = formatter.formatMessage(line);
            if (line.getThrown() == null) {
                of(line.getLevel()).log(message, Map.of("logger", line.getLoggerName()));
            } else {
                of(line.getLevel()).log(message, line.getThrown());
            }
        }

        private static Log of(java.util.logging.Level level) {
            if (level.intValue() >= java.util.logging.Level.SEVERE.intValue()) {
                return ERROR;
            }
            if (level.intValue() >= java.util.logging.Level.WARNING.intValue()) {
                return WARN;
            }
            return level.intValue() >= java.util.logging.Level.INFO.intValue() ? INFO : DEBUG;
        }

        @Override
        public void flush() {
            // each line is flushed
        }

        @Override
        public void close() {
            // stdout stays open
        }
    }
}
