<%= header() %>

package service;

/** Works once. The exit code tells Kubernetes whether it is done or to be tried again. */
public final class Main {
    private Main() {
    }

    public static void main(String[] args) {
        Log.start();
        try {
            Work.work();
        } catch (Exception error) {
            Log.ERROR.log("failed", error);
            System.exit(1);
        }
        Log.INFO.log("done");
    }
}
