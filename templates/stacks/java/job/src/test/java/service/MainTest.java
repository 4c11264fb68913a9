<%= header() %>

package service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void worksOnce() throws Exception {
        try (Program program = new Program(Main.class, Map.of())) {
            List<String> messages = program.log()
                    .map(line -> line.replaceAll(".*\"message\":\"([^\"]*)\".*", "$1"))
                    .toList();
            assertEquals(List.of("worked", "done"), messages);
            assertEquals(0, program.exitCode());
        }
    }
}
