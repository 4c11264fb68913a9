<%= header() %>

package service;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a request is answered with. */
record Response(int status, Map<String, String> headers, byte[] body) {
    static Response json(int status, Object body) {
        return of(status, "application/json", Json.of(body));
    }

    static Response text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body);
    }

    private static Response of(int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Response(status, Map.of("Content-Type", type), bytes);
    }
}
