package org.mercurymail.launch;

/** Why the server does not start: one line for the operator, which names the key or the thing. */
final class Unfit extends Exception {

    private static final long serialVersionUID = 1L;

    Unfit(String line) {
        super(line);
    }
}
