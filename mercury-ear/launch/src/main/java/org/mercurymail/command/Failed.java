package org.mercurymail.command;

/** Why a command did not do what it was asked: one line for people, and the exit status of sysexits(3). */
final class Failed extends Exception {

    static final int USAGE = 64;
    static final int DATA = 65;
    static final int NO_USER = 67;
    static final int TEMPORARY = 75;
    static final int NO_PERMISSION = 77;
    static final int OTHERWISE = 1;

    private static final long serialVersionUID = 1L;

    private final int status;

    Failed(int status, String line) {
        super(line);
        this.status = status;
    }

    int status() {
        return status;
    }
}
