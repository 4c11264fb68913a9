<%= header() %>

package service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
<% if blips.preview is defined %>
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
<% endif %>
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What the service answers. Health checks and logs are added by {@link Server}. */
final class Routes {
    /** Handlers by path, then by method. */
<% if blips.preview is defined %>
    static final Map<String, Map<String, Handler>> ALL = all(System.getenv("UPSTREAM_URL"));
<% else %>
    static final Map<String, Map<String, Handler>> ALL = Map.of("/", Map.of("GET", about()));
<% endif %>

    private Routes() {
    }
<% if blips.preview is defined %>

    private static Map<String, Map<String, Handler>> all(String upstream) {
        Map<String, Map<String, Handler>> all = new HashMap<>();
        all.put("/", Map.of("GET", about()));
<% if blips.preview.events == "knative" %>
        all.put("/events", Map.of("POST", event()));
<% endif %>
        if (upstream != null && !upstream.isEmpty()) {
            all.put("/upstream", Map.of("GET", upstream(URI.create(upstream))));
        }
        return all;
    }
<% endif %>

    /** Says which service answers, and in which version. */
    private static Handler about() {
        Properties properties = new Properties();
        try (InputStream file = Routes.class.getResourceAsStream("/application.properties")) {
            properties.load(file);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        Map<String, String> about = new TreeMap<>();
        about.put("service", properties.getProperty("name"));
        about.put("version", properties.getProperty("version"));
        return request -> Response.json(200, about);
    }
<% if blips.preview is defined %>

    /** A first call to another service, and a way to see which version of it a request gets to. */
    private static Handler upstream(URI uri) {
        return request -> {
            HttpResponse<String> answer = Internal.send(Internal.to(uri).build());
            Map<String, Object> body = new TreeMap<>(Map.of("status", answer.statusCode(), "body", answer.body()));
            return Response.json(200, body);
        };
    }
<% if blips.preview.events == "knative" %>

    /** Takes one event. What is answered otherwise than by 200 to 299 comes again. */
    private static Handler event() {
        return request -> {
            Map<String, Object> fields = new TreeMap<>();
            fields.put("id", request.getRequestHeaders().getFirst("ce-id"));
            fields.put("type", request.getRequestHeaders().getFirst("ce-type"));
            Log.INFO.log("event", fields);
            return Response.text(204, "");
        };
    }
<% endif %>
<% endif %>
}
