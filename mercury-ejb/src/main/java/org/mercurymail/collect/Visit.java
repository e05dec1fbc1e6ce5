package org.mercurymail.collect;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.mercurymail.accounts.Account;
import org.mercurymail.accounts.AccountService;
import org.mercurymail.config.Settings;
import org.mercurymail.intake.Origin;
import org.mercurymail.intake.Submission;
import org.mercurymail.intake.Submitted;
import org.mercurymail.mail.Address;
import org.mercurymail.mail.Envelope;
import org.mercurymail.mime.HeaderFields;
import org.mercurymail.port.Spool;
import org.mercurymail.store.CollectorRow;

/**
 * One visit to a provider's mailbox. A message is marked there as deleted once it is durable here; a visit that breaks
 * off deletes nothing, and the next one finds by the message's key (server, port, login, UIDL and content) what is here
 * already. A message that nobody here takes stays where it is, and the outcome says so.
 */
@ApplicationScoped
public class Visit {

    private static final System.Logger LOG = System.getLogger(Visit.class.getName());
    private static final int MOST_MESSAGES = 1000; // then QUIT, so that what is here is deleted there
    private static final int HEADER_LIMIT = 256 * 1024;

    /**
     * @param collected messages taken over
     * @param trouble   why it was not all, one sentence; empty when it was
     */
    record Outcome(int collected, String trouble) { }

    private Settings settings;
    private AccountService accounts;
    private Submission submission;
    private Sorting sorting;
    private Seal seal;

    /** For the container's proxy. */
    protected Visit() { }

    @Inject
    public Visit(Settings settings, AccountService accounts, Submission submission, Sorting sorting, Seal seal) {
        this.settings = settings;
        this.accounts = accounts;
        this.submission = submission;
        this.sorting = sorting;
        this.seal = seal;
    }

    Outcome to(CollectorRow row) {
        Optional<Account> account = accounts.account(row.account()).filter(Account::active);
        if (account.isEmpty()) {
            return new Outcome(0, "The account that gets the mail is closed or gone");
        }
        Properties properties = properties(row);
        try (Store store = Session.getInstance(properties).getStore(properties.getProperty("mail.store.protocol"))) {
            store.connect(row.server(), row.port(), row.login(),
                    seal.open(row.secret(), CollectorService.purpose(row)));
            return collect(row, account.get().address(), store.getFolder("INBOX"));
        } catch (GeneralSecurityException e) {
            return new Outcome(0, "The stored password cannot be read; enter it again");
        } catch (AuthenticationFailedException e) {
            return new Outcome(0, "The server refuses the login: " + e.getMessage());
        } catch (MessagingException | IOException e) {
            return new Outcome(0, "The server is not available: " + e.getMessage());
        }
    }

    private Outcome collect(CollectorRow row, Address otherwise, Folder inbox)
            throws MessagingException, IOException {
        inbox.open(Folder.READ_WRITE);
        int collected = 0;
        String trouble = "";
        boolean whole = false;
        try {
            int most = Math.min(inbox.getMessageCount(), MOST_MESSAGES);
            for (int number = 1; number <= most; number++) {
                Message message = inbox.getMessage(number);
                String why = take(row, otherwise, (POP3Folder) inbox, message);
                if (why.isEmpty()) {
                    message.setFlag(Flags.Flag.DELETED, true);
                    collected++;
                } else {
                    trouble = "Message " + number + " stays there: " + why;
                }
            }
            whole = true;
        } finally {
            inbox.close(whole); // DELE and QUIT, or only the end of the connection
        }
        return new Outcome(collected, trouble);
    }

    /** Why it was not taken over; empty when it was. */
    private String take(CollectorRow row, Address otherwise, POP3Folder inbox, Message message)
            throws MessagingException, IOException {
        String uid = inbox.getUID(message);
        if (uid == null) {
            return "the server gives no UIDL, without which it could come twice";
        }
        Path directory = settings.data().resolve("spool");
        Files.createDirectories(directory);
        try (Spool spool = new Spool(directory)) {
            message.writeTo(new Limited(spool, settings.maxSize()));
            HeaderFields header = header(spool);
            Sorting.Sorted sorted = row.domain().map(domain -> sorting.sort(header, domain, otherwise))
                    .orElse(new Sorting.Sorted(List.of(otherwise), Optional.empty()));
            if (sorted.heldUp().isPresent()) {
                return sorted.recipients().get(0) + ": " + sorted.heldUp().get();
            }
            String key = key(row, uid, spool);
            Submitted outcome = submit(row, header, sorted.recipients(), spool, key);
            if (outcome instanceof Submitted.Rejected rejected && rejected.status().isPermanent()
                    && !sorted.recipients().equals(List.of(otherwise))) {
                outcome = submit(row, header, List.of(otherwise), spool, key);
            }
            if (outcome instanceof Submitted.Rejected rejected) {
                return rejected.status().toString();
            }
            LOG.log(Level.INFO, "event=collected msg={0} server={1} login=\"{2}\"",
                    ((Submitted.Accepted) outcome).id(), row.server(), row.login());
            return "";
        } catch (TooLarge e) {
            return "it is larger than the " + settings.maxSize() + " octets that are taken";
        }
    }

    private Submitted submit(CollectorRow row, HeaderFields header, List<Address> recipients, Spool spool, String key) {
        Optional<Address> sender = header.first("Return-Path").map(HeaderFields.Field::value)
                .map(value -> value.replaceAll("[<>\\s]", "")).flatMap(Address::parse);
        return submission.submit(new Origin.Collected(row.server()), Envelope.of(sender, recipients), spool,
                Optional.of(key));
    }

    private static HeaderFields header(Spool spool) throws IOException {
        try (InputStream in = spool.open(0, HEADER_LIMIT)) {
            return HeaderFields.of(in.readAllBytes());
        }
    }

    /** With the content, since some servers give a UIDL again. */
    private static String key(CollectorRow row, String uid, Spool spool) throws IOException {
        try (InputStream in = spool.open()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[16 * 1024];
            int n;
            while ((n = in.read(chunk)) > 0) {
                digest.update(chunk, 0, n);
            }
            digest.update((row.login() + "\0" + uid).getBytes(StandardCharsets.UTF_8));
            return row.server() + " " + row.port() + " " + HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Properties properties(CollectorRow row) {
        Collector.Tls tls = Collector.Tls.valueOf(row.tls());
        String protocol = tls == Collector.Tls.TLS ? "pop3s" : "pop3";
        String mail = "mail." + protocol + ".";
        Properties properties = new Properties();
        properties.setProperty("mail.store.protocol", protocol);
        properties.setProperty(mail + "connectiontimeout", "30000");
        properties.setProperty(mail + "timeout", "60000");
        properties.setProperty(mail + "writetimeout", "60000");
        properties.setProperty(mail + "ssl.checkserveridentity", "true");
        properties.setProperty(mail + "starttls.enable", Boolean.toString(tls == Collector.Tls.STLS));
        properties.setProperty(mail + "starttls.required", Boolean.toString(tls == Collector.Tls.STLS));
        properties.setProperty(mail + "filecache.enable", "false");
        return properties;
    }

    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Ends what never ends. */
    private static final class Limited extends FilterOutputStream {

        private long left;

        Limited(OutputStream out, long limit) {
            super(out);
            this.left = limit;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                throw new TooLarge();
            }
            out.write(bytes, offset, length);
        }
    }
}
