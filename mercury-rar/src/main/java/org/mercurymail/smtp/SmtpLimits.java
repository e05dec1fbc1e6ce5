package org.mercurymail.smtp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mercurymail.mail.Recipient;

/**
 * What a server announced with LIMITS (RFC 9422 §4). What it did not say, or not in numbers, is no limit.
 *
 * @param recipients RCPTMAX, of one transaction
 * @param messages   MAILMAX, of one connection
 * @param domains    RCPTDOMAINMAX, of the recipients of one transaction
 */
public record SmtpLimits(int recipients, int messages, int domains) {

    static SmtpLimits of(String text) {
        int recipients = Integer.MAX_VALUE;
        int messages = Integer.MAX_VALUE;
        int domains = Integer.MAX_VALUE;
        for (String word : text.toUpperCase(Locale.ROOT).split("\\s+")) {
            if (!word.matches("[A-Z]+=[1-9]\\d{0,5}")) { // RFC 9422 §3: a limit is 1 to 999999
                continue;
            }
            int value = Integer.parseInt(word.substring(word.indexOf('=') + 1));
            switch (word.substring(0, word.indexOf('='))) {
                case "RCPTMAX" -> recipients = value;
                case "MAILMAX" -> messages = value;
                case "RCPTDOMAINMAX" -> domains = value;
                default -> { } // RFC 9422 §3: others may come
            }
        }
        return new SmtpLimits(recipients, messages, domains);
    }

    /** The recipients in their order, in parts of which each may be one transaction. */
    public List<List<Recipient>> split(List<Recipient> all) {
        List<List<Recipient>> parts = new ArrayList<>();
        Set<String> met = new HashSet<>();
        for (Recipient recipient : all) {
            String domain = recipient.address().domain().name();
            boolean fits = !parts.isEmpty() && last(parts).size() < recipients
                    && (met.contains(domain) || met.size() < domains);
            if (!fits) {
                parts.add(new ArrayList<>());
                met.clear();
            }
            met.add(domain);
            last(parts).add(recipient);
        }
        return parts;
    }

    private static List<Recipient> last(List<List<Recipient>> parts) {
        return parts.get(parts.size() - 1);
    }
}
