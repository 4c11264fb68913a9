<%= header() %>

package service;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final String SERVICE = "<%= service.name %>";
    private static final String OURS = SERVICE + "-pr-42";

    private static boolean takes(Optional<String> own, String header, String value) {
        return Messages.isMine(Map.of(header, List.of(value)), own);
    }

    @Test
    void aPreviewTakesWhatNamesItAndNothingElse() {
        Optional<String> own = Optional.of(OURS);
        assertTrue(takes(own, Preview.HEADER, OURS));
        assertTrue(takes(own, "baggage", "preview=" + OURS));
        for (String other : List.of("", OURS + "1", SERVICE + "-pr-4", "else-pr-42")) {
            assertFalse(takes(own, Preview.HEADER, other), other);
        }
        assertFalse(Messages.isMine(Map.of(), own));
    }

    @Test
    void theStableVersionTakesAllButWhatNamesAPreviewOfThisService() {
        for (String other : List.of("", "else-pr-42", SERVICE, SERVICE + "-pr-x")) {
            assertTrue(takes(Optional.empty(), Preview.HEADER, other), other);
        }
        assertTrue(Messages.isMine(Map.of()));
        assertFalse(takes(Optional.empty(), Preview.HEADER, OURS));
    }
}
