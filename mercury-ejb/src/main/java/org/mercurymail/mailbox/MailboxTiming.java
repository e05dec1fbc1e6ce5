package org.mercurymail.mailbox;

import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;
import java.time.Duration;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;

/** Measures how long the questions of POP3 and IMAP take, by the door's method. Changes nothing. */
public class MailboxTiming {

    private static final Metadata METRIC = Metadata.builder().withName("mercury_mailbox_question")
            .withUnit(MetricUnits.NANOSECONDS) // shown in seconds
            .withDescription("How long the questions of POP3 and IMAP take").build();

    @Inject
    private MetricRegistry metrics;

    @AroundInvoke
    Object measured(InvocationContext call) throws Exception {
        long start = System.nanoTime();
        String result = "refused";
        try {
            Object answer = call.proceed();
            result = "ok";
            return answer;
        } finally {
            metrics.timer(METRIC, new Tag("question", call.getMethod().getName()), new Tag("result", result))
                    .update(Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
