package org.mercurymail.port;

import java.io.Serializable;

/** The way out: the container pools the connections by their route. */
public interface SmtpConnectionFactory extends Serializable {

    /**
     * A connection that has greeted, and is secure and logged in as the route asks.
     *
     * @throws RouteUnavailable when the host cannot be reached, refuses us, or cannot do what the route asks
     */
    SmtpConnection connect(Route route) throws RouteUnavailable;
}
