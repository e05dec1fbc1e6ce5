package org.mercurymail.net;

import java.io.IOException;
import org.mercurymail.wire.Output;
import org.mercurymail.wire.Step;

/** What a session still has to ask when its connection is gone: to unlock, to stop watching. Nobody hears the answer. */
final class LastQuestion {

    private static final Output NOWHERE = (bytes, offset, length) -> {
        throw new IOException("the connection is gone");
    };

    private LastQuestion() { }

    /** @param done runs when nothing is left to ask, or it failed */
    static <D> void put(Step<D> step, Asker<D> asker, ConnectionLog log, Runnable done) {
        if (!(step instanceof Step.Ask<D> ask)) {
            done.run();
            return;
        }
        asker.ask(ask.question(), NOWHERE, new Asker.Outcome<>() {
            @Override
            public void answered(Step<D> next) {
                put(next, asker, log, done);
            }

            @Override
            public void failed(Throwable cause) {
                log.trouble("last-question-failed", cause);
                done.run();
            }
        });
    }
}
