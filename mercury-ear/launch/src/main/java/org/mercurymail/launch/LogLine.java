package org.mercurymail.launch;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** One line a record: time, level, the logger's short name, and the text, which Mercury writes as key=value. */
public final class LogLine extends Formatter {

    @Override
    public String format(LogRecord record) {
        String logger = String.valueOf(record.getLoggerName());
        StringBuilder line = new StringBuilder(160)
                .append("time=").append(record.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(" level=").append(record.getLevel().getName())
                .append(" logger=").append(logger.substring(logger.lastIndexOf('.') + 1))
                .append(' ').append(formatMessage(record).strip().replaceAll("\\s*\\R\\s*", " | "))
                .append('\n');
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }
}
