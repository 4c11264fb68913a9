<%= header() %>

package service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void worksUntilStopped(String signal) throws Exception {
        try (Program program = new Program(Main.class, Map.of())) {
            program.logged("\"message\":\"started\"");
            program.logged("\"message\":\"worked\"");
            program.signal(signal);
            program.logged("\"message\":\"stopping\"");
            program.logged("\"message\":\"stopped\"");
            assertEquals(0, program.exitCode());
        }
    }
}
