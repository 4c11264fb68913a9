<%= header() %>

package service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogTest {
    @Test
    void takesAnyCase() {
        assertEquals(Log.WARN, Log.level("Warn"));
    }

    @Test
    void takesAnythingElseForInfo() {
        assertEquals(Log.INFO, Log.level("debgu"));
        assertEquals(Log.INFO, Log.level(null));
    }
}
