<%= header() %>

package service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Calls to your own services, which carry on the preview that the work at hand is done for.
 *
 * <p>Third parties are called with another client: previews are none of their business.
 */
final class Internal {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    // It follows no redirect: one may lead to a stranger, and the headers would go along.
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private Internal() {
    }

    /** A call to be completed and sent: {@code Internal.send(Internal.to(uri).build())}. */
    static HttpRequest.Builder to(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        Preview.current().ifPresent(preview -> request
                .header(Preview.HEADER, preview)
                .header("baggage", Preview.ENTRY + "=" + preview));
        return request;
    }

    static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
