package org.mercurymail.imap;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.mercurymail.imap.Cursor.Malformed;

/** The dates of RFC 9051 §9: {@code date} and {@code date-time}. Mercury writes them in UTC. */
final class Dates {

    private static final List<String> MONTHS = List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
            "Oct", "Nov", "Dec");

    private Dates() { }

    /** {@code 1-Feb-1994}, as SEARCH takes it. */
    static LocalDate date(String text) throws Malformed {
        String[] pieces = text.split("-", -1);
        if (pieces.length != 3) {
            throw new Malformed("Not a date");
        }
        try {
            return LocalDate.of(number(pieces[2], 4, 4), month(pieces[1]), number(pieces[0].strip(), 1, 2));
        } catch (DateTimeException none) {
            throw new Malformed("No such date");
        }
    }

    /** {@code  1-Feb-1994 21:52:25 -0800}, as APPEND takes it. */
    static Instant dateTime(String text) throws Malformed {
        String[] pieces = text.strip().split(" ", -1);
        if (pieces.length != 3 || pieces[1].length() != 8 || pieces[2].length() != 5) {
            throw new Malformed("Not a date and time");
        }
        String[] time = pieces[1].split(":", -1);
        int sign = pieces[2].charAt(0) == '-' ? -1 : 1;
        if (time.length != 3 || sign > 0 && pieces[2].charAt(0) != '+') {
            throw new Malformed("Not a date and time");
        }
        int zone = number(pieces[2].substring(1), 4, 4);
        try {
            LocalDateTime local = date(pieces[0]).atTime(number(time[0], 2, 2), number(time[1], 2, 2),
                    Math.min(number(time[2], 2, 2), 59)); // a leap second
            return local.toInstant(ZoneOffset.ofTotalSeconds(sign * (zone / 100 * 3600 + zone % 100 * 60)));
        } catch (DateTimeException none) {
            throw new Malformed("No such date");
        }
    }

    /** As INTERNALDATE is written. */
    static String written(Instant instant) {
        LocalDateTime utc = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        StringBuilder out = new StringBuilder(26);
        out.append(utc.getDayOfMonth() < 10 ? " " : "").append(utc.getDayOfMonth()).append('-')
                .append(MONTHS.get(utc.getMonthValue() - 1)).append('-');
        String year = String.valueOf(Math.min(Math.max(0, utc.getYear()), 9999));
        out.append("0".repeat(4 - year.length())).append(year).append(' ');
        two(out, utc.getHour()).append(':');
        two(out, utc.getMinute()).append(':');
        return two(out, utc.getSecond()).append(" +0000").toString();
    }

    private static StringBuilder two(StringBuilder out, int number) {
        return out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    private static int month(String text) throws Malformed {
        for (int i = 0; i < MONTHS.size(); i++) {
            if (MONTHS.get(i).equalsIgnoreCase(text)) {
                return i + 1;
            }
        }
        throw new Malformed("No such month");
    }

    private static int number(String text, int least, int most) throws Malformed {
        if (text.length() < least || text.length() > most || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Malformed("Not a date");
        }
        return Integer.parseInt(text);
    }
}
