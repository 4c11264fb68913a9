<%= header() %>

package service;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What the service answers. Health checks and logs are added by {@link Server}. */
final class Routes {
    /** Handlers by path, then by method. */
    static final Map<String, Map<String, Handler>> ALL = Map.of("/", Map.of("GET", about()));

    private Routes() {
    }

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
}
