package org.mercurymail.imap;

import java.io.IOException;
import java.time.Clock;

/**
 * Tells a client that waits how far its command is, every ten seconds and never of a short one (RFC 9585). So nobody
 * takes the connection for dead, neither the client nor a router between.
 */
final class Progress {

    private static final long EVERY_MILLIS = 10_000;

    private final String tag;
    private final long goal;
    private final Clock clock;
    private final Responses out;
    private long told;
    private long done;

    /** @param goal steps in all, at least one */
    Progress(String tag, long goal, Clock clock, Responses out) {
        this.tag = tag;
        this.goal = goal;
        this.clock = clock;
        this.out = out;
        this.told = clock.millis();
    }

    /** One step more is done. */
    void step() throws IOException {
        done++;
        long now = clock.millis();
        if (now - told >= EVERY_MILLIS && done < goal) {
            told = now;
            out.say("* OK [INPROGRESS (\"").say(tag).say("\" ").say(done).say(" ").say(goal).say(")] Still at work").line();
            out.sendNow();
        }
    }
}
