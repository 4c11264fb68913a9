<%= header() %>

package service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What surrounds the routes: health checks, a log line for each request, and an orderly end. */
final class Server {
    /** Whether the process works; where it does not, Kubernetes restarts it. */
    static final String LIVE = "<%= service.health.live %>";
    /** Whether to send requests here. */
    static final String READY = "<%= service.health.ready %>";

    // How long the last requests may take. It must fit into `terminationGracePeriodSeconds`, less the preStop hook.
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final Map<String, Map<String, Handler>> routes;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean stopping;

    private Server(Map<String, Map<String, Handler>> routes) {
        this.routes = routes;
    }

    /** Serves on all interfaces until SIGTERM or SIGINT, then ends the process. Port 0 is any that is free. */
    static void serve(Map<String, Map<String, Handler>> routes, int port) throws IOException {
        // A load balancer keeps idle connections for up to a minute. Whoever closes first must not be this side, or a
        // request that is on its way then gets lost.
        System.setProperty("sun.net.httpserver.idleInterval", "65");
        // An answer goes out at once, rather than with the next.
        System.setProperty("sun.net.httpserver.nodelay", "true");

        Server server = new Server(routes);
        HttpServer listener = HttpServer.create(new InetSocketAddress(port), 0);
        // From Java 21 on, newVirtualThreadPerTaskExecutor does the same with less memory.
        listener.setExecutor(Executors.newCachedThreadPool());
        listener.createContext("/", server::answer);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(listener)));
        listener.start();
        Log.INFO.log("listening", Map.of("port", listener.getAddress().getPort()));
    }

    private void stop(HttpServer listener) {
        stopping = true;
        Log.INFO.log("stopping");
        // Still listening: who asks whether it is ready shall hear no, and not be refused a connection.
        long end = System.nanoTime() + DRAIN.toNanos();
        try {
            while (inFlight.get() > 0 && System.nanoTime() < end) {
                Thread.sleep(20);
            }
        } catch (InterruptedException error) {
            Log.WARN.log("interrupted", error);
        }
        listener.stop(0);
        Log.INFO.log("stopped", Map.of("unanswered", inFlight.get()));
        // The end of a virtual machine that was told to stop would be 143, an error.
        Runtime.getRuntime().halt(0);
    }

    private void answer(HttpExchange request) throws IOException {
        inFlight.incrementAndGet();
        long start = System.nanoTime();
        // without the query, which may hold what must not be logged
        String path = request.getRequestURI().getPath();
        Response response;
        try {
<% if blips.preview is defined %>
            response = Preview.with(Preview.in(request.getRequestHeaders()), () -> route(request, path));
<% else %>
            response = route(request, path);
<% endif %>
        } catch (Exception error) {
            Log.ERROR.log("request failed", error);
            response = Response.json(500, Map.of("error", "internal server error"));
        }
        try (request) {
            send(request, response);
        } finally {
            inFlight.decrementAndGet();
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("method", request.getRequestMethod());
            fields.put("path", path);
            fields.put("status", response.status());
            fields.put("duration_ms", (System.nanoTime() - start) / 1000 / 1e3);
            // Probes come every few seconds.
            boolean probe = path.equals(LIVE) || path.equals(READY);
            (probe ? Log.DEBUG : Log.INFO).log("request", fields);
        }
    }

    private Response route(HttpExchange request, String path) throws Exception {
        if (path.equals(LIVE)) {
            return Response.text(200, "ok");
        }
        if (path.equals(READY)) {
            return stopping ? Response.text(503, "stopping") : Response.text(200, "ok");
        }
        Map<String, Handler> methods = routes.get(path);
        if (methods == null) {
            return Response.json(404, Map.of("error", "not found"));
        }
        String method = request.getRequestMethod();
        // HEAD is GET without the body, which is left out when the answer is sent.
        Handler handler = methods.get(method.equals("HEAD") ? "GET" : method);
        if (handler == null) {
            request.getResponseHeaders().set("Allow", String.join(", ", methods.keySet()));
            return Response.json(405, Map.of("error", "method not allowed"));
        }
        return handler.answer(request);
    }

    private void send(HttpExchange request, Response response) throws IOException {
        response.headers().forEach(request.getResponseHeaders()::set);
        if (stopping) {
            request.getResponseHeaders().set("Connection", "close");
        }
        boolean empty = response.body().length == 0 || request.getRequestMethod().equals("HEAD");
        request.sendResponseHeaders(response.status(), empty ? -1 : response.body().length);
        if (!empty) {
            try (OutputStream body = request.getResponseBody()) {
                body.write(response.body());
            }
        }
    }
}
