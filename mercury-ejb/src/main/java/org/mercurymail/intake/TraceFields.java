package org.mercurymail.intake;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Domain;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.MessageId;
import org.mercurymail.port.SmtpClient;

/**
 * Writes the fields that Mercury puts in front of a message. Nothing that a peer said gets into them but what parsed as
 * a domain or an address.
 *
 * @param hostname what we call ourselves
 */
record TraceFields(String hostname) {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

    /** RFC 5321 §4.4, RFC 3848. {@code FOR} only for a single recipient, so that no Bcc shows. */
    String received(Origin origin, Envelope envelope, MessageId id, Instant now) {
        StringBuilder out = new StringBuilder("Received: ");
        if (origin instanceof Origin.Wire wire) {
            SmtpClient client = wire.client();
            String literal = literal(client.peer().remote().getAddress());
            String helo = Domain.parse(client.helo()).map(Domain::name).orElse(literal);
            out.append("from ").append(helo).append(" (").append(literal).append(")\r\n\tby ").append(hostname)
                    .append(" (Mercury) with ").append(with(client, envelope));
        } else if (origin instanceof Origin.Application application) {
            application.from().map(TraceFields::literal)
                    .ifPresent(literal -> out.append("from ").append(literal).append("\r\n\t"));
            out.append("by ").append(hostname).append(" (Mercury ").append(application.service())
                    .append(application.service().equals("jms") ? ")" : ") with HTTP");
        } else if (origin instanceof Origin.Collected collected) {
            Domain.parse(collected.server()).ifPresent(server -> out.append("from ").append(server).append("\r\n\t"));
            out.append("by ").append(hostname).append(" (Mercury collector) with POP3");
        } else {
            out.append("by ").append(hostname)
                    .append(origin instanceof Origin.Directory ? " (Mercury maildrop)" : " (Mercury)");
        }
        out.append(" id ").append(id);
        if (envelope.recipients().size() == 1) {
            Address only = envelope.recipients().get(0).address();
            if (envelope.smtpUtf8() || !only.isInternational()) {
                out.append("\r\n\tfor <").append(only).append('>');
            }
        }
        envelope.terms().priority().filter(priority -> priority != 0)
                .ifPresent(priority -> out.append("\r\n\tPRIORITY ").append(priority)); // RFC 6710 §4.2
        return out.append(";\r\n\t").append(DATE.format(now)).append("\r\n").toString();
    }

    String date(Instant now) {
        return "Date: " + DATE.format(now) + "\r\n";
    }

    String messageId(MessageId id) {
        return "Message-ID: <" + id + "@" + hostname + ">\r\n";
    }

    /** What stands before the message in one mailbox (RFC 5321 §4.4; Delivered-To as RFC 9228). */
    byte[] filed(Optional<Address> sender, Address address) {
        String path = sender.map(Address::toString).orElse("");
        return ("Return-Path: <" + path + ">\r\nDelivered-To: " + address + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String with(SmtpClient client, Envelope envelope) {
        String with = client.with();
        return envelope.smtpUtf8() ? "UTF8" + with.replace("ESMTP", "SMTP") : with; // RFC 6531 §3.7.3
    }

    static String literal(InetAddress address) {
        String ip = address.getHostAddress();
        int zone = ip.indexOf('%');
        return (address instanceof Inet6Address ? "[IPv6:" : "[") + (zone < 0 ? ip : ip.substring(0, zone)) + "]";
    }
}
