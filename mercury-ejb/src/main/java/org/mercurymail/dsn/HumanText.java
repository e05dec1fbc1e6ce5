package org.mercurymail.dsn;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.mercurymail.mime.HeaderFields;

/** What a report says to a person: what happened to whom, what the other server said, and what to do next. */
final class HumanText {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private HumanText() { }

    static String subject(List<Reported> recipients) {
        if (any(recipients, Reported.Action.FAILED)) {
            return "Not delivered: your message was returned";
        }
        if (any(recipients, Reported.Action.DELAYED)) {
            return "Delayed: your message is still on its way";
        }
        return "Delivered: your message has arrived";
    }

    static String of(String hostname, List<Reported> recipients, HeaderFields original, Instant now) {
        StringBuilder out = new StringBuilder();
        out.append("This is the mail server ").append(hostname).append(", about your message\r\n\r\n");
        quoted(out, original, "Subject");
        quoted(out, original, "Date");
        quoted(out, original, "To");
        section(out, recipients, Reported.Action.FAILED,
                "It could not be delivered to the recipients below. They did not get it,\r\n"
                + "and nothing more will be tried.\r\n");
        section(out, recipients, Reported.Action.DELAYED,
                "It has not been delivered to the recipients below yet. You need not send\r\n"
                + "it again: the server goes on trying.\r\n");
        section(out, recipients, Reported.Action.DELIVERED,
                "It was put into the mailboxes of these recipients:\r\n");
        section(out, recipients, Reported.Action.RELAYED,
                "It was handed over to the mail servers of these recipients. Those servers do\r\n"
                + "not send reports; you will not hear whether it was delivered in the end.\r\n");
        if (any(recipients, Reported.Action.FAILED)) {
            out.append("\r\nIf you cannot tell what to do, show this message to your administrator.\r\n");
        }
        return out.toString();
    }

    private static void quoted(StringBuilder out, HeaderFields original, String name) {
        original.first(name).ifPresent(field -> {
            String value = field.decoded().replaceAll("\\p{Cntrl}", " ");
            out.append("    ").append(name).append(": ")
                    .append(value.length() > 200 ? value.substring(0, 200) + "..." : value).append("\r\n");
        });
    }

    private static void section(StringBuilder out, List<Reported> recipients, Reported.Action action, String heading) {
        if (!any(recipients, action)) {
            return;
        }
        out.append("\r\n").append(heading);
        for (Reported reported : recipients) {
            if (reported.action() == action) {
                out.append("\r\n  * ").append(reported.recipient().address()).append(writtenTo(reported)).append("\r\n");
                said(out, reported);
            }
        }
    }

    /** Who wrote to an alias does not know what it leads to. */
    private static String writtenTo(Reported reported) {
        String address = reported.recipient().address().toString();
        return reported.recipient().original().filter(text -> text.toLowerCase(Locale.ROOT).startsWith("rfc822;"))
                .map(text -> Xtext.decoded(text.substring("rfc822;".length())).strip())
                .filter(text -> !text.equalsIgnoreCase(address))
                .map(text -> " (you wrote to " + text + ")").orElse("");
    }

    private static void said(StringBuilder out, Reported reported) {
        if (reported.action() == Reported.Action.DELIVERED || reported.action() == Reported.Action.RELAYED) {
            return;
        }
        out.append("    ").append(reported.remote().isEmpty() ? "Reason: "
                : "The server " + reported.remote().replaceAll("\\p{Cntrl}", " ") + " said: ").append(reported.status()).append("\r\n");
        out.append("    ").append(advice(reported)).append("\r\n");
        reported.retryUntil().ifPresent(until ->
                out.append("    It will be tried until ").append(MOMENT.format(until)).append(".\r\n"));
    }

    /** What to do, by the subject and detail of the code (RFC 3463 §3). */
    private static String advice(Reported reported) {
        if (reported.action() == Reported.Action.DELAYED) {
            return "There is nothing to do now.";
        }
        String enhanced = reported.status().enhanced();
        String meaning = enhanced.substring(enhanced.indexOf('.') + 1);
        return switch (meaning) {
            case "1.1", "1.6", "2.1" -> "Check the address for typing errors, or ask for a new one.";
            case "1.2", "1.10", "4.4" -> "Check the part behind the @: that domain takes no mail.";
            case "2.2" -> "The mailbox is full: the recipient must make room. Try again later.";
            case "2.3", "3.4" -> "The message is too large: send less, or a link to it.";
            case "4.1", "4.2", "4.3", "4.7" -> "The other server could not be reached in time. Try again later.";
            case "4.6" -> "The message goes in circles: a forwarding is set up wrongly.";
            case "7.1", "7.0" -> "The other side refuses it on purpose: its reason stands above.";
            default -> "What the server said above tells why.";
        };
    }

    private static boolean any(List<Reported> recipients, Reported.Action action) {
        return recipients.stream().anyMatch(reported -> reported.action() == action);
    }
}
