<%= header() %>

package service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

<% if blips.preview is defined %>
import com.sun.net.httpserver.HttpServer;
<% endif %>
import java.io.IOException;
import java.net.ConnectException;
<% if blips.preview is defined %>
import java.net.InetAddress;
import java.net.InetSocketAddress;
<% endif %>
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
<% if blips.preview is defined %>
import java.nio.charset.StandardCharsets;
<% endif %>
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

<% if blips.preview is defined %>
    private void start(Class<?> main) throws IOException {
        start(main, Map.of("PORT", "0"));
    }

    private void start(Class<?> main, Map<String, String> environment) throws IOException {
        program = new Program(main, environment);
<% else %>
    private void start(Class<?> main) throws IOException {
        program = new Program(main, Map.of("PORT", "0"));
<% endif %>
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

<% if blips.preview is defined %>
    @Test
    void leadsToAPreviewFurtherDown() throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", request -> {
            byte[] body = request.getRequestHeaders().getFirst(Preview.HEADER).getBytes(StandardCharsets.UTF_8);
            request.sendResponseHeaders(200, body.length);
            request.getResponseBody().write(body);
            request.close();
        });
        other.start();
        try {
            String url = "http://localhost:" + other.getAddress().getPort();
            start(Main.class, Map.of("PORT", "0", "UPSTREAM_URL", url));
            URI uri = URI.create("http://127.0.0.1:" + port + "/upstream");
            HttpRequest request = HttpRequest.newBuilder(uri).header(Preview.HEADER, "a-pr-1").build();
            assertEquals("{\"body\":\"a-pr-1\",\"status\":200}", client.send(request, BodyHandlers.ofString()).body());
        } finally {
            other.stop(0);
        }
    }

<% endif %>
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
