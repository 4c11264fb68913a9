<%= header() %>

package service;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/**
 * Which preview the work at hand is done for.
 *
 * <p>A preview of a service answers beside its stable version, and a header leads to it. A request gets to a preview
 * further down only if every service before it passes that header on.
 */
final class Preview {
    /** The header whose value names a preview: {@code <%= service.name %>-pr-42}. */
    static final String HEADER = "<%= blips.preview.header %>";
    /** The entry of the header {@code baggage} that says the same; OpenTelemetry carries it through any service. */
    static final String ENTRY = "preview";
<% if blips.preview.events == "knative" %>
    /** The attribute of an event that says the same, as Knative delivers it. */
    static final String ATTRIBUTE = "ce-preview";
<% endif %>

    private static final Pattern VALUE = Pattern.compile("[a-z0-9-]{1,100}");

    // Work that is handed to another thread takes its preview along: `Preview.with(preview, work)` over there.
    private static final ThreadLocal<Optional<String>> CURRENT = ThreadLocal.withInitial(Optional::empty);

    private Preview() {
    }

    /** Does work for a preview, or for none. */
    static <T> T with(Optional<String> preview, Callable<T> work) throws Exception {
        Optional<String> before = CURRENT.get();
        CURRENT.set(preview);
        try {
            return work.call();
        } finally {
            CURRENT.set(before);
        }
    }

    /** The preview that the work at hand is done for; none for most. */
    static Optional<String> current() {
        return CURRENT.get();
    }

    /** The preview that a request or a message names by its headers. */
    static Optional<String> in(Map<String, List<String>> headers) {
        return first(headers, HEADER)
<% if blips.preview.events == "knative" %>
                .or(() -> first(headers, ATTRIBUTE))
<% endif %>
                .or(() -> inBaggage(String.join(",", all(headers, "baggage"))))
                // Anybody can send anything: what cannot be the name of a preview is not passed on.
                .filter(preview -> VALUE.matcher(preview).matches());
    }

    /** Reads {@code a=1, preview=<%= service.name %>-pr-42;property, b=2}. */
    private static Optional<String> inBaggage(String baggage) {
        return Arrays.stream(baggage.split(","))
                .map(entry -> entry.split(";", 2)[0].split("=", 2))
                .filter(entry -> entry.length == 2 && entry[0].strip().equals(ENTRY))
                .map(entry -> entry[1].strip())
                .findFirst();
    }

    private static Optional<String> first(Map<String, List<String>> headers, String name) {
        return all(headers, name).stream().findFirst();
    }

    private static List<String> all(Map<String, List<String>> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(header.getKey()))
                .flatMap(header -> header.getValue().stream())
                .toList();
    }
}
