package org.mercurymail.store.embedded;

/** The embedded server cannot run; the message names the setting and is fit to be the last line on a console. */
public class EmbeddedException extends Exception {

    private static final long serialVersionUID = 1L;

    public EmbeddedException(String message) {
        super(message);
    }

    public EmbeddedException(String message, Throwable cause) {
        super(message, cause);
    }
}
