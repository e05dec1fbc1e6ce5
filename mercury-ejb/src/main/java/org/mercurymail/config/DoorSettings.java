package org.mercurymail.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * What was configured for strangers at the door: how slow to be with them, what they may call themselves, how much they
 * may bring. Numbers are a minute's, 0 for no limit.
 */
public record DoorSettings(Duration greetingDelay, Strictness earlyTalkers, Strictness helo, Strictness unknownHelo,
        int networkMessages, int networkRecipients, Duration tarpit) {

    /** What becomes of whoever fails a check. */
    public enum Strictness { OFF, LOG, REFUSE }

    private static final Set<String> THREE = Set.of("off", "log", "refuse");
    private static final int MOST = 1_000_000;

    static DoorSettings read(Values values) {
        return new DoorSettings(
                values.upTo("mercury.smtp.greeting-delay", Duration.ofSeconds(30)),
                strictness(values, "mercury.smtp.early-talkers", Set.of("log", "refuse")),
                strictness(values, "mercury.smtp.helo", THREE),
                strictness(values, "mercury.smtp.helo.unknown", THREE),
                (int) values.number("mercury.smtp.network.messages", 0, MOST),
                (int) values.number("mercury.smtp.network.recipients", 0, MOST),
                values.upTo("mercury.smtp.tarpit", Duration.ofSeconds(60)));
    }

    private static Strictness strictness(Values values, String key, Set<String> words) {
        return Strictness.valueOf(values.oneOf(key, words).toUpperCase(Locale.ROOT));
    }
}
