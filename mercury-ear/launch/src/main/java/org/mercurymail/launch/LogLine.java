package org.mercurymail.launch;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * One line a record: time, level, the logger's short name, and the text, which Mercury writes as key=value. It
 * remembers the first failure, so that the launcher's last line can name it.
 */
public final class LogLine extends Formatter {

    private static final AtomicReference<String> FIRST_FAILURE = new AtomicReference<>("the log says why");

    @Override
    public String format(LogRecord record) {
        if (record.getThrown() != null && record.getLevel().intValue() >= Level.SEVERE.intValue()) {
            FIRST_FAILURE.compareAndSet("the log says why", rootOf(record.getThrown()));
        }
        String logger = String.valueOf(record.getLoggerName());
        StringBuilder line = new StringBuilder(160)
                .append("time=").append(record.getInstant().truncatedTo(ChronoUnit.MILLIS))
                .append(" level=").append(record.getLevel().getName())
                .append(" logger=").append(logger.substring(logger.lastIndexOf('.') + 1))
                .append(' ').append(text(record).strip().replaceAll("\\s*\\R\\s*", " | "))
                .append('\n');
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace));
            line.append(trace);
        }
        return line.toString();
    }

    /** What no bundle translates is at least told with its parameters. */
    private String text(LogRecord record) {
        String text = formatMessage(record);
        boolean bare = record.getParameters() != null && text.equals(record.getMessage());
        return bare ? text + " " + Arrays.toString(record.getParameters()) : text;
    }

    static String firstFailure() {
        return FIRST_FAILURE.get();
    }

    private static String rootOf(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage() == null ? root : root.getMessage()).replaceAll("\\s*\\R\\s*", " | ");
    }
}
