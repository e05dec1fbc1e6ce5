package org.mercurymail.web;

import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** Writes dates and sizes for people, in the language of the page and the time zone of the server. */
public final class Figures {

    private static final String[] PREFIXES = {"", "K", "M", "G"};

    private Figures() { }

    public static String date(Instant at, Locale locale) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(locale)
                .withZone(ZoneId.systemDefault()).format(at);
    }

    /** To the second, for what follows quickly on something else. */
    public static String moment(Instant at, Locale locale) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.MEDIUM).withLocale(locale)
                .withZone(ZoneId.systemDefault()).format(at);
    }

    /** {@code 312 B}, {@code 4.2 KB}. */
    public static String size(long octets, Locale locale) {
        double value = octets;
        int prefix = 0;
        while (value >= 1000 && prefix < PREFIXES.length - 1) {
            value /= 1000;
            prefix++;
        }
        NumberFormat number = NumberFormat.getInstance(locale);
        number.setMaximumFractionDigits(prefix > 0 && value < 10 ? 1 : 0);
        return number.format(value) + "\u00a0" + PREFIXES[prefix] + Texts.in(locale, "octet");
    }
}
