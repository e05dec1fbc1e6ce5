package org.mercurymail.smtp;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Terms;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;
import org.mercurymail.port.Spool;
import org.mercurymail.port.Verdict;
import org.mercurymail.wire.Step;

/**
 * The transaction of a session (RFC 5321 §3.3): its envelope as it grows, and the content while it arrives. One a
 * session, used again for each message. That a command is lawful now was decided before.
 */
final class IncomingTransaction {

    private static final Envelope NOTHING = Envelope.of(Optional.empty(), List.of());

    private final SmtpSession session;
    private final SmtpService service;
    private final Supplier<Spool> spools;
    private Envelope envelope = NOTHING;
    private long declared;
    private Optional<IncomingBody> body = Optional.empty();

    IncomingTransaction(SmtpSession session, SmtpService service, Supplier<Spool> spools) {
        this.session = session;
        this.service = service;
        this.spools = spools;
    }

    void close() {
        body.ifPresent(IncomingBody::close);
        body = Optional.empty();
        envelope = NOTHING;
    }

    Step<SmtpListener> mail(SmtpCommand.Mail mail) {
        if (mail.size() > service.maxSize()) {
            return SmtpSession.say(IncomingBody.TOO_BIG); // RFC 1870 §6.1
        }
        SmtpOffer offer = session.offer();
        Instant now = service.clock().instant();
        Optional<SmtpReply> refusal = mail.asked().refusal(offer, now);
        if (refusal.isPresent()) {
            return SmtpSession.say(refusal.get());
        }
        Terms terms = mail.asked().terms(offer, now);
        return new Step.Ask<>((door, out) -> {
            Verdict verdict = door.mail(session.client(), mail.envelope().on(terms));
            if (!verdict.isAccept()) {
                return session.say(verdict);
            }
            envelope = mail.envelope().on(terms);
            declared = mail.size();
            session.reach(SmtpState.MAIL);
            boolean changed = !mail.asked().priority().equals(terms.priority());
            return changed ? SmtpSession.say(250, "2.3.6", terms.priority().get() + " is the priority it gets here")
                    : session.say(verdict); // RFC 6710 §4.1
        });
    }

    Step<SmtpListener> rcpt(SmtpCommand.Rcpt rcpt) {
        if (rcpt.utf8() && !envelope.smtpUtf8()) {
            return SmtpSession.say(553, "5.6.7", "Say SMTPUTF8 in MAIL to use an international address"); // RFC 6531 §3.5
        }
        if (envelope.recipients().size() >= service.maxRecipients()) {
            return SmtpSession.say(452, "4.5.3", "Too many recipients, send to the others in another transaction");
        }
        Address address = rcpt.address().orElseGet(() -> new Address("postmaster", service.domain()));
        Recipient recipient = new Recipient(address, rcpt.notifyOn(), rcpt.original());
        return new Step.Ask<>((door, out) -> {
            Verdict verdict = door.recipient(session.client(), envelope, recipient, declared);
            if (verdict.isAccept()) {
                envelope = envelope.with(recipient);
                session.reach(SmtpState.RCPT);
            }
            return verdict instanceof Verdict.Refuse ? session.slowly(session.say(verdict)) : session.say(verdict);
        });
    }

    Step<SmtpListener> data() {
        if (envelope.encoding() == Envelope.Encoding.BINARYMIME) {
            return session.bad(SmtpReply.of(503, "5.5.1", "BINARYMIME needs BDAT")); // RFC 3030 §3
        }
        IncomingBody incoming = incoming();
        session.read(bytes -> incoming.data(bytes) ? whole(incoming) : Step.more());
        return SmtpSession.say(354, "", "Send the message, end with <CRLF>.<CRLF>");
    }

    /** A chunk follows whatever we think of it: its octets are taken before anything is said (RFC 3030 §2). */
    Step<SmtpListener> bdat(SmtpCommand.Bdat bdat, Optional<SmtpReply> unlawful, ByteBuffer behind) {
        Optional<IncomingBody> incoming = unlawful.isPresent() ? Optional.empty() : Optional.of(incoming());
        boolean binary = envelope.encoding() == Envelope.Encoding.BINARYMIME;
        long[] left = {bdat.size()};
        session.read(bytes -> {
            ByteBuffer range = bytes.duplicate();
            range.limit(range.position() + (int) Math.min(range.remaining(), left[0]));
            left[0] -= range.remaining();
            bytes.position(range.limit());
            incoming.ifPresent(body -> body.chunk(range, binary));
            if (left[0] > 0) {
                return Step.more();
            }
            return incoming.isPresent() ? chunkEnded(bdat, incoming.get()) : swallowed(unlawful.get());
        });
        return session.take(behind);
    }

    private Step<SmtpListener> swallowed(SmtpReply reply) {
        session.readCommands();
        return SmtpSession.say(reply);
    }

    private Step<SmtpListener> chunkEnded(SmtpCommand.Bdat bdat, IncomingBody incoming) {
        if (bdat.last()) {
            incoming.ended();
            return whole(incoming);
        }
        if (incoming.fault().isPresent()) {
            session.forget(); // the chunks that follow hear 503 (RFC 3030 §2)
            return swallowed(incoming.fault().get());
        }
        session.reach(SmtpState.BDAT);
        return swallowed(SmtpReply.of(250, "2.0.0", bdat.size() + " octets are here"));
    }

    /** The message is here to its end: what is wrong with it is said now, or the door is asked. */
    private Step<SmtpListener> whole(IncomingBody incoming) {
        session.readCommands();
        boolean lmtp = service.kind() == SmtpClient.Service.LMTP;
        int answers = lmtp ? envelope.recipients().size() : 1; // RFC 2033 §4.2
        if (incoming.fault().isPresent()) {
            session.forget();
            return SmtpSession.say(Collections.nCopies(answers, incoming.fault().get()));
        }
        return new Step.Ask<>((door, out) -> {
            try {
                List<Verdict> verdicts = door.message(session.client(), envelope, incoming.spool());
                if (verdicts.size() != answers) {
                    throw new IllegalStateException(verdicts.size() + " verdicts for " + answers);
                }
                return answers == 1 ? session.say(verdicts.get(0))
                        : SmtpSession.say(verdicts.stream().map(v -> SmtpReply.of(v.status())).toList());
            } finally {
                session.forget();
            }
        });
    }

    private IncomingBody incoming() {
        if (body.isEmpty()) {
            body = Optional.of(new IncomingBody(spools.get(), service.maxSize()));
        }
        return body.get();
    }
}
