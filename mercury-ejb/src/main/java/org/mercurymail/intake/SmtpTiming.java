package org.mercurymail.intake;

import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.MetricUnits;
import org.eclipse.microprofile.metrics.Tag;
import org.mercurymail.port.Login;
import org.mercurymail.port.Verdict;

/** Measures how long SMTP's questions take, by verb and by what was answered. Changes nothing. */
public class SmtpTiming {

    private static final Metadata METRIC = Metadata.builder().withName("mercury_smtp_command")
            .withUnit(MetricUnits.NANOSECONDS) // shown in seconds
            .withDescription("How long the questions of SMTP and LMTP take").build();
    private static final Map<String, String> VERBS =
            Map.of("connected", "CONNECT", "salt", "AUTH", "login", "AUTH", "mail", "MAIL", "recipient", "RCPT", "message", "DATA");

    @Inject
    private MetricRegistry metrics;

    @AroundInvoke
    Object measured(InvocationContext call) throws Exception {
        long start = System.nanoTime();
        String result = "error";
        try {
            Object answer = call.proceed();
            result = result(answer);
            return answer;
        } finally {
            String verb = VERBS.getOrDefault(call.getMethod().getName(), "OTHER");
            metrics.timer(METRIC, new Tag("verb", verb), new Tag("result", result))
                    .update(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static String result(Object answer) {
        Object one = answer instanceof List<?> several && !several.isEmpty() ? several.get(0) : answer;
        if (one instanceof Verdict.Accept || one instanceof Login login && login.welcome().isPresent()
                || one instanceof Optional<?> salt && salt.isPresent()) {
            return "accepted";
        }
        return one instanceof Verdict.TryLater || one instanceof Login.Unavailable || one instanceof Optional<?> ? "later" : "refused";
    }
}
