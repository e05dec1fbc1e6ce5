package org.mercurymail.rar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Recipient;
import org.mercurymail.port.Body;
import org.mercurymail.port.Credentials;
import org.mercurymail.port.Evidence;
import org.mercurymail.port.Login;
import org.mercurymail.port.ScramSalt;
import org.mercurymail.port.SmtpClient;
import org.mercurymail.port.SmtpListener;
import org.mercurymail.port.Verdict;

/** A bean that keeps in memory what it takes; {@code boom@} fails, {@code no@} and {@code later@} are refused. */
final class TrialIntake implements SmtpListener {

    final Queue<SmtpClient> clients = new ConcurrentLinkedQueue<>();
    final Queue<String> senders = new ConcurrentLinkedQueue<>();
    final Queue<SmtpClient> secured = new ConcurrentLinkedQueue<>();
    final Queue<Envelope> envelopes = new ConcurrentLinkedQueue<>();
    final Queue<String> stored = new ConcurrentLinkedQueue<>();

    @Override
    public Verdict connected(SmtpClient client) {
        clients.add(client);
        return Verdict.accept(220, "2.0.0", "ready");
    }

    @Override
    public Optional<ScramSalt> salt(SmtpClient client, String user) {
        return Optional.empty();
    }

    @Override
    public Login login(SmtpClient client, Evidence evidence) {
        return evidence instanceof Credentials credentials && credentials.secret().equals("secret")
                ? new Login.Granted(1, Address.parse(credentials.user()).orElseThrow()) : new Login.Denied();
    }

    @Override
    public Verdict mail(SmtpClient client, Envelope envelope) {
        senders.add(envelope.sender().map(Address::toString).orElse(""));
        return Verdict.accept(250, "2.1.0", "go on");
    }

    @Override
    public Verdict recipient(SmtpClient client, Envelope envelope, Recipient recipient, long size) {
        String local = recipient.address().toString().replaceAll("@.*", "");
        if (local.equals("boom")) {
            throw new IllegalStateException("boom");
        }
        if (local.equals("no")) {
            return Verdict.refuse(550, "5.1.1", "nobody here", "on purpose");
        }
        return local.equals("later") ? Verdict.tryLater(450, "4.2.1", "not now", "on purpose")
                : Verdict.accept(250, "2.1.5", "go on");
    }

    @Override
    public List<Verdict> message(SmtpClient client, Envelope envelope, Body body) {
        envelopes.add(envelope);
        if (client.peer().secure()) {
            secured.add(client);
        }
        try (InputStream in = body.open()) {
            stored.add(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int answers = client.service() == SmtpClient.Service.LMTP ? envelope.recipients().size() : 1;
        return Collections.nCopies(answers, Verdict.accept(250, "2.0.0", "stored"));
    }
}
