<%= header() %>

package service;

import java.util.Map;

/** A service that takes its time, for the test of how a service ends. */
final class Slow {
    private Slow() {
    }

    public static void main(String[] args) throws Exception {
        Log.start();
        Handler slow = request -> {
            Log.INFO.log("begun");
            Thread.sleep(1000);
            return Response.text(200, "done");
        };
        Handler broken = request -> {
            throw new IllegalStateException("as the test wants it");
        };
        Map<String, Map<String, Handler>> routes =
                Map.of("/slow", Map.of("GET", slow), "/broken", Map.of("GET", broken));
        Server.serve(routes, Main.port(System.getenv("PORT")));
    }
}
