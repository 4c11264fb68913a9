<%= header() %>

package service;

/** Starts the service. */
public final class Main {
    private Main() {
    }

    public static void main(String[] args) {
        Log.start();
        try {
            Server.serve(Routes.ALL, port(System.getenv("PORT")));
        } catch (Exception error) {
            Log.ERROR.log("cannot start", error);
            System.exit(1);
        }
    }

    static int port(String wanted) {
        if (wanted == null || wanted.isEmpty()) {
            return <%= service.port %>;
        }
        try {
            return Integer.parseInt(wanted);
        } catch (NumberFormatException error) {
            throw new IllegalArgumentException("PORT is no port: " + Json.of(wanted), error);
        }
    }
}
