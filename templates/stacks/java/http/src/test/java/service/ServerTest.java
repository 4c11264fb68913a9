<%= header() %>

package service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private Program program;
    private int port;

    @AfterEach
    void kill() {
        program.close();
    }

    private void start(Class<?> main) throws IOException {
        program = new Program(main, Map.of("PORT", "0"));
        String line = program.logged("\"message\":\"listening\"");
        port = Integer.parseInt(line.replaceAll(".*\"port\":(\\d+).*", "$1"));
    }

    private HttpRequest request(String method, String path) {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    }

    private HttpResponse<String> fetch(String path) throws Exception {
        return client.send(request("GET", path), BodyHandlers.ofString());
    }

    @Test
    void saysWhatItIs() throws Exception {
        start(Main.class);
        HttpResponse<String> response = fetch("/");
        assertEquals(200, response.statusCode());
        String name = "\"service\":\"<%= service.name %>\"";
        assertTrue(response.body().contains(name), response.body());
        assertTrue(response.body().matches(".*\"version\":\"\\d.*"), response.body());
    }

    @Test
    void isLiveAndReady() throws Exception {
        start(Main.class);
        assertEquals("ok", fetch(Server.LIVE).body());
        assertEquals("ok", fetch(Server.READY).body());
    }

    @Test
    void refusesWhatItDoesNotKnow() throws Exception {
        start(Main.class);
        assertEquals(404, fetch("/nowhere").statusCode());
        HttpResponse<String> response = client.send(request("DELETE", "/"), BodyHandlers.ofString());
        assertEquals(405, response.statusCode());
        assertEquals("GET", response.headers().firstValue("Allow").orElse(""));
    }

    @Test
    void logsEachRequestWithoutItsQuery() throws Exception {
        start(Main.class);
        fetch("/nowhere?token=secret");
        String line = program.logged("\"message\":\"request\"");
        String fields = "\"method\":\"GET\",\"path\":\"/nowhere\",\"status\":404,\"duration_ms\":";
        assertTrue(line.contains(fields), line);
        assertTrue(line.matches("\\{\"timestamp\":\"[^\"]+Z\",\"level\":\"info\".*"), line);
    }

    @Test
    void survivesAHandlerThatFails() throws Exception {
        start(Slow.class);
        assertEquals(500, fetch("/broken").statusCode());
        program.logged("\"message\":\"request failed\"", "as the test wants it");
        program.logged("\"message\":\"request\"", "\"status\":500");
        assertEquals(200, fetch(Server.LIVE).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void answersWhatIsInFlightBeforeItEnds(String signal) throws Exception {
        start(Slow.class);
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("GET", "/slow"), BodyHandlers.ofString());
        program.logged("begun");

        program.signal(signal);
        program.logged("stopping");
        assertEquals(503, fetch(Server.READY).statusCode());

        assertEquals("done", answer.get().body());
        assertEquals(0, program.exitCode());
        assertThrows(ConnectException.class, () -> fetch("/"));
    }

    @Test
    void refusesAPortThatIsNone() throws Exception {
        program = new Program(Main.class, Map.of("PORT", "none"));
        program.logged("\"level\":\"error\"", "PORT is no port");
        assertEquals(1, program.exitCode());
    }
}
