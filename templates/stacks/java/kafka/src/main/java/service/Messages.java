<%= header() %>

package service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which messages are this process's own.
 *
 * <p>Kafka hands each message to every group and filters none by its headers: a preview takes what names it, and the
 * stable version all but what names a preview of this service.
 */
final class Messages {
    private static final String SERVICE = "<%= service.name %>";
    /** What its previews are called, by the numbers of their pull requests. */
    private static final Pattern PREVIEW = Pattern.compile(SERVICE + "-pr-[0-9]+");

    private Messages() {
    }

    /** Whether to handle a message. Else it is skipped, and its offset committed all the same. */
    static boolean isMine(Map<String, List<String>> headers) {
        // The chart says so in a preview, and nothing in the stable version.
        return isMine(headers, Optional.ofNullable(System.getenv("PREVIEW_ID")).filter(own -> !own.isEmpty()));
    }

    static boolean isMine(Map<String, List<String>> headers, Optional<String> own) {
        Optional<String> preview = Preview.in(headers);
        return own.isPresent() ? preview.equals(own) : preview.filter(PREVIEW.asMatchPredicate()).isEmpty();
    }
}
