package org.mercurymail.web.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.mercurymail.accounts.Invalid;
import org.mercurymail.config.Settings;
import org.mercurymail.intake.NewMessage;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submission;
import org.mercurymail.intake.Submitted;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mail.Flags;
import org.mercurymail.mailbox.MailboxService;
import org.mercurymail.port.MailboxListener;
import org.mercurymail.port.Body;
import org.mercurymail.port.Login;
import org.mercurymail.port.MailboxRefused;
import org.mercurymail.port.Spool;

/** Hands a message over, and files the writer's own copies. It is spooled once, whatever its size. */
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

    /** What became of a message. @param filed whether the writer's copy was filed */
    record Outcome(Optional<String> refusal, boolean filed) { }

    /**
     * @param sent the mailbox of the writer's copy
     * @throws Invalid when an address is none, or nobody gets it
     */
    Outcome send(Login.Granted who, InetAddress from, NewMessage message, String sent) throws IOException {
        Envelope envelope = message.envelope();
        try (Spool spool = spooled(who.address(), message)) {
            Submitted answer = submission.submit(new Origin.Application(who, "webmail", Optional.of(from)), envelope,
                    spool);
            return answer instanceof Submitted.Rejected rejected
                    ? new Outcome(Optional.of(rejected.status().text()), false)
                    : new Outcome(Optional.empty(), filed(who.account(), sent, spool, message, Flags.SEEN));
        }
    }

    /** @throws Invalid when an address is none */
    boolean keepDraft(Login.Granted who, String drafts, NewMessage message) throws IOException {
        try (Spool spool = spooled(who.address(), message)) {
            return filed(who.account(), drafts, spool, message, Flags.SEEN | Flags.DRAFT);
        }
    }

    private boolean filed(long account, String box, Body body, NewMessage message, int flags) throws IOException {
        Body own = body.behind(message.hiddenField().getBytes(StandardCharsets.UTF_8));
        try {
            mailboxes.append(account, box, List.of(new MailboxListener.Appended(own, new Flags(flags, Set.of()), Instant.now())));
            return true;
        } catch (MailboxRefused e) {
            LOG.log(System.Logger.Level.WARNING, "event=copy-not-filed account={0} reason=\"{1}\"",
                    Long.toString(account), e.getMessage());
            return false;
        }
    }

    /** With a date and a name of its own, which the copy shares with what others get. */
    private Spool spooled(Address writer, NewMessage message) throws IOException {
        Path directory = Files.createDirectories(settings.data().resolve("spool"));
        Spool spool = new Spool(directory);
        try {
            spool.write(("Date: " + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now())
                    + "\r\nMessage-ID: <" + UUID.randomUUID() + "@" + writer.domain() + ">\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            message.writeTo(spool);
            return spool;
        } catch (IOException | RuntimeException e) {
            spool.close();
            throw e;
        }
    }
}
