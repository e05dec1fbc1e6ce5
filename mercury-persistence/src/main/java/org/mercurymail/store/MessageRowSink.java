package org.mercurymail.store;

import java.io.IOException;

/** Receives messages, ascending by UID, while a cursor is open; what it throws ends the reading. */
@FunctionalInterface
public interface MessageRowSink {
    void message(MessageRow message) throws IOException;
}
