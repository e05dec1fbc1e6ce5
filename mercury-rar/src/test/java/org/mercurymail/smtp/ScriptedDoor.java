package org.mercurymail.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.mail.Terms;
import org.mercurymail.port.Body;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Evidence;
import org.mercurymail.port.Login;
import org.mercurymail.port.Manners;
import org.mercurymail.port.ScramSalt;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;
import org.mercurymail.port.Verdict;
import org.mercurymail.sasl.ScramLogins;
import org.mercurymail.wire.Wakeup;

/**
 * A door whose answers hang on the local part: {@code nobody@} is unknown, {@code later@} is put off, {@code busy@}
 * ends the connection, {@code full@} has no room (LMTP tells after DATA), {@code crash@} throws. Takes mail for
 * mercury.test, and for all when logged in.
 */
final class ScriptedDoor implements SmtpListener {

    /** One message that was accepted. */
    record Taken(SmtpClient client, Envelope envelope, byte[] content) { }

    final List<String> events = new ArrayList<>();
    final List<Taken> taken = new ArrayList<>();
    final List<Wakeup> watching = new ArrayList<>();
    boolean trusts;
    Manners manners = Manners.PROMPT;
    Verdict early = Verdict.refuse(554, "5.5.1", "Wait for your turn", "early");
    Verdict greeting = Verdict.accept(220, "2.0.0", "Mercury");

    @Override
    public Verdict connected(SmtpClient client) {
        return greeting;
    }

    @Override
    public boolean isTrusted(SmtpClient client) {
        return trusts;
    }

    @Override
    public Manners manners(SmtpClient client) {
        return manners;
    }

    @Override
    public Verdict spokeEarly(SmtpClient client) {
        return early;
    }

    @Override
    public void watch(Login.Granted login, Wakeup session) {
        watching.add(session);
    }

    @Override
    public void unwatch(Login.Granted login, Wakeup session) {
        watching.remove(session);
    }

    @Override
    public Optional<ScramSalt> salt(SmtpClient client, String user) {
        return user.startsWith("locked") ? Optional.empty() : Optional.of(ScramLogins.SALT);
    }

    @Override
    public Login login(SmtpClient client, Evidence evidence) {
        events.add("LOGIN " + evidence);
        if (!(evidence instanceof Credentials credentials)) {
            return ScramLogins.login(evidence, "secret", 7);
        }
        if (credentials.user().startsWith("locked")) {
            return new Login.Unavailable();
        }
        return credentials.secret().equals("secret")
                ? new Login.Granted(7, Address.of(credentials.user())) : new Login.Denied();
    }

    @Override
    public Verdict mail(SmtpClient client, Envelope envelope) {
        return answer(envelope.sender().map(Address::localPart).orElse(""), "2.1.0", "sender taken");
    }

    @Override
    public Verdict recipient(SmtpClient client, Envelope envelope, Recipient recipient, long size) {
        boolean local = recipient.address().domain().name().endsWith("mercury.test");
        if (!local && client.login().isEmpty()) {
            return Verdict.refuse(550, "5.7.1", "relaying denied", "no relay");
        }
        return answer(recipient.address().localPart(), "2.1.5", "recipient taken");
    }

    @Override
    public List<Verdict> message(SmtpClient client, Envelope envelope, Body body) {
        byte[] content;
        try (InputStream in = body.open()) {
            content = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        taken.add(new Taken(client, envelope, content));
        events.add("MESSAGE " + client.with() + " " + content.length + " from "
                + envelope.sender().map(Address::toString).orElse("<>") + " to "
                + String.join(",", envelope.recipients().stream().map(r -> r.address().toString()).toList())
                + (envelope.smtpUtf8() ? " SMTPUTF8" : "") + shown(envelope.terms()));
        if (envelope.recipients().stream().anyMatch(r -> r.address().localPart().equals("crash"))) {
            throw new IllegalStateException("the door crashed");
        }
        if (client.service() != SmtpClient.Service.LMTP) {
            return List.of(Verdict.accept(250, "2.6.0", "queued as 0123456789abc"));
        }
        return envelope.recipients().stream().map(r -> r.address().localPart().equals("full")
                ? Verdict.tryLater(452, "4.2.2", "mailbox is full", "quota")
                : Verdict.accept(250, "2.1.5", "delivered to " + r.address())).toList();
    }

    private static String shown(Terms terms) {
        return terms.holdUntil().map(until -> " held until " + until).orElse("")
                + terms.priority().map(priority -> " priority " + priority).orElse("")
                + (terms.requireTls() ? " REQUIRETLS" : "")
                + terms.by().map(by -> " by " + by.at() + (by.returns() ? " R" : " N") + (by.trace() ? "T" : ""))
                .orElse("");
    }

    private static Verdict answer(String localPart, String enhanced, String text) {
        return switch (localPart) {
            case "nobody" -> Verdict.refuse(550, "5.1.1", "no such user", "unknown");
            case "busy" -> Verdict.tryLater(421, "4.7.0", "too much from you", "rate");
            case "later" -> Verdict.tryLater(451, "4.3.0", "try later", "test");
            default -> Verdict.accept(250, enhanced, text);
        };
    }
}
