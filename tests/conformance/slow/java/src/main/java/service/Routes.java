package service;

import java.util.Map;

/** Takes two seconds to answer. */
final class Routes {
    static final Map<String, Map<String, Handler>> ALL = Map.of("/slow", Map.of("GET", request -> {
        Thread.sleep(2000);
        return Response.text(200, "done");
    }));

    private Routes() {
    }
}
