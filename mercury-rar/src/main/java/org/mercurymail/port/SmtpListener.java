package org.mercurymail.port;

import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.wire.Wakeup;

/**
 * The door of SMTP and LMTP: what the adapter asks while a transaction goes on. Grammar and order were checked
 * before; here is decided. Called on work threads, never for two steps of one connection at once.
 */
public interface SmtpListener {

    /** A client connected and has said nothing yet. */
    Verdict connected(SmtpClient client);

    /** Whether a client that has not said anything yet may submit without a login, for where it comes from. */
    default boolean isTrusted(SmtpClient client) {
        return false;
    }

    /** How slow to be with a client that has not said anything yet, and is not trusted. */
    default Manners manners(SmtpClient client) {
        return Manners.PROMPT;
    }

    /** The client could not wait for the greeting, or for the answer to its EHLO. Shall it be served all the same? */
    default Verdict spokeEarly(SmtpClient client) {
        return Verdict.accept(250, "2.0.0", "Go on");
    }

    /** What SCRAM needs to know before there is a proof; empty while nobody can say. */
    Optional<ScramSalt> salt(SmtpClient client, String user);

    Login login(SmtpClient client, Evidence evidence);

    /** From now on, end this session when its login opens the account no more. */
    default void watch(Login.Granted login, Wakeup session) { }

    default void unwatch(Login.Granted login, Wakeup session) { }

    /** MAIL: may this client send as this sender? The envelope has no recipients yet. */
    Verdict mail(SmtpClient client, Envelope envelope);

    /**
     * RCPT: shall this recipient be taken? The envelope holds those taken before.
     *
     * @param size octets that MAIL declared (RFC 1870 §6); 0 when it did not
     */
    Verdict recipient(SmtpClient client, Envelope envelope, Recipient recipient, long size);

    /**
     * The whole message has arrived. An Accept says that it is durable: every local copy filed, every other one
     * queued, all or nothing. The body is closed by the caller.
     *
     * @return one verdict; for LMTP one for each recipient of the envelope, in its order (RFC 2033 §4.2)
     */
    List<Verdict> message(SmtpClient client, Envelope envelope, Body body);
}
