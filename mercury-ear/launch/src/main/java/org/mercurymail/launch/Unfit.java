package org.mercurymail.launch;

/** Why the server does not start: one line for the operator, which names the key or the thing. */
final class Unfit extends Exception {

    private static final long serialVersionUID = 1L;

    /** EX_CONFIG of sysexits(3): another try would end the same, which a service manager wants to know. */
    private static final int MISCONFIGURED = 78;
    private static final int IN_TROUBLE = 1;

    private final int status;

    /** Something is in the way now: a port, a database, a directory. */
    Unfit(String line) {
        this(line, IN_TROUBLE);
    }

    private Unfit(String line, int status) {
        super(line);
        this.status = status;
    }

    /** Something is configured that cannot be meant. */
    static Unfit configured(String line) {
        return new Unfit(line, MISCONFIGURED);
    }

    int status() {
        return status;
    }
}
