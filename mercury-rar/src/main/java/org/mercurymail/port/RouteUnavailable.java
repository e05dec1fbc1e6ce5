package org.mercurymail.port;

import org.mercurymail.mail.Status;

/** A route could not be opened; the status says how, and whether to try again. */
public class RouteUnavailable extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Status status;

    public RouteUnavailable(Status status, Throwable cause) {
        super(status.toString(), cause);
        this.status = status;
    }

    public Status status() {
        return status;
    }
}
