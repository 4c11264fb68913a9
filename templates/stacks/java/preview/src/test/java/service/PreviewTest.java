<%= header() %>

package service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewTest {
    private static Optional<String> in(String header, String... values) {
        return Preview.in(Map.of(header, List.of(values)));
    }

    @Test
    void isNamedByTheHeaderOrTheBaggage() {
        Map<String, List<String>> both =
                Map.of(Preview.HEADER, List.of("a-pr-1"), "Baggage", List.of("preview=b-pr-2"));
        assertEquals(Optional.of("a-pr-1"), Preview.in(both));
        assertEquals(Optional.of("b-pr-2"), in("Baggage", "user=7, preview = b-pr-2;hops=1,tenant=x"));
        assertEquals(Optional.of("b-pr-2"), in("baggage", "user=7", "preview=b-pr-2"));
<% if blips.preview.events == "knative" %>
        assertEquals(Optional.of("a-pr-1"), in(Preview.ATTRIBUTE, "a-pr-1"));
<% endif %>
        assertEquals(Optional.empty(), in("Baggage", "nopreview=a-pr-1,preview"));
        assertEquals(Optional.empty(), Preview.in(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "A-PR-1", "a,b", "a\n"})
    void isNothingThatCannotBeItsName(String value) {
        assertEquals(Optional.empty(), in(Preview.HEADER, value));
        assertEquals(Optional.empty(), in(Preview.HEADER, "a".repeat(101)));
    }

    @Test
    void holdsForTheWorkAlone() throws Exception {
        assertEquals(Optional.of("a-pr-1"), Preview.with(Optional.of("a-pr-1"), Preview::current));
        assertEquals(Optional.empty(), Preview.current());
        assertThrows(IllegalStateException.class, () -> Preview.with(Optional.of("a-pr-1"), () -> {
            throw new IllegalStateException();
        }));
        assertEquals(Optional.empty(), Preview.current());
    }

    @Test
    void isCarriedByCallsButNotThroughARedirect() throws Exception {
        List<String> received = new ArrayList<>();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", request -> {
            received.add(request.getRequestHeaders().getFirst(Preview.HEADER));
            received.add(request.getRequestHeaders().getFirst("baggage"));
            request.getResponseHeaders().set("Location", "/elsewhere");
            request.sendResponseHeaders(302, -1);
            request.close();
        });
        other.start();
        try {
            URI uri = new URI("http", null, "localhost", other.getAddress().getPort(), "/", null, null);
            HttpResponse<String> answer =
                    Preview.with(Optional.of("a-pr-1"), () -> Internal.send(Internal.to(uri).build()));
            assertEquals(302, answer.statusCode());
            Internal.send(Internal.to(uri).build());
        } finally {
            other.stop(0);
        }
        List<String> expected = new ArrayList<>(List.of("a-pr-1", "preview=a-pr-1"));
        expected.add(null);
        expected.add(null);
        assertEquals(expected, received);
    }
}
