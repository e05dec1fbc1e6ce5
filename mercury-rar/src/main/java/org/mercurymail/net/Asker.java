package org.mercurymail.net;

import org.mercurymail.wire.Output;
import org.mercurymail.wire.Step;

/** Puts a session's questions to the application, on threads that may block. */
@FunctionalInterface
public interface Asker<D> {

    /** Never blocks, and calls one method of the outcome, once, from any thread. */
    void ask(Step.Question<D> question, Output output, Outcome<D> outcome);

    /** What became of a question. */
    interface Outcome<D> {

        void answered(Step<D> step);

        void failed(Throwable cause);
    }
}
