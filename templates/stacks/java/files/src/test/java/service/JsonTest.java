<%= header() %>

package service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void escapesWhatEndsOrBreaksText() {
        assertEquals("\"a\\\"b\\\\c\\nd\\u0007é\"", Json.of("a\"b\\c\nd\u0007é"));
    }

    @Test
    void nests() {
        assertEquals("{\"a\":[1,true,null]}", Json.of(Map.of("a", Arrays.asList(1, true, null))));
        assertEquals("[]", Json.of(List.of()));
    }
}
