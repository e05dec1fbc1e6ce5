package org.mercurymail.web.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.mercurymail.config.Settings;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submission;
import org.mercurymail.intake.Submitted;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Flags;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.port.Body;
import org.mercurymail.port.Login;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.Spool;

/** Hands a letter over, and files the writer's own copies. The letter is spooled once, whatever its size. */
@ApplicationScoped
public class Sending {

    private static final System.Logger LOG = System.getLogger(Sending.class.getName());

    private Submission submission;
    private MailboxService mailboxes;
    private Settings settings;

    /** For the container's proxy. */
    protected Sending() { }

    @Inject
    public Sending(Submission submission, MailboxService mailboxes, Settings settings) {
        this.submission = submission;
        this.mailboxes = mailboxes;
        this.settings = settings;
    }

    /** What became of a letter. @param filed whether the writer's copy was filed */
    record Outcome(Optional<String> refusal, boolean filed) { }

    /** @param sent the mailbox of the writer's copy */
    Outcome send(Login.Granted who, InetAddress from, Letter letter, List<Address> recipients,
            List<Letter.Person> hidden, String sent) throws IOException {
        try (Spool spool = spooled(letter)) {
            Envelope plain = Envelope.of(Optional.of(who.address()), recipients);
            boolean utf8 = Stream.concat(recipients.stream(), Stream.of(who.address()))
                    .anyMatch(Address::isInternational);
            Envelope envelope = new Envelope(plain.sender(), plain.recipients(), plain.encoding(), utf8, plain.ret(),
                    plain.envid());
            Submitted answer = submission.submit(new Origin.Application(who, "webmail", Optional.of(from)), envelope,
                    spool);
            if (answer instanceof Submitted.Rejected rejected) {
                return new Outcome(Optional.of(rejected.status().text()), false);
            }
            return new Outcome(Optional.empty(), filed(who.account(), sent, spool, hidden, Flags.SEEN));
        }
    }

    boolean keepDraft(long account, String drafts, Letter letter, List<Letter.Person> hidden) throws IOException {
        try (Spool spool = spooled(letter)) {
            return filed(account, drafts, spool, hidden, Flags.SEEN | Flags.DRAFT);
        }
    }

    private boolean filed(long account, String box, Body body, List<Letter.Person> hidden, int flags)
            throws IOException {
        Body own = hidden.isEmpty() ? body
                : body.behind(Letter.peopleField("Bcc", hidden).getBytes(StandardCharsets.UTF_8));
        try {
            mailboxes.append(account, box, own, new Flags(flags, Set.of()), Instant.now());
            return true;
        } catch (MailboxRefused e) {
            LOG.log(System.Logger.Level.WARNING, "event=copy-not-filed account={0} reason=\"{1}\"",
                    Long.toString(account), e.getMessage());
            return false;
        }
    }

    private Spool spooled(Letter letter) throws IOException {
        Path directory = Files.createDirectories(settings.data().resolve("spool"));
        Spool spool = new Spool(directory);
        try {
            letter.writeTo(spool);
            return spool;
        } catch (IOException | UncheckedIOException e) {
            spool.close();
            throw e;
        }
    }
}
