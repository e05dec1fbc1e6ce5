package org.mercurymail.launch;

import java.util.logging.Filter;
import java.util.logging.LogRecord;

/** Passes every record but one that the container writes for each key of ours that is empty, as most are. */
public final class Noteworthy implements Filter {

    @Override
    public boolean isLoggable(LogRecord record) {
        String text = String.valueOf(record.getMessage());
        return !(text.startsWith("MicroProfile Config: property") && text.contains("no value found"));
    }
}
