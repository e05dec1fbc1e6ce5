package org.mercurymail.wire;

/** How the world outside reaches a session, from any thread and at any time, also after it is gone. Never blocks. */
public interface Wakeup {

    /** Have {@link Session#woken} called soon; many calls may become one. */
    void wake();

    /** Have {@link Session#ending} called soon and the connection closed. */
    void end(String reason);
}
