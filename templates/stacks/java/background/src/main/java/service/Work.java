<%= header() %>

package service;

/** What the service does. */
final class Work {
    private Work() {
    }

    /** Does one piece of work. Calls to others should bear a time limit. */
    static void work() throws Exception {
        Log.INFO.log("worked");
    }
}
