package org.mercurymail.mime;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a Date field (RFC 5322 §3.3 and the obsolete forms of §4.3). Goes by what a word looks like rather than by
 * its place, so that the forms of old programs are understood too; a date that no calendar has is none.
 */
final class DateField {

    private static final int MAX_LENGTH = 300;
    private static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
            "oct", "nov", "dec");
    private static final Map<String, Integer> ZONE_HOURS = Map.of("edt", -4, "est", -5, "cdt", -5, "cst", -6,
            "mdt", -6, "mst", -7, "pdt", -7, "pst", -8);

    private int day;
    private int month;
    private int year = -1;
    private int hour = -1;
    private int minute;
    private int second;
    private ZoneOffset zone = ZoneOffset.UTC; // RFC 5322 §4.3: an unknown zone is -0000

    private DateField() { }

    static Optional<OffsetDateTime> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        DateField date = new DateField();
        try {
            for (String word : withoutComments(text).toLowerCase(Locale.ROOT).split("[\\s,]+")) {
                date.word(word);
            }
            return date.value();
        } catch (DateTimeException | NumberFormatException noDate) {
            return Optional.empty();
        }
    }

    private Optional<OffsetDateTime> value() {
        if (day == 0 || month == 0 || year < 0 || hour < 0) {
            return Optional.empty();
        }
        LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59)); // leap second
        return Optional.of(OffsetDateTime.of(local, zone));
    }

    private void word(String word) {
        if (word.isEmpty()) {
            return;
        }
        char first = word.charAt(0);
        if (word.indexOf(':') > 0) {
            time(word);
        } else if (hour >= 0 && (first == '+' || first == '-')) {
            zone = offset(word);
        } else if (word.indexOf('-') > 0) {
            for (String piece : word.split("-")) { // 21-Nov-97
                word(piece);
            }
        } else if (Character.isDigit(first)) {
            number(word);
        } else {
            name(word);
        }
    }

    private void time(String word) {
        String clock = word;
        int sign = Math.max(word.indexOf('+'), word.indexOf('-'));
        if (sign > 0) {
            zone = offset(word.substring(sign));
            clock = word.substring(0, sign);
        }
        String[] pieces = clock.split("[:.]");
        hour = Integer.parseInt(pieces[0]);
        minute = pieces.length > 1 ? Integer.parseInt(pieces[1]) : 0;
        second = pieces.length > 2 ? Integer.parseInt(pieces[2]) : 0;
    }

    private void number(String word) {
        int number = Integer.parseInt(word.replaceAll("\\D.*", ""));
        if (day == 0 && word.length() <= 2) {
            day = number;
        } else if (year < 0) {
            boolean shortForm = word.length() <= 3; // RFC 5322 §4.3
            year = !shortForm ? number : number < 50 ? 2000 + number : 1900 + number;
        }
    }

    private void name(String word) {
        String start = word.substring(0, Math.min(3, word.length()));
        int index = MONTHS.indexOf(start);
        if (month == 0 && index >= 0) {
            month = index + 1;
        } else if (hour >= 0 && ZONE_HOURS.containsKey(word)) {
            zone = ZoneOffset.ofHours(ZONE_HOURS.get(word));
        } else if (hour >= 0 && (word.startsWith("gmt") || word.startsWith("utc")) && word.length() > 4) {
            zone = offset(word.substring(3));
        }
    }

    /** {@code +0130}; a zone no clock has is read as unknown. */
    private static ZoneOffset offset(String word) {
        String digits = word.substring(1).replace(":", "");
        if (digits.length() < 3 || digits.length() > 4 || !digits.chars().allMatch(Character::isDigit)) {
            return ZoneOffset.UTC;
        }
        int value = Integer.parseInt(digits);
        int minutes = Math.min(value / 100 * 60 + value % 100, 18 * 60);
        return ZoneOffset.ofTotalSeconds((word.charAt(0) == '-' ? -60 : 60) * minutes);
    }

    private static String withoutComments(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
                out.append(' ');
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0) {
                out.append(c);
            }
        }
        return out.toString();
    }
}
