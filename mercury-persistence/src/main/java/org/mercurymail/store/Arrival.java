package org.mercurymail.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A message to be made durable: its body once, filed in each local mailbox, queued for every other recipient.
 *
 * @param id        the message's id, also that of its body
 * @param sender    the reverse-path, empty for {@code <>}
 * @param account   whose login submitted it, 0 for nobody's
 * @param ret       {@code FULL}, {@code HDRS} or empty
 * @param envid     xtext or empty
 * @param encoding  what BODY= said
 * @param body      the bytes as they will be kept
 * @param envelope  encoded summary of the header
 * @param structure encoded part tree
 * @param messageId the Message-ID field's value, empty when there is none
 * @param handling  what else was asked for, beside the envelope
 * @param terms     what else was asked for, in the envelope
 */
public record Arrival(long id, Instant at, String sender, long account, String ret, String envid, String encoding,
        boolean smtpUtf8, Bytes body, byte[] envelope, byte[] structure, String messageId, List<Filing> filings,
        List<Outgoing> outgoing, Handling handling, Terms terms) {

    /** As any message. */
    public Arrival(long id, Instant at, String sender, long account, String ret, String envid, String encoding,
            boolean smtpUtf8, Bytes body, byte[] envelope, byte[] structure, String messageId, List<Filing> filings,
            List<Outgoing> outgoing) {
        this(id, at, sender, account, ret, envid, encoding, smtpUtf8, body, envelope, structure, messageId, filings,
                outgoing, Handling.PLAIN, Terms.NONE);
    }

    /** The same, handled so. */
    public Arrival handled(Handling wanted) {
        return new Arrival(id, at, sender, account, ret, envid, encoding, smtpUtf8, body, envelope, structure,
                messageId, filings, outgoing, wanted, terms);
    }

    /** The same, on these terms. */
    public Arrival on(Terms wanted) {
        return new Arrival(id, at, sender, account, ret, envid, encoding, smtpUtf8, body, envelope, structure,
                messageId, filings, outgoing, handling, wanted);
    }

    /** The domain that all of {@link #outgoing} have; empty where they have several, or are held. */
    public Optional<String> onlyDomain() {
        List<String> domains = outgoing.stream().map(Outgoing::domain).distinct().limit(2).toList();
        return domains.size() == 1 && terms.heldUntil().isEmpty() ? Optional.of(domains.get(0)) : Optional.empty();
    }

    /** Where the body's octets come from; opened once or more, by the writer. */
    public interface Bytes {
        long size();

        InputStream open() throws IOException;
    }

    /**
     * A local copy.
     *
     * @param trace the fields that stand before the body for this recipient alone (Return-Path, Delivered-To)
     * @param flags system flags as bits, 1 seen, 2 answered, 4 flagged, 8 deleted, 16 draft
     */
    public record Filing(long account, long mailbox, String recipient, byte[] trace, int flags, List<String> keywords,
            Instant internalDate) { }

    /**
     * A recipient to be sent to.
     *
     * @param notifyOn NOTIFY's words joined by commas, empty when not given
     * @param original ORCPT, empty when not given
     */
    public record Outgoing(String address, String domain, String notifyOn, String original, Instant due) { }
}
