package org.mercurymail.intake;

/** A message whose header does not say who sends it to whom, or that is none; the message says why, for people. */
public final class Unaddressed extends Exception {

    private static final long serialVersionUID = 1L;

    Unaddressed(String why) {
        super(why);
    }
}
