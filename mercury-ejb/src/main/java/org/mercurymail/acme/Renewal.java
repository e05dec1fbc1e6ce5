package org.mercurymail.acme;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When to ask an authority next. Pure. */
final class Renewal {

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(5);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final int STEP = 4;
    private static final int TENTH = 10;

    private Renewal() { }

    /**
     * After two thirds of a certificate's time, as its authorities advise, or somewhat earlier by chance: those that
     * came together need not go together. Never at once, whatever stands in the certificate: where our clock or the
     * authority's is wrong, it is asked ten times in a certificate's life and not every few seconds.
     *
     * @param chance from 0 to 1
     */
    static Instant after(Instant now, Instant notBefore, Instant notAfter, double chance) {
        Duration life = Duration.between(notBefore, notAfter);
        Instant due = notBefore.plus(life.multipliedBy(2).dividedBy(3))
                .minusMillis((long) (chance * life.toMillis() / 20));
        Instant soonest = now.plus(life.dividedBy(TENTH));
        return due.isBefore(soonest) ? soonest : due;
    }

    /**
     * 5 minutes, 20, 80, 5 hours, 21 hours, a day: fewer than the five failures an hour that Let's Encrypt bears. Up to
     * a tenth longer by chance: servers that failed together need not come again together.
     *
     * @param failures this one included
     * @param asked    when the authority itself said to come again
     * @param chance   from 0 to 1
     */
    static Instant afterFailure(Instant now, int failures, Optional<Instant> asked, double chance) {
        Duration pause = FIRST_PAUSE;
        for (int i = 1; i < failures && pause.compareTo(LONGEST_PAUSE) < 0; i++) {
            pause = pause.multipliedBy(STEP);
        }
        Duration bounded = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        Instant due = now.plus(bounded).plusMillis((long) (chance * bounded.toMillis() / TENTH));
        return asked.filter(due::isBefore).orElse(due);
    }
}
